"""Publish-subscribe channel: a publisher that tells what has happened, to nobody in particular.

The publisher knows the topic, and no subscriber: none may be there, or ten, and it makes no
difference. What it owes them:

- an event that is published says so with attributes, by which subscribers can choose;
- a ride that was submitted is published, however often the topic refuses it, and the submission
  is acknowledged only when the topic has answered with success for this ride;
- a ride that is published again, after a crash or a lost answer, has the same id, so that
  subscribers recognise it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.idempotent_receiver import record_once

#: Ride ids are made in this name space, from nothing but the request.
_RIDES = uuid.UUID("0b51f1a6-6d0c-4e52-9d57-3a2f0f6f6a51")


class Publisher:
    """Publishes the rides that are submitted."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._sns: Client = client("sns")
        self._done: Client = client("dynamodb")
        self._triggers = environment["TRIGGER_QUEUE_URL"]
        self._topic = environment["TOPIC_ARN"]
        self._table = environment["EFFECTS_TABLE"]

    def work(self) -> bool:
        """Take submitted rides, publish them, acknowledge those that the topic has taken."""
        answer = self._sqs.receive_message(
            QueueUrl=self._triggers, MaxNumberOfMessages=10, WaitTimeSeconds=20
        )
        triggers = answer.get("Messages", [])
        if triggers:
            self._publish(triggers)
        return bool(triggers)

    def _publish(self, triggers: list[Mapping[str, Any]]) -> None:
        rides = [_ride(trigger["Body"]) for trigger in triggers]
        entries = [_entry(number, ride) for number, ride in enumerate(rides)]
        try:
            answer = self._sns.publish_batch(
                TopicArn=self._topic, PublishBatchRequestEntries=entries
            )
        except ClientError:
            # Throttled, or worse. The triggers come again when their visibility timeout ends:
            # the channel is both the memory of what is to be done, and the pause.
            return
        # A batch call succeeds even where some of its entries have not; those come again too.
        for published in answer.get("Successful", []):
            number = int(published["Id"])
            ride, trigger = rides[number], triggers[number]
            record_once(self._done, self._table, ride["request"], ride["id"])
            self._sqs.delete_message(
                QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"]
            )


def _ride(trigger: str) -> dict[str, Any]:
    """Give the ride of a trigger, with the id that this request always gets."""
    ride = json.loads(trigger)
    return {**ride, "id": str(uuid.uuid5(_RIDES, ride["request"]))}


def _entry(number: int, ride: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Id": str(number),
        "Message": json.dumps(ride),
        "MessageAttributes": {
            # Number, not String: to a filter "9" as a String is no number at all.
            name: {"DataType": "Number", "StringValue": str(ride[name])}
            for name in ("fare", "distance")
            if name in ride
        },
    }


ROLES = {"publisher": Publisher}
