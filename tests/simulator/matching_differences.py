"""Patterns and documents at random, and the ways in which moto is known to match otherwise.

Each such difference has its clause and an example that does differ, so that a difference that has
gone away, or a new one, is noticed.
"""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

TEXTS = st.sampled_from(["", "a", "ab", "b", "B", "10.0.0.1"])
NUMBERS = st.integers(-1, 2) | st.sampled_from([1.0, 0.5])
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.none())
COMPARISONS = st.sampled_from(["<", "<=", "=", ">", ">="])
NEGATABLE = st.one_of(
    TEXTS,
    NUMBERS,
    st.lists(TEXTS, min_size=1, max_size=2),
    st.lists(NUMBERS, min_size=1, max_size=2),
    st.builds(lambda text: {"prefix": text}, TEXTS.filter(bool)),
)
SHARED_OPERATORS = st.one_of(
    st.builds(lambda text: {"prefix": text}, TEXTS),
    st.builds(lambda text: {"suffix": text}, TEXTS),
    st.builds(lambda text: {"equals-ignore-case": text}, TEXTS),
    st.builds(lambda sign, number: {"numeric": [sign, number]}, COMPARISONS, NUMBERS),
    st.builds(lambda low: {"numeric": [">=", low, "<", low + 1]}, st.integers(-1, 1)),
    st.builds(lambda known: {"exists": known}, st.booleans()),
    st.builds(lambda unwanted: {"anything-but": unwanted}, NEGATABLE),
)


def objects(leaves):
    """Objects of two levels, with the fields a and b."""
    fields = st.sampled_from(["a", "b"])
    inner = st.dictionaries(fields, leaves, min_size=1, max_size=2)
    return st.dictionaries(fields, leaves | leaves | inner, min_size=1, max_size=2)


def nodes(value):
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from nodes(one)


def some(value, test):
    return any(test(node) for node in nodes(value))


def boolean(node):
    return isinstance(node, bool)


def number(node):
    return isinstance(node, (int, float)) and not boolean(node)


def asks(node, name):
    return isinstance(node, dict) and name in node


@dataclass(frozen=True)
class Difference:
    clause: str
    words: str
    applies: Any  # (pattern, document) -> bool
    pattern: Any
    document: Any
