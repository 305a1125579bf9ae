"""The summary at the end of a run: first what failed, last whether the implementation conforms."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pattern_tck.exit_codes import blocks
from pattern_tck.judging import Judgement
from pattern_tck.report import outcome
from pattern_tck.report.plain import cut, plain
from pattern_tck.report.proof import proof
from pattern_tck.report.worlds import how_to_open
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.verdicts import Verdict

if TYPE_CHECKING:
    from pattern_tck.report.writing import Report

#: Values longer than this are cut in the summary; the JSON report has the whole.
_LONGEST = 800

#: The columns of the table, in order.
_STYLES = {
    str(Verdict.PASSED): "green",
    str(Verdict.FAILED): "bold red",
    "should failed": "yellow",
    str(Verdict.INCONCLUSIVE): "yellow",
    str(Verdict.NOT_EXERCISED): "yellow",
    str(Verdict.NOT_APPLICABLE): "dim",
    str(Verdict.KNOWN_DEVIATION): "yellow",
    str(Verdict.ERROR): "bold red",
}


def print_summary(report: Report, terminal: Any) -> None:
    """Print the summary through pytest's terminal reporter: its width, its colours or none."""
    writer = terminal._tw  # noqa: SLF001 - pytest has no other way to learn width and colour
    out = io.StringIO()
    console = Console(
        file=out,
        width=writer.fullwidth,
        force_terminal=bool(writer.hasmarkup),
        color_system="standard" if writer.hasmarkup else None,
        no_color=not writer.hasmarkup,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in _parts(report, verbose=terminal.verbosity > 0):
        console.print(part)
    terminal.ensure_newline()
    terminal.section("pattern-tck")
    for line in out.getvalue().splitlines():
        # Spaces at the end only widen what people paste into a ticket.
        terminal.line(line.rstrip())


def _parts(report: Report, *, verbose: bool) -> Iterator[RenderableType]:
    strict = report.run.asked.strict
    failed = [one for one in report.judgements if blocks(one, strict=strict)]
    warned = [
        one for one in report.judgements if one.verdict is Verdict.FAILED and one not in failed
    ]
    for one in failed:
        yield _failure("FAILED", "bold red", one)
    for one in warned:
        yield _failure("WARNING", "bold yellow", one)
    if report.judgements:
        yield _table(report, verbose=verbose)
    yield from _others(report)
    yield from _adversary(report)
    yield from _again(report)
    yield from _selection(report)
    yield Text("")
    style = "bold green" if outcome.conforms(report) else "bold red" if failed else "bold yellow"
    yield Text(outcome.sentence(report), style)


def _failure(title: str, style: str, judgement: Judgement) -> RenderableType:
    scenario, clause = judgement.scenario, judgement.scenario.clause
    head = Text.assemble(
        (f"{title}  {clause.id}", style), f" ({clause.level})  {scenario.file}:{scenario.line}"
    )
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in (
        ("clause", clause.statement),
        ("rule", scenario.rule),
        ("scenario", _name(judgement)),
        ("step", judgement.step),
        ("expected", judgement.expected),
        ("seen", judgement.seen),
        ("because", judgement.reason),
        ("usual defect", clause.defect),
        ("to repeat", _repetition(judgement)),
        ("its world", how_to_open(judgement.world)),
    ):
        if value:
            table.add_row(Text(name), Text(plain(cut(value, _LONGEST))))
    below = [
        *_block("the history breaks", proof(judgement.history)),
        *_block("journey of the message", judgement.evidence),
    ]
    return Group(head, Padding(table, (0, 0, 0, 2)), *below, Text(""))


def _block(title: str, lines: Sequence[str]) -> list[RenderableType]:
    shown = [Padding(_hanging(plain(line)), (0, 0, 0, 4)) for line in lines]
    return [Text(f"  {title}", "dim"), *shown] if shown else []


def _repetition(judgement: Judgement) -> str:
    schedule = f" --schedule {judgement.schedule}" if judgement.schedule else ""
    return f"the same command with -m {judgement.scenario.clause.id} --partial{schedule}"


def _hanging(line: str) -> RenderableType:
    """Lay a line of the journal out with its time on the left and the rest beside it."""
    at, unit, rest = line.partition(" s  ")
    if not unit:
        return Text(line)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    table.add_row(Text(f"{at} s"), Text(rest))
    return table


def _table(report: Report, *, verbose: bool) -> RenderableType:
    """Count verdicts by pattern, and by clause where not all passed, or all clauses if verbose."""
    rows = [(one.scenario, _label(report, one)) for one in report.judgements]
    labels = [label for label in _STYLES if any(label == given for _, given in rows)]
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    table.add_column("pattern / clause", overflow="fold")
    for label in ("clauses", *labels):
        table.add_column(label, justify="right")

    def add(name: Text, chosen: Sequence[tuple[Scenario, str]], clauses: int | None) -> None:
        counts = Counter(label for _, label in chosen)
        cells = [
            Text(str(counts[label]), _STYLES[label]) if counts[label] else Text("-")
            for label in labels
        ]
        table.add_row(name, str(clauses or ""), *cells)

    patterns = dict.fromkeys(scenario.pattern for scenario, _ in rows)
    for pattern in patterns:
        chosen = [row for row in rows if row[0].pattern == pattern]
        clauses = sorted({scenario.clause.id for scenario, _ in chosen})
        add(Text(pattern, "bold"), chosen, len(clauses))
        for clause in clauses:
            about = [row for row in chosen if row[0].clause.id == clause]
            if verbose or any(label != Verdict.PASSED for _, label in about):
                add(Text(f"  {clause}"), about, None)
    if len(patterns) > 1:
        add(Text("all", "bold"), rows, len({scenario.clause.id for scenario, _ in rows}))
    return Group(Text(""), table)


def _label(report: Report, judgement: Judgement) -> str:
    if judgement.verdict is Verdict.FAILED and not blocks(
        judgement, strict=report.run.asked.strict
    ):
        return "should failed"
    return str(judgement.verdict)


def _others(report: Report) -> Iterator[RenderableType]:
    for verdict, title in (
        (Verdict.ERROR, "stale: to be taken from its list"),
        (Verdict.NOT_EXERCISED, "not exercised: proves nothing either way"),
        (Verdict.INCONCLUSIVE, "inconclusive: the target cannot show it"),
        (Verdict.NOT_APPLICABLE, "not applicable: the target is not meant to have it"),
        (Verdict.KNOWN_DEVIATION, "known deviation"),
    ):
        by_reason: dict[str, list[Judgement]] = {}
        for one in report.judgements:
            if one.verdict is verdict:
                by_reason.setdefault(one.named or one.reason, []).append(one)
        if by_reason:
            yield _by_reason(title, by_reason, _STYLES[verdict])
    left = [left for one in report.judgements for left in one.left_behind]
    left += report.run.left_behind
    if left:
        lines = [Padding(Text(plain(cut(line, _LONGEST))), (0, 0, 0, 2)) for line in left]
        yield Group(Text("\nleft behind on the target: see `pattern-tck clean`", "yellow"), *lines)


def _by_reason(title: str, by_reason: dict[str, list[Judgement]], style: str) -> RenderableType:
    lines: list[RenderableType] = [Text(f"\n{title}", style)]
    for reason, judgements in by_reason.items():
        for one in judgements:
            where = f"{one.scenario.clause.id} {one.scenario.file}:{one.scenario.line}"
            lines.append(Padding(Text(f"{where} {plain(_name(one))}"), (0, 0, 0, 2)))
        lines.append(Padding(Text(plain(cut(reason, _LONGEST))), (0, 0, 0, 6)))
    return Group(*lines)


def _adversary(report: Report) -> Iterator[RenderableType]:
    """Say how much was tried, so that nobody takes silence for proof."""
    adversary = report.run.judge.adversary
    if adversary is None:
        return
    tried = [one for one in report.judgements if one.schedules]
    broken = sum(bool(one.schedule) for one in report.judgements)
    schedules = sum(one.schedules for one in tried)
    end = f"{broken} broken" if broken else "none broken"
    yield Text(
        f"\nunder the adversary ({adversary}): {len(tried)} scenarios, "
        f"{schedules} schedules played, {end}",
        "bold red" if broken else "",
    )


def _again(report: Report) -> Iterator[RenderableType]:
    """Say which verdicts a busy machine had a part in."""
    again = [one for one in report.judgements if one.times > 1]
    if again:
        yield Text(
            "\nperformed again, since a busy machine held the kit up in them: fewer workers "
            "(-n) make this rarer",
            "yellow",
        )
    for one in again:
        where = f"{one.scenario.clause.id} {one.scenario.file}:{one.scenario.line}"
        line = f"{where} {plain(_name(one))}: {one.verdict} in performance {one.times}"
        yield Padding(Text(line), (0, 0, 0, 2))


def _selection(report: Report) -> Iterator[RenderableType]:
    everything = len(report.run.canonical)
    if report.missing:
        part = f"{len(report.executed)} of {everything} canonical scenarios were executed"
        yield Text(f"\npartial: {part}", "yellow")
    if report.roles_not_claimed:
        counts = Counter(scenario.role for scenario in scenarios())
        roles = ", ".join(
            f"{role} ({counts[role]})" for role in report.roles_not_claimed if counts[role]
        )
        yield Text(f"\nroles not claimed, with their scenarios: {roles}")


def _name(judgement: Judgement) -> str:
    scenario = judgement.scenario
    return scenario.name + (f" [{', '.join(scenario.row.values())}]" if scenario.row else "")
