"""The matrix of clauses and targets as a document."""

from __future__ import annotations

from collections.abc import Sequence

from pattern_tck import catalogue
from pattern_tck.fidelity.results import Measured
from pattern_tck.fidelity.standing import Standing
from pattern_tck.report.markdown import cell, table


def matrix(measured: Sequence[Measured]) -> str:
    """Give clause x target in Markdown: versions, counts, each clause, and how it shows."""
    known = [
        (
            one.name,
            one.version,
            one.clock,
            one.started[:10],
            ", ".join(f"{name} {version}" for name, version in one.versions.items()),
            f"`pattern-tck targets {one.name}`",
        )
        for one in measured
    ]
    counts = [
        (str(standing), *(str(_count(one, standing)) for one in measured)) for standing in Standing
    ]
    shown = [
        clause
        for clause in catalogue.clauses().values()
        if any(one.of(clause.id).standing is not Standing.NOT_CHECKABLE for one in measured)
    ]
    rows = [
        (clause.id, cell(clause.statement), *(str(one.of(clause.id)) for one in measured))
        for clause in shown
    ]
    ways = [
        (clause.id, one.name, "<br>".join(cell(words) for words in one.of(clause.id).shows))
        for clause in shown
        for one in measured
        if one.of(clause.id).shows
    ]
    names = tuple(one.name for one in measured)
    return (
        "# Which target keeps which clause\n\n"
        "The reference implementation performs every scenario on each target. What it cannot\n"
        "pass there, the target does not keep: it is broken, or not offered. A clause is not\n"
        "checkable where no scenario says anything. `pattern-tck targets`, `compare` and\n"
        "`can-i-switch` read the same measurement. Nothing here was seen on AWS.\n\n"
        + table(("target", "version", "clock", "measured", "with", "to repeat"), known)
        + f"\n## Counts, of {len(catalogue.clauses())} clauses\n\n"
        + table(("", *names), counts)
        + "\n## Clause by clause\n\n"
        + table(("clause", "statement", *names), rows)
        + "\n## How it shows\n\n"
        "To repeat one: `tox -e TARGET -- -m CLAUSE --partial`.\n\n"
        + table(("clause", "target", "what it does instead, or lacks"), ways)
    )


def _count(one: Measured, standing: Standing) -> int:
    return sum(one.of(clause).standing is standing for clause in catalogue.clauses())
