"""Recipient list: a message goes to every recipient on a list that is computed from it.

The lister takes completed rides and sends each, as it is, to the queues of all whom it concerns:
who that is, is written in rules, which only the lister reads. No queue service sends to several
queues at once, so some recipients have their copy while others have not. What makes that safe:

- the list is computed once a ride and remembered before the first copy is sent. Whatever comes
  again, after a crash or by a duplicate, goes by the same list, even if the rules have changed;
- what was accepted is remembered as well, so a second attempt sends the missing copies alone, and
  the ride is acknowledged only when there are none;
- a recipient that cannot be reached keeps no other one from its copy;
- a ride that concerns nobody goes to a queue for that, where somebody looks.

All that there is to know of recipients stands in one place (RL-07): that the lister has to be told
of each is the price of the pattern, and the reason why senders need not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import alarm_on_depth, create_queue
from pattern_tck.reference_impl.inbox import Inbox, Incoming, Unreadable, create_inbox


class Incomplete(Exception):
    """Not every recipient has its copy, so the ride is not done."""


@dataclass(frozen=True)
class Plan:
    """Who gets a ride, by the addresses of their queues, and who has it already."""

    recipients: tuple[str, ...]
    reached: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the recipients that have no copy yet."""
        return tuple(one for one in self.recipients if one not in self.reached)


class RecipientLister:
    """Sends each completed ride to all whom it concerns."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._tables: Client = client("dynamodb")
        self._rules = environment["RULES_TABLE"]
        self._plans = environment["PLANS_TABLE"]
        self._nobody = environment["UNCLAIMED_QUEUE_URL"]
        queues = environment["RIDES_QUEUE_URL"], environment["INVALID_QUEUE_URL"]
        self._inbox = Inbox(self._sqs, *queues)

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue for rides, and the one for those that concern nobody, with an alarm."""
        rides, invalid = create_inbox(environment, client, "rides")
        unclaimed = create_queue(client("sqs"), f"{environment['PREFIX']}-unclaimed", keep_days=14)
        alarm_on_depth(client("cloudwatch"), f"{environment['PREFIX']}-unclaimed")
        return {
            "RIDES_QUEUE_URL": rides,
            "INVALID_QUEUE_URL": invalid,
            "UNCLAIMED_QUEUE_URL": unclaimed,
        }

    def work(self) -> bool:
        """Take rides, and send each to all of its recipients."""
        return self._inbox.work(self._handle)

    def _handle(self, message: Incoming) -> None:
        ride = message.fields
        if "id" not in ride:
            raise Unreadable("a ride without an id")
        plan = self._plan(ride)
        refused = [one for one in plan.missing if not self._reach(one, str(ride["id"]), message)]
        if refused:
            raise Incomplete(f"{len(refused)} of {len(plan.recipients)} copies are missing")

    def _reach(self, recipient: str, ride_id: str, message: Incoming) -> bool:
        """Send a copy and remember it; say whether the recipient's queue has taken it."""
        try:
            self._sqs.send_message(
                QueueUrl=recipient, MessageBody=message.body, MessageAttributes=message.attributes
            )
        except ClientError:
            return False
        # To die here is to send this one copy again: a send and a write are no transaction.
        self._tables.update_item(
            TableName=self._plans,
            Key={"pk": {"S": ride_id}},
            UpdateExpression="ADD reached :one",
            ExpressionAttributeValues={":one": {"SS": [recipient]}},
        )
        return True

    def _plan(self, ride: Mapping[str, Any]) -> Plan:
        """Give the plan for a ride: the one that was made first, whoever made it."""
        key = {"pk": {"S": str(ride["id"])}}
        recipients = self._recipients(ride)
        try:
            self._tables.put_item(
                TableName=self._plans,
                Item={**key, "recipients": {"L": [{"S": one} for one in recipients]}},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._tables.exceptions.ConditionalCheckFailedException:
            found = self._tables.get_item(TableName=self._plans, Key=key, ConsistentRead=True)
            return _plan_in(found["Item"])
        return Plan(recipients, frozenset())

    def _recipients(self, ride: Mapping[str, Any]) -> tuple[str, ...]:
        """Compute the list, each recipient once (RL-06), and never an empty one (RL-04)."""
        concerned = {
            rule["queue"]["S"]: None
            for rule in self._all_rules()
            if concerns(json.loads(rule["when"]["S"]), ride)
        }
        return tuple(concerned) or (self._nobody,)

    def _all_rules(self) -> Iterator[Mapping[str, Any]]:
        pages = self._tables.get_paginator("scan").paginate(
            TableName=self._rules, ConsistentRead=True
        )
        for page in pages:
            yield from page["Items"]


def concerns(conditions: Mapping[str, Mapping[str, Any]], ride: Mapping[str, Any]) -> bool:
    """Say whether a ride meets all the conditions of a rule; without any, every ride does."""
    return all(
        name in ride and _holds(condition, ride[name]) for name, condition in conditions.items()
    )


def _holds(condition: Mapping[str, Any], value: Any) -> bool:
    """Compare whole values: "Berlin" is not "Berlin-Mitte", and a text is no number."""
    if "is" in condition:
        return bool(value == condition["is"])
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return bool(number and value >= condition["least"])


def _plan_in(item: Mapping[str, Any]) -> Plan:
    recipients = tuple(one["S"] for one in item["recipients"]["L"])
    return Plan(recipients, frozenset(item.get("reached", {}).get("SS", ())))


ROLES = {"recipient-lister": RecipientLister}
