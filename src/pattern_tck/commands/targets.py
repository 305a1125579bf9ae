"""``pattern-tck targets``: which target keeps which clause."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from pattern_tck import catalogue
from pattern_tck.commands.measurements import measurements, show, told, with_results
from pattern_tck.commands.places import completing
from pattern_tck.exit_codes import ExitCode
from pattern_tck.fidelity.document import matrix
from pattern_tck.fidelity.measuring import NotMeasured, measure
from pattern_tck.fidelity.results import Measured, read, write
from pattern_tck.fidelity.standing import Standing
from pattern_tck.opening import targets as installed
from pattern_tck.opening import unknown_target
from pattern_tck.verdicts import UsageMistake

_NOT_KEPT = {Standing.BROKEN, Standing.NOT_OFFERED}


@click.command(short_help="Say which target keeps which clause; measure it.")
@click.argument("names", metavar="[TARGET]...", nargs=-1, shell_complete=completing(installed))
@click.option("--endpoint-url", metavar="URL", help="The address of the one target that is named; "
              "without it an emulator that the kit knows is started.")  # fmt: skip
@click.option("--clause", "clauses", multiple=True, metavar="CLAUSE", help="Only this clause; "
              "again for each.", shell_complete=completing(catalogue.clauses))  # fmt: skip
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Keep what was measured in FILE, beside what it has of others.")  # fmt: skip
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the whole matrix as a document.")  # fmt: skip
@click.option("-n", "workers", metavar="N", help="So many scenarios at once.")
@with_results
def targets(
    names: tuple[str, ...],
    endpoint_url: str | None,
    clauses: tuple[str, ...],
    into: Path | None,
    markdown: Path | None,
    workers: str | None,
    results: Path | None,
) -> None:
    """Say which target keeps which clause: as measured before, or by measuring the TARGETs now.

    \b
    pattern-tck targets                                  # what is known
    pattern-tck targets --clause SQS-FIFO-08             # the same of one clause, in words
    pattern-tck targets moto ministack --into mine.json  # run the suite on these

    To measure is to have the reference implementation perform every scenario on the target. What it
    cannot pass there, the target does not keep: it is broken, or not offered. Where nothing can be
    said, a clause is not checkable.

    Exit codes: 0 all is told; 2 usage; 4 a target could not be measured (the others were).
    """
    for clause in clauses:
        catalogue.clause(clause)
    if not names:
        if endpoint_url or into or workers:
            raise UsageMistake("name the target to measure, such as: pattern-tck targets moto")
        _tell(measurements(results), clauses, markdown)
        return
    _check(names, endpoint_url, clauses, into, results)
    kept = dict(read(into)) if into and into.exists() else {}
    found, failed = _measured(names, endpoint_url, workers, clauses, kept, into)
    if found:
        _tell(found, clauses, markdown)
    for name, why in failed.items():
        click.echo(f"pattern-tck: {name} was not measured: {why}", err=True)
    if failed:
        sys.exit(int(ExitCode.UNUSABLE))


def _check(
    names: Sequence[str],
    endpoint_url: str | None,
    clauses: Sequence[str],
    into: Path | None,
    before: Path | None,
) -> None:
    for name in names:
        if wrong := unknown_target(name):
            raise UsageMistake(f"{name}: {wrong}")
    if endpoint_url and len(names) > 1:
        raise UsageMistake("--endpoint-url is the address of one target; name one")
    if clauses and into:
        raise UsageMistake("--into keeps whole measurements; leave --clause out")
    if before:
        raise UsageMistake("--results is for what was measured before; name no target with it")


def _measured(
    names: Sequence[str],
    endpoint_url: str | None,
    workers: str | None,
    clauses: Sequence[str],
    kept: dict[str, Measured],
    into: Path | None,
) -> tuple[Mapping[str, Measured], Mapping[str, str]]:
    found, failed = {}, {}
    for number, name in enumerate(names, 1):
        click.echo(f"measuring {name} ({number} of {len(names)})", err=True)
        try:
            one = measure(name, endpoint_url=endpoint_url, workers=workers, clauses=clauses)
        except NotMeasured as reason:
            failed[name] = str(reason)
            continue
        kept[one.name] = found[one.name] = one
        if into:  # at once: a later target must not cost what was measured before
            write(into, kept.values())
    return found, failed


def _tell(found: Mapping[str, Measured], clauses: Sequence[str], markdown: Path | None) -> None:
    columns = list(found.values())
    if not columns:
        raise UsageMistake("nothing was measured yet; name a target, such as moto")
    told(columns)
    click.echo()
    if markdown:
        markdown.write_text(matrix(columns), "utf-8")
    if clauses:
        _tell_in_words(columns, clauses)
        return
    counts = [_counts(one, catalogue.clauses()) for one in columns]
    show(
        f"clauses, of {len(catalogue.clauses())}",
        ("", *(one.name for one in columns)),
        [(str(standing), *(str(count[standing]) for count in counts)) for standing in Standing],
    )
    rows = [
        (clause, *(str(one.of(clause)) for one in columns))
        for clause in catalogue.clauses()
        if any(
            one.of(clause).standing in {Standing.BROKEN, Standing.NOT_OFFERED} for one in columns
        )
    ]
    if rows:
        click.echo()
        show("not kept everywhere", ("clause", *(one.name for one in columns)), rows)
        click.echo("\nIn words: pattern-tck targets --clause CLAUSE")


def _tell_in_words(columns: Sequence[Measured], clauses: Iterable[str]) -> None:
    for clause in clauses:
        click.echo(f"{clause}: {catalogue.clause(clause).statement}")
        for one in columns:
            stands = one.of(clause)
            click.echo(f"  {one.name}: {stands}")
            for words in stands.shows:
                click.echo(f"    {words}")


def _counts(one: Measured, clauses: Iterable[str]) -> Counter[Standing]:
    return Counter(one.of(clause).standing for clause in clauses)
