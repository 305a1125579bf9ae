"""Where a team shows what its role has done: in a table, on a queue or topic, or over HTTP.

A table can hold effect and memory in one write, so every scenario is fair with it. Anywhere else
the two are two steps: who is killed between them, or overtaken, has no way to be right. Such
scenarios are not exercised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pattern_tck.catalogue import Moment
from pattern_tck.shapes.template import Template
from pattern_tck.verdicts import NotExercised, UsageMistake

#: The word that all roles have for the channel of their effects.
EFFECTS: Final = "effects"

_TABLE, _QUEUE, _TOPIC, _HTTP = "table", "queue", "topic", "http"

#: The calls that are an effect, by where it is seen; for a table every role says them itself.
_OPERATIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        _QUEUE: frozenset({"SendMessage", "SendMessageBatch"}),
        _TOPIC: frozenset({"Publish", "PublishBatch"}),
        _HTTP: frozenset(),
    }
)

_TWO_STEPS = (
    "effects are seen {where}, where an effect and the memory of it cannot be one step, so nobody "
    "can be right about it"
)
_BEHIND_HTTP = (
    "effects are seen over HTTP, where a call can be refused, and nobody be stopped in the middle"
)
_WHERE: Final = {_QUEUE: "on a queue", _TOPIC: "on a topic", _HTTP: "over HTTP"}


@dataclass(frozen=True)
class EffectsPlace:
    """Where effects are seen, and where in an item or message their key and value stand.

    ``kind`` is table, queue, topic or http. ``key`` and ``value`` are names of attributes (table)
    or of fields of the JSON body, or dotted paths; ``body`` is a template with ``{key}`` and
    ``{value}`` in place of both. ``partition_key`` and ``sort_key`` name the key of the table that
    the kit makes.
    """

    kind: str = _TABLE
    key: str = "key"
    value: str = "value"
    partition_key: str = "pk"
    sort_key: str = ""
    body: str = ""

    def __post_init__(self) -> None:
        """Refuse a kind of place that is none."""
        if self.kind not in {_TABLE, *_OPERATIONS}:
            known = ", ".join((_TABLE, *_OPERATIONS))
            raise UsageMistake(f"effects: {self.kind!r} is no place; expected one of {known}")
        if not self.body:
            return
        try:
            names = Template(self.body, {}).names
        except ValueError as reason:
            raise UsageMistake(f"effects: the body is no template: {reason}") from reason
        if not {"key"} <= names <= {"key", "value"}:
            raise UsageMistake("effects: the body has to hold {key}, perhaps {value}, and no other")

    @property
    def is_table(self) -> bool:
        """Say whether effects are items of a table."""
        return self.kind == _TABLE

    @property
    def where(self) -> str:
        """Give the place in words."""
        return _WHERE.get(self.kind, "in a table")

    def moment(self, at: Moment) -> Moment:
        """Give a moment of a role, as the calls by which its effects are seen here."""
        if self.is_table or at.channel != EFFECTS:
            return at
        return Moment(_OPERATIONS[self.kind], at.channel)

    def admit(self, fault: str, at: Moment) -> None:
        """Raise `NotExercised` unless a fault (``dies after``, ...) at a moment is fair here."""
        if self.is_table or at.channel != EFFECTS or fault == "refused":
            return
        if self.kind == _HTTP:
            raise NotExercised(_BEHIND_HTTP)
        if fault in {"dies after", "slow"}:
            raise NotExercised(_TWO_STEPS.format(where=self.where))
