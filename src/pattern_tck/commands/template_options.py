"""The options by which a command has a template applied to the simulator beforehand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pattern_tck.commands.stack_of_template import StackOfTemplate, read_stack
from pattern_tck.verdicts import UsageMistake

Command = TypeVar("Command", bound=Callable[..., object])


def template_options(there_when: str) -> Callable[[Command], Command]:
    """Give a command the options; ``there_when`` says from when its resources are there."""
    options = (
        click.option(
            "--template",
            type=click.Path(path_type=Path),
            help=f"A template of CloudFormation or SAM: its resources are there when {there_when}.",
        ),
        click.option(
            "--parameter",
            "parameters",
            multiple=True,
            metavar="NAME=VALUE",
            help="One for the template.",
        ),
        click.option(
            "--stack-name", default="simulated", show_default=True, help="That of the template."
        ),
        click.option(
            "--skip-unknown",
            is_flag=True,
            help="Make stacks without what is not modelled, and name it, instead of refusing them.",
        ),
    )

    def decorated(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorated


def stack_asked_for(
    template: Path | None, parameters: tuple[str, ...], name: str, region: str
) -> StackOfTemplate | None:
    """Give the stack that the options ask for, if there is a template.

    Raises `UsageMistake` for parameters of no template, and for what cannot be read.
    """
    if template is not None:
        return read_stack(template, parameters, name, region)
    if parameters:
        raise UsageMistake("--parameter is for a template: name it with --template")
    return None
