"""Faults that are ordered over HTTP: the next use of a freedom, or chance with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pattern_tck.simulator.adversary.allowed import freedoms_allowed
from pattern_tck.simulator.adversary.ordered import Order, Ordered
from pattern_tck.simulator.freedoms import FREEDOMS, Choose, Freedom, polite

#: More orders than anybody gives: whoever does has forgotten to reset.
_MOST: Final = 1_000
_MOST_TIMES: Final = 1_000_000


class Faults:
    """The adversary of one world; ``choose`` is what its model asks. Polite until told otherwise.

    ``seed`` has it deviate by chance from the beginning, unless it is ``begun`` already: then
    what was done to it is done again.
    """

    def __init__(self, seed: int | None = None, *, begun: bool = False) -> None:
        self.seed = None if begun else seed
        self.clear()
        self.seed = seed

    def clear(self) -> None:
        """Forget what was ordered; with the seed of the beginning, if there was one."""
        self._orders: list[Order] = []
        self._ordered = Ordered()
        self._chance: Mapping[str, Any] | None = None
        self._deviations = 0
        self._then: Choose = polite
        if self.seed is not None:
            self.by_chance(self.seed)

    def choose(self, freedom: Freedom, n: int, subject: object) -> int:
        """Decide what the contract leaves open."""
        if self._orders and (value := self._ordered.choose(freedom, n, subject)):
            return value
        return self._then(freedom, n, subject)

    def order(self, name: str, *, value: int = 1, times: int = 1, about: str = "") -> Order:
        """Order the next uses of a freedom; ValueError says what is wrong with the order."""
        freedom = FREEDOMS.get(name)
        if freedom is None:
            raise ValueError(f"there is no freedom {name!r}: {', '.join(sorted(FREEDOMS))}")
        if value < 1:
            raise ValueError("a value is 1 or more: 0 is the polite answer")
        if not 1 <= times <= _MOST_TIMES:
            raise ValueError(f"count is from 1 to {_MOST_TIMES}")
        if len(self._orders) >= _MOST:
            raise ValueError(f"{_MOST} faults are ordered already: DELETE them first")
        order = self._ordered.order(freedom, value, about=about, times=times)
        self._orders.append(order)
        return order

    def by_chance(self, seed: int, probability: float = 0.05, names: Iterable[str] = ()) -> None:
        """Deviate by chance; ``names`` are of faults or freedoms, none for all that are searched.

        ValueError if the names or the probability mean nothing.
        """
        if not 0 <= probability <= 1:
            raise ValueError("a probability is from 0 to 1")
        allowed = freedoms_allowed(names)
        self._chance = {"seed": seed, "probability": probability, "faults": sorted(names)}
        draw = random.Random(seed).random  # noqa: S311 - chance, not secrets

        def choose(freedom: Freedom, n: int, subject: object) -> int:
            if n < 2 or freedom not in allowed or draw() >= probability:
                return 0
            self._deviations += 1
            return 1 + int(draw() * (n - 1))

        self._then = choose

    def done_again(self, document: Mapping[str, Any]) -> None:
        """Do what a saved world says was done here; ValueError or TypeError if it makes no sense.

        One of ``order``, ``chance`` and ``forget``, with what was said besides.
        """
        if "order" in document:
            self.order(**document["order"])
        elif "chance" in document:
            self.by_chance(**document["chance"])
        else:
            seed, self.seed = self.seed, None
            self.clear()
            self.seed = seed

    def shown(self) -> dict[str, Any]:
        """Give what is ordered, and what has happened of it."""
        return {
            "orders": [
                {
                    "freedom": order.freedom.name,
                    "value": order.value,
                    "about": order.about,
                    "count": order.times,
                    "happened": order.fired,
                    "words": str(order),
                }
                for order in self._orders
            ],
            "chance": self._chance and {**self._chance, "deviations": self._deviations},
        }


def freedoms() -> list[dict[str, Any]]:
    """Give every freedom that can be ordered."""
    return [
        {
            "freedom": freedom.name,
            "fault": freedom.fault,
            "clauses": list(freedom.clauses),
            "values": dict(enumerate((words for words in freedom.choices), 1)),
            "by_chance": freedom.searched,
        }
        for freedom in FREEDOMS.values()
    ]
