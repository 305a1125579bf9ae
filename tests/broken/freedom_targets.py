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
        "DLQ-22",
        "EB-ARC-02",
        "EB-DEL-01",
        "EB-DEL-02",
        "EB-DEL-04",
        "EB-DEL-06",
        "EB-DEL-08",
        "EB-PUT-01",
        "EB-PUT-03",
        "SNS-FLT-10",
        "SNS-PUB-03",
        "SNS-PUB-04",
        "SNS-PUB-08",
        "SNS-PUB-16",
        "SNS-PUB-21",
        "SQS-DEL-02",
        "SQS-DEL-03",
        "SQS-DEL-04",
        "SQS-DEL-14",
        "SQS-DEL-17",
        "SQS-DEL-20",
        "SQS-FIFO-17",
        "SQS-RCV-02",
        "SQS-RCV-03",
        "SQS-RCV-05",
        "SQS-RCV-09",
        "SQS-VIS-03",
    ],
    "gives_what_was_deleted": ["SQS-RH-05"],
}
