"""The shapes of one channel: a message is of the first one that it is of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pattern_tck.shapes import documents
from pattern_tck.shapes.envelopes import Change, within
from pattern_tck.shapes.team_shape import Attributes, Shape

#: Is told what cannot be shown to the team in its own shape, and why.
Note = Callable[[str], None]


class ChannelShapes:
    """Translates the messages of one channel; ``name`` is what a person calls it.

    What is of no shape goes through as it is: a poison stays a poison. Only where it happens to
    be a good message of the team's, the team's own sample of a bad one takes its place, and is
    known again when it is sent on.
    """

    def __init__(
        self, name: str, shapes: Sequence[Shape], note: Note, replaced: dict[str, str]
    ) -> None:
        self._name = name
        self._shapes = shapes
        self._note = note
        #: What took the place of a poison -> the poison; of all channels of a participant.
        self._replaced = replaced

    def to_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes]:
        """Write a canonical message as the team would, also within an envelope."""
        return _safely(body, attributes, self._to_team)

    def from_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes]:
        """Write a message of the team's as the kit has it, also within an envelope."""
        return _safely(body, attributes, self._from_team)

    def canonical_names(self, by_attribute: Mapping[str, Any]) -> dict[str, Any]:
        """Give what is said by the team's names of attributes by the kit's."""
        return self._shapes[0].canonical_names(by_attribute)

    def canonical_filter(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give a filter by the team's fields as one by the kit's; note it if there is no such."""
        for shape in self._shapes:
            made = shape.canonical_filter(asked)
            if made is not None:
                return made
        self._note(
            f"the filter of messages on {self._name} is by what is no whole field of "
            f"`accepts`, so it cannot be written for the kit ({json.dumps(asked):.80})"
        )
        return dict(asked)

    def _to_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes]:
        document = documents.read_json(body)
        for shape in self._shapes:
            if not shape.concerns(document, attributes):
                continue
            made = shape.to_team(body, attributes)
            if made is not None:
                self._look(shape, made[0], attributes)
                return made
        shape = self._shapes[0]
        poison = self._poison(body)
        self._look(shape, poison, attributes)
        return shape.placed(poison, attributes)

    def _poison(self, body: str) -> str:
        taken_for = next((one for one in self._shapes if one.is_good(body)), None)
        if taken_for is None:
            return body
        if not taken_for.refuses:
            self._note(
                f"what nobody can read on {self._name} ({body:.80}) is a good message in the shape "
                "of the implementation: say with `refuses` what a bad one is"
            )
            return body
        self._replaced[taken_for.refuses] = body
        return taken_for.refuses

    def _look(self, shape: Shape, body: str, attributes: Attributes) -> None:
        for name in shape.misplaced(body, attributes):
            self._note(f"a message on {self._name} has no place for its {name} ({body:.80})")

    def _from_team(self, body: str, attributes: Attributes) -> tuple[str, Attributes]:
        for shape in self._shapes:
            made = shape.from_team(body, attributes)
            if made is not None:
                return made
        return self._replaced.get(body, body), self._shapes[0].named(body, attributes)


def _safely(body: str, attributes: Attributes, change: Change) -> tuple[str, Attributes]:
    try:
        return within(body, attributes, change)
    except RecursionError:
        return body, attributes  # nested deeper than anybody reads
