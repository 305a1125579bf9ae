"""Finding the definition of a step, fast.

For every step pytest-bdd asks every fixture of the session whether it is a step that reads like
this one. With some hundred sentences that took more time than all the API calls of a scenario
(measured: 21 ms a step with 480 definitions, here 0.1 ms). The definitions that a feature file can
see do not change while it runs, so they are listed once a file, and asked only if the sentence
begins as they begin; what was found is kept, since an adversary has a scenario performed many
times. Which of them wins is left to pytest-bdd and pytest, as before.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from pytest_bdd import parsers
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.steps import step_function_context_registry


@dataclass(frozen=True)
class _Definition:
    """A step definition that a file can see, and how a sentence must begin to be its own."""

    fixture: Any
    type: str | None
    parser: Any
    beginning: str


class _Sentences:
    """The definitions that a file can see, by the first word of their sentences."""

    def __init__(self, definitions: list[_Definition]) -> None:
        self._by_word: dict[str, list[tuple[int, _Definition]]] = {}
        #: Those whose first word is not fixed.
        self._others: list[tuple[int, _Definition]] = []
        for place, definition in enumerate(definitions):
            word, space, _ = definition.beginning.partition(" ")
            found = self._by_word.setdefault(word, []) if space else self._others
            found.append((place, definition))
        self._known: dict[tuple[str, str], list[Any]] = {}

    def reading(self, step_type: str, sentence: str) -> list[Any]:
        """Give the fixtures of the definitions that read like a sentence, in their order."""
        key = (step_type, sentence)
        if key not in self._known:
            like = [*self._by_word.get(sentence.partition(" ")[0], ()), *self._others]
            begun = [each for each in like if sentence.startswith(each[1].beginning)]
            self._known[key] = [
                definition.fixture
                for _, definition in sorted(begun, key=lambda each: each[0])
                if definition.type in (None, step_type) and definition.parser.is_matching(sentence)
            ]
        return self._known[key]


_seen: WeakKeyDictionary[Any, _Sentences] = WeakKeyDictionary()
_beginnings: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def install() -> None:
    """Have pytest-bdd look steps up here."""
    # By its path: the name pytest_bdd.scenario is taken by the decorator of that name.
    module: Any = importlib.import_module("pytest_bdd.scenario")
    module.find_fixturedefs_for_step = find


def find(step: Any, fixturemanager: Any, node: pytest.Item) -> Iterator[Any]:
    """Give the definitions that can parse a step and are visible to an item.

    What one item sees all items of its file see: fixtures are scoped to files and folders, and
    the classes in which they could be scoped more narrowly do not exist in a feature file.
    """
    file = node.parent
    if file not in _seen:
        _seen[file] = _Sentences(list(_visible(fixturemanager, node)))
    yield from _seen[file].reading(step.type, step.name)


def _visible(fixturemanager: Any, node: pytest.Item) -> Iterator[_Definition]:
    for name in get_fixture_names(fixturemanager):
        for fixture in getfixturedefs(fixturemanager, name, node) or ():
            context = step_function_context_registry.get(fixture.func)
            if context is not None:
                beginning = _begin(context.parser)
                yield _Definition(fixture, context.type, context.parser, beginning)


def _begin(parser: Any) -> str:
    if parser not in _beginnings:
        _beginnings[parser] = _beginning(parser)
    return _beginnings[parser]


def _beginning(parser: Any) -> str:
    if isinstance(parser, parsers.string):
        return str(parser.name)
    if isinstance(parser, parsers.parse):
        return str(parser.name).partition("{")[0]
    if isinstance(parser, parsers.re):
        return _literal(parser.regex.pattern)
    return ""


def _literal(pattern: str) -> str:
    """Give what every text begins with that a regular expression matches, as far as is plain."""
    if "|" in re.sub(r"\\.|\([^()]*\)|\[[^]]*\]", "", pattern):
        return ""  # an alternative that is not between brackets: it may begin otherwise
    end = next((n for n, char in enumerate(pattern) if char in _SPECIAL), len(pattern))
    # What may be missing is no part of the beginning.
    return pattern[: end - 1] if pattern[end : end + 1] in {"?", "*", "{"} else pattern[:end]


_SPECIAL = frozenset("\\.^$*+?{}[]|()")
