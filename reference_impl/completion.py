"""Completion: when a gathering has enough answers, and the one result that is made of them.

Two of the three things that make an aggregator. The third is the correlation id, by which an
answer finds its gathering (SG-02). Everything here is a plain function of the answers that are
there, so whoever asks again gets the same (SG-09).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.ports import Environment

#: By responder: the quote, or None for somebody who answered that there is none.
Answers = Mapping[str, float | None]

CONDITIONS = ("all", "deadline", "first-best", "quorum")


@dataclass(frozen=True)
class Condition:
    """What has to be there for the result. The deadline closes a gathering in any case.

    ``recipients`` are those who are asked, by name; empty in an auction, where nobody knows who
    listens. ``seconds`` is the time from the scatter to the deadline.
    """

    complete_by: str
    seconds: float
    recipients: frozenset[str] = frozenset()
    quorum: int = 0
    acceptable: float = 0.0

    @staticmethod
    def read(environment: Environment) -> Condition:
        """Read COMPLETE_BY and what goes with it; raise `ValueError` for what could hang."""
        complete_by = environment["COMPLETE_BY"]
        if complete_by not in CONDITIONS:
            raise ValueError(f"COMPLETE_BY is {complete_by!r}; expected one of {CONDITIONS}")
        if not environment.get("DEADLINE"):
            # One dead bidder would be waited for without end (SG-03), and in an auction "all" is
            # no number that anybody knows (SG-13).
            raise ValueError(f"COMPLETE_BY={complete_by} needs a DEADLINE in seconds")
        return Condition(
            complete_by,
            float(environment["DEADLINE"]),
            frozenset(json.loads(environment.get("RECIPIENTS", "{}"))),
            quorum=int(environment.get("QUORUM", "0")),
            acceptable=float(environment.get("ACCEPTABLE", "0")),
        )

    def holds(self, answers: Answers) -> bool:
        """Say whether these answers make the gathering complete before its deadline."""
        if self.recipients and self.recipients <= set(answers):
            return True  # nobody is left to wait for; a refusal is an answer too (SG-10)
        if self.complete_by == "quorum":
            return len(answers) >= self.quorum
        if self.complete_by == "first-best":
            return any(quote is not None and quote <= self.acceptable for quote in answers.values())
        return False


def result(request_id: str, answers: Answers, closed_by: str) -> dict[str, Any]:
    """Make one result of all answers; of none at all, too (SG-04).

    Sorted by quote and then by name, so that neither the order in which the answers came nor that
    of a table decides who wins (SG-09).
    """
    offers = sorted((quote, name) for name, quote in answers.items() if quote is not None)
    quotes = [{"responder": name, "quote": quote} for quote, name in offers]
    return {
        "rfq-id": request_id,
        "outcome": "offers" if quotes else "no-offers",
        "closed-by": closed_by,
        **({"best": quotes[0]} if quotes else {}),
        "quotes": quotes,
        "refused": sorted(name for name, quote in answers.items() if quote is None),
    }
