"""The figures of ``docs/proof.md`` that are no matter of mutants, from where each is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DOCS: Final = Path(__file__).parents[2] / "docs"

_HEAD: Final = """\
## The other figures

Each comes from a file of its own beside this one, which its command writes anew.

"""

Row = tuple[str, str, str, str]


def other_figures() -> str:
    """Give the section: what was measured, of what and when, and how it is measured again."""
    rows = [*_hostile(_kept("hostile")), *_false_alarms(_kept("independent")), _history()]
    head = "| what | measured | of | again |\n| --- | --- | --- | --- |\n"
    return _HEAD + head + "".join(f"| {' | '.join(row)} |\n" for row in rows) + "\n"


def _kept(name: str) -> Any:
    return json.loads((_DOCS / f"{name}.json").read_text("utf-8"))


def _hostile(kept: Mapping[str, Any]) -> list[Row]:
    run, killers = kept["run"], kept["killers"]
    patterns = run["patterns"].values()
    least = min(one["schedules"] for one in patterns)
    played = sum(one["schedules"] for one in patterns)
    broken = sum(len(one["broken"]) for one in patterns)
    enough = sum(1 for one in patterns if one["schedules"] >= 10_000)
    seeds = f"seeds 0 to {run['seeds'] - 1}" if run["seeds"] else "no seeds yet"
    of = f"{run['made']}, {run['target']}, suite `{run['suite'][:8]}`, {seeds}"
    said = (
        f"{played:,}, at least {least:,} a pattern; {enough} of {len(patterns)} patterns have had "
        f"10,000; {broken} scenarios broken"
    )
    again = "`tox -e hostile`; [hostile.md](hostile.md)"
    dead = Counter(one["freedom"] for one in killers)
    return [
        (
            "schedules that the reference survives",
            said,
            of,
            again,
        ),
        (
            "freedoms of which a polite implementation dies",
            f"{len(dead)}, with the schedule in words",
            str(run["target"]),
            "`python -m tests.killers`; [hostile.md](hostile.md)",
        ),
    ]


def _false_alarms(rows: list[Mapping[str, Any]]) -> list[Row]:
    told = []
    for target in dict.fromkeys(row["target"] for row in rows):
        of = [row for row in rows if row["target"] == target]
        counts = Counter[str]()
        for row in of:
            counts.update(row["counts"])
        verdicts = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
        made = max(row["started"] for row in of)
        told.append(
            (
                f"independent implementations on {target}",
                f"{len(of)} judged: {verdicts}; {sum(len(row['failed']) for row in of)} failed",
                f"{made}, {target} {of[0]['version']}",
                f"`python -m tests.independent --target {target}`; [rows](independent.md)",
            )
        )
    return told


def _history() -> Row:
    kept = _kept("history")
    return (
        "a long history under all invariants",
        f"{kept['events']:,} events in {kept['seconds']:.1f} s of processor time",
        f"{kept['made']}, Python {kept['python']}",
        "`python bench/history.py --keep`",
    )
