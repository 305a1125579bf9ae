"""Putting events on buses, and trying patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check, invalid, violation
from pattern_tck.simulator.buses.entries import (
    Entries,
    Entry,
    Faulty,
    read_entry,
    shown,
    size_of,
)
from pattern_tck.simulator.buses.holdings import Holdings
from pattern_tck.simulator.freedoms import BATCH_PARTIAL, SEND_ANSWER_LOST, SEND_THROTTLED
from pattern_tck.simulator.matching import documents
from pattern_tck.simulator.matching.documents import undotted
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal

#: EB-PUT-01
_MOST_ENTRIES: Final = 10
_AT_LEAST_ONE: Final = "greater than or equal to 1"
#: What an event must have for TestEventPattern; it does without resources and without a detail.
_ENVELOPE: Final = ("id", "account", "source", "time", "region", "detail-type")


class Putting(Holdings):
    """The operations that take events."""

    @operation("PutEvents")
    def put_events(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Put up to ten events on buses (EB-PUT-01).

        The results stand in the order of the entries, and each entry succeeds or fails alone.
        Success means that an event was taken, not that a rule matched it (EB-PAT-09). Raises
        `Refusal` for a request that is refused as a whole.
        """
        entries = parameters["Entries"]
        self._check(parameters, entries)
        choose = self.region.world.choose
        subject = Entries(entries)
        throttled = choose(SEND_THROTTLED, 3, subject)
        if throttled:
            raise Refusal("ThrottlingException", "Rate exceeded", throttled=throttled)
        failing = choose(BATCH_PARTIAL, len(entries) + 1, subject)
        results = [
            _failure("InternalFailure", "The entry could not be taken for an internal reason.")
            if number == failing
            else self._put(entry)
            for number, entry in enumerate(entries, 1)
        ]
        if choose(SEND_ANSWER_LOST, 2, subject):
            raise AnswerLost
        failed = sum("ErrorCode" in result for result in results)
        return {"FailedEntryCount": failed, "Entries": results}

    def _check(self, parameters: Mapping[str, Any], entries: Sequence[Entry]) -> None:
        if parameters.get("EndpointId") is not None:
            raise NotModelled("a global endpoint")
        if not 1 <= len(entries) <= _MOST_ENTRIES:
            bound = f"less than or equal to {_MOST_ENTRIES}" if entries else _AT_LEAST_ONE
            seen = f"[{', '.join(map(shown, entries))}]"
            check([violation(seen, "entries", f"Member must have length {bound}")])
        if sum(map(size_of, entries)) >= self.region.world.profile.largest_put_events:
            raise invalid("Total size of the entries in the request is over the limit.")

    def _put(self, entry: Entry) -> dict[str, Any]:
        name = self.bus_name(entry.get("EventBusName"))
        try:
            event = read_entry(entry, self.region)
        except Faulty as error:
            return _failure(error.code, error.message)
        bus = self.buses.get(name)
        if bus is None:
            # AWS takes the event of a bus that is not there, and nobody hears of it again.
            self.region.world.tell("EB-PAT-09", f"there is no bus {name} for {event}")
        else:
            self.admit(bus, event)
        return {"EventId": event.id}

    @operation("TestEventPattern")
    def test_event_pattern(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Say whether a pattern matches an event; Refusal if one of them is none (EB-PAT-07)."""
        matches = self.compiled(parameters["EventPattern"])
        try:
            event = documents.load(parameters["Event"])
        except ValueError:
            event = None
        if not isinstance(event, dict) or any(name not in event for name in _ENVELOPE):
            raise invalid("Parameter Event is not valid.")
        return {"Result": matches(undotted(event))}


def _failure(code: str, message: str) -> dict[str, Any]:
    return {"ErrorCode": code, "ErrorMessage": message}
