"""A pytest plug-in for ``-p deaf_target``: the target says that it used a freedom, and did not."""

from __future__ import annotations

from pattern_tck.simulator.adversary.ordered import Ordered

_choose = Ordered.choose


def _be_polite(self, freedom, n, subject):
    before = [order.fired for order in self._orders.get(freedom, ())]
    answer = _choose(self, freedom, n, subject)
    ordered = before != [order.fired for order in self._orders.get(freedom, ())]
    return 0 if ordered else answer


Ordered.choose = _be_polite
