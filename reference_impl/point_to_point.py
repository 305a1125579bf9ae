"""Point-to-point channel with dead-letter queue: a consumer that books rides.

The consumer receives ride completions, books the fare of each, and acknowledges. Three things
make it safe under a channel that delivers at least once:

- it deletes a message only after the booking is durably done, so a crash repeats work and never
  loses it;
- the booking and the memory of having booked are one conditional write, so repeated work has no
  second effect;
- a message that fails is left alone, so the channel delivers it again and, after maxReceiveCount
  receives, moves it to the dead-letter queue, while its neighbours are booked and deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.idempotent_receiver import record_once
from pattern_tck.reference_impl.inbox import create_inbox
from pattern_tck.reference_impl.setting_aside import set_aside


class Consumer:
    """Books ride completions, each once."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._bookings: Client = client("dynamodb")
        self._work = environment["WORK_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue, its dead-letter queue with an alarm, and the invalid-message queue."""
        work, invalid = create_inbox(environment, client, "work")
        return {"WORK_QUEUE_URL": work, "INVALID_QUEUE_URL": invalid}

    def work(self) -> bool:
        """Receive a batch, book each ride on its own, acknowledge the ones that are booked."""
        answer = self._sqs.receive_message(
            QueueUrl=self._work,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            MessageAttributeNames=["All"],
        )
        # An empty receive has no "Messages" at all, and proves nothing about the queue.
        messages = answer.get("Messages", [])
        done = [message for message in messages if self._handled(message)]
        self._acknowledge(done)
        return bool(messages)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted."""
        ride = _ride(message["Body"])
        if ride is None:
            # No number of attempts makes it readable: keep it where a person will look.
            set_aside(self._sqs, self._invalid, message, "no ride")
            return True
        try:
            self._book(ride)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _book(self, ride: Mapping[str, Any]) -> None:
        record_once(self._bookings, self._table, ride["id"], str(ride["fare"]))

    def _acknowledge(self, messages: list[Mapping[str, Any]]) -> None:
        """Delete what is done. What cannot be deleted comes again, and is recognised."""
        if messages:
            self._sqs.delete_message_batch(
                QueueUrl=self._work,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(messages)
                ],
            )


def _ride(body: str) -> Mapping[str, Any] | None:
    """Read a ride completion; None if it is none."""
    try:
        ride = json.loads(body)
    except ValueError:
        return None
    return ride if isinstance(ride, dict) and {"id", "fare"} <= set(ride) else None


ROLES = {"consumer": Consumer}
