"""Entries of PutEvents: each becomes an event, or has an error of its own (EB-PUT-01)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.constraints import as_java
from pattern_tck.simulator.buses.event import Event, compact
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.matching import documents
from pattern_tck.simulator.octets import length

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

Entry = Mapping[str, Any]

_REQUIRED: Final = ("Source", "DetailType", "Detail")
#: What a time counts for in the size of an entry, in bytes.
_TIME_SIZE: Final = 14


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of one call; the subject of what may happen to all of them."""

    entries: Sequence[Entry]

    @property
    def label(self) -> str:
        """Give what a person knows them by: the detail of the first one."""
        return self.chosen(1)

    def chosen(self, number: int) -> str:
        """Give what a person knows the entry by that a decision is about."""
        return str(self.entries[number - 1].get("Detail", ""))

    def __str__(self) -> str:
        """Give what a person knows them by."""
        return self.label


class Faulty(Exception):
    """An entry is not accepted: the code and the message that its result has."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def size_of(entry: Entry) -> int:
    """Give the size of an entry in bytes, as EventBridge counts it."""
    texts = [entry.get(name) or "" for name in _REQUIRED] + list(entry.get("Resources") or ())
    time = _TIME_SIZE if entry.get("Time") is not None else 0
    return sum(map(length, texts)) + time


def shown(entry: Entry) -> str:
    """Show an entry as the message does that refuses too many of them."""
    resources = entry.get("Resources")
    fields = {
        "time": entry.get("Time"),
        "source": entry.get("Source"),
        "resources": None if resources is None else f"[{', '.join(resources)}]",
        "detailType": entry.get("DetailType"),
        "detail": entry.get("Detail"),
        "eventBusName": entry.get("EventBusName"),
        "traceHeader": entry.get("TraceHeader"),
        "kmsKeyIdentifier": None,
        "internalMetadata": None,
    }
    return as_java("PutEventsRequestEntry", fields)


def read_entry(entry: Entry, region: Region) -> Event:
    """Make an event of an entry, with an id of its own (EB-PUT-03).

    Raises `Faulty` if Source, DetailType or Detail is missing, or Detail is no JSON object
    (EB-PUT-02).
    """
    for name in _REQUIRED:
        if not entry.get(name):
            raise Faulty(
                "InvalidArgument",
                f"Parameter {name} is not valid. Reason: {name} is a required argument.",
            )
    source = entry["Source"]
    if source.startswith("aws."):
        raise Faulty("NotAuthorizedForSourceException", "Not authorized for the source.")
    text = entry["Detail"]
    micros = region.world.clock.micros
    time = entry.get("Time")
    return Event(
        id=region.world.identities.uuid(),
        source=source,
        detail_type=entry["DetailType"],
        detail=_detail(text),
        detail_text=compact(text),
        # EB-PUT-02: the time of the call, if none is given.
        time=micros // SECOND if time is None else seconds_of(time),
        account=region.world.account,
        region=region.name,
        resources=tuple(entry.get("Resources") or ()),
        ingested=micros,
    )


def seconds_of(time: dt.datetime) -> int:
    """Give a time of the API in whole seconds since the epoch; without a zone it is in UTC."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt.UTC)
    return int(time.timestamp() // 1)


def _detail(text: str) -> dict[str, Any]:
    try:
        detail = documents.load(text)
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        raise Faulty("MalformedDetail", "Detail is malformed.")
    return detail
