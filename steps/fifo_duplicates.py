"""Sentences of the contract of FIFO queues: what counts as the same send, or the same receive."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from botocore.exceptions import ClientError
from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import Unmet, expect
from pattern_tck.messages import typed
from pattern_tck.stage import Stage
from pattern_tck.steps.fifo_queues import FIFO, bodies, gives_just, group_of
from pattern_tck.steps.queues import outcome_of, the_queue
from pattern_tck.steps.rides import words

_SCOPES = {
    "within the queue": {"DeduplicationScope": "queue"},
    "within each group": {
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
    },
}
_LOOKS = 10

#: More rounds than any message needs that is moved after one receive.
_ROUNDS = 5


@given("a FIFO queue that deduplicates by content")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue", **FIFO, ContentBasedDeduplication="true")
    stage.notes["by content"] = True


@given("a FIFO queue that deduplicates within the queue")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue", **FIFO, **_SCOPES["within the queue"])


@given("a FIFO queue that deduplicates within each group")
def _(stage: Stage) -> None:
    stage.puppet.queue("the queue", **FIFO, **_SCOPES["within each group"])


@given("a FIFO queue that deduplicates within each group, and has dead letters")
def _(stage: Stage) -> None:
    dead = stage.puppet.queue("dead letters", **FIFO)
    policy = {"deadLetterTargetArn": stage.probe.arn(dead), "maxReceiveCount": 1}
    scope = _SCOPES["within each group"]
    stage.puppet.queue("the queue", **FIFO, **scope, RedrivePolicy=json.dumps(policy))


@when(parsers.parse('the text "{text:S}" is sent under the deduplication id "{identity:S}"'))
def _(stage: Stage, text: str, identity: str) -> None:
    _send(stage, text, MessageDeduplicationId=identity)


@when(parsers.parse('the text "{text:S}" is sent with the attribute "{name:S}" of "{value:S}"'))
def _(stage: Stage, text: str, name: str, value: str) -> None:
    _send(stage, text, MessageAttributes=typed({name: value}))


@when(
    parsers.parse(
        'the text "{text:S}" is sent under the SHA-256 digest of "{other:S}" as its '
        "deduplication id"
    )
)
def _(stage: Stage, text: str, other: str) -> None:
    _send(stage, text, MessageDeduplicationId=hashlib.sha256(other.encode()).hexdigest())


@when(
    parsers.parse(
        'the texts "{one:S}, {other:S}" are sent in one batch under the deduplication id '
        '"{identity:S}"'
    )
)
def _(stage: Stage, one: str, other: str, identity: str) -> None:
    entries = [
        {
            "Id": text,
            "MessageBody": text,
            "MessageGroupId": group_of(text),
            "MessageDeduplicationId": identity,
        }
        for text in (one, other)
    ]
    answer = stage.service.ask("send_message_batch", the_queue(stage), Entries=entries)
    refused = {each["Id"]: each["Code"] for each in answer.get("Failed", ())}
    stage.notes["refusals"] = [refused.get(text, "") for text in (one, other)]


@when("all messages become dead letters")
def _(stage: Stage) -> None:
    for _ in range(_ROUNDS):
        found = stage.puppet.receive(the_queue(stage))
        if not found and not stage.probe.stock(the_queue(stage)):
            break
        stage.pass_visibility(the_queue(stage))
    expect("messages on the queue", expected=0, seen=stage.probe.stock(the_queue(stage)))


@when(parsers.parse('messages are received under the attempt id "{identity:S}"'))
def _(stage: Stage, identity: str) -> None:
    for _ in range(_LOOKS):
        if found := _attempted(stage, identity):
            stage.notes["held"] = found
            return
    raise Unmet(f"what attempt {identity} gives", "messages", "nothing")


@then("both sends were accepted")
def _(stage: Stage) -> None:
    seen = [outcome_of(code) for code in stage.notes["refusals"]]
    expect("the sends", expected=["accepted"] * 2, seen=seen)


@then(
    parsers.parse(
        'the attempt "{identity:S}" gives the same messages again, under the same handles'
    )
)
def _(stage: Stage, identity: str) -> None:
    held, again = stage.notes["held"], _attempted(stage, identity)
    expect(f"what attempt {identity} gives again", expected=bodies(held), seen=bodies(again))
    handles = {each["ReceiptHandle"] for each in held}
    new = [each["Body"] for each in again if each["ReceiptHandle"] not in handles]
    expect("texts under a new handle", expected=[], seen=new)


@then(parsers.parse('the attempt "{identity:S}" gives nothing'))
def _(stage: Stage, identity: str) -> None:
    seen = bodies(_attempted(stage, identity))
    expect(f"what attempt {identity} gives", expected=[], seen=seen)


@then(parsers.parse('the attempt "{identity:S}" gives none of them again'))
def _(stage: Stage, identity: str) -> None:
    held = {message["MessageId"] for message in stage.notes["held"]}
    # The contract leaves open whether such an attempt is refused, or is a receive like any other.
    try:
        again = _attempted(stage, identity)
    except ClientError as error:
        if error.response["ResponseMetadata"].get("HTTPStatusCode", 0) >= 500:
            raise
        again = []
    seen = bodies(each for each in again if each["MessageId"] in held)
    expect(f"what attempt {identity} gives again", expected=[], seen=seen)


@then(parsers.parse('the dead-letter queue gives "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    gives_just(stage, stage.channel("dead letters"), words(listed))


@then("the deduplication id of the dead letter is the MessageId that the sender was told")
def _(stage: Stage) -> None:
    gives_just(stage, stage.channel("dead letters"), ["g-1"])
    seen = stage.notes["held"][-1]["Attributes"].get("MessageDeduplicationId", "none")
    expect("deduplication id", expected=stage.notes["told"], seen=seen)


def _send(stage: Stage, text: str, **more: Any) -> None:
    """Send a text to its group; note how it was refused if it was, and its MessageId if not."""

    def call() -> None:
        answer = stage.service.ask(
            "send_message",
            the_queue(stage),
            MessageBody=text,
            MessageGroupId=group_of(text),
            **more,
        )
        stage.notes["told"] = answer["MessageId"]

    stage.notes.setdefault("refusals", []).append(stage.puppet.refusal(call))


def _attempted(stage: Stage, identity: str) -> list[dict[str, Any]]:
    return stage.puppet.receive(the_queue(stage), ReceiveRequestAttemptId=identity)
