"""The command ``pattern-tck``: what all its commands share."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click

from pattern_tck.report.plain import plain
from pattern_tck.verdicts import UnusableTarget, UsageMistake

#: The commands in the order in which they are listed, each in a module of its name.
_COMMANDS: Final = (
    "init", "verify", "explain", "simulate", "mutate", "hostile", "targets", "compare",
    "can-i-switch", "clean", "iam-policy", "completion",
)  # fmt: skip


class Commands(click.Group):
    """Commands whose mistakes end in one sentence and the documented exit code.

    A command is imported when it is used: most of them need what takes long to import.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command by its name."""
        if cmd_name not in _COMMANDS:
            return None
        attribute = cmd_name.replace("-", "_")
        module = importlib.import_module(f"pattern_tck.commands.{attribute}")
        command: click.Command = getattr(module, attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say a mistake of the user's, and no traceback."""
        try:
            return super().invoke(ctx)
        except UsageMistake as mistake:
            sys.exit(_told(mistake, "USAGE"))
        except UnusableTarget as reason:
            sys.exit(_told(reason, "UNUSABLE"))


def _told(reason: Exception, code: str) -> int:
    # With it comes what judges, which takes longer to import than a command may take to start.
    from pattern_tck.exit_codes import ExitCode  # noqa: PLC0415

    click.echo(f"pattern-tck: {plain(str(reason))}", err=True)
    return int(ExitCode[code])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pattern-tck", prog_name="pattern-tck")
def main() -> None:
    """Judge whether a system keeps the integration patterns that it is built on.

    \b
    pattern-tck init --endpoint-url http://127.0.0.1:4566 --prefix orders
    pattern-tck verify
    pattern-tck explain SQS-VIS-02
    pattern-tck simulate -- npm test
    pattern-tck mutate -- npm test
    pattern-tck can-i-switch --from localstack --to ministack

    Exit codes: 0 conforms; 1 a claimed `must` failed; 2 usage or configuration; 3 nothing, or less
    than the canonical set, was executed; 4 the target is unusable.
    """
