"""Ordered faults: what a scenario wants to happen, and whether it did."""

from __future__ import annotations

from dataclasses import dataclass

from pattern_tck.simulator.adversary.naming import text_of
from pattern_tck.simulator.freedoms import Choose, Freedom, polite


@dataclass
class Order:
    """One ordered fault: a value of a freedom, for subjects whose text contains ``about``."""

    freedom: Freedom
    value: int
    about: str
    times: int
    #: How often it happened; an order that was never filled proves nothing.
    fired: int = 0

    @property
    def filled(self) -> bool:
        """Say whether it happened as often as it was ordered."""
        return self.fired >= self.times

    def __str__(self) -> str:
        """Say it in words."""
        words = self.freedom.words(self.value, self.about or "whatever comes first")
        return f"{words}: ordered {self.times} times, happened {self.fired} times"

    def fits(self, n: int, subject: object) -> bool:
        """Say whether a decision is the one that was meant."""
        return (
            self.fired < self.times
            and self.value < n
            and (not self.about or self.about in text_of(subject, self.value))
        )


class Ordered:
    """An adversary that does what a scenario orders; ``then`` decides about everything else.

    Orders of one freedom are filled in the order in which they were given. A freedom that is
    never searched can be ordered as well.
    """

    def __init__(self, then: Choose = polite) -> None:
        self._then = then
        self._orders: dict[Freedom, list[Order]] = {}

    def order(self, freedom: Freedom, value: int = 1, *, about: str = "", times: int = 1) -> Order:
        """Order a fault; the order that comes back counts how often it ``fired``."""
        order = Order(freedom, value, about, times)
        self._orders.setdefault(freedom, []).append(order)
        return order

    def choose(self, freedom: Freedom, n: int, subject: object) -> int:
        """Answer with the value of the first order that fits, else as ``then`` does."""
        if freedom in self._orders:
            for order in self._orders[freedom]:
                if order.fits(n, subject):
                    order.fired += 1
                    return order.value
        return self._then(freedom, n, subject)

    @property
    def faults(self) -> frozenset[str]:
        """Give the faults that were ordered, whether or not they happened."""
        return frozenset(freedom.fault for freedom in self._orders)

    @property
    def unfilled(self) -> list[Order]:
        """Give the orders that did not happen as often as they were given."""
        return [order for orders in self._orders.values() for order in orders if not order.filled]
