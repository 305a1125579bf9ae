"""The message shapes of a manifest, as the translation at the tap takes them."""

from __future__ import annotations

from pattern_tck.catalogue import RoleDescription
from pattern_tck.contracts.fields import fields
from pattern_tck.manifest.settings import MessageShape
from pattern_tck.manifest.variables import channels
from pattern_tck.shapes.team_shape import CORRELATION, RETURN_ADDRESS, Shape, TeamShape


def team_shape(said: MessageShape) -> TeamShape:
    """Give a shape for the translation; what a manifest does not say is as the kit has it."""
    return TeamShape(
        said.accepts,
        said.refuses,
        said.correlation_id or f"attribute:{CORRELATION}",
        said.reply_to or f"attribute:{RETURN_ADDRESS}",
        said.attributes,
        said.when,
    )


def no_template(role: RoleDescription, variable: str, said: MessageShape) -> str:
    """Give why a shape cannot be translated, or nothing."""
    word = channels(role).get(variable, variable)
    try:
        Shape(team_shape(said), fields(role.pattern, word))
    except ValueError as reason:
        return str(reason)
    return ""
