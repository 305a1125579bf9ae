"""``pattern-tck explain``: a clause, a role or a pattern in words."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator

import click

from pattern_tck import catalogue
from pattern_tck.catalogue import Clause, Pattern, RoleDescription
from pattern_tck.commands.places import completing
from pattern_tck.scenarios import Scenario, folder, scenarios
from pattern_tck.verdicts import UsageMistake

#: Labels stand in a column of this width.
_LABEL = 16
_WIDEST = 100


def _names() -> list[str]:
    return [*catalogue.clauses(), *catalogue.roles(), *catalogue.patterns()]


@click.command(short_help="Explain a clause, a role or a pattern.")
@click.argument(
    "names", metavar="CLAUSE...", nargs=-1, required=True, shell_complete=completing(_names)
)
def explain(names: tuple[str, ...]) -> None:
    """Explain a clause: what it says, its source, its scenarios, and the usual defect.

    \b
    pattern-tck explain SQS-VIS-02
    pattern-tck explain consumer            # a role: its variables and clauses
    pattern-tck explain point_to_point      # a pattern: its roles and clauses

    Clauses are listed in docs/clauses.md and in every report.
    """
    # All names are looked up before anything is printed.
    told = ["\n".join(explained(name)) for name in names]
    click.echo("\n\n".join(told))


def explained(name: str) -> Iterator[str]:
    """Give the lines that explain a clause, a role or a pattern; `UsageMistake` if it is none.

    A name may be a role's and a pattern's: then both are explained.
    """
    roles, patterns = catalogue.roles(), catalogue.patterns()
    clause = catalogue.clauses().get(name.upper())
    pattern = patterns.get(name.replace("-", "_").lower())
    role = roles.get(name.replace("_", "-").lower())
    if clause is None and pattern is None and role is None:
        close = catalogue.nearest(name, dict.fromkeys(_names()))
        close = close or catalogue.nearest(name.upper(), catalogue.clauses())
        raise UsageMistake(f"{name!r} is no clause, role or pattern{close}")
    if clause is not None:
        yield from _clause(clause)
    if role is not None:
        yield from _role(role)
    if pattern is not None:
        yield from [""] if role is not None else []
        yield from _pattern(pattern)


def _clause(clause: Clause) -> Iterator[str]:
    yield f"{clause.id} ({clause.level})"
    yield from _row("says", clause.statement)
    yield from _row("binds", clause.binds)
    yield from _row("patterns", ", ".join(clause.patterns))
    yield from _row("source", clause.source)
    yield from _row("checked by", clause.check)
    yield from _row("usual defect", clause.defect)
    found = [one for one in scenarios() if clause.id in one.clause_ids]
    if not found:
        yield from _row("no scenario", catalogue.unseen().get(clause.id, ""))
    yield from _scenarios(found)


def _role(role: RoleDescription) -> Iterator[str]:
    yield f"{role.name}, a role of {role.pattern}"
    yield from _row("does", role.does)
    yield from _row("is given", _variables(role.given.items()))
    yield from _row("makes", _variables(role.makes.items()))
    yield from _row("answers", role.answers)
    for name, moment in role.moments.items():
        calls = " or ".join(sorted(moment.operations))
        on = f" on {moment.channel}" if moment.channel else ""
        yield from _row(f"its {name}"[: _LABEL - 1], f"{calls}{on}")
    yield from _checked([one for one in scenarios() if one.role == role.name])


def _pattern(pattern: Pattern) -> Iterator[str]:
    yield pattern.title + (", a use case" if pattern.is_use_case else ", a pattern")
    yield from _row("says", pattern.says)
    own = [one for one in catalogue.roles().values() if one.pattern == pattern.name]
    for role in own:
        yield from _row("role", f"{role.name}: {role.does}")
    yield from _checked([one for one in scenarios() if one.pattern == pattern.name])


def _checked(found: list[Scenario]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.clause.id] = counts.get(one.clause.id, 0) + 1
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    yield from _row("scenarios", f"{len(found)}, of these clauses: {listed}")
    yield from _row("features", ", ".join(sorted({str(folder() / one.file) for one in found})))


def _scenarios(found: list[Scenario]) -> Iterator[str]:
    # The rows of an outline stand together: one line for all of them.
    grouped: dict[tuple[str, str, str], list[Scenario]] = {}
    for one in found:
        grouped.setdefault((one.file, one.name, one.role or "the target itself"), []).append(one)
    for (file, name, role), rows in grouped.items():
        several = f", {len(rows)} rows" if len(rows) > 1 else ""
        yield from _row("scenario", f"{name} ({role}{several})")
        yield " " * _LABEL + f"{folder() / file}:{rows[0].line}"


def _variables(named: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{variable} ({word})" for variable, word in named)


def _row(label: str, text: str) -> list[str]:
    if not text:
        return []
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return textwrap.wrap(
        " ".join(text.split()),
        max(width, 2 * _LABEL),
        initial_indent=f"  {label}".ljust(_LABEL),
        subsequent_indent=" " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )
