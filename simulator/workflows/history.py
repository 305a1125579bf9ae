"""The history of an execution: what happened, kept as light as it can be, shown when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import HistoryFull

#: Details that hold the data of the execution; each has a companion that says it is whole.
_DATA: Final = ("input", "output")
_WHOLE: Final = {"truncated": False}


class Event(NamedTuple):
    """One event. ``previous`` is the id of the one that led to it; ``micros`` is when it was."""

    kind: str
    id: int
    previous: int
    micros: int
    details: Mapping[str, Any] | None


class History:
    """The events of one execution, up to ``most`` of them (SFN-LIM-01).

    Without ``kept`` they are counted only: nobody can ask for those of an express workflow
    (SFN-EXP-02).
    """

    __slots__ = ("_count", "events", "kept", "most")

    def __init__(self, most: int, *, kept: bool) -> None:
        self.most = most
        self.kept = kept
        self.events: list[Event] = []
        self._count = 0

    def add(
        self, kind: str, previous: int, micros: int, details: Mapping[str, Any] | None = None
    ) -> int:
        """Note an event and give its id; raises `HistoryFull` if only the last one has room."""
        number = self._count + 1
        if self.kept:
            if number >= self.most:
                raise HistoryFull
            self.events.append(Event(kind, number, previous, micros, details))
        self._count = number
        return number

    def end(
        self, kind: str, previous: int, micros: int, details: Mapping[str, Any] | None = None
    ) -> int:
        """Note how the execution ended, for which there is always room."""
        self._count += 1
        if self.kept:
            self.events.append(Event(kind, self._count, previous, micros, details))
        return self._count


def shown(event: Event, *, with_data: bool) -> dict[str, Any]:
    """Give an event as GetExecutionHistory does; ``with_data`` says whether with the data."""
    answer: dict[str, Any] = {
        "timestamp": dt.datetime.fromtimestamp(event.micros / SECOND, dt.UTC),
        "type": event.kind,
        "id": event.id,
        "previousEventId": event.previous,
    }
    if event.details is not None:
        answer[_name_of_details(event.kind)] = _shown_details(event.details, with_data=with_data)
    return answer


def _shown_details(details: Mapping[str, Any], *, with_data: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in details.items():
        if not isinstance(value, Document):
            shown[name] = value
        elif name not in _DATA:
            shown[name] = value.text
        elif with_data:
            shown[name] = value.text
            shown[f"{name}Details"] = dict(_WHOLE)
    return shown


def _name_of_details(kind: str) -> str:
    for ending in ("StateEntered", "StateExited"):
        if kind.endswith(ending):
            return f"s{ending[1:]}EventDetails"
    return f"{kind[0].lower()}{kind[1:]}EventDetails"
