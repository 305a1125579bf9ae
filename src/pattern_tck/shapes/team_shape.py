"""A shape: how a team writes one kind of message that the kit has in a shape of its own.

The body comes from a template, the correlation id and the return address have places of their
own, and attributes may be named otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pattern_tck.contracts.fields import Field
from pattern_tck.shapes import documents
from pattern_tck.shapes.documents import UNREADABLE
from pattern_tck.shapes.filters import by_fields
from pattern_tck.shapes.places import Place
from pattern_tck.shapes.template import Template
from pattern_tck.shapes.tree import Path

#: Attributes as the API has them: a data type and a value, by name.
Attributes = Mapping[str, Mapping[str, Any]]

CORRELATION: Final = "CorrelationId"
RETURN_ADDRESS: Final = "ReplyTo"


@dataclass(frozen=True)
class TeamShape:
    """What a team says about one kind of message on a channel.

    ``accepts`` and ``refuses`` are samples; without the first, the body is as the kit has it.
    ``attributes`` has the team's names by the kit's; ``correlation_id`` and ``reply_to`` are where
    those stand (`Place`), unless they are attributes; ``when`` has the canonical fields or
    attributes by which this kind is told from others on the same channel.
    """

    accepts: str = ""
    refuses: str = ""
    correlation_id: str = ""
    reply_to: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, Any] = field(default_factory=dict)


class Shape:
    """A team's shape, ready to translate. ``fields`` are those of the channel's contract.

    Raises ValueError with a sentence for what is wrong with it.
    """

    def __init__(self, said: TeamShape, fields: Mapping[str, Field]) -> None:
        self.template = Template(said.accepts, fields) if said.accepts else None
        self.refuses = said.refuses
        self._when = said.when
        where = {CORRELATION: said.correlation_id, RETURN_ADDRESS: said.reply_to}
        self._places = {name: Place.parse(text) for name, text in where.items() if text}
        self._in_body = {name: at for name, at in self._places.items() if at.steps}
        if self._in_body and self.template and self.template.language != "json":
            raise ValueError("an id can stand at a path of the body only if the body is JSON")
        in_body = {name for name in said.when if name in fields or not fields}
        self._known_fields = {name: said.when[name] for name in said.when if name in in_body}
        self._known_attributes = {
            name: str(value) for name, value in said.when.items() if name not in in_body
        }
        renamed = {name: at.attribute for name, at in self._places.items() if at.attribute}
        self._to_team = {**said.attributes, **renamed}
        self._from_team = {team: name for name, team in self._to_team.items()}
        #: What stands in the team's messages of this kind and in no other of the channel.
        self.telling: Mapping[Path, Any] = {}

    @cached_property
    def constants(self) -> Mapping[Path, Any]:
        """Give what is no placeholder in the sample, by path."""
        return self.template.constants() if self.template else {}

    @property
    def is_told_apart(self) -> bool:
        """Say whether it is for some messages of its channel only."""
        return bool(self._when)

    def concerns(self, document: Any, attributes: Attributes) -> bool:
        """Say whether a canonical message is of this kind."""
        return all(
            documents.at(document, name) == value
            or str(attributes.get(name, {}).get("StringValue", UNREADABLE)) == str(value)
            for name, value in self._when.items()
        )

    def to_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes] | None:
        """Write a canonical message as the team would; None if it cannot be written so."""
        made: str | None = body
        if self.template is not None:
            made = self.template.fill(documents.read_json(body))
        return None if made is None else self.placed(made, attributes)

    def placed(self, body: str, attributes: Attributes) -> tuple[str, Attributes]:
        """Put id and return address where the team has them, and give attributes its names."""
        kept = {name: value for name, value in attributes.items() if name not in self._in_body}
        return self._body_with(body, attributes), _renamed(kept, self._to_team)

    def _body_with(self, body: str, attributes: Attributes) -> str:
        if not self._in_body:
            return body
        document = documents.read_json(body)
        for name, place in self._in_body.items():
            value = attributes.get(name, {}).get("StringValue", "")
            if value:
                place.put(document, value)
            else:
                place.clear(document)
        return body if document is UNREADABLE else json.dumps(document, ensure_ascii=False)

    def is_good(self, body: str) -> bool:
        """Say whether a body could be a message of this shape, as the team sees it."""
        return self.template is not None and self.template.read(body) is not None

    def misplaced(self, body: str, attributes: Attributes) -> list[str]:
        """Give which of id and return address a body cannot hold that should."""
        document = documents.read_json(body)
        return [
            name
            for name, place in self._in_body.items()
            if attributes.get(name, {}).get("StringValue") and not place.put(document, "")
        ]

    def from_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes] | None:
        """Write a message of the team's as the kit has it; None if it is none of this shape."""
        named = self.named(body, attributes)
        for name, value in self._known_attributes.items():
            said = named.setdefault(name, {"DataType": "String", "StringValue": value})
            if said.get("StringValue") != value:
                return None
        made = self._canonical(body)
        return None if made is None else (made, named)

    def named(self, body: str, attributes: Attributes) -> dict[str, Mapping[str, Any]]:
        """Give the attributes of a team's message under the kit's names, id and address too."""
        made = dict(_renamed(attributes, self._from_team))
        if self._in_body:
            document = documents.read_json(body)
            for name, place in self._in_body.items():
                if value := place.read(document):
                    made[name] = {"DataType": "String", "StringValue": value}
        return made

    def canonical_filter(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Give a filter by the team's fields as one by the kit's; None if there is no such."""
        if self.template is None:
            return dict(asked)
        return by_fields(asked, self.template.wholes())

    def canonical_names(self, by_attribute: Mapping[str, Any]) -> dict[str, Any]:
        """Give what is said by the team's names of attributes by the kit's."""
        return {self._from_team.get(name, name): said for name, said in by_attribute.items()}

    def _canonical(self, body: str) -> str | None:
        if self.template is None:
            return self._without_ids(body)
        if self.telling and not self.template.holds(body, self.telling):
            return None
        found = self.template.read(body)
        if found is None:
            return None
        document: dict[str, Any] = {}
        for name, value in {**self._known_fields, **found}.items():
            documents.put(document, name, value)
        return json.dumps(document)

    def _without_ids(self, body: str) -> str:
        if not self._in_body:
            return body
        document = documents.read_json(body)
        if document is UNREADABLE:
            return body
        for place in self._in_body.values():
            place.clear(document)
        return json.dumps(document)


def _renamed(attributes: Attributes, names: Mapping[str, str]) -> Attributes:
    if not attributes or not names:
        return attributes
    kept = {name: value for name, value in attributes.items() if name not in names}
    return {
        **kept,
        **{names[name]: value for name, value in attributes.items() if name in names},
    }
