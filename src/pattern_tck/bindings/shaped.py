"""Any binding, of a team that has message shapes of its own or shows its effects elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pattern_tck.bindings.binding import Binding, Part, Player
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.shapes.of_role import RoleShapes
from pattern_tck.shapes.team_shape import TeamShape
from pattern_tck.shapes.translation import Translation


class Shaped:
    """A binding whose participants are spoken to in their own shapes.

    ``shapes`` has the shapes of a channel by the variable that names it (``replies``: what is sent
    to an address that came in a message); ``effects`` says where effects are seen. Raises
    `UsageMistake` when it is used for a role for which the shapes cannot be right.
    """

    def __init__(
        self,
        binding: Binding,
        shapes: Mapping[str, Sequence[TeamShape]] | None = None,
        effects: EffectsPlace | None = None,
    ) -> None:
        self.binding = binding
        self.http_alone = binding.http_alone
        self.behind_gateway = binding.behind_gateway
        self.own_time = binding.own_time
        self.effects = effects or EffectsPlace()
        self._said = shapes or {}
        self._shapes: dict[str, RoleShapes] = {}

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Make the channels that the role owns."""
        return self.binding.deploy(self._translated(part))

    def player(self, part: Part, name: str) -> Player:
        """Make an instance, all of whose messages are translated."""
        return self.binding.player(self._translated(part), name)

    @property
    def speaks_otherwise(self) -> bool:
        """Say whether any of its messages has a shape of its own."""
        return bool(self._said)

    def translation(self, part: Part) -> Translation | None:
        """Give the translation for who plays this part; None if no shape was said."""
        if not self._said:
            return None
        if part.role not in self._shapes:
            self._shapes[part.role] = RoleShapes(part.role, self._said)
        return self._shapes[part.role].translation(part.environment, part.tap.unshown.append)

    def _translated(self, part: Part) -> Part:
        translation = self.translation(part)
        if translation is None:
            return part
        return replace(part, tap=replace(part.tap, translation=translation))


def translation_of(binding: Binding, part: Part) -> Translation | None:
    """Give the translation for the participants of a part; None if its messages are the kit's."""
    return binding.translation(part) if isinstance(binding, Shaped) else None


def speaks_otherwise(binding: Binding) -> bool:
    """Say whether messages of a binding's participants have shapes of their own."""
    return isinstance(binding, Shaped) and binding.speaks_otherwise


def effects_place(binding: Binding) -> EffectsPlace:
    """Give where the effects of a binding's participants are seen."""
    return binding.effects if isinstance(binding, Shaped) else EffectsPlace()
