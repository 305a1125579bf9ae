"""``pattern-tck hostile``: thousands of schedules of the adversary for each pattern."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from pattern_tck import catalogue, implementation
from pattern_tck.commands.measurements import show
from pattern_tck.commands.places import completing
from pattern_tck.exit_codes import ExitCode
from pattern_tck.hostile.plan import Plan
from pattern_tck.hostile.results import Head, Results, merge
from pattern_tck.hostile.running import Asked, Rounds
from pattern_tck.hostile.shard import Shard
from pattern_tck.hostile.totals import OfPattern, totals
from pattern_tck.manifest.reading import read
from pattern_tck.manifest.to_bindings import implementation_of
from pattern_tck.opening import open_target
from pattern_tck.report.json_report import versions
from pattern_tck.report.plain import plain
from pattern_tck.run import suite_digest
from pattern_tck.scenarios import Scenario, scenarios
from pattern_tck.under_adversary import faults_of
from pattern_tck.verdicts import UsageMistake

#: How a program ends that was interrupted from the keyboard.
_INTERRUPTED = 130

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(invoke_without_command=True, short_help="Search the schedules that break a pattern.")
@click.pass_context
@click.option("--manifest", type=_FILE, metavar="FILE", help="What is judged: a conformance.toml.")
@click.option("--implementation", "spec", metavar="MODULE:FACTORY", help="What is judged: a "
              "mapping of roles to classes (default: the reference).")  # fmt: skip
@click.option("--patterns", metavar="NAMES", help="Only these patterns, with commas between; "
              "named as the folders of features/.",
              shell_complete=completing(catalogue.patterns))  # fmt: skip
@click.option("--clauses", metavar="IDS", help="Only scenarios of these clauses, with commas "
              "between.", shell_complete=completing(catalogue.clauses))  # fmt: skip
@click.option("--schedules", type=click.IntRange(1), default=10_000, show_default=True,
              metavar="N", help="Until each pattern has had so many, all distinct.")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="M",
              help="Or until so much time has passed.")  # fmt: skip
@click.option("--most-pairs", type=click.IntRange(0), default=50, show_default=True, metavar="N",
              help="At most so many pairs of deviations for each scenario.")  # fmt: skip
@click.option("--shard", default="1/1", show_default=True, metavar="I/N", help="Part I of N: all "
              "of them, on as many machines, play what one would without.")  # fmt: skip
@click.option("-n", "workers", type=click.IntRange(0), default=2, show_default=True, metavar="N",
              help="So many processes.")  # fmt: skip
@click.option("--results", type=_FILE, metavar="FILE", default=Path("hostile.jsonl"),
              show_default=True, help="Where each result is kept. A run goes on where the last one "
              "with this file has stopped.")  # fmt: skip
def hostile(
    ctx: click.Context,
    manifest: Path | None,
    spec: str | None,
    patterns: str | None,
    clauses: str | None,
    schedules: int,
    minutes: float | None,
    most_pairs: int,
    shard: str,
    workers: int,
    results: Path,
) -> None:
    """Have each scenario suffer the adversary of the simulator, until enough was tried.

    \b
    pattern-tck hostile --manifest conformance.toml --minutes 10
    pattern-tck hostile --patterns saga,choreography
    pattern-tck hostile --shard 2/8 --results shard-2.jsonl
    pattern-tck hostile merge shard-*.jsonl --into all.jsonl

    First every schedule with one deviation from politeness, for each fault that a scenario must
    survive; then pairs of deviations, up to --most-pairs a scenario, those of two distinct faults
    first; then pairs drawn by seeds 0, 1, 2, ..., or all there are. What breaks is made small and
    told with the schedule that repeats it.

    Exit codes: 0 nothing broke, and each pattern has had its schedules (or --minutes are over, and
    each single deviation was tried); 1 something broke; 2 usage; 3 not all of that was tried; 130
    interrupted, and the same command goes on.
    """
    if ctx.invoked_subcommand is not None:
        return
    part = Shard.parse(shard)
    if manifest is not None and spec is not None:
        raise UsageMistake(
            "--manifest and --implementation both say what is judged: give one of them"
        )
    listed = implementation_of(read(manifest)) if manifest else None
    candidate = implementation.candidate(spec, (), listed)
    chosen = _chosen(_named(patterns), _clauses(clauses), candidate.roles)
    kept = Results(results)
    kept.begin(_head(candidate.name, most_pairs))
    judged = ["--manifest", str(manifest.absolute())] if manifest else []
    judged += ["--implementation", spec] if spec else []
    rounds = Rounds(
        Plan(chosen, part, schedules, most_pairs),
        kept,
        Asked(tuple(judged), workers, Path.cwd()),
        minutes,
        lambda text: click.echo(plain(text)),
    )
    try:
        code = rounds.play()
    except KeyboardInterrupt:
        click.echo(f"interrupted; the same command goes on with {results}")
        code = None
    _tell(totals(kept.lines()))
    sys.exit(_INTERRUPTED if code is None else int(code))


@hostile.command("merge", short_help="Put the results of shards together.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", required=True, type=_FILE, metavar="FILE", help="A file that is new.")
def merge_files(files: tuple[Path, ...], into: Path) -> None:
    """Put the results of shards together, and tell what they say.

    Results of different suites, implementations or versions are refused. Exit codes: 0 nothing has
    broken; 1 something has; 2 usage.
    """
    found = totals(merge(files, into).lines())
    _tell(found)
    sys.exit(int(ExitCode.FAILED if any(one.found for one in found.values()) else 0))


def _named(patterns: str | None) -> Sequence[str]:
    names = [name.strip() for name in patterns.split(",")] if patterns else []
    for name in names:
        if name not in catalogue.patterns():
            hint = catalogue.nearest(name, catalogue.patterns())
            raise UsageMistake(f"--patterns {name}: there is no such pattern{hint}")
    return names


def _clauses(clauses: str | None) -> Sequence[str]:
    return [catalogue.clause(name.strip()).id for name in clauses.split(",")] if clauses else []


def _chosen(
    patterns: Sequence[str], clauses: Sequence[str], roles: Mapping[str, object]
) -> list[Scenario]:
    chosen = [
        one
        for one in scenarios()
        if one.role in roles
        and (not patterns or one.pattern in patterns)
        and (not clauses or one.clause.id in clauses)
        and faults_of(one)
    ]
    if not chosen:
        raise UsageMistake("no scenario of what was named has a role that is claimed")
    return chosen


def _head(name: str, most_pairs: int) -> Head:
    target = open_target("simulator", None)
    try:
        on = f"{target.name} {target.version}"
    finally:
        target.close()
    return Head(suite_digest(), name, on, versions(), most_pairs)


def _tell(found: Mapping[str, OfPattern]) -> None:
    rows = [
        (one.pattern, *(str(number) for number in (one.singles, one.pairs, one.chance)),
         str(one.distinct), str(len(one.found)))
        for one in found.values()
    ]  # fmt: skip
    head = ("pattern", "one deviation", "pairs", "by chance", "schedules", "broken scenarios")
    show("", head, rows)
    for one in found.values():
        for key, several in one.found.items():
            for broke in several:
                click.echo(plain(f"{key}: {broke['words']}: {broke['broke']}"))
                click.echo(f"  to repeat: --schedule {broke['schedule']}")
