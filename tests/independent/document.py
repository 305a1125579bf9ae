"""The document ``docs/independent.md``, made from the rows in ``docs/independent.json``."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.independent.claims import ALL
from tests.independent.measuring import ADVERSARY, Row

DOCS: Final = Path(__file__).parents[2] / "docs"
KEPT: Final = DOCS / "independent.json"
WRITTEN: Final = DOCS / "independent.md"

#: The order of the targets in the table; what is not here comes last.
_TARGETS: Final = ("simulator", ADVERSARY, "moto", "moto-server", "ministack", "localstack")
_VERDICTS: Final = ("passed", "inconclusive", "not exercised", "failed")

_HEAD: Final = """\
<!-- made by `python -m tests.independent`; a test compares it with independent.json -->

# False alarms: what independent implementations are told

A kit that kills every mutant may be one that nobody passes but its own reference. So there are
implementations that share no line with the reference, nor with each other, each written from the
clauses, in a way of its own. Whatever they claim has to pass, on every target. Where one failed,
the text of the clause decided who was wrong.

"""

_TAIL: Final = f"""
*Claimed* are the scenarios of its roles. *Inconclusive* is what the target cannot show: the
reference does not pass there either. The target *{ADVERSARY}* is the simulator once more, with
every schedule of one deviation from politeness; *schedules* says how many were survived. What has
no row was not measured.

To make a row again, from a clone: `python -m tests.independent --only deciders --target moto`.
"""


def rows() -> list[Row]:
    """Give the kept results."""
    text = KEPT.read_text("utf-8") if KEPT.is_file() else ""
    kept: list[Row] = json.loads(text or "[]")
    return kept


def keep(new: Sequence[Row]) -> None:
    """Put new results in the place of older ones, and make the document anew."""
    with KEPT.open("a", encoding="utf-8") as locked:
        fcntl.flock(locked, fcntl.LOCK_EX)  # several targets may be measured side by side
        made = {(one["implementation"], one["target"]): one for one in [*rows(), *new]}
        ordered = sorted(made.values(), key=_place)
        lines = ",\n".join(f" {json.dumps(one)}" for one in ordered)
        KEPT.write_text(f"[\n{lines}\n]\n", "utf-8")
        WRITTEN.write_text(document(ordered), "utf-8")


def document(of: Sequence[Row]) -> str:
    """Give the whole document."""
    return f"{_HEAD}{_ways()}\n{_table(of)}{_failures(of)}{_TAIL}"


def _ways() -> str:
    lines = [["implementation", "roles", "what is different"], ["---"] * 3]
    for one in ALL.values():
        first = one.files[0].relative_to(DOCS.parent)
        at = first if first.stem == one.name else first.parent
        lines.append([f"[{one.name}](../{at})", ", ".join(f"`{r}`" for r in one.roles), one.way])
    return _lines(lines)


def _table(of: Sequence[Row]) -> str:
    head = ["implementation", "target", "claimed", *_VERDICTS, "schedules", "run"]
    lines = [head, ["---"] * len(head)]
    for one in of:
        counts = [str(one["counts"].get(verdict, 0)) for verdict in _VERDICTS]
        target = f"{one['target']} {one['version']}"
        schedules = str(one["schedules"]) if one["target"] == ADVERSARY else ""
        run = f"{one['started']}, `{one['suite'][:8]}`"
        lines.append([one["implementation"], target, str(one["claimed"]), *counts, schedules, run])
    return _lines(lines)


def _failures(of: Sequence[Row]) -> str:
    """Give what has failed: nothing is left out."""
    lines = [
        f"- {one['implementation']} on {one['target']}: `{key}`: {' '.join(why.split())[:300]}\n"
        for one in of
        for key, why in one["failed"].items()
    ]
    return "\nWhat has failed:\n\n" + "".join(lines) if lines else ""


def _lines(lines: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _place(one: Row) -> tuple[int, int, str]:
    target = one["target"]
    at = _TARGETS.index(target) if target in _TARGETS else len(_TARGETS)
    return list(ALL).index(one["implementation"]), at, target
