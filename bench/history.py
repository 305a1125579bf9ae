"""How long the oracle takes for a long history, beside what only walking over it costs.

``python bench/history.py [EVENTS]`` makes a legal history of a million events, or so many, and
measures processor time: for one walk over it, for each invariant, and for all of them. With
``--keep`` the figures go to docs/history.json.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pattern_tck.history.events import Deleted, Had, Happening, Received, Stored
from pattern_tck.history.history import History, Redrive
from pattern_tck.history.oracle import CHECKS, Player, violations
from pattern_tck.history.terms import invariants
from pattern_tck.history.violation import Bound

_LEDGER = "ledger events of ledger"
#: Messages that are in flight at a time, so that what belongs together does not lie together.
_AT_ONCE = 500


def events(count: int) -> Iterator[Happening]:
    """Give events of a FIFO consumer and of a responder, four for each message."""
    for first in range(0, count // 4, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count // 4))
        yield from (_stored(number) for number in numbers)
        yield from (_received(number) for number in numbers)
        yield from (_had(number) for number in numbers)
        yield from (
            Deleted(float(number), "ledger", "ledger", _LEDGER, f"m-{number}") for number in numbers
        )


def _body(number: int) -> str:
    return json.dumps(
        {
            "id": f"event-{number}",
            "ride": f"ride-{number % _AT_ONCE}",
            "version": number // _AT_ONCE + 1,
            "amount": "3.00",
        }
    )


def _stored(number: int) -> Stored:
    who = ("the kit", "the kit")
    return Stored(float(number), *who, _LEDGER, f"m-{number}", _body(number), {})


def _received(number: int) -> Received:
    who = ("ledger", "ledger")
    return Received(float(number), *who, _LEDGER, f"m-{number}", _body(number), {})


def _had(number: int) -> Had:
    key = f"event-{number}"
    item = {"pk": {"S": key}, "key": {"S": key}, "value": {"S": "3.00"}}
    return Had(float(number), "ledger", "ledger", "effects of ledger", key, key, "3.00", item)


def _measured(what: str, work: Callable[[], object], base: float = 0.0) -> float:
    began = time.process_time()
    work()
    seconds = time.process_time() - began
    ratio = f"  {seconds / base:7.1f} times a walk" if base else ""
    print(f"{what:20} {seconds:7.2f} s{ratio}")
    return seconds


def main(count: int) -> dict[str, Any]:
    """Measure, print a line for each measure, and give the figures of all invariants."""
    made: list[Happening] = []
    _measured("making it", lambda: made.extend(events(count)))
    history = History(
        made, queues={_LEDGER}, redrives={_LEDGER: Redrive("letters", 3)}, complete=True
    )
    player = Player("ledger", "fifo-consumer", lambda word: f"{word} of ledger")
    print(f"{len(made)} events")

    def walk() -> None:
        for _ in history.events:
            pass

    base = _measured("a walk", walk)
    for invariant in invariants():
        terms = invariant.roles.get(player.role)
        if terms is not None or invariant.everybody:
            bound = Bound(player.application, terms or {}, player.channel)
            check = CHECKS[invariant.name]
            _measured(
                invariant.name, lambda check=check, bound=bound: list(check(history, bound)), base
            )
    found: list[object] = []
    seconds = _measured("all", lambda: found.extend(violations(history, [player])), base)
    if found:
        raise SystemExit(f"a legal history was found to break something: {found[0]}")
    return {
        "made": dt.datetime.now(dt.UTC).date().isoformat(),
        "python": platform.python_version(),
        "events": len(made),
        "seconds": round(seconds, 2),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="write docs/history.json")
    asked = parser.parse_args()
    figures = main(asked.events)
    if asked.keep:
        kept = Path(__file__).parents[1] / "docs" / "history.json"
        kept.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
