"""The document ``docs/hostile.md``, made from what is kept in ``docs/hostile.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pattern_tck import catalogue
from pattern_tck.report.markdown import cell, table
from pattern_tck.simulator.freedoms import FREEDOMS
from tests.killers.arranged import ARRANGED
from tests.killers.register import in_scenarios
from tests.mutants import proof
from tests.mutants.register import mutants

DOCS: Final = Path(__file__).parents[2] / "docs"
KEPT: Final = DOCS / "hostile.json"
WRITTEN: Final = DOCS / "hostile.md"
#: What each pattern is to have had.
WANTED: Final = 10_000

_HEAD: Final = """\
<!-- made by `python -m tests.killers`; a test compares it with hostile.json -->

# Hostile runs

A *schedule* is one way in which the [adversary](adversary.md) uses what the contract leaves open.
A hostile run plays thousands of them for each pattern: `pattern-tck hostile`, or
`tox -e hostile` for the reference.

1. Every single deviation from politeness, by each fault that a scenario has to survive.
2. Pairs of deviations, at most `--most-pairs` a scenario, those of two distinct faults first: each
   two faults in turn, evenly spread over the decisions that the polite run meets.
3. Pairs drawn by the seeds 0, 1, 2, ..., evenly over the scenarios of a pattern, until it has had
   `--schedules`, all of them distinct. Where chance would mostly draw what was played before, all
   pairs are played that there are. A scenario whose requests are drawn from the contract of an
   API, by the hundred, has no part in this.

What breaks is made small: deviations are left out one at a time, for as long as it still breaks.
The exit code is 1, and the schedule that is told repeats it with `--schedule`. A run that was
ended goes on with the same `--results`; `--shard 2/8` plays the second part of eight, and
`pattern-tck hostile merge` puts the parts together.

"""


def kept() -> dict[str, Any]:
    """Give what is kept."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return found


def document(told: Mapping[str, Any]) -> str:
    """Give the whole document."""
    return _HEAD + _survived(told["run"]) + _killers(told)


def _survived(run: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    rows = []
    for name, of in run["patterns"].items():
        rows.append(
            (
                catalogue.patterns()[name].title,
                f"{of['searched']} of {of['scenarios']}",
                *(f"{of[part]:,}" for part in ("one", "pairs", "chance", "schedules")),
                _standing(of),
            )
        )
    every = list(run["patterns"].values())
    total = [sum(of[part] for of in every) for part in ("one", "pairs", "chance", "schedules")]
    searched = sum(of["searched"] for of in every)
    scenarios = sum(of["scenarios"] for of in every)
    rows.append(("**together**", f"{searched} of {scenarios}", *(f"{one:,}" for one in total), ""))
    broken = [key for of in every for key in of["broken"]]
    seeds = f"seeds 0 to {run['seeds'] - 1}" if run["seeds"] else "no seeds yet"
    enough = sum(1 for of in every if _is_enough(of))
    command = f"pattern-tck hostile --most-pairs {run['most_pairs']} --results hostile.jsonl"
    return (
        "## What the reference survives\n\n"
        f"Measured on {run['made']} with {run['target']}, suite `{run['suite']}`; {versions}; "
        f"{seeds}; {sum(of['seconds'] for of in every):,} seconds of two processes on a busy "
        "machine.\n\n"
        f"{enough} of {len(every)} patterns have had {WANTED:,} schedules, or all there are with "
        "up to two deviations; the others have had those that the table counts. "
        f"{_broken(broken)}\n\n"
        "To make these figures, or to go on from a file of results:\n\n"
        f"```console\n{command}\npython -m tests.killers --results hostile.jsonl\n```\n\n"
        "The second column counts the scenarios in which every single deviation was played.\n\n"
        + table(
            (
                "pattern",
                "searched",
                "one deviation",
                "pairs",
                "by chance",
                "schedules",
                "standing",
            ),
            rows,
        )
        + "\n"
        + _bounds()
    )


def _is_enough(of: Mapping[str, Any]) -> bool:
    whole = of["whole"] == of["scenarios"]
    return whole or (of["schedules"] >= WANTED and of["searched"] == of["scenarios"])


def _standing(of: Mapping[str, Any]) -> str:
    if of["broken"]:
        return f"{len(of['broken'])} broken"
    if of["whole"] == of["scenarios"]:
        return "all there are"
    if _is_enough(of):
        return "enough"
    if of["schedules"] >= WANTED:
        return f"{of['scenarios'] - of['searched']} scenarios to search"
    return f"{max(WANTED - of['schedules'], 0):,} to go"


def _broken(keys: list[str]) -> str:
    if not keys:
        return "None has broken the reference."
    return "Broken by one: " + ", ".join(keys) + "."


def _bounds() -> str:
    return (
        "Some scenarios have so few attempts that two deviations use them up for everybody. They "
        "are held against single deviations alone: "
        "[features/bounded.yaml](../features/bounded.yaml) has the reasons, each with a pair that "
        "breaks the reference.\n\n"
    )


def _killers(told: Mapping[str, Any]) -> str:
    searched = sorted(
        told["killers"], key=lambda row: (row["fault"], list(FREEDOMS).index(row["freedom"]))
    )
    matrix = proof.as_matrix(proof.kept(), mutants())
    scenarios = list(in_scenarios(matrix))
    faults = catalogue.faults()
    rows = [
        (
            f"{row['fault']} {faults[row['fault']].name}",
            row["clause"],
            f"`{row['mutant']}`: {cell(row['defect'])}",
            cell(row["words"]),
            f"`{row['schedule']}`",
            cell(row["scenario"]) or "a play",
        )
        for row in searched
    ]
    arranged = [
        (
            f"{one.fault} {faults[one.fault].name}",
            one.clause,
            f"`{one.name}`: {cell(one.defect)}",
            cell(one.words),
        )
        for one in ARRANGED
    ]
    shown = [
        (
            f"{one.fault} {faults[one.fault].name}",
            one.scenario.clause.id,
            f"`{one.mutant}`: {cell(mutants()[one.mutant].defect)}",
            cell(f"{one.scenario.rule}: {one.scenario.name}".removeprefix(": ")),
        )
        for one in scenarios
    ]
    rows_of_freedoms = {row["freedom"] for row in searched}
    missing = [
        name for name, one in FREEDOMS.items() if one.searched and name not in rows_of_freedoms
    ]
    return (
        "## What dies, and of what\n\n"
        "For each fault something wrong that passes where everybody is polite, and the smallest "
        "schedule that it dies of. A fault without a line here fails the kit's own tests, which "
        "play each of these again. A play is a small system of its own, in `tests/killers`.\n\n"
        + table(
            (
                "fault",
                "clause",
                "what is wrong",
                "the smallest schedule, in words",
                "`--schedule`",
                "scenario",
            ),
            rows,
        )
        + "\nWhat the simulator always does, with nothing to choose, is arranged:\n\n"
        + table(("fault", "clause", "what is wrong", "it dies when"), arranged)
        + "\nWhat has no freedom is brought about by a scenario, at the tap or by a puppet. Each "
        "of these passes others of its role, and dies in this one:\n\n"
        + table(("fault", "clause", "what is wrong", "it dies in the scenario"), shown)
        + "\nFreedoms of a fault that another freedom stands for here: "
        + ", ".join(f"`{name}`" for name in missing)
        + ".\n"
    )
