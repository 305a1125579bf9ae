"""Targets that use a freedom of the contract otherwise than it allows."""

from __future__ import annotations

from pattern_tck.fixtures.targets import simulator
from tests.broken.wrong_target import WrongTarget


class Deaf(WrongTarget):
    """Says that it used a freedom, and was polite."""

    def use(self, choose):
        def politely(freedom, n, subject):
            choose(freedom, n, subject)
            return 0

        self._honest.use(politely)


def deaf(settings):
    return Deaf(simulator.open_target(settings), lambda _s, _o, asked, proceed: proceed(asked))


def gives_what_was_deleted(settings):
    """Give a target that hands out again what was deleted, whether it was free to or not."""
    memory = {}

    def wrong(_service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "CreateQueue":
            memory.clear()
        elif operation == "DeleteMessage":
            memory["deleted"] = True
        elif operation == "ReceiveMessage" and answer.get("Messages"):
            memory["last"] = answer
        elif operation == "ReceiveMessage" and "deleted" in memory:
            return memory["last"]
        return answer

    return WrongTarget(simulator.open_target(settings), wrong)


CAUGHT = {
    "deaf": [
        "SQS-RH-02",
        "SQS-RH-04",
        "SQS-VIS-11",
        "DLQ-03",
        "SQS-DEL-13",
        "SQS-DEL-18",
        "SFN-CON-01",
        "SFN-EXP-01",
        "SFN-STD-01",
        "SFN-INT-04",
        "SAGA-19",
    ],
    "gives_what_was_deleted": ["SQS-RH-05"],
}
