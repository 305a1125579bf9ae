"""The books of a domain: what it knows of an order, what it has done, and what is still untold.

An order is one item, and its outbox is a part of it. So the change of state, the effect, and the
event that tells of both are one write: either all of them will be seen, or none (CHO-02, DEC-06).
Every write says which version it has read, and is refused if somebody was faster (P2P-05).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.ports import Client
from pattern_tck.reference_impl.business_events import BusinessEvent, read_event


@dataclass
class Order:
    """One order: the events that were heard, by name, what was done, what has to be told."""

    id: str
    version: int = 0
    facts: dict[str, BusinessEvent] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    outbox: list[BusinessEvent] = field(default_factory=list)


class OrderBooks:
    """Orders in a table whose items are found by ``pk``; effects are items with a key."""

    def __init__(self, dynamodb: Client, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def order(self, order_id: str) -> Order:
        """Give what is known of an order: nothing, if it was never heard of."""
        found = self._dynamodb.get_item(
            TableName=self._table, Key={"pk": {"S": f"order#{order_id}"}}, ConsistentRead=True
        ).get("Item")
        if found is None:
            return Order(order_id)
        known = json.loads(found["known"]["S"])
        return Order(
            order_id,
            int(found["version"]["N"]),
            {event.name: event for event in _events(known["facts"])},
            known["done"],
            _events(known["outbox"]),
        )

    def save(self, order: Order, effects: Iterable[str] = ()) -> None:
        """Write an order and the effects on it together, unless it was changed since it was read.

        Raises ``TransactionCanceledException`` then, and nothing was written.
        """
        known = {
            "facts": [event.json for event in order.facts.values()],
            "done": order.done,
            "outbox": [event.json for event in order.outbox],
        }
        item = {
            "pk": {"S": f"order#{order.id}"},
            "version": {"N": str(order.version + 1)},
            "known": {"S": json.dumps(known)},
        }
        puts: list[dict[str, Any]] = [
            {
                "Item": item,
                "ConditionExpression": "attribute_not_exists(pk) OR version = :read",
                "ExpressionAttributeValues": {":read": {"N": str(order.version)}},
            }
        ]
        for effect in effects:
            line = {"pk": self.effect_name(order.id, effect), "key": order.id, "value": effect}
            puts.append({"Item": {name: {"S": text} for name, text in line.items()}})
        self._dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": self._table, **put}} for put in puts]
        )
        order.version += 1

    def effect_name(self, order_id: str, effect: str) -> str:
        """Give the name under which an effect stands: had again, it is the same one."""
        return f"{effect}#{order_id}"


def _events(told: Iterable[Any]) -> list[BusinessEvent]:
    events = (read_event(json.dumps(one)) for one in told)
    return [event for event in events if event is not None]
