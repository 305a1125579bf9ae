"""How effects are read, wherever they are: by key, all keys, and what else is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError

from pattern_tck.effects.place import EffectsPlace
from pattern_tck.ports import Client
from pattern_tck.shapes import documents
from pattern_tck.shapes.documents import UNREADABLE
from pattern_tck.shapes.template import Template
from pattern_tck.verdicts import NotExercised, OutOfReach


class EffectsView(Protocol):
    """What the kit sees of the effects of one application."""

    def effects(self, key: str) -> list[str]:
        """Give the values of the effects for ``key``, as text."""

    def keys(self) -> list[str]:
        """Give the keys of all effects, sorted, one for each time."""

    def names(self, about: Collection[str] = ()) -> list[str]:
        """Give the names of all that is kept, whatever for; `NotExercised` where none is seen.

        Only of what holds one of the words ``about`` somewhere, if there are any.
        """


class TableEffects:
    """Items of a table: one with a key is an effect, any other is the application's business."""

    def __init__(self, client: Client, table: str, place: EffectsPlace) -> None:
        self._client = client
        self._table = table
        self._place = place

    def effects(self, key: str) -> list[str]:
        """Give the values of the items about ``key``, whatever their type."""
        return [
            attribute(item, self._place.value) or ""
            for item in self._about(key)
            if attribute(item, self._place.key) == key
        ]

    def keys(self) -> list[str]:
        """Give the keys of all items that have one."""
        found = (attribute(item, self._place.key) for item in self._items())
        return sorted(key for key in found if key is not None)

    def names(self, about: Collection[str] = ()) -> list[str]:
        """Give the primary key of every item, whatever it is for, that is about these."""
        parts = [name for name in (self._place.partition_key, self._place.sort_key) if name]
        return sorted(
            " ".join(attribute(item, name) or "" for name in parts)
            for item in self._items()
            if not about or any(word in str(item) for word in about)
        )

    def _about(self, key: str) -> list[dict[str, Any]]:
        """Give the items that may be about ``key``: a team's table may be long, so ask for few."""
        if self._place.key != self._place.partition_key:
            return self._items()
        return self._found(
            self._client.query,
            KeyConditionExpression="#key = :key",
            ExpressionAttributeNames={"#key": self._place.key},
            ExpressionAttributeValues={":key": {"S": key}},
        )

    def _items(self) -> list[dict[str, Any]]:
        return self._found(self._client.scan)

    def _found(self, read: Callable[..., Any], **asked: Any) -> list[dict[str, Any]]:
        return _all(read, TableName=self._table, ConsistentRead=True, **asked)


class StandingTableEffects(TableEffects):
    """The same in a table that the kit has not made, and that need not be where it looks.

    Raises `OutOfReach` if it is not: the DynamoDB of a target that has none is the kit's own, and
    a system that runs already has its table elsewhere.
    """

    def _found(self, read: Callable[..., Any], **asked: Any) -> list[dict[str, Any]]:
        try:
            return super()._found(read, **asked)
        except ClientError as missing:
            if missing.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            raise OutOfReach(
                f"effects go to the table {self._table}, which is not in the DynamoDB that the kit "
                "asks; is it the one that the system writes to?"
            ) from missing


class MessageEffects:
    """Messages, or bodies of HTTP requests: each one with a key is an effect."""

    def __init__(self, bodies: Callable[[], Iterable[str]], place: EffectsPlace) -> None:
        self._bodies = bodies
        self._place = place
        self._template = Template(place.body, {}) if place.body else None

    def effects(self, key: str) -> list[str]:
        """Give the values of the messages about ``key``."""
        return [value for found, value in self._all() if found == key]

    def keys(self) -> list[str]:
        """Give the keys of all messages that have one."""
        return sorted(key for key, _ in self._all())

    def names(self, about: Collection[str] = ()) -> list[str]:
        """Say that nobody can know what else is kept."""
        raise NotExercised(
            f"effects are seen {self._place.where}, so what else the implementation keeps is not"
        )

    def _all(self) -> list[tuple[str, str]]:
        found = (self._read(body) for body in self._bodies())
        return [(key, value) for key, value in found if key]

    def _read(self, body: str) -> tuple[str, str]:
        if self._template is not None:
            fields: Mapping[str, Any] = self._template.read(body) or {}
            return _text(fields.get("key", "")), _text(fields.get("value", ""))
        document = _as_written(body)
        key, value = (documents.at(document, at) for at in (self._place.key, self._place.value))
        return _text("" if key is UNREADABLE else key), _text("" if value is UNREADABLE else value)


def _all(ask: Callable[..., Any], **asked: Any) -> list[dict[str, Any]]:
    """Give the items of all pages of an answer."""
    answer = ask(**asked)
    items = list(answer["Items"])
    while "LastEvaluatedKey" in answer:
        answer = ask(**asked, ExclusiveStartKey=answer["LastEvaluatedKey"])
        items += answer["Items"]
    return items


def attribute(item: Mapping[str, Any], path: str) -> str | None:
    """Give what an attribute holds, as text: of the top, or at a dotted path through maps."""
    found = item.get(path)
    if found is None:
        first, _, rest = path.partition(".")
        inner = item.get(first, {}).get("M")
        return attribute(inner, rest) if rest and inner is not None else None
    return str(next(iter(found.values())))


def _as_written(body: str) -> Any:
    """Read JSON with its numbers as they are written: 20.00 is no 20.0 for whoever compares."""
    try:
        return json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return UNREADABLE


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
