"""``pattern-tck compare``: the clauses that two targets do not keep alike."""

from __future__ import annotations

from pathlib import Path

import click

from pattern_tck import catalogue
from pattern_tck.commands.measurements import (
    complete_measured,
    measurements,
    show,
    told,
    with_results,
)
from pattern_tck.fidelity.comparing import differences
from pattern_tck.fidelity.results import one_of


@click.command(short_help="Print what two targets do not keep alike.")
@click.argument("first", metavar="A", shell_complete=complete_measured)
@click.argument("second", metavar="B", shell_complete=complete_measured)
@with_results
def compare(first: str, second: str, results: Path | None) -> None:
    """Print the clauses that A and B do not keep alike, and how it shows.

    \b
    pattern-tck compare localstack ministack
    pattern-tck compare moto simulator --results mine.json
    """
    known = measurements(results)
    here, there = one_of(known, first), one_of(known, second)
    told((here, there))
    found = differences(here, there, catalogue.clauses())
    if not found:
        click.echo("\nThey keep the same clauses, each in the same number of its scenarios.")
        return
    click.echo()
    show(
        f"{len(found)} clauses differ",
        ("clause", here.name, there.name, "how it shows"),
        [
            (
                one.clause,
                str(one.here),
                str(one.there),
                " ".join(
                    f"{target.name}: {words}"
                    for target, side in ((here, one.here), (there, one.there))
                    for words in side.shows[:1]
                ),
            )
            for one in found
        ],
    )
