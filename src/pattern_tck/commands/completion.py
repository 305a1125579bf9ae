"""``pattern-tck completion``: how a shell learns to complete the commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from pattern_tck.verdicts import UsageMistake


@click.command(short_help="Print what completes commands in your shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete pattern-tck's commands, options, clauses and targets.

    \b
    bash: echo 'eval "$(pattern-tck completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(pattern-tck completion zsh)"' >> ~/.zshrc
    fish: pattern-tck completion fish > ~/.config/fish/completions/pattern-tck.fish

    Then open a new shell.
    """
    from pattern_tck.commands.main import main  # noqa: PLC0415 - it holds this command

    found = get_completion_class(shell)
    assert found is not None
    try:
        source = found(main, {}, "pattern-tck", "_PATTERN_TCK_COMPLETE").source()
    except RuntimeError as reason:  # an old bash
        raise UsageMistake(str(reason)) from reason
    click.echo(source)
