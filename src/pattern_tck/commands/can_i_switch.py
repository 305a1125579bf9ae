"""``pattern-tck can-i-switch``: whether a team may go from one target to another."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
from pattern_tck.commands.places import completing
from pattern_tck.exit_codes import ExitCode
from pattern_tck.fidelity.comparing import differences, relied_on, unknown, unmeasured
from pattern_tck.fidelity.results import one_of
from pattern_tck.manifest.reading import read as read_manifest


@click.command("can-i-switch", short_help="Say whether another target keeps what you rely on.")
@click.option("--from", "first", required=True, metavar="A", shell_complete=complete_measured,
              help="The target that you use.")  # fmt: skip
@click.option("--to", "second", required=True, metavar="B", shell_complete=complete_measured,
              help="The target that you would use.")  # fmt: skip
@click.option("--manifest", type=click.Path(path_type=Path), metavar="FILE",
              help="Only what the roles of this conformance.toml rely on.")  # fmt: skip
@click.option("--clause", "clauses", multiple=True, metavar="CLAUSE", help="Only this clause; "
              "again for each.", shell_complete=completing(catalogue.clauses))  # fmt: skip
@with_results
def can_i_switch(
    first: str,
    second: str,
    manifest: Path | None,
    clauses: tuple[str, ...],
    results: Path | None,
) -> None:
    """Say whether B keeps every clause that A keeps, of those that you rely on.

    \b
    pattern-tck can-i-switch --from localstack --to ministack
    pattern-tck can-i-switch --from moto --to simulator --manifest conformance.toml

    Without a manifest or a clause you rely on the whole contract.

    What only a virtual clock or an adversary can show is not checkable elsewhere; it is listed,
    and is no reason against a switch.

    Exit codes: 0 yes; 1 no, something is kept on A and not on B; 2 usage; 3 nobody knows, for a
    clause was not measured.
    """
    sys.exit(int(_answer(first, second, _wanted(manifest, clauses), results)))


def _wanted(manifest: Path | None, clauses: Sequence[str]) -> Sequence[str]:
    if not manifest and not clauses:
        return list(catalogue.clauses())
    named = {catalogue.clause(one).id for one in clauses}
    if manifest:
        named |= set(relied_on(read_manifest(manifest).roles))
    return [one for one in catalogue.clauses() if one in named]


def _answer(first: str, second: str, wanted: Sequence[str], file: Path | None) -> ExitCode:
    known = measurements(file)
    here, there = one_of(known, first), one_of(known, second)
    told((here, there))
    click.echo(f"relied on: {len(wanted)} clauses\n")
    found = differences(here, there, wanted)
    losses = [one for one in found if one.is_loss]
    if losses:
        show(
            f"kept on {here.name}, and not so on {there.name}",
            ("clause", here.name, there.name, f"what {there.name} does"),
            [
                (one.clause, str(one.here), str(one.there), " ".join(one.there.shows[:1]))
                for one in losses
            ],
        )
        click.echo()
    gained = [one.clause for one in found if one.is_gain]
    if gained:
        click.echo(f"kept better on {there.name}: {', '.join(gained)}\n")
    missing = [one for side in (here, there) for one in unmeasured(side, wanted)]
    unseen = [one for one in unknown(here, there, wanted) if one not in missing]
    if unseen:
        listed = ", ".join(unseen)
        click.echo(f"not checkable on {there.name}, and kept on {here.name}: {listed}\n")
    if losses:
        click.echo(f"No: {there.name} does not keep {len(losses)} of what {here.name} keeps.")
        return ExitCode.FAILED
    if missing:
        listed = ", ".join(dict.fromkeys(missing))
        click.echo(f"Nobody knows: not measured on both: {listed}.")
        return ExitCode.INCOMPLETE
    of_these = " that can be checked" if unseen else ""
    click.echo(f"Yes: {there.name} keeps all{of_these} that {here.name} keeps.")
    return ExitCode.CONFORMS
