"""Several writes to tables, all of them or none.

A transaction ends at the edge of its database. A queue, or the database of another service, is
never part of one (SAGA-16): see `outbox` for what is done about that.
"""

from __future__ import annotations

from typing import Any

from pattern_tck.ports import Client


def write_together(dynamodb: Client, *writes: dict[str, Any]) -> bool:
    """Make all writes (``TransactItems``) or none; give False if a condition does not hold."""
    try:
        dynamodb.transact_write_items(TransactItems=list(writes))
    except dynamodb.exceptions.TransactionCanceledException as cancelled:
        reasons = [reason.get("Code") for reason in cancelled.response["CancellationReasons"]]
        if "ConditionalCheckFailed" in reasons:
            return False
        raise  # a conflict with another write, which is over when the caller tries again
    return True
