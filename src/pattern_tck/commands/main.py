"""The command ``pattern-tck``: what all its commands share."""

from __future__ import annotations

import sys
from importlib import metadata

import click

from pattern_tck.commands.clean import clean
from pattern_tck.commands.completion import completion
from pattern_tck.commands.explain import explain
from pattern_tck.commands.iam_policy import iam_policy
from pattern_tck.commands.init import init
from pattern_tck.commands.verify import verify
from pattern_tck.exit_codes import ExitCode
from pattern_tck.report.plain import plain
from pattern_tck.verdicts import UnusableTarget, UsageMistake


class Commands(click.Group):
    """Commands whose mistakes end in one sentence and the documented exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say a mistake of the user's, and no traceback."""
        try:
            return super().invoke(ctx)
        except UsageMistake as mistake:
            click.echo(f"pattern-tck: {plain(str(mistake))}", err=True)
            sys.exit(ExitCode.USAGE)
        except UnusableTarget as reason:
            click.echo(f"pattern-tck: {plain(str(reason))}", err=True)
            sys.exit(ExitCode.UNUSABLE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("pattern-tck"), prog_name="pattern-tck")
def main() -> None:
    """Judge whether a system keeps the integration patterns that it is built on.

    \b
    pattern-tck init --endpoint-url http://127.0.0.1:4566 --prefix orders
    pattern-tck verify
    pattern-tck explain SQS-VIS-02

    Exit codes: 0 conforms; 1 a claimed `must` failed; 2 usage or configuration; 3 nothing, or less
    than the canonical set, was executed; 4 the target is unusable.
    """


for command in (init, verify, explain, clean, iam_policy, completion):
    main.add_command(command)
