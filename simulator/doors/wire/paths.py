"""Paths: which operation of a REST API a request is, and what its path and query say.

Scheduler and Pipes speak so: the operation is the method and the path, the rest is a JSON body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

_HOLE: Final = re.compile(r"\{(\w+)\+?\}")


@dataclass(frozen=True)
class Place:
    """Where the parameters of an operation stand; ``uri`` and ``query`` have names of the wire."""

    operation: str
    method: str
    path: re.Pattern[str]
    uri: Mapping[str, str]
    query: Mapping[str, str]
    #: Those of the query that are lists.
    lists: frozenset[str]
    holes: int


def places(data: Mapping[str, Any]) -> Sequence[Place]:
    """Give the operations of a REST API by its model, the paths with the fewest holes first."""
    found = [_place(name, described, data["shapes"]) for name, described in _operations(data)]
    return sorted(found, key=lambda place: place.holes)


def _operations(data: Mapping[str, Any]) -> Sequence[tuple[str, Mapping[str, Any]]]:
    return list(data["operations"].items())


def _place(name: str, described: Mapping[str, Any], shapes: Mapping[str, Any]) -> Place:
    http = described["http"]
    members = shapes.get(described.get("input", {}).get("shape"), {}).get("members", {})
    by_location: dict[str, dict[str, str]] = {"uri": {}, "querystring": {}}
    for member, reference in members.items():
        if reference.get("location") in by_location:
            at = by_location[reference["location"]]
            at[reference.get("locationName", member)] = member
    lists = {
        member
        for member in by_location["querystring"].values()
        if shapes[members[member]["shape"]]["type"] == "list"
    }
    template = http["requestUri"].partition("?")[0]
    pattern = "".join(
        f"(?P<{part}>[^/]+)" if number % 2 else re.escape(part)
        for number, part in enumerate(_HOLE.split(template))
    )
    return Place(
        name,
        http["method"],
        re.compile(pattern),
        by_location["uri"],
        by_location["querystring"],
        frozenset(lists),
        len(_HOLE.findall(template)),
    )


def find(known: Sequence[Place], method: str, path: str) -> tuple[Place, dict[str, Any]] | None:
    """Give the operation of a method and a path as it was sent, with the parameters in the path."""
    for place in known:
        if place.method == method and (found := place.path.fullmatch(path)):
            said = {place.uri[name]: unquote(value) for name, value in found.groupdict().items()}
            return place, said
    return None


def in_query(place: Place, query: str) -> dict[str, Any]:
    """Give the parameters in a query, each a text or a list of such."""
    said: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        member = place.query.get(name)
        if member in place.lists:
            said.setdefault(member, []).append(value)
        elif member is not None:
            said[member] = value
    return said
