"""Forms: the query protocol's flat names, ``Entries.member.1.Id=a``, as the tree that they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl

#: More fields than any operation can use: a batch of ten messages with ten attributes each has 400.
_MOST_FIELDS: Final = 10_000
#: Deeper than any shape of these services.
_DEEPEST: Final = 24

#: Names and what is below them; a text where a name ends.
Tree = dict[str, "Tree | str"]


def read_form(body: bytes) -> Tree:
    """Read a form; ValueError if it is none."""
    text = body.decode()
    fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    tree: Tree = {}
    for name, value in fields:
        parts = name.split(".", _DEEPEST)
        if len(parts) > _DEEPEST:
            raise ValueError(f"the name {name[:80]!r}... has too many parts")
        place = tree
        for part in parts[:-1]:
            below = place.get(part)
            if not isinstance(below, dict):
                below = place[part] = {}
            place = below
        place.setdefault(parts[-1], value)
    return tree


def numbered(tree: Tree) -> Iterator[Tree | str]:
    """Give what is numbered 1, 2, ... in the order of the numbers."""
    numbers = sorted((int(name), name) for name in tree if name.isdecimal() and len(name) < 9)
    return (tree[name] for _, name in numbers)
