"""What the commands about targets share: where measurements come from, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pattern_tck.commands.places import completing
from pattern_tck.fidelity.results import Measured, read, shipped
from pattern_tck.report.plain import plain

Command = TypeVar("Command", bound=Callable[..., Any])

#: A name of a target that was measured is completed by those that are shipped.
complete_measured = completing(shipped)


def with_results(command: Command) -> Command:
    """Give a command the option ``--results``."""
    return click.option(
        "--results",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Measurements that `pattern-tck targets` has made; else those that come with the kit.",
    )(command)


def measurements(file: Path | None) -> Mapping[str, Measured]:
    """Give the measurements: those of a file, and otherwise those that are shipped."""
    return read(file) if file else shipped()


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that fits the terminal; what is in it is shown as it is, never as markup."""
    click.echo(title)
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(soft_wrap=False, highlight=False).print(table)


def told(targets: Sequence[Measured]) -> None:
    """Say what the targets are, and when they were measured."""
    for one in targets:
        click.echo(f"{one.title}, {one.clock} clock, measured {one.started[:10]}")
