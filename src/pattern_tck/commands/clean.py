"""``pattern-tck clean``: what runs have left on a target is removed."""

from __future__ import annotations

import sys
from collections import Counter

import click

from pattern_tck.commands.places import on_target, opened
from pattern_tck.exit_codes import ExitCode
from pattern_tck.leftovers import find, remove
from pattern_tck.listing import Listing
from pattern_tck.report.plain import plain
from pattern_tck.tagged_leftovers import find_tagged


@click.command(short_help="Remove what runs have left on a target.")
@on_target
@click.option("--run", metavar="ID", help="Only what this run has left: tck-ID-... in the list.")
@click.option("--dry-run", is_flag=True, help="List, and remove nothing.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
def clean(
    target: str | None, endpoint_url: str | None, run: str | None, dry_run: bool, yes: bool
) -> None:
    """Remove what runs of the kit have left: all whose name begins with tck-RUN-NUMBER.

    \b
    pattern-tck clean --endpoint-url http://127.0.0.1:4566 --dry-run
    pattern-tck clean --target aws --run 3f9a1c --yes

    Where the target lists by tags, it is also all that bears the tag pattern-tck.

    It lists first, and asks. A run that is going on loses its channels too. Exit code 1: something
    could not be removed, and is listed.
    """
    with opened(target, endpoint_url) as place:
        listing = Listing(place)
        found = find(listing, run)
        named = set(map(str, found))
        found += [one for one in find_tagged(listing, run) if str(one) not in named]
        for service, reason in listing.unseen.items():
            click.echo(plain(f"could not look at {service}: {reason}"), err=True)
        if not found:
            click.echo(f"nothing is left on {place.name}" + (f" of run {run}" if run else ""))
            return
        for one in found:
            click.echo(plain(str(one)))
        runs = Counter(one.run for one in found)
        of = ", ".join(f"{name} ({count})" for name, count in sorted(runs.items()))
        click.echo(f"{len(found)} left on {place.name}, by run: {of}")
        if dry_run:
            return
        if not yes:
            click.confirm("Remove all of these?", abort=True)
        left = [(one, why) for one in found if (why := remove(listing, one))]
        click.echo(f"{len(found) - len(left)} removed")
        for one, why in left:
            click.echo(plain(f"could not remove {one}: {why}"), err=True)
        if left:
            sys.exit(ExitCode.FAILED)
