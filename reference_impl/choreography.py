"""Choreography: domains that get an order done, or undone, and none of them conducts.

Each domain listens to the business events that concern it, does its own part, and tells what it
has done as an event of its own. Two of them are here, a warehouse and the payments:

    heard             the warehouse                    the payments
    OrderCreated      picks: OrderPicked,              charges: PaymentTaken,
                      or cannot: PickingFailed         or cannot: PaymentFailed
    PaymentFailed     puts back: StockReleased         -
    PickingFailed     -                                refunds: PaymentRefunded
    ReturnRequested   takes back: ReturnReceived       -
    ReturnReceived    -                                refunds: PaymentRefunded

What makes it safe:

- Who comes next is in no line of this module. A domain names facts and an order, and would do the
  same if nobody listened.
- What a domain does follows from the set of events that it has heard, not from their order. An
  event that comes twice adds nothing to a set; one that comes late finds what came before it. So
  every order of arrival ends in the same state.
- A failure undoes what was done, and forbids what was not done yet: the event that asks for it
  may still be on its way.
- Every reaction adds a deed to an order, no deed is done twice, and there are three of them. So
  nothing can go round in circles, whatever others answer.
- The deed, its effect and the event that tells of it are one write. The message that led to it is
  acknowledged only when the event is out; until then it comes again and finds what has to be told.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.business_events import BusinessEvent, event_in, moment, tell
from pattern_tck.reference_impl.order_books import Order, OrderBooks
from pattern_tck.reference_impl.topic_queue_chaining import Subscriber, from_raw

Facts = Mapping[str, BusinessEvent]


@dataclass(frozen=True)
class Deed:
    """What a domain does about an order, the event that tells of it, and its effect if any."""

    word: str
    event: str
    effect: str = ""


class Domain(Subscriber):
    """Does what the events about an order lead to, each deed once, and tells of it."""

    unreadable: ClassVar[str] = "no business event"
    #: The events that concern it. The topic brings no others; if it does, they change nothing.
    concern: ClassVar[tuple[str, ...]]

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(environment, client, now)
        self._sns: Client = client("sns")
        self._topic = environment["TOPIC_ARN"]
        self._books = OrderBooks(client("dynamodb"), self._table)
        self._now = now

    @abstractmethod
    def next_deed(self, facts: Facts, done: Collection[str]) -> Deed | None:
        """Say what is to be done now, knowing these facts and having done this; or nothing."""

    def _handled(self, message: Mapping[str, Any]) -> bool:
        """Say whether the message may be deleted: its deeds are done, and told."""
        event = event_in(from_raw(message))
        try:
            if event is None:
                self._set_aside(message)
            elif event.name in self.concern:
                self._react(event)
        except Exception:  # noqa: BLE001 - whatever goes wrong, this message is not done
            return False
        return True

    def _react(self, event: BusinessEvent) -> None:
        order = self._books.order(event.order_id)
        if event.name not in order.facts:
            self._write(order, event)
        # Also for an event that was heard before: perhaps it is here again since nobody could
        # be told the last time.
        self._tell(order)

    def _write(self, order: Order, event: BusinessEvent) -> None:
        """Write the fact down with all that follows from it."""
        order.facts[event.name] = event
        effects = []
        while deed := self.next_deed(order.facts, order.done):
            order.done.append(deed.word)
            order.outbox.append(BusinessEvent(deed.event, order.id, moment(self._now())))
            if deed.effect:
                effects.append(deed.effect)
        self._books.save(order, effects)

    def _tell(self, order: Order) -> None:
        """Publish what is in the outbox, and only then take it out (DEC-07).

        Whoever dies in between will tell it again, and listeners know it by its id. The other way
        round it would be lost.
        """
        if order.outbox:
            for event in order.outbox:
                tell(self._sns, self._topic, event)
            order.outbox.clear()
            self._books.save(order)


class Warehouse(Domain):
    """Picks what was ordered, unless it is sold out; takes back what is not wanted."""

    concern = ("OrderCreated", "PaymentFailed", "ReturnRequested")
    filter_policy: ClassVar[Mapping[str, Any] | None] = {"EventType": list(concern)}

    def next_deed(self, facts: Facts, done: Collection[str]) -> Deed | None:
        """Pick; or put back, or take back, what was picked, whichever is heard of first."""
        gone = "picked" in done and not {"released", "taken back"} & set(done)
        if "PaymentFailed" in facts:
            # Nothing to put back means that nothing was picked, and nothing will be (CHO-04).
            return Deed("released", "StockReleased", "released") if gone else None
        if "OrderCreated" in facts and not done:
            if facts["OrderCreated"].more["item"].endswith("_sold_out"):
                return Deed("sold out", "PickingFailed")
            return Deed("picked", "OrderPicked", "picked")
        if "ReturnRequested" in facts and gone:
            return Deed("taken back", "ReturnReceived", "taken back")
        return None


class Payments(Domain):
    """Charges what was ordered, unless the card is refused; refunds what came to nothing."""

    concern = ("OrderCreated", "PickingFailed", "ReturnReceived")
    filter_policy: ClassVar[Mapping[str, Any] | None] = {"EventType": list(concern)}

    def next_deed(self, facts: Facts, done: Collection[str]) -> Deed | None:
        """Charge; or refund what was charged, as it was charged (SAGA-17)."""
        order = facts.get("OrderCreated")
        if order is None:
            return None
        amount = order.more["amount"]
        if not done and "PickingFailed" not in facts:
            if order.more["customer"].endswith("_fail_charge"):
                return Deed("declined", "PaymentFailed")
            return Deed("charged", "PaymentTaken", f"charged {amount}")
        came_to_nothing = "PickingFailed" in facts or "ReturnReceived" in facts
        if came_to_nothing and "charged" in done and "refunded" not in done:
            return Deed("refunded", "PaymentRefunded", f"refunded {amount}")
        return None


ROLES: dict[str, Role] = {"warehouse": Warehouse, "payments": Payments}
