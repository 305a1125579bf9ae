"""Two deviations at once: which pairs are played first, and what a seed draws."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest
from math import comb, gcd

from pattern_tck.simulator.adversary.schedule import Decision


@dataclass(frozen=True, order=True)
class Opening:
    """One deviation that the polite run leaves open: a decision, an answer to it, its fault."""

    number: int
    value: int
    fault: str


def openings(decisions: Sequence[Decision]) -> list[Opening]:
    """Give every single deviation from a run that met these decisions."""
    return [
        Opening(number, value, freedom.fault)
        for number, (freedom, n, _) in enumerate(decisions)
        for value in range(1, n)
    ]


def pairs(found: Sequence[Opening], most: int) -> Iterator[dict[int, int]]:
    """Give at most so many pairs of deviations, those of two distinct faults first.

    The faults of the polite run count: after the first deviation another decision may have the
    number of the second. Each two faults have their turn, one pair after the other, and what one
    turn gives is spread evenly over all pairs that these two have.
    """
    by_fault: dict[str, list[Opening]] = {}
    for opening in found:
        by_fault.setdefault(opening.fault, []).append(opening)
    names = sorted(by_fault)
    distinct = [
        _spread(by_fault[a], by_fault[b], most) for i, a in enumerate(names) for b in names[i + 1 :]
    ]
    alike = [_spread(by_fault[name], by_fault[name], most) for name in names]
    given = 0
    for group in (distinct, alike):
        for turn in zip_longest(*group):
            for pair in turn:
                if pair is not None and given < most:
                    given += 1
                    yield pair


def _spread(first: Sequence[Opening], second: Sequence[Opening], most: int) -> list[dict[int, int]]:
    """Give at most so many pairs of the two, evenly spread over all that there are."""
    everything = len(first) * len(second)
    # Most places of the square are asked for, since some of them are no pair, or one seen before.
    step = max(1, everything // (4 * most))
    while gcd(step, len(second)) > 1:  # or the same few columns of the square come again and again
        step += 1
    found: dict[tuple[Opening, ...], None] = {}
    for place in range(0, everything, step):
        one, other = sorted((first[place // len(second)], second[place % len(second)]))
        if one.number != other.number:
            found[one, other] = None
    chosen = list(found)
    if len(chosen) > most:
        chosen = [chosen[at * len(chosen) // most] for at in range(most)]
    return [{opening.number: opening.value for opening in pair} for pair in chosen]


def pairs_of(found: Sequence[Opening]) -> int:
    """Count all pairs of deviations: any two that are not of one decision."""
    values = Counter(opening.number for opening in found)
    return comb(len(found), 2) - sum(comb(n, 2) for n in values.values())


def every_pair(found: Sequence[Opening]) -> Iterator[dict[int, int]]:
    """Give all pairs of deviations, in the order of the run."""
    for one, other in combinations(sorted(found), 2):
        if one.number != other.number:
            yield {one.number: one.value, other.number: other.value}


def drawn(found: Sequence[Opening], seed: int, about: str) -> dict[int, int]:
    """Give the pair that a seed draws for a scenario; nothing where it finds none.

    It is the same on every machine; ``about`` is the key of the scenario, so that one seed draws
    something else for each.
    """
    chance = random.Random(f"{seed} {about}")  # noqa: S311 - chance, not secrets
    one, other = sorted(chance.sample(found, 2))
    return {one.number: one.value, other.number: other.value} if one.number != other.number else {}
