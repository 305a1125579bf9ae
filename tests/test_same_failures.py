"""A defect is a defect in every binding and on every target: the same clauses fail."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pattern_tck.scenarios import folder, scenarios
from tests.bound import broken
from tests.running import Ended, Runs

TARGETS = ("simulator", "moto")


@dataclass(frozen=True)
class Defect:
    """A broken variant, the clauses that are asked, and those of them that fail.

    ``of_functions`` is False where a function cannot have the defect: what acknowledges for it is
    the mapping, and that does so when the function has returned.
    """

    variant: str
    asked: tuple[str, ...]
    fails: frozenset[str]
    of_functions: bool = True

    @property
    def bindings(self) -> tuple[str, ...]:
        return ("object", "process", "function") if self.of_functions else ("object", "process")


def defect(variant: str, asked: str, fails: str, *, of_functions: bool = True) -> Defect:
    return Defect(variant, tuple(asked.split()), frozenset(fails.split()), of_functions)


DEFECTS = [
    defect("point_to_point__acknowledges_first", "SQS-VIS-02 P2P-03", "SQS-VIS-02",
           of_functions=False),
    defect("point_to_point__knows_message_ids", "P2P-06 P2P-04", "P2P-06"),
    defect("request_response__works_again", "RR-11 RR-03", "RR-11"),
    defect("request_response__replies_under_message_id", "RR-03 RR-11", "RR-03 RR-11"),
    defect("topic_queue_chaining__knows_by_message_id", "TQC-05 TQC-04", "TQC-05"),
    defect("dead_letter_queue__marks_without_room", "DLQ-17 DLQ-18", "DLQ-17"),
    defect("recipient_list__sends_to_the_first", "RL-01 RL-05", "RL-01 RL-05"),
    defect("booking_service", "SQS-VIS-02 P2P-06", "SQS-VIS-02", of_functions=False),
]  # fmt: skip


def clauses(ended: Ended) -> set[str]:
    return {one["clause"] for one in ended.judged("failed")}


@pytest.mark.parametrize("one", DEFECTS, ids=lambda one: one.variant)
def test_a_defect_breaks_the_same_clauses_everywhere(runs: Runs, one: Defect) -> None:
    roles = set(broken(one.variant))
    files = {
        str(folder() / scenario.file)
        for scenario in scenarios()
        if scenario.role in roles and set(scenario.clause_ids) & set(one.asked)
    }
    everywhere = [(binding, target) for binding in one.bindings for target in TARGETS]
    asked = [
        [f"--implementation=tests.bound:{binding}__{one.variant}", f"--target={target}",
         f"-m=({' or '.join(one.asked)}) and not own-timer", "--partial", "-q", *sorted(files)]
        for binding, target in everywhere
    ]  # fmt: skip
    seen = dict(zip(everywhere, map(clauses, runs.run_all(asked)), strict=True))
    assert seen == dict.fromkeys(everywhere, one.fails)
