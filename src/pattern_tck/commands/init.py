"""``pattern-tck init``: a draft of a manifest, from what there is on a target."""

from __future__ import annotations

from pathlib import Path

import click

from pattern_tck import catalogue
from pattern_tck.commands.places import completing, on_target, opened
from pattern_tck.discovery.draft import draft
from pattern_tck.discovery.finding import Found, Wanted, find, of_stack
from pattern_tck.discovery.guessing import Guess, guesses
from pattern_tck.listing import Listing
from pattern_tck.manifest.form import UNKNOWN
from pattern_tck.manifest.reading import USUAL_NAME
from pattern_tck.report.plain import plain
from pattern_tck.verdicts import UsageMistake


@click.command(short_help="Write a draft of a manifest.")
@click.argument("file", type=click.Path(path_type=Path), default=USUAL_NAME)
@on_target
@click.option("--prefix", metavar="NAME", help="Look for what has a name that begins so.")
@click.option("--tag", metavar="KEY=VALUE", help="Look for what has this tag.")
@click.option("--stack", metavar="NAME", help="Look for what this CloudFormation stack has made.")
@click.option("--role", "roles", metavar="ROLE", multiple=True,
              shell_complete=completing(catalogue.roles),
              help="Look for nothing: this role is yours. Again for each role.")  # fmt: skip
@click.option("--name", metavar="TEXT", help="What your system is called (default: its folder).")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(
    file: Path,
    target: str | None,
    endpoint_url: str | None,
    prefix: str | None,
    tag: str | None,
    stack: str | None,
    roles: tuple[str, ...],
    name: str | None,
    force: bool,
) -> None:
    """Write a draft of a manifest to FILE (default: conformance.toml).

    \b
    pattern-tck init --role consumer
    pattern-tck init --endpoint-url http://127.0.0.1:4566 --prefix orders-
    pattern-tck init --target aws --stack orders --tag team=payments

    It looks for queues, topics, buses, tables and state machines, guesses which roles you play on
    them, and says why as a comment. What it does not know is marked "???"; pattern-tck verify
    says what is still to be filled in. Nothing on the target is changed.
    """
    if file.exists() and not force:
        raise UsageMistake(f"{file} is there already; --force writes over it")
    if not file.absolute().parent.is_dir():
        raise UsageMistake(f"there is no folder {file.absolute().parent} to write {file.name} in")
    made = [_said(role) for role in dict.fromkeys(roles)]
    found = Found()
    if prefix is not None or tag is not None or stack is not None:
        found = _look(target, endpoint_url, prefix or "", tag, stack)
        made += guesses(found)
    elif not made:
        raise UsageMistake(
            "say what to look for, --prefix NAME, --tag KEY=VALUE or --stack NAME, or which role "
            "is yours, --role ROLE"
        )
    if not made:
        raise UsageMistake("nothing was found from which a role could be guessed; give --role ROLE")
    called = name or file.absolute().parent.name or "our system"
    text = draft(called, made, found, target=target, endpoint_url=endpoint_url)
    file.write_text(text, "utf-8")
    claimed = ", ".join(dict.fromkeys(guess.role for guess in made))
    unknown = sum(text_line.count(f'"{UNKNOWN}"') for text_line in _settings(text))
    click.echo(f"{file} is written, with the roles {claimed}")
    click.echo(f'{unknown} values are to be filled in, "{UNKNOWN}"; then: pattern-tck verify')


def _said(role: str) -> Guess:
    if role not in catalogue.roles():
        raise UsageMistake(
            f"--role {role}: unknown role{catalogue.nearest(role, catalogue.roles())}"
        )
    return Guess(role, "")


def _look(
    target: str | None, endpoint_url: str | None, prefix: str, tag: str | None, stack: str | None
) -> Found:
    key, equals, value = (tag or "").partition("=")
    if tag is not None and not (key and equals):
        raise UsageMistake(f"--tag {tag}: expected KEY=VALUE, for example team=payments")
    with opened(target, endpoint_url) as place:
        listing = Listing(place)
        names = of_stack(listing, stack) if stack is not None else None
        if names is not None and not names:
            reason = next(iter(listing.unseen.values()), "it has no queue, topic, bus or table")
            raise UsageMistake(f"--stack {stack}: nothing of it was found ({plain(reason)})")
        found = find(listing, Wanted(prefix, (key, value) if tag is not None else None, names))
        for service, reason in listing.unseen.items():
            click.echo(plain(f"could not look at {service}: {reason}"), err=True)
    click.echo(
        f"found: {len(found.queues)} queues, {len(found.topics)} topics, {len(found.buses)} buses, "
        f"{len(found.tables)} tables, {len(found.workflows)} state machines"
    )
    return found


def _settings(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]
