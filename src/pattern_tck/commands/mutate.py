"""``pattern-tck mutate``: which wrong configurations a team's own acceptance tests notice."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import click

from pattern_tck.commands.measurements import show
from pattern_tck.commands.surroundings import surroundings
from pattern_tck.commands.template_options import stack_asked_for, template_options
from pattern_tck.exit_codes import ExitCode
from pattern_tck.report.plain import plain
from pattern_tck.verdicts import UsageMistake

if TYPE_CHECKING:
    from pattern_tck.mutation.mutant import Mutant
    from pattern_tck.mutation.results import Result, Results
    from pattern_tck.mutation.running import Runs

_MISSING: Final = (
    "the simulator's server is not installed: pip install 'pattern-tck[simulate]' (there is no {})"
)
#: As a shell has it for a command that was interrupted.
_INTERRUPTED: Final = 130


@click.command(
    short_help="Say which wrong configurations your own tests notice.",
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
@template_options("COMMAND starts")
@click.option(
    "--load",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Begin each run with the worlds of a file that `pattern-tck simulate --save` has made.",
)
@click.option(
    "--time",
    "time_",
    type=click.Choice(["real", "virtual", "skipping"]),
    default="real",
    show_default=True,
    help="The time of the simulator, as of `pattern-tck simulate`.",
)
@click.option("--region", default="us-east-1", show_default=True, help="Told to COMMAND.")
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Mutants of this name: a change, or CHANGE@SITE; * and ? stand for anything.",
)
@click.option("--skip", multiple=True, metavar="NAME", help="No mutants of this name, likewise.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="The patience for each run; by default 30 s and three times what COMMAND takes.",
)
@click.option(
    "--at-least",
    type=click.FloatRange(0, 100),
    default=100,
    show_default=True,
    metavar="PERCENT",
    help="How many of the mutants have to be noticed for the exit code 0.",
)
@click.option("--list", "listed", is_flag=True, help="List the mutants, and run none of them.")
@click.option(
    "--report-json",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what became of each mutant, with the last words of COMMAND.",
)
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def mutate(
    template: Path | None,
    parameters: tuple[str, ...],
    stack_name: str,
    skip_unknown: bool,
    load: Path | None,
    time_: str,
    region: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    timeout: float | None,
    at_least: float,
    listed: bool,
    report_json: Path | None,
    command: tuple[str, ...],
) -> None:
    """Run COMMAND, your acceptance tests, once for each wrong configuration of what it makes.

    \b
    pattern-tck mutate -- npm test                      your tests make their queues themselves
    pattern-tck mutate --template t.yaml -- npm test    or a template makes them beforehand
    pattern-tck mutate --only 'filter_*' -- npm test    only mutants of some names
    pattern-tck mutate --list -- npm test               which mutants there are
    pattern-tck mutate --list                           which changes are known

    Each run has a fresh simulator, found by AWS_ENDPOINT_URL. The first one has no mutant and must
    pass. In each other one something that COMMAND or the template makes has one thing wrong: no
    redrive policy, a mistyped key in a filter, a step that catches no error. A mutant is caught if
    COMMAND ends with another exit code than 0, and survives otherwise.

    Time is the machine's unless your tests move it (POST /_simulator/time), and the patience for a
    run is always real time. Exit codes: 0 all were noticed, or --at-least so many; 1 one survived;
    2 usage; 3 nothing was judged, or COMMAND fails without a mutant; 130 interrupted.
    """
    if template is not None and load is not None:
        raise UsageMistake("a run begins with a template or with a file: not both")
    stack = stack_asked_for(template, parameters, stack_name, region)
    if not command and not listed:
        raise UsageMistake("say which command is to be run: pattern-tck mutate -- COMMAND")
    if report_json is not None and not report_json.absolute().parent.is_dir():
        raise UsageMistake(f"--report-json {report_json}: there is no such folder")
    if listed and not command and template is None and load is None:
        _list_changes()
        return
    try:
        from pattern_tck.mutation.door import Beginning, Unmade  # noqa: PLC0415 - an extra
        from pattern_tck.mutation.running import Runs  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise UsageMistake(_MISSING.format(missing.name)) from missing
    beginning = Beginning(time_, stack.make if stack else None, skip_unknown, load)
    runs = Runs(command, beginning, lambda url: surroundings(url, region), timeout)
    with _interruptible():
        try:
            sys.exit(_judged(runs, only, skip, listed, at_least, report_json))
        except Unmade as why:
            raise UsageMistake(str(why)) from why


def _judged(
    runs: Runs,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    listed: bool,
    at_least: float,
    report: Path | None,
) -> ExitCode:
    from pattern_tck.mutation.mutant import chosen  # noqa: PLC0415 - as above
    from pattern_tck.mutation.results import Results  # noqa: PLC0415

    unmutated, there = runs.unmutated()
    if unmutated.code != 0:
        how = "did not end" if unmutated.code is None else f"ended with {unmutated.code}"
        click.echo(plain(unmutated.said), err=True)
        click.echo(
            f"pattern-tck: without any mutant {runs.command[0]} {how}, so it can show nothing",
            err=True,
        )
        return ExitCode.INCOMPLETE
    mutants = chosen(there, only, skip)
    if listed:
        _list(mutants)
        return ExitCode.CONFORMS if mutants else ExitCode.INCOMPLETE
    if not mutants:
        made = "nothing was made that a mutant changes" if not there else "no mutant has that name"
        click.echo(f"pattern-tck: {made}", err=True)
        return ExitCode.INCOMPLETE
    passed = f"passed without a mutant in {unmutated.seconds:.1f} s; {len(mutants)} mutants"
    click.echo(passed, err=True)
    found: list[Result] = []
    for number, result in enumerate(runs.mutated(mutants, unmutated), 1):
        found.append(result)
        click.echo(_progress(number, len(mutants), result), err=True)
    results = Results(runs.command, unmutated, found)
    _tell(results)
    if report is not None:
        report.write_text(results.text(), "utf-8")
    return results.exit_code(at_least)


def _progress(number: int, of: int, result: Result) -> str:
    words = plain(str(result.mutant))
    return f"[{number}/{of}] {result.outcome:<16} {words}  {result.seconds:.1f} s"


def _tell(results: Results) -> None:
    from pattern_tck.mutation.results import Outcome  # noqa: PLC0415 - as above

    order = (
        Outcome.SURVIVED, Outcome.NOT_MADE, Outcome.REFUSED, Outcome.TIMED_OUT, Outcome.CAUGHT,
    )  # fmt: skip
    rows = [
        (str(one.outcome), one.mutant.change, str(one.mutant.site), one.why or one.mutant.defect)
        for outcome in order
        for one in results.results
        if one.outcome is outcome
    ]
    show("", ("", "change", "site", "what is wrong"), rows)
    counts = ", ".join(
        f"{results.count(outcome)} {outcome}" for outcome in Outcome if results.count(outcome)
    )
    click.echo(f"\n{counts}; {results.share:.0f} % of {results.judged} noticed")


def _list(mutants: list[Mutant]) -> None:
    rows = [(one.change, str(one.site), one.defect) for one in mutants]
    show(f"{len(mutants)} mutants", ("change", "site", "what is wrong"), rows)


def _list_changes() -> None:
    from pattern_tck.mutation.mutant import all_changes  # noqa: PLC0415 - takes long to import

    rows = [(name, change.defect) for name, change in all_changes().items()]
    show(f"{len(rows)} changes", ("change", "what is wrong"), rows)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Have Ctrl-C and SIGTERM end the command that runs, and then this one."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("pattern-tck: interrupted", err=True)
        sys.exit(_INTERRUPTED)
    finally:
        signal.signal(signal.SIGTERM, before)
