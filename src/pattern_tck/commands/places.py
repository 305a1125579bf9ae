"""What several commands ask for: the target, and how the words that it has are completed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from pattern_tck.opening import open_target, targets
from pattern_tck.ports import Target

Command = TypeVar("Command", bound=Callable[..., Any])


def on_target(command: Command) -> Command:
    """Give a command the options ``--target`` and ``--endpoint-url``."""
    url = click.option(
        "--endpoint-url", metavar="URL", help="The address of the target, such as an emulator's."
    )
    name = click.option(
        "--target",
        metavar="NAME",
        shell_complete=completing(targets),
        help="Where the channels live: simulator, moto, ministack, localstack, aws, endpoint, ... "
        "or MODULE:FACTORY.",
    )
    return name(url(command))


@contextmanager
def opened(target: str | None, endpoint_url: str | None) -> Iterator[Target]:
    """Open a target for as long as it is used."""
    found = open_target(target, endpoint_url)
    try:
        yield found
    finally:
        found.close()


def completing(words: Callable[[], Iterable[str]]) -> Callable[..., list[CompletionItem]]:
    """Give a completion by words that are read only when they are needed."""

    def complete(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        begun = incomplete.lower()
        return [CompletionItem(word) for word in words() if word.lower().startswith(begun)]

    return complete
