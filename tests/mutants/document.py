"""The document ``docs/proof.md``, made from what is kept of the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pattern_tck import catalogue
from tests.mutants.mutant import Mutant
from tests.mutants.other_figures import other_figures
from tests.mutants.proof import Matrix, columns

WRITTEN: Final = Path(__file__).parents[2] / "docs" / "proof.md"

_HEAD: Final = """\
<!-- made by `python -m tests.mutants`; a test compares it with proof.json -->

# Proof: what the kit kills

A kit that finds nothing wrong may be one that cannot. So every scenario is shown mutants:
implementations that conform but for one realistic defect, each a small change of the reference. A
mutant has to be killed by scenarios of the clause that it stands for, and the text of each failure
has to name its clause first.

- **semantic**: the code does something wrong, such as to acknowledge before the effect.
- **topology**: the code is right, and a channel, a subscription, a rule or a workflow is made
  wrongly, such as without its redrive policy.

An object is judged by every scenario of its roles, a process and a Lambda function by those of its
clauses. Nothing is left to chance: the simulator is polite, and no order is random.

"""


def document(kept: Mapping[str, Any], matrix: Matrix) -> str:
    """Give the whole document."""
    parts = [_HEAD, _how(kept), _counts(matrix), other_figures()]
    parts += [_clauses(matrix), _harmless(matrix)]
    by_pattern: dict[str, list[Mutant]] = {}
    for mutant in matrix.mutants.values():
        by_pattern.setdefault(mutant.pattern, []).append(mutant)
    for name, pattern in catalogue.patterns().items():
        if name in by_pattern:
            parts.append(_pattern(pattern.title, by_pattern[name], matrix))
    return "".join(parts)


def _how(kept: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in kept["versions"].items())
    return (
        f"Made on {kept['made']} by `tox -e mutants`: {kept['judgements']} judgements; "
        f"suite `{kept['suite']}`; {versions}. "
        "The whole matrix, mutant by scenario, is in [proof.json](proof.json).\n\n"
        "To see one of them die, in a clone, for example:\n\n"
        "```console\n"
        "python -m tests.mutants --show point_to_point.acknowledges_first\n"
        "```\n\n"
    )


def _counts(matrix: Matrix) -> str:
    mutants = matrix.mutants.values()
    rows = []
    found = Counter((one.kind, one.binding, one.language) for one in mutants)
    for (kind, binding, language), number in sorted(found.items()):
        alike = [one for one in mutants if (one.kind, one.binding, one.language) == (
            kind, binding, language)]  # fmt: skip
        killed = sum(1 for one in alike if matrix.killed_by(one))
        judged = sum(len(matrix.rows[one.name].verdicts) for one in alike)
        harmless = sum(1 for one in alike if one.harmless)
        rows.append([kind, binding, language, number, judged, killed, harmless])
    together = ["**together**", "", "", *(sum(row[at] for row in rows) for at in range(3, 7))]
    head = ["kind", "binding", "language", "mutants", "judgements", "killed", "harmless"]
    return table(head, [*rows, together])


def _clauses(matrix: Matrix) -> str:
    killers = matrix.killers()
    used = {scenario.clause.id for scenario in columns().values()}
    rows = [
        [
            clause.id,
            clause.level,
            clause.binds,
            sum(1 for one in columns().values() if one.clause.id == clause.id),
            len(killers.get(clause.id, ())),
            f"`{min(killers[clause.id], key=_first)}`" if clause.id in killers else "-",
        ]
        for clause in catalogue.clauses().values()
        if clause.id in used
    ]
    return (
        "## Clauses\n\nBy clause: its scenarios about an implementation, how many mutants they "
        "have to kill and do, and one of them.\n\n"
        + table(["clause", "level", "binds", "scenarios", "mutants", "for example"], rows)
    )


def _first(name: str) -> tuple[bool, str]:
    """Order mutants so that one of a pattern comes before one of a family."""
    return name.startswith("topology."), name


def _harmless(matrix: Matrix) -> str:
    by_reason: dict[str, list[str]] = {}
    for mutant in matrix.mutants.values():
        if mutant.harmless:
            by_reason.setdefault(mutant.harmless, []).append(mutant.name)
    told = "".join(
        f"- {reason} {', '.join(f'`{name}`' for name in names)}\n"
        for reason, names in sorted(by_reason.items())
    )
    return (
        "## Changes that are to survive\n\nEach change of the topology is tried on every role that "
        "makes such a thing. Where it breaks nothing that a clause asks of the role, the reason "
        f"stands here, and a scenario that kills it all the same is an error.\n\n{told}\n"
    )


def _pattern(title: str, mutants: Iterable[Mutant], matrix: Matrix) -> str:
    rows = []
    for mutant in mutants:
        if mutant.harmless:
            continue
        killed = matrix.killed_by(mutant)
        own = [f"{clause} {killed[clause]}" for clause in mutant.clauses if clause in killed]
        others = [f"{clause} {n}" for clause, n in killed.items() if clause not in mutant.clauses]
        how = mutant.kind if mutant.binding == "object" else f"{mutant.binding}, {mutant.language}"
        judged = len(matrix.rows[mutant.name].verdicts)
        rows.append(
            [
                f"`{mutant.name}`",
                mutant.defect,
                how,
                ", ".join(own),
                ", ".join(sorted(others)) or "-",
                f"{sum(killed.values())} of {judged}",
            ]
        )
    head = ["mutant", "defect", "kind", "killed by its clauses", "and by", "scenarios"]
    return f"## {title.capitalize()}\n\n{table(head, rows)}"


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Give a table."""
    lines = [head, ["---"] * len(head), *rows]
    cells = [[str(cell).replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells) + "\n"
