"""What the contract leaves open: one `Freedom` for each choice that AWS may make.

The model asks ``world.choose(freedom, n, subject)`` wherever it is free, and gets 0, the polite
answer, or one of 1..n-1. Who answers is the adversary's affair. A service that is here is told by
the rows of ``faults.yaml``; the words are what a schedule is written in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Freedom:
    """One choice that the contract leaves open.

    ``choices`` are the impolite answers in words, for the values 1, 2, ...; ``{it}`` stands for
    the subject. The last one stands for all higher values too. A freedom that is not
    ``searched`` breaks what a pattern may rely on, so it is used only where a scenario orders it.
    """

    name: str
    fault: str
    clauses: tuple[str, ...]
    choices: tuple[str, ...]
    searched: bool = True

    def words(self, value: int, subject: str) -> str:
        """Say in words what the value means for the subject."""
        return self.choices[min(value, len(self.choices)) - 1].format(it=subject, value=value)


#: ``choose(freedom, n, subject)`` gives 0..n-1; 0 is always polite.
Choose = Callable[[Freedom, int, object], int]


def polite(_freedom: Freedom, _n: int, _subject: object) -> int:
    """Choose as every emulator does: never use a freedom."""
    return 0


SEND_ANSWER_LOST = Freedom(
    "send.answer-lost",
    "FAULT-03",
    ("SQS-DEL-04", "SQS-FIFO-07", "SQS-FIFO-09", "EB-PUT-03"),
    ("{it} is stored, but the answer is lost",),
)
SEND_THROTTLED = Freedom(
    "send.throttled",
    "FAULT-11",
    ("SQS-DEL-14", "SQS-FIFO-17", "SQS-FIFO-19"),
    (
        "the sending of {it} is throttled once",
        "the sending of {it} is throttled until the SDK gives up",
    ),
)
BATCH_PARTIAL = Freedom(
    "batch.partial",
    "FAULT-10",
    ("SQS-DEL-13", "SNS-PUB-16", "EB-PUT-01", "SFN-INT-08"),
    ("of a batch, entry {value} fails: {it}",),
)
RECEIVE_ORDER = Freedom(
    "receive.order",
    "FAULT-02",
    ("SQS-DEL-03",),
    ("{it} is overtaken by message {value} behind it",),
)
RECEIVE_SPARSE = Freedom(
    "receive.sparse",
    "FAULT-05",
    ("SQS-RCV-02", "SQS-RCV-03", "SQS-RCV-05", "SQS-RCV-06"),
    (
        "a receive from {it} finds nothing, although messages are visible",
        "a receive from {it} gives fewer messages than it could",
    ),
)
RECEIVE_DUPLICATE = Freedom(
    "receive.duplicate",
    "FAULT-01",
    ("SQS-DEL-02", "SQS-VIS-03", "SFN-INT-07"),
    (
        "{it} is delivered a second time while it is still being worked on",
        "{it} is delivered again after its visibility timeout, deleted or not",
    ),
)
RECEIVE_ANSWER_LOST = Freedom(
    "receive.answer-lost",
    "FAULT-04",
    ("SQS-RCV-09", "SQS-FIFO-12", "DLQ-03"),
    ("the receive of {it} is counted, but its answer is lost",),
)
IN_FLIGHT_QUOTA = Freedom(
    "receive.in-flight-quota",
    "FAULT-33",
    ("SQS-VIS-11",),
    ("{it} behaves as if too many messages were in flight",),
)
DELETE_IGNORED = Freedom(
    "delete.ignored",
    "FAULT-06",
    ("SQS-RH-02",),
    ("the delete of {it} is answered with success and has no effect",),
)
DELETE_UNDONE = Freedom(
    "delete.undone",
    "FAULT-07",
    ("SQS-RH-04", "P2P-06"),
    (
        "{it} is delivered again after its delete",
        "{it} is delivered again an hour after its delete",
        "{it} is delivered again a day after its delete",
    ),
)
DELETE_ANSWER_LOST = Freedom(
    "delete.answer-lost",
    "FAULT-06",
    ("SQS-RH-05", "SQS-RH-03"),
    ("{it} is deleted, but the answer is lost",),
)
ATTRIBUTES_LAG = Freedom(
    "attributes.lag",
    "FAULT-15",
    ("SQS-DEL-17",),
    ("the new attributes of {it} act only after a minute",),
)
COUNTERS_LAG = Freedom(
    "counters.lag",
    "FAULT-15",
    ("SQS-DEL-18",),
    ("the counters of {it} are those of a minute ago",),
)
PURGE_LAG = Freedom(
    "purge.lag",
    "FAULT-15",
    ("SQS-DEL-20",),
    ("the purge of {it} takes a minute, and what is sent meanwhile goes too",),
)
TOPIC_DUPLICATE = Freedom(
    "topic.duplicate",
    "FAULT-12",
    ("SNS-PUB-03", "TQC-05", "SG-08"),
    ("the topic delivers {it} twice to one subscription",),
)
TOPIC_LATE = Freedom(
    "topic.late",
    "FAULT-02",
    ("SNS-PUB-04", "SNS-PUB-18", "SNS-PUB-21"),
    (
        "the topic delivers {it} a second late to one subscription",
        "the topic delivers {it} a minute late to one subscription",
    ),
)
FILTER_LAG = Freedom(
    "filter.lag",
    "FAULT-16",
    ("SNS-FLT-10",),
    ("a filter policy that was replaced still lets {it} pass",),
)
DELIVERY_REFUSED = Freedom(
    "delivery.refused",
    "FAULT-14",
    ("SNS-PUB-08", "EB-DEL-04", "EB-DEL-06", "TQC-03"),
    (
        "the delivery of {it} is refused, as without a permission",
        "the target of {it} is throttled for so long that no delivery is tried again",
    ),
    searched=False,
)
RULE_TWICE = Freedom(
    "rule.twice",
    "FAULT-13",
    ("EB-DEL-01",),
    ("{it} reaches a target twice",),
)
EVENT_LATE = Freedom(
    "event.late",
    "FAULT-02",
    ("EB-DEL-02",),
    ("{it} reaches a target a second late", "{it} reaches a target a minute late"),
)
RULE_LAG = Freedom(
    "rule.lag",
    "FAULT-16",
    ("EB-DEL-08",),
    ("a rule as it was before its last change still acts on {it}",),
)
REPLAY_ORDER = Freedom(
    "replay.order",
    "FAULT-32",
    ("EB-ARC-02",),
    ("in a replay, {it} is overtaken by event {value} of its minute",),
)
SCHEDULE_TWICE = Freedom(
    "schedule.twice",
    "FAULT-13",
    ("EB-DEL-01",),
    ("the schedule {it} calls its target twice for one moment",),
)
SCHEDULE_LATE = Freedom(
    "schedule.late",
    "FAULT-02",
    ("EB-DEL-02",),
    (
        "the schedule {it} calls its target in the last second of its minute",
        "the schedule {it} calls its target at the end of its flexible window",
    ),
)
METRIC_SILENCE = Freedom(
    "metric.silence",
    "FAULT-34",
    ("DLQ-22", "DLQ-23"),
    ("the metrics of {it} are silent for 15 minutes",),
)
DEFINITION_LAG = Freedom(
    "definition.lag",
    "FAULT-16",
    ("SFN-CON-01",),
    ("an execution begins with the state machine {it} as it was before its last change",),
)
EXPRESS_TWICE = Freedom(
    "express.twice",
    "FAULT-28",
    ("SFN-EXP-01",),
    ("the express workflow {it} is run a second time from its start",),
)
TASK_ANSWER_LOST = Freedom(
    "task.answer-lost",
    "FAULT-24",
    ("SAGA-04", "SFN-STD-01", "SFN-INT-08"),
    ("the work of {it} is done, but its answer never reaches the workflow",),
)
TASK_ANSWER_LATE = Freedom(
    "task.answer-late",
    "FAULT-24",
    ("SAGA-04", "SFN-INT-04"),
    ("the answer to {it} comes when the task was given up",),
    # Whoever hears nothing for so long may go back on what he began.
    searched=False,
)
EXECUTION_STOPPED = Freedom(
    "execution.stopped",
    "FAULT-29",
    ("SAGA-19", "SFN-STD-01"),
    ("somebody stops the workflow before {it}",),
    searched=False,
)
WORKER_SLOW = Freedom(
    "worker.slow",
    "FAULT-08",
    ("SQS-VIS-09", "SQS-VIS-10", "SQS-FIFO-13"),
    ("{it} comes so late that the visibility timeout has passed",),
)
WORKER_KILLED = Freedom(
    "worker.killed",
    "FAULT-09",
    ("SQS-VIS-02", "P2P-04", "SAGA-11"),
    ("the worker is killed before {it}", "the worker is killed after {it}"),
)
WORKER_TURN = Freedom(
    "worker.turn",
    "FAULT-21",
    ("RR-19", "DEC-08", "FAIR-02"),
    ("{it} goes first, out of turn",),
)

#: Every freedom, by its name.
FREEDOMS: dict[str, Freedom] = {
    freedom.name: freedom for freedom in list(globals().values()) if isinstance(freedom, Freedom)
}
