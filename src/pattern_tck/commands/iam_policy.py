"""``pattern-tck iam-policy``: the rights that a run needs on AWS, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pattern_tck import catalogue
from pattern_tck.commands.places import completing
from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.rights import policy
from pattern_tck.manifest.reading import USUAL_NAME, read
from pattern_tck.verdicts import UsageMistake


@click.command(name="iam-policy", short_help="Print the rights that a run needs on AWS.")
@click.argument("manifest", type=click.Path(path_type=Path), required=False)
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Of this role; may be given "
              "again. Without it, the roles of the manifest.",
              shell_complete=completing(catalogue.roles))  # fmt: skip
def iam_policy(manifest: Path | None, roles: tuple[str, ...]) -> None:
    """Print the least policy for a run that judges the roles of MANIFEST on AWS.

    \b
    pattern-tck iam-policy > policy.json
    pattern-tck iam-policy --role consumer --role responder

    Rights to make and to remove reach only what is named tck-...; channels of a deployed system
    are named one by one. It calls nothing.
    """
    if roles and manifest is not None:
        raise UsageMistake("a manifest and --role both say which roles are judged: give one")
    for role in roles:
        if role not in catalogue.roles():
            hint = catalogue.nearest(role, catalogue.roles())
            raise UsageMistake(f"--role {role}: unknown role{hint}")
    # A deployed system cannot reach every target, but that makes no difference to its rights.
    plan = Plan(frozenset(roles))
    if not roles:
        plan = Plan.of_manifest(read(manifest or Path(USUAL_NAME), target="aws"))
    click.echo(json.dumps(policy(plan), indent=2))
