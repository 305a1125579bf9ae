"""States of a workflow, in Amazon States Language, that more than one workflow is built of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

State = dict[str, Any]

#: Every error that can be handled at all.
ANYTHING = ["States.ALL"]

#: Errors of a call that sends a message: nobody knows whether it was sent, or it was not, for now.
PERHAPS_SENT = ["SQS.SdkClientException", "SQS.RequestThrottledException"]


def ask(queue: str, command: str, timeout: int, **fields: Any) -> State:
    """Give the task that sends a command and waits for the answer, but not for ever.

    A task waits as long as it takes unless it says how long (SFN-INT-06): 99,999,999 seconds, three
    years, for an answer that was lost. ``timeout`` is in seconds.
    """
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "TimeoutSeconds": timeout,
        "Parameters": {
            "QueueUrl": queue,
            "MessageBody": {"command": command, "taskToken.$": "$$.Task.Token", **fields},
        },
        "ResultPath": None,
    }


def hand_over(queue: str, **fields: Any) -> State:
    """Give the task that puts a message on a queue and goes on, whether it was read or not."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": queue, "MessageBody": fields},
        "ResultPath": None,
    }


def put_events(bus: str, source: str, details: Mapping[str, Mapping[str, Any]]) -> State:
    """Give the task that tells everybody what has happened: details of events, by their types.

    If the bus does not take one of them the task has failed, and its retrier puts all of them
    again, those too that were taken (SFN-INT-08). So a detail needs an id that stays the same.
    """
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::events:putEvents",
        "Parameters": {
            "Entries": [
                {"EventBusName": bus, "Source": source, "DetailType": name, "Detail": detail}
                for name, detail in details.items()
            ]
        },
        "ResultPath": None,
    }


def more_tries(patience: float) -> int:
    """Give how often to try again for about so many seconds, after pauses of 1, 2, 4, ...

    The pauses before n more tries take 2^n - 1 seconds.
    """
    return math.floor(math.log2(patience + 1))


def until_done(task: State, patience: float, *, then: str, otherwise: str) -> State:
    """Make a task one that has to succeed: tried for so many seconds, then ``otherwise``."""
    return {
        **task,
        "Retry": [
            {"ErrorEquals": ANYTHING, "IntervalSeconds": 1, "MaxAttempts": more_tries(patience)}
        ],
        "Catch": [{"ErrorEquals": ANYTHING, "Next": otherwise}],
        "Next": then,
    }


def at_last(task: State, *, then: str) -> State:
    """Make a task one that is tried, and gone on from in any case."""
    return {
        **task,
        "Retry": [{"ErrorEquals": ANYTHING, "IntervalSeconds": 1, "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ANYTHING, "Next": then}],
        "Next": then,
    }


def patient_retriers(refusal: str, patience: float) -> list[State]:
    """Give retriers: a refusal stays one, silence is asked into once more, the rest may pass."""
    return [
        {"ErrorEquals": [refusal], "MaxAttempts": 0},
        {"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 1, "MaxAttempts": 1},
        {"ErrorEquals": ANYTHING, "IntervalSeconds": 1, "MaxAttempts": more_tries(patience)},
    ]


def settled_branch(name: str, task: State, refusal: str, patience: float) -> dict[str, Any]:
    """Give a branch that never fails, but says what became of its command.

    The failure of one branch would end the Parallel state at once, while the service of the other
    one works on and does what nobody knows of (SFN-PAR-02, SAGA-15). So each branch keeps its
    failure to itself, both are waited for, and what comes next sees what has to be undone.
    """

    def ended(outcome: str) -> State:
        return {
            "Type": "Pass",
            "Parameters": {
                "command": name,
                "outcome": outcome,
                "answer": {},
                "error.$": "$.caught.Error",
            },
            "End": True,
        }

    return {
        "StartAt": name,
        "States": {
            name: {
                **task,
                "ResultSelector": {"outcome": "done", "answer.$": "$"},
                "ResultPath": "$",
                "Retry": patient_retriers(refusal, patience),
                "Catch": [
                    {
                        "ErrorEquals": [refusal],
                        "Next": f"{name}WasRefused",
                        "ResultPath": "$.caught",
                    },
                    # Silence and unknown errors: perhaps it was done.
                    {
                        "ErrorEquals": ANYTHING,
                        "Next": f"{name}IsUnknown",
                        "ResultPath": "$.caught",
                    },
                ],
                "End": True,
            },
            f"{name}WasRefused": ended("refused"),
            f"{name}IsUnknown": ended("unknown"),
        },
    }


def keep_what_is_caught(states: dict[str, State], under: str) -> None:
    """Have each catcher add what it catches to the data, under the name of its state.

    What is caught without a ResultPath replaces all data (SFN-ERR-07), and the states behind the
    catcher would not know what to undo, nor whom to tell.
    """
    for name, state in states.items():
        for catcher in state.get("Catch", ()):
            catcher["ResultPath"] = f"{under}.{name}"
