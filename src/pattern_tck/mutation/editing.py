"""Editing: how the parameters of a call are changed in one place, and otherwise left alone.

What is edited may be wrong, or no JSON at all: then it stays as it is, for the service to refuse.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

Parameters = Mapping[str, Any]

#: In place of a value: there is to be none.
DELETED: Final = object()


def document(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Change what a text in JSON says; one that says nothing else afterwards stays as it was."""

    def changed(text: Any) -> Any:
        try:
            said = json.loads(text)
        except (TypeError, ValueError):
            return text  # the service refuses it, or it is the way to say that there is nothing
        if not isinstance(said, dict):
            return text
        other = change(said)
        return text if other == said else json.dumps(other)

    return changed


def field(
    operation: str, name: str, change: Callable[[Any], Any]
) -> Callable[[str, Parameters], Parameters]:
    """Change one parameter of one operation, where it is said."""

    def changed(called: str, asked: Parameters) -> Parameters:
        if called != operation or name not in asked:
            return asked
        return {**asked, name: change(asked[name])}

    return changed


def each(state: Mapping[str, Any], name: str, change: Callable[[Any], Any]) -> Mapping[str, Any]:
    """Change each entry of a list that stands under a name, if it does."""
    return {**state, name: [change(one) for one in state[name]]} if name in state else state


def but(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Give what is said without these names."""
    return {name: said[name] for name in said if name not in names}


def replaced(said: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Give what is said with another value under a name; without it for `DELETED`."""
    return but(said, name) if value is DELETED else {**said, name: value}
