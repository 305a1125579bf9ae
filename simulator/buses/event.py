"""An event: what PutEvents makes of an entry, and what rules and targets see of it."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

from pattern_tck.simulator.buses.written import written
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.matching.documents import undotted

_OUTSIDE_SPACES: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s"]+', re.DOTALL)


def compact(document: str) -> str:
    """Take the white space between the tokens out of a JSON document, and change nothing else."""
    return "".join(_OUTSIDE_SPACES.findall(document))


@lru_cache(maxsize=64)
def timestamp(seconds: int) -> str:
    """Write a time (seconds since the epoch) as events do: in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def moment(micros: int) -> dt.datetime:
    """Give a time of the clock as the API's answers have it."""
    return dt.datetime.fromtimestamp(micros / SECOND, dt.UTC)


@dataclass(frozen=True, eq=False)
class Event:
    """One event on one bus.

    The id is new for each accepted entry (EB-PUT-03). ``detail`` is the document for patterns and
    paths, ``detail_text`` the same as it was written, so that numbers keep their form.
    ``time`` is in seconds: the producer's, or that of the call. ``ingested`` is the moment, in
    microseconds, at which this bus took the event. ``replay`` names the replay that it comes from,
    ``came_from`` the bus that forwarded it.
    """

    id: str
    source: str
    detail_type: str
    detail: Any
    detail_text: str
    time: int
    account: str
    region: str
    resources: tuple[str, ...]
    ingested: int
    replay: str = ""
    came_from: str = ""

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """Give the event as a document, for patterns and paths."""
        envelope = {
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": self.account,
            "time": timestamp(self.time),
            "region": self.region,
            "resources": list(self.resources),
            "detail": self.detail,
        }
        if self.replay:
            envelope["replay-name"] = self.replay
        return envelope

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Give the event as patterns see it, where ``{"a.b": 1}`` is ``{"a": {"b": 1}}``."""
        fields: dict[str, Any] = undotted(self.envelope)
        return fields

    @cached_property
    def text(self) -> str:
        """Give the event as targets get it, in JSON."""
        replay = f'"replay-name":{written(self.replay)},' if self.replay else ""
        return (
            f'{{"version":"0","id":"{self.id}","detail-type":{written(self.detail_type)},'
            f'"source":{written(self.source)},"account":"{self.account}",'
            f'"time":"{timestamp(self.time)}","region":"{self.region}",{replay}'
            f'"resources":{written(list(self.resources))},"detail":{self.detail_text}}}'
        )

    @property
    def label(self) -> str:
        """Give what a person knows it by: its detail."""
        return self.detail_text

    def __str__(self) -> str:
        """Give what a person knows it by."""
        return self.label

    def forwarded(self, came_from: str, identity: str, ingested: int) -> Event:
        """Give the event as the next bus takes it (EB-DEL-10)."""
        return replace(self, id=identity, came_from=came_from, ingested=ingested)

    def replayed(self, replay: str, identity: str, ingested: int) -> Event:
        """Give the event as a replay puts it on its bus again: with another id (EB-ARC-01)."""
        return replace(self, id=identity, replay=replay, came_from="", ingested=ingested)
