"""Batches: one call, up to ten entries, each with its own outcome (SQS-DEL-12, SQS-DEL-13)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pattern_tck.simulator.freedoms import BATCH_PARTIAL, Choose
from pattern_tck.simulator.refusals import NotModelled, Refusal

Entry = Mapping[str, Any]

_MOST_ENTRIES: Final = 10
_UNLUCKY: Final = Refusal(
    "InternalError", "Unable to process this entry now.", status=500, sender=False
)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")


def check(entries: Sequence[Entry]) -> None:
    """Refuse a batch as a whole: empty, too long, bad or repeated ids (SQS-DEL-12)."""
    if not entries:
        raise Refusal("EmptyBatchRequest", "There should be at least one entry in the request.")
    if len(entries) > _MOST_ENTRIES:
        raise Refusal(
            "TooManyEntriesInBatchRequest",
            f"Maximum number of entries per request are {_MOST_ENTRIES}. "
            f"You have sent {len(entries)}.",
        )
    seen: set[str] = set()
    for entry in entries:
        identity = entry["Id"]
        if not _ID.fullmatch(identity):
            raise Refusal(
                "InvalidBatchEntryId",
                "A batch entry id can only contain alphanumeric characters, hyphens and "
                "underscores. It can be at most 80 letters long.",
            )
        if identity in seen:
            raise Refusal("BatchEntryIdsNotDistinct", f"Id {identity} repeated.")
        seen.add(identity)


def each(
    entries: Sequence[Entry], does: Callable[[Entry], Mapping[str, Any]], choose: Choose
) -> dict[str, Any]:
    """Do something for each entry in turn; some may fail while the call succeeds (SQS-DEL-13)."""
    unlucky = choose(BATCH_PARTIAL, len(entries) + 1, entries)
    done: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for number, entry in enumerate(entries, 1):
        if number == unlucky:
            failed.append(_failed(entry, _UNLUCKY))
            continue
        try:
            done.append({"Id": entry["Id"], **does(entry)})
        except NotModelled:
            # It is this model that does not know, and not the entry that has failed.
            raise
        except Refusal as refusal:
            failed.append(_failed(entry, refusal))
    # SQS tells no list that would be empty; who reads one without a look fails there too.
    lists = {"Successful": done, "Failed": failed}
    return {name: results for name, results in lists.items() if results}


def _failed(entry: Entry, refusal: Refusal) -> dict[str, Any]:
    return {
        "Id": entry["Id"],
        "SenderFault": refusal.sender,
        "Code": refusal.code,
        "Message": refusal.message,
    }
