"""Ledger: totals in a table, and writes that happen together or not at all.

A total that is read, added to and written back loses an addition whenever two do so at a time. So
nobody reads it: the table adds, in the same transaction as the record of what was added.
"""

from __future__ import annotations

from typing import Any

from pattern_tck.ports import Client
from pattern_tck.reference_impl import transactions

#: One write of a transaction, without the name of the table: ``{"Put": {"Item": ...}}``.
Write = dict[str, Any]


def cents(amount: str) -> int:
    """Read an amount such as $20.00; text, since a float would lose cents."""
    dollars, _, part = amount.removeprefix("$").partition(".")
    return int(dollars) * 100 + int(part.ljust(2, "0"))


def put_once(pk: str, key: str, value: str) -> Write:
    """Give the write of an effect that is refused if the effect was had before."""
    item = {"pk": {"S": pk}, "key": {"S": key}, "value": {"S": value}}
    return {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}


def add_to_total(customer: str, amount: int) -> Write:
    """Give the write that adds cents to the total of a customer, which may not be there yet."""
    return {
        "Update": {
            "Key": {"pk": {"S": f"total#{customer}"}},
            "UpdateExpression": "SET #key = :customer ADD #value :cents",
            "ExpressionAttributeNames": {"#key": "key", "#value": "value"},
            "ExpressionAttributeValues": {
                ":customer": {"S": customer},
                ":cents": {"N": str(amount)},
            },
        }
    }


def write_together(dynamodb: Client, table: str, *writes: Write) -> bool:
    """Write all to one table or nothing; give False if a condition does not hold."""
    items = [
        {kind: {"TableName": table, **write} for kind, write in each.items()} for each in writes
    ]
    return transactions.write_together(dynamodb, *items)
