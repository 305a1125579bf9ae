"""The history of an execution: what happened, kept as light as it can be, shown when asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.workflows.failure import HistoryFull

if TYPE_CHECKING:
    from pattern_tck.simulator.clock import VirtualClock

#: Details that are texts of the execution's data; each has a companion that says it is whole.
_DATA: Final = frozenset({"input", "output"})
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
    (SFN-EXP-02). Details are texts and numbers, never documents: Python's collector of garbage
    goes through everything else again and again, and most of what a world holds is history.
    """

    __slots__ = ("_clock", "_fields", "count", "kept", "most")

    def __init__(self, clock: VirtualClock, most: int, *, kept: bool) -> None:
        self._clock = clock
        self.most = most
        self.kept = kept
        self.count = 0
        #: Four fields of each event, one event after the other: its kind, the one that led to it,
        #: its moment and its details. An `Event` is made of them when somebody looks.
        self._fields: list[Any] = []

    def add(self, kind: str, previous: int, details: Mapping[str, Any] | None = None) -> int:
        """Note an event and give its id; raises `HistoryFull` if only the last one has room."""
        number = self.count + 1
        if self.kept:
            if number >= self.most:
                raise HistoryFull
            self._fields += (kind, previous, self._clock.micros, details)
        self.count = number
        return number

    def end(self, kind: str, previous: int, details: Mapping[str, Any] | None = None) -> int:
        """Note how the execution ended, for which there is always room."""
        self.count += 1
        if self.kept:
            self._fields += (kind, previous, self._clock.micros, details)
        return self.count

    @property
    def events(self) -> list[Event]:
        """Give the events that are kept, the first one first."""
        fields = self._fields
        each = zip(fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=True)
        return [
            Event(kind, number, previous, micros, details)
            for number, (kind, previous, micros, details) in enumerate(each, start=1)
        ]


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
        if name not in _DATA:
            shown[name] = value
        elif with_data:
            shown[name] = value
            shown[f"{name}Details"] = dict(_WHOLE)
    return shown


def _name_of_details(kind: str) -> str:
    for ending in ("StateEntered", "StateExited"):
        if kind.endswith(ending):
            return f"s{ending[1:]}EventDetails"
    return f"{kind[0].lower()}{kind[1:]}EventDetails"
