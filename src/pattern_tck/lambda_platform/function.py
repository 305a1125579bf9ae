"""The port of functions: something that is invoked with an event, and answers, fails or dies."""

from __future__ import annotations

from typing import Any, Protocol


class FunctionFailed(Exception):
    """The function has answered with an error: the invocation failed, and the function lives on."""


class FunctionDied(Exception):
    """The execution environment is gone: the function ended itself, or could not begin."""


class Function(Protocol):
    """One execution environment of a function."""

    def start(self) -> None:
        """Begin to come to life, if it does not wait for its first event to do so."""

    def invoke(self, event: Any) -> Any:
        """Give the answer to an event, as JSON has it.

        Raises `FunctionFailed` or `FunctionDied`; a `Crash` of the tap passes through.
        """

    def kill(self) -> None:
        """Forget everything; the next invocation begins with nothing."""

    def close(self) -> None:
        """Forget everything for good."""
