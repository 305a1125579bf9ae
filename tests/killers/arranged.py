"""Plays for what the simulator always does, with nothing to choose: they arrange it themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from pattern_tck.simulator.freedoms import polite
from tests.killers.plays import DAY, client, opened


@dataclass(frozen=True)
class Arranged:
    """A system with a defect; ``run(True)`` arranges what it dies of, and ``words`` say that."""

    name: str
    fault: str
    clause: str
    defect: str
    words: str
    run: Callable[[bool], str | None]


def _queues_with_letters(most_receives: int, retention: int = 4 * DAY) -> tuple[str, str]:
    sqs = client("sqs")
    kept = {"MessageRetentionPeriod": str(retention)}
    letters = sqs.create_queue(QueueName="dead-letters", Attributes=kept)["QueueUrl"]
    policy = {
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dead-letters",
        "maxReceiveCount": most_receives,
    }
    attributes = {**kept, "RedrivePolicy": json.dumps(policy)}
    return sqs.create_queue(QueueName="rides", Attributes=attributes)["QueueUrl"], letters


def _number_of(queue: str) -> int:
    answer = client("sqs").get_queue_attributes(
        QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def looks_once_after_the_last_receive(arranged: bool) -> str | None:
    sqs = client("sqs")
    with opened(polite) as world:
        rides, letters = _queues_with_letters(most_receives=1)
        sqs.send_message(QueueUrl=rides, MessageBody="poison")
        sqs.receive_message(QueueUrl=rides)
        world.clock.pass_time(31)
        if not arranged:
            sqs.receive_message(QueueUrl=rides)
        world.clock.pass_time(61)
        found = _number_of(letters)
        return None if found else "poison has used its receives up, and is no dead letter"


def keeps_letters_as_long_as_rides(arranged: bool) -> str | None:
    sqs = client("sqs")
    with opened(polite) as world:
        rides, letters = _queues_with_letters(most_receives=1)
        sqs.send_message(QueueUrl=rides, MessageBody="poison")
        world.clock.pass_time(3 * DAY if arranged else 60)
        sqs.receive_message(QueueUrl=rides)
        world.clock.pass_time(31)
        sqs.receive_message(QueueUrl=rides)
        world.clock.pass_time(2 * DAY)
        found = sqs.receive_message(QueueUrl=letters).get("Messages", [])
        return None if found else "the letter has expired before anybody came to see it"


ARRANGED = (
    Arranged(
        "looks_once_after_the_last_receive",
        "FAULT-17",
        "DLQ-02",
        "Looks for dead letters when the last visibility timeout has passed, and never again.",
        "nobody receives from rides after the last receive that is allowed",
        looks_once_after_the_last_receive,
    ),
    Arranged(
        "keeps_letters_as_long_as_rides",
        "FAULT-18",
        "DLQ-05",
        "Keeps dead letters no longer than rides, four days, and has them looked at every two.",
        "poison is received for the first time three days after its send",
        keeps_letters_as_long_as_rides,
    ),
)
