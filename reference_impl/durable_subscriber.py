"""Durable subscriber: gets what was published while it was away, and knows what it did not get.

A queue behind a topic makes a subscriber durable, within bounds: it begins with the subscription
and keeps a message no longer than the retention of the queue (DS-03). What is lost to retention
is lost without a word, to no dead-letter queue. Only numbers make it noticeable: the publisher
numbers its rides one by one, and a subscriber that has 3 and 5 and never 4 can say so.

What makes that safe:

- the booking of a ride and the mark that its number was seen are one transaction, so neither
  instances nor crashes can part them, and a copy is not counted;
- the marks stand in a table, since two instances each see a part of the numbers, and one that is
  made anew has seen none;
- a number that is missing may be late, as order is not kept (SNS-PUB-04). So it is missed for a
  while before it is reported, and it is booked all the same if it comes after that;
- where to begin is told, not guessed: whoever takes the first number that comes for the first one
  there was, never misses what was lost before it;
- a gap is reported first and closed afterwards. To die in between reports it twice.

What nobody can notice this way is a loss at the end, as long as no later number comes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pattern_tck.ports import Clients, Environment, Now
from pattern_tck.reference_impl.ledger import put_once, write_together
from pattern_tck.reference_impl.topic_queue_chaining import Published, Subscriber

_KEY = {"pk": {"S": "numbers"}}


@dataclass(frozen=True)
class Numbers:
    """Which rides were seen: all below ``next``, those ``ahead`` of it, and how long it misses."""

    next: int
    ahead: frozenset[int]
    since: float | None

    def advanced(self) -> Numbers:
        """Give the same with nothing ahead that follows without a gap, or lies behind."""
        following = self.next
        while following in self.ahead:
            following += 1
        ahead = frozenset(number for number in self.ahead if number > following)
        return Numbers(following, ahead, self.since if following == self.next else None)


class DurableSubscriber(Subscriber):
    """Books each ride that is published, once, and reports the numbers that never came."""

    wait: ClassVar[int] = 1  # it must see the end of its patience, also where nothing comes

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(environment, client, now)
        self._now = now
        self._gaps = environment["GAPS_QUEUE_URL"]
        self._first = int(environment["FIRST_SEQUENCE"])
        self._patience = float(environment["GAP_PATIENCE"])
        # At once, for it may have been made anew in the middle of a gap.
        self._look_at = now()

    def work(self) -> bool:
        """Book what has come, and see whether something is missing.

        Now and then it looks although nothing has come: another instance may have seen a gap, and
        be gone before it could report it.
        """
        worked = super().work()
        if worked or self._now() >= self._look_at:
            missing = self._reconcile()
            self._look_at = self._now() + (0 if missing else self._patience)
        return worked

    def _book(self, published: Published, ride: Mapping[str, Any]) -> None:
        value = f"{ride['fare']} {published.correlation}".strip()
        booking = put_once(ride["id"], ride["id"], value)
        seen = {
            "Update": {
                "Key": _KEY,
                "UpdateExpression": "ADD ahead :number",
                "ExpressionAttributeValues": {":number": {"NS": [str(int(ride["sequence"]))]}},
            }
        }
        write_together(self._bookings, self._table, booking, seen)

    def _reconcile(self) -> bool:
        """Report what is missed for too long, and say whether anything is still missed."""
        before = self._numbers()
        after = before.advanced()
        if after.ahead and after.since is None:
            after = Numbers(after.next, after.ahead, self._now())
        elif after.since is not None and self._now() - after.since >= self._patience:
            end = min(after.ahead)
            self._report(after.next, end - 1)
            after = Numbers(end, after.ahead, None).advanced()
        if after != before:
            self._keep(before, after)
        return bool(after.ahead)

    def _report(self, first: int, last: int) -> None:
        self._sqs.send_message(
            QueueUrl=self._gaps, MessageBody=json.dumps({"from": first, "to": last})
        )

    def _numbers(self) -> Numbers:
        answer = self._bookings.get_item(TableName=self._table, Key=_KEY, ConsistentRead=True)
        item = answer.get("Item", {})
        return Numbers(
            int(item.get("next", {}).get("N", self._first)),
            frozenset(map(int, item.get("ahead", {}).get("NS", ()))),
            float(item["since"]["N"]) if "since" in item else None,
        )

    def _keep(self, before: Numbers, after: Numbers) -> None:
        """Write how far the numbers have come, unless another instance has been quicker."""
        changes = ["SET #next = :after"]
        values: dict[str, Any] = {":after": {"N": str(after.next)}}
        if after.since is not None:
            changes[0] += ", since = :since"
            values[":since"] = {"N": str(after.since)}
        elif before.since is not None:
            changes.append("REMOVE since")
        if done := before.ahead - after.ahead:
            # Only what was counted: others add numbers in the meantime.
            changes.append("DELETE ahead :done")
            values[":done"] = {"NS": sorted(map(str, done))}
        values[":before"] = {"N": str(before.next)}
        update = {
            "Key": _KEY,
            "UpdateExpression": " ".join(changes),
            "ConditionExpression": "attribute_not_exists(#next) OR #next = :before",
            "ExpressionAttributeNames": {"#next": "next"},
            "ExpressionAttributeValues": values,
        }
        write_together(self._bookings, self._table, {"Update": update})


ROLES = {"durable-subscriber": DurableSubscriber}
