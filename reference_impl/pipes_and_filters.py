"""Pipes and filters: a fare is processed in stages that know nothing of each other.

A filter takes fares from its pipe, does its part of the work, and hands the fare on. It knows two
addresses: the pipe it reads, which it owns, and the one it writes, which it is told. Which filter
comes next, whether one does at all, or whether a topic tells the world that a fare has passed
them all: that is wiring, and no filter has a line of code about it. So the stages can be put in
another order, left out, replaced or doubled by whoever deploys them.

What makes the chain safe is that each filter is safe by itself:

- it hands a fare on first, and takes it off its pipe afterwards. To die in between makes a
  duplicate, to do it the other way round would make a loss (PF-04);
- it has its effect once a fare, whoever sends the fare again and how often: every pipe may double
  a message, so de-duplication at the front of the chain would be in the wrong place (PF-09). What
  it has done before it still hands on, since nobody can know whether that was done as well;
- it hands on everything that it was handed, also what it does not understand: the body with its
  own name added, and all attributes (PF-08);
- its pipe has a dead-letter queue of its own. A fare that it cannot process ends there, says by
  its place which stage has failed, and neither stops the fares behind it nor the stages around
  it (PF-05, PF-06);
- how often it tries is bounded by the time that the stage has, not by taste: the chain is late
  when its stages together are (PF-11).

Fares overtake each other as soon as a stage has two instances (PF-07), and two fares of one
customer may be worked on at the same time (P2P-05). So nothing here depends on order, and totals
are added up by the table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.inbox import create_inbox
from pattern_tck.reference_impl.ledger import add_to_total, cents, put_once, write_together
from pattern_tck.reference_impl.mailbox import MAX_RECEIVES, Mailbox
from pattern_tck.reference_impl.setting_aside import handed_on, set_aside

#: The fewest attempts that leave room for a fault that passes, however short the time is.
FEWEST_RECEIVES = 2


class Filter:
    """One stage of the processing of fares: which one, and who comes next, it is told."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._sns: Client = client("sns")
        self._done: Client = client("dynamodb")
        self._name = environment["FILTER"]
        self._pipe = environment["PIPE_QUEUE_URL"]
        self._invalid = environment["INVALID_QUEUE_URL"]
        self._next_queue = environment.get("NEXT_QUEUE_URL", "")
        self._next_topic = environment.get("NEXT_TOPIC_ARN", "")
        self._table = environment["EFFECTS_TABLE"]
        self._mail = Mailbox(self._sqs, self._pipe, self._invalid)

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the pipe, its dead-letter queue with an alarm, and the queue for the unreadable."""
        visibility = int(environment["VISIBILITY_TIMEOUT"])
        attempts = cls.attempts(environment.get("STAGE_DEADLINE", ""), visibility)
        pipe, invalid = create_inbox(environment, client, "pipe", max_receives=attempts)
        return {"PIPE_QUEUE_URL": pipe, "INVALID_QUEUE_URL": invalid}

    @staticmethod
    def attempts(deadline: str, visibility: int) -> int:
        """Give how often a fare may be tried: each attempt may take a visibility timeout."""
        if not deadline:
            return MAX_RECEIVES
        return max(FEWEST_RECEIVES, min(MAX_RECEIVES, int(float(deadline)) // visibility))

    def work(self) -> bool:
        """Receive a batch, process each fare on its own, take those off the pipe that are done."""
        return self._mail.each(self._handled)

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be taken off the pipe."""
        fare = self._read(message["Body"])
        try:
            if fare is None:
                # No number of attempts makes it readable, and the next stage would fare no better.
                set_aside(self._sqs, self._invalid, message, f"no fare for {self._name}")
            else:
                self._pass_on(fare, handed_on(message))
        except Exception:  # noqa: BLE001 - whatever goes wrong, this fare is not done here
            return False
        return True

    def _read(self, body: str) -> Mapping[str, Any] | None:
        """Read what this stage can work on; None if it is nothing of the kind."""
        return _fare(body)

    def _pass_on(self, fare: Mapping[str, Any], attributes: Mapping[str, Any]) -> None:
        """Do the work of this stage, then hand the fare on; whatever is raised, it is not done."""
        self._process(fare)
        self._hand_on(self._marked(fare), attributes)

    def _process(self, fare: Mapping[str, Any]) -> None:
        """Do the work of this stage, unless it was done for this fare."""
        write_together(
            self._done,
            self._table,
            put_once(fare["fareId"], fare["fareId"], f"{self._name} {fare['fareAmount']}"),
            add_to_total(fare["customerId"], cents(fare["fareAmount"])),
        )

    def _marked(self, fare: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the fare as the next stage sees it: all that it was, and done here as well."""
        return {**fare, "done": [*fare.get("done", ()), self._name]}

    def _hand_on(self, fare: Mapping[str, Any], attributes: Mapping[str, Any]) -> None:
        body = json.dumps(fare)
        if self._next_queue:
            self._sqs.send_message(
                QueueUrl=self._next_queue, MessageBody=body, MessageAttributes=attributes
            )
        if self._next_topic:
            # The end of the chain: the fare has been processed, for whomever that concerns.
            self._sns.publish(TopicArn=self._next_topic, Message=body, MessageAttributes=attributes)


def _fare(body: str) -> Mapping[str, Any] | None:
    """Read a fare; None if it is none."""
    try:
        fare = json.loads(body)
    except ValueError:
        return None
    known = {"fareId", "customerId", "fareAmount"}
    return fare if isinstance(fare, dict) and known <= set(fare) else None


ROLES = {"filter": Filter}
