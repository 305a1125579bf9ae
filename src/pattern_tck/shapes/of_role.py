"""The shapes of a role: what a team says about the messages on its channels, made ready.

Channels are known by the variable that names them in the environment of the role. What is
exchanged at an address that came in a message (a reply, the output of a task) has no variable: it
goes by the word ``replies``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from pattern_tck import catalogue
from pattern_tck.catalogue import RoleDescription
from pattern_tck.contracts.fields import Field, fields, is_for_the_unreadable
from pattern_tck.ports import Environment
from pattern_tck.shapes.channel_shapes import ChannelShapes, Note
from pattern_tck.shapes.team_shape import Shape, TeamShape
from pattern_tck.shapes.translation import Translation
from pattern_tck.verdicts import UsageMistake

#: The word for messages at an address that came in a message.
REPLIES: Final = "replies"


class RoleShapes:
    """The shapes of one role; ``said`` has them by variable, one or several for a channel.

    Raises `UsageMistake` for the first thing that is wrong with them.
    """

    def __init__(self, role: str, said: Mapping[str, Sequence[TeamShape]]) -> None:
        self._role = catalogue.roles()[role]
        wrong = mistakes(role, said)
        if wrong:
            raise UsageMistake(f"messages of role {role!r}: {wrong[0]}")
        self._said = said

    @cached_property
    def _shapes(self) -> Mapping[str, tuple[Shape, ...]]:
        return {
            variable: _told_apart([Shape(one, _fields(self._role, variable)) for one in several])
            for variable, several in self._said.items()
        }

    def translation(self, environment: Environment, note: Note) -> Translation:
        """Give the translation for a participant whose channels stand in an environment."""
        replaced: dict[str, str] = {}
        words = _words(self._role)
        by_address: dict[str, ChannelShapes] = {}
        for variable, word in words.items():
            shapes = self._shapes.get(variable) or self._of_any(word)
            if shapes and environment.get(variable):
                by_address[environment[variable]] = ChannelShapes(word, shapes, note, replaced)
        replies = self._shapes.get(REPLIES)
        return Translation(
            by_address,
            frozenset(address for address in environment.values() if address),
            ChannelShapes(REPLIES, replies, note, replaced) if replies else None,
        )

    def _of_any(self, word: str) -> tuple[Shape, ...]:
        # What is laid aside came in on another channel, in the shape that it has there.
        if not is_for_the_unreadable(self._role.pattern, word):
            return ()
        return tuple(shape for several in self._shapes.values() for shape in several)


def mistakes(role: str, said: Mapping[str, Sequence[TeamShape]]) -> list[str]:
    """Give a sentence for each thing that is wrong with the shapes of a role's channels."""
    described = catalogue.roles()[role]
    known = {**_words(described), REPLIES: REPLIES}
    wrong = []
    for variable, several in said.items():
        if variable not in known:
            hint = catalogue.nearest(variable, known) or f"; there are {', '.join(known)}"
            wrong.append(f"{variable} is no channel of role {role!r}{hint}")
            continue
        wrong += [
            f"{variable}: {sentence}"
            for one in several
            for sentence in _mistakes(one, _fields(described, variable))
        ]
    return wrong


def _mistakes(said: TeamShape, known: Mapping[str, Field]) -> list[str]:
    try:
        shape = Shape(said, known)
    except ValueError as reason:
        return [str(reason)]
    names = sorted(shape.template.names) if shape.template else []
    return [
        f"the messages on this channel have no field {{{name}}}"
        + (catalogue.nearest(name, known) or f"; they have {', '.join(known)}")
        for name in names
        if known and name not in known
    ]


def _fields(role: RoleDescription, variable: str) -> Mapping[str, Field]:
    return fields(role.pattern, _words(role).get(variable, variable))


def _words(role: RoleDescription) -> Mapping[str, str]:
    return {**role.given, **role.makes}


def _told_apart(shapes: list[Shape]) -> tuple[Shape, ...]:
    """Find what tells the kinds of messages of one channel apart: constants that differ."""
    kinds = [shape for shape in shapes if shape.is_told_apart]
    for shape in kinds:
        shape.telling = {
            path: value
            for path, value in shape.constants.items()
            if any(other.constants.get(path, value) != value for other in kinds)
        }
    return tuple(shapes)
