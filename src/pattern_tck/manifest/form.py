"""The form of a manifest: what its schema finds wrong, said as a person would."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs

from pattern_tck.catalogue import nearest
from pattern_tck.manifest.positions import Path
from pattern_tck.manifest.schema import GOES_WITH, WAYS, schema

#: A place in the manifest, and what is wrong there.
Found = tuple[Path, str]

#: Stands in a draft for what it could not know.
UNKNOWN = "???"

#: With so many right words none is listed.
_MOST_LISTED = 12


@dataclass(frozen=True)
class Form:
    """What is wrong with the form, and what is left of the tree without it.

    What is left may lack things, but all that it has is of the right type. ``without`` are the
    keys that were taken out: that they are missing now is no mistake.
    """

    found: list[Found]
    rest: dict[str, Any]
    without: frozenset[Path]


def form_of(tree: Mapping[str, Any]) -> Form:
    """Give all that is wrong with the form of a manifest."""
    rest = copy.deepcopy(dict(tree))
    found = list(_strange(rest, ()))
    without = _cut(rest, [path for path, _ in found])
    wrong: list[Path] = []
    for error in _validator().iter_errors(rest):
        for path, said, is_there in _said(error, rest, without):
            found.append((path, said))
            if is_there:
                wrong.append(path)
    return Form(found, rest, without | _cut(rest, wrong))


@cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(schema())


def _strange(value: Any, path: Path) -> Iterator[Found]:
    """Find what TOML can say and JSON cannot, and what a draft has left open."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if "\0" in name:
                yield (*path, name), "a key must not hold the character NUL"
            else:
                yield from _strange(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strange(inner, (*path, number))
    elif isinstance(value, (dt.date, dt.time)):
        yield path, "found a date or time, which nothing here is; write it as text in quotes"
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, f"found {value}, which is no number to count with"
    elif value == UNKNOWN:
        yield path, "this is still to be filled in"
    elif isinstance(value, str) and "\0" in value:
        yield path, "a text must not hold the character NUL"


def _cut(tree: dict[str, Any], paths: list[Path]) -> frozenset[Path]:
    """Take out what is wrong, and give the paths of the keys that went with it."""
    gone = set()
    for path in paths:
        # An element cannot go without its list: the others would change their numbers.
        end = max(place for place, step in enumerate(path) if isinstance(step, str))
        gone.add(path[: end + 1])
        holder: Any = tree
        with contextlib.suppress(KeyError, IndexError):  # it is gone already, with what held it
            for step in path[:end]:
                holder = holder[step]
            del holder[path[end]]
    return frozenset(gone)


def _said(
    error: Any, tree: Mapping[str, Any], without: frozenset[Path]
) -> Iterator[tuple[Path, str, bool]]:
    """Give the sentences for one error, with whether what is wrong is there, or is missing."""
    path, rule = tuple(error.instance_path), error.kind.name
    node = _node(error.schema_path)
    if rule == "additionalProperties":
        for name in error.kind.value:
            yield (*path, name), _unknown(path, name, node["properties"]), True
    elif rule in {"required", "oneOf"}:
        for at, said in _lacks(error, path, node, without):
            yield at, said, False
    elif rule == "falseSchema":
        if said := _together(path, tree):
            yield path, said, True
    elif rule == "propertyNames":
        name = error.kind.value.instance
        yield (*path, name), f"expected {node['title']}", True
    else:
        yield path, _expected(node, error.instance, rule), True


def _lacks(
    error: Any, path: Path, node: Mapping[str, Any], without: frozenset[Path]
) -> Iterator[Found]:
    """Give what is missing, or there twice; what was taken out is there, only wrong."""
    if error.kind.name == "required":
        name = error.kind.value
        if (*path, name) not in without:
            yield (*path, name), _missing(error, node)
        return
    if not isinstance(error.instance, Mapping):
        return  # that it is no table is said already
    names = [choice["required"][0] for choice in node["oneOf"]]
    there = [name for name in names if name in error.instance or (*path, name) in without]
    if len(there) != 1:
        has = f"has {' and '.join(there)}" if there else "has none of them"
        yield path, f"expected exactly one of {', '.join(names)}; it {has}"


def _node(schema_path: list[str | int]) -> Any:
    node: Any = schema()
    for step in schema_path[:-1]:
        node = node[step]
    return node


def _unknown(path: Path, name: str, known: Mapping[str, object]) -> str:
    what = "unknown key"
    if path == ("roles",):
        what = f"unknown role {name!r}"
    elif path[-1:] in {("messages",), ("channels",)}:
        what = f"the role {path[1]!r} has no such channel"
    hint = nearest(name, known)
    if not hint and len(known) <= _MOST_LISTED:
        hint = f"; expected one of {', '.join(known)}" if known else ""
    if not hint and path == ("roles",):
        hint = "; `pattern-tck explain ROLE` tells about one, docs/roles.md lists them"
    return what + hint


def _missing(error: Any, node: Mapping[str, Any]) -> str:
    name = error.kind.value
    if error.schema_path[-1] == "dependentRequired":
        return "is missing: what runs already is known by the addresses of its channels"
    described = node["properties"][name]
    if "$ref" in described:
        described = {**_node([*described["$ref"].split("/")[1:], ""]), **described}
    return f"is missing: expected {described['title']}"


def _together(path: Path, tree: Mapping[str, Any]) -> str:
    role: Mapping[str, Any] = tree["roles"][path[1]]
    ways = [way for way in WAYS if way in role]
    if len(ways) > 1:
        return ""  # that is said already
    right = [way for way in WAYS if path[-1] in GOES_WITH[way]]
    return f"goes with {' or '.join(right)}, and not with {ways[0]}"


def _expected(node: Mapping[str, Any], value: Any, rule: str) -> str:
    if rule == "enum":
        return _none_of(node, value)
    if rule == "minLength" and value:
        return f"expected {node['title']}, found {len(value)}"
    return f"expected {node['title']}, found {_seen(value)}"


def _none_of(node: Mapping[str, Any], value: Any) -> str:
    choices = dict.fromkeys(node["enum"])
    if not choices:
        return "there is no such queue: the role receives from none"
    hint = nearest(value, choices) if isinstance(value, str) else ""
    return f"expected {' or '.join(choices)}, found {_seen(value)}{hint}"


def _seen(value: Any) -> str:
    # The text itself stands in the line that is named, and may be a secret.
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value) if abs(value) < 10**18 else "a huge number"
    if isinstance(value, str):
        return "other text" if value else "no text"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "a table" if value else "an empty table"
