"""Values of a request, checked against their shapes as the service checks them.

What an SDK would not let through is refused here: a value of another type, a required member that
is missing, one below its least value or length. Everything else is for the model to judge.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.doors.wire.forms import Tree, numbered
from pattern_tck.simulator.doors.wire.service_models import Shape
from pattern_tck.simulator.refusals import Refusal

_WHOLE: Final = {"integer": 2**31, "long": 2**63}
_CALLED: Final = {
    "string": "a String",
    "integer": "an Integer",
    "long": "a Long",
    "boolean": "a Boolean",
    "float": "a Float",
    "double": "a Double",
    "blob": "a Blob",
    "timestamp": "a Timestamp",
    "list": "a List",
    "map": "a Map",
    "structure": "a Structure",
}


class Mistyped(Exception):
    """A value cannot be what its shape says."""


class Reader:
    """Reads values that JSON or CBOR has, and collects what is wrong with them."""

    def __init__(self) -> None:
        #: What constraints are not met, as the services say it, and the members that are missing.
        self.broken: list[str] = []
        self.missing: list[str] = []

    def read(self, shape: Shape, value: Any, path: str = "") -> Any:
        """Read a value; `Mistyped` if its type is wrong."""
        kind = shape.kind
        if kind == "structure":
            return self._structure(shape, _held(value, dict, kind), path)
        if kind == "string":
            text = _held(value, str, kind)
            if shape.least and len(text) < shape.least:
                self._too_short(shape, text, path)
            return text
        if kind == "list":
            items = _held(value, list, kind)
            if shape.least and len(items) < shape.least:
                self._too_short(shape, "[]", path)
            member = shape.member
            return [
                self.read(member, item, f"{path}.{number}.member")
                for number, item in enumerate(items, 1)
                if item is not None
            ]
        if kind == "map":
            inside = shape.value
            return {
                self.read(shape.key, key, path): self.read(inside, held, f"{path}.{key}.member")
                for key, held in _held(value, dict, kind).items()
                if held is not None
            }
        return self._simple(shape, value, path)

    def _structure(self, shape: Shape, value: Mapping[Any, Any], path: str) -> dict[str, Any]:
        members = shape.members
        read = {
            name: self.read(members[name], held, _below(path, name))
            for name, held in value.items()
            if held is not None and name in members
        }
        for name in shape.required:
            if name not in read:
                self.missing.append(name)
                self.broken.append(
                    f"Value null at '{_below(path, name)}' failed to satisfy constraint: "
                    "Member must not be null"
                )
        return read

    def _simple(self, shape: Shape, value: Any, path: str) -> Any:
        kind = shape.kind
        if kind in _WHOLE:
            whole = _whole(value, kind)
            if shape.least is not None and whole < shape.least:
                self.broken.append(
                    f"Value '{whole}' at '{path}' failed to satisfy constraint: Member must have "
                    f"value greater than or equal to {shape.least}"
                )
            return whole
        if kind == "boolean":
            return _held(value, bool, kind)
        if kind == "blob":
            return _blob(value)
        if kind == "timestamp":
            return _moment(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Mistyped(_said(value, kind))
        return value

    def _too_short(self, shape: Shape, value: str, path: str) -> None:
        self.broken.append(
            f"Value '{value}' at '{path}' failed to satisfy constraint: Member must have length "
            f"greater than or equal to {shape.least}"
        )

    def check(self, service: str, *, query: bool) -> None:
        """Raise `Refusal` if something is wrong, as the service says it.

        SQS names the first parameter that it misses; the others count what is wrong.
        """
        if not self.broken:
            return
        if service == "sqs" and self.missing:
            raise Refusal(
                "MissingRequiredParameterException",
                f"The request must contain the parameter {self.missing[0]}.",
                query_code="MissingParameter",
            )
        count = len(self.broken)
        errors = "error" if count == 1 else "errors"
        raise Refusal(
            "ValidationError" if query else "ValidationException",
            f"{count} validation {errors} detected: {'; '.join(self.broken)}",
        )


def from_form(shape: Shape, tree: Tree | str) -> Any:
    """Give what a form has for a shape, in the types of JSON; `Mistyped` if it cannot be that."""
    kind = shape.kind
    if isinstance(tree, dict):
        if kind == "structure":
            return {
                name: from_form(member, tree[member.name])
                for name, member in shape.members.items()
                if member.name in tree
            }
        if kind == "list":
            held = tree if shape.flattened else tree.get(shape.member.name, tree)
            items = numbered(held) if isinstance(held, dict) else ()
            return [from_form(shape.member, item) for item in items]
        if kind == "map":
            held = tree if shape.flattened else tree.get("entry", {})
            pairs = numbered(held) if isinstance(held, dict) else ()
            return {
                from_form(shape.key, pair[shape.key.name]): from_form(
                    shape.value, pair.get(shape.value.name, "")
                )
                for pair in pairs
                if isinstance(pair, dict) and shape.key.name in pair
            }
        raise Mistyped(f"a {kind} has no parts")
    return _from_text(kind, tree)


def _from_text(kind: str, text: str) -> Any:
    try:
        if kind in _WHOLE:
            return int(text)
        if kind in {"float", "double"}:
            return float(text)
    except ValueError:
        raise Mistyped(f"{text[:80]!r} is no {kind}") from None
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise Mistyped(f"{text[:80]!r} is no boolean")
        return text == "true"
    if kind in {"list", "map", "structure"}:
        # An empty list is written as an empty text.
        if text:
            raise Mistyped(f"a {kind} has parts")
        return [] if kind == "list" else {}
    return text


def _below(path: str, name: str) -> str:
    small = name[:1].lower() + name[1:]
    return f"{path}.{small}" if path else small


def _held(value: Any, kind: type, called: str) -> Any:
    if type(value) is not kind:
        raise Mistyped(_said(value, called))
    return value


def _said(value: Any, kind: str) -> str:
    if isinstance(value, bool):
        seen = "TRUE_VALUE" if value else "FALSE_VALUE"
    elif isinstance(value, str):
        seen = "STRING_VALUE"
    elif isinstance(value, list | dict):
        seen = "START_ARRAY" if isinstance(value, list) else "START_OBJECT"
    else:
        seen = "NUMBER_VALUE"
    return f"{seen} can not be converted to {_CALLED[kind]}"


def _whole(value: Any, kind: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Mistyped(_said(value, kind))
    if not -_WHOLE[kind] <= value < _WHOLE[kind]:
        raise Mistyped(f"{str(value)[:40]} is out of the range of {_CALLED[kind]}")
    return value


def _blob(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(_held(value, str, "blob"), validate=True)
    except (binascii.Error, ValueError):
        raise Mistyped("a blob is written in base64") from None


def _moment(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    try:
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                read = dt.datetime.fromisoformat(value)
                return read if read.tzinfo else read.replace(tzinfo=dt.UTC)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise Mistyped(_said(value, "timestamp"))
        return dt.datetime.fromtimestamp(value, dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise Mistyped(
            "a timestamp is a number of seconds, or written as ISO 8601 has it"
        ) from None
