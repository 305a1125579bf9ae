"""Consumers as teams write them, each a play: what they sell, and to which fault they fall."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.freedoms import Choose
from pattern_tck.simulator.world import World
from tests.simulator.test_wrong_consumers import WRONG, Case, Played

#: The clause of the fault that the consumer disregards; of each fault, one consumer.
_CLAUSES = {
    "KnowsMessageIds": "SQS-DEL-04",
    "TrustsTheReceiveCount": "SQS-RCV-09",
    "RemembersFiveMinutes": "SQS-RH-04",
    "StopsBelowTen": "SQS-RCV-02",
    "BelievesInOrder": "SQS-DEL-03",
    "TrustsTheCounters": "SQS-DEL-18",
    "ForgetsWhatItDeleted": "SQS-DEL-13",
    "SwallowsSendErrors": "SQS-DEL-14",
}


def cases() -> Iterator[tuple[Case, str]]:
    """Give the cases, each with its clause."""
    for case in WRONG:
        if case.consumer.__name__ in _CLAUSES:
            yield case, _CLAUSES[case.consumer.__name__]


def run_of(case: Case, client: Callable[[str], object]) -> Callable[[Choose], str | None]:
    """Give the run of a case, with a door of its own."""

    def run(choose: Choose) -> str | None:
        with open_door(World()) as door:
            return Played(case, door, client("sqs"))(choose)

    return run
