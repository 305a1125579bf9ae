"""The variables of a role: what the kit tells who plays it, by the names that the kit has."""

from __future__ import annotations

from collections.abc import Mapping

from pattern_tck import catalogue
from pattern_tck.catalogue import RoleDescription
from pattern_tck.channels import kind_of

#: Where an effect is seen -> the variable that names the place.
EFFECTS_VARIABLES: Mapping[str, str] = {
    "table": "EFFECTS_TABLE",
    "queue": "EFFECTS_QUEUE_URL",
    "topic": "EFFECTS_TOPIC_ARN",
    "http": "EFFECTS_URL",
}

#: What everybody is told.
_EVERYBODY = ("PREFIX", "VISIBILITY_TIMEOUT")
#: What a process is told besides: where it finds AWS.
_OF_PROCESSES = ("AWS_ENDPOINT_URL", "AWS_REGION")

#: The kinds of channels on which messages pass.
_WITH_MESSAGES = frozenset({"queue", "topic", "bus", "workflow"})


def channels(role: RoleDescription) -> Mapping[str, str]:
    """Give the role's word for each of its channels, by variable."""
    return {**role.given, **role.makes}


def channels_with_messages(role: RoleDescription) -> Mapping[str, str]:
    """Give those of its channels on which messages pass."""
    return {
        variable: word
        for variable, word in channels(role).items()
        if kind_of(variable) in _WITH_MESSAGES
    }


def sources(role: RoleDescription) -> list[str]:
    """Give the variables of the queues that the player of a role receives from."""
    return [
        variable
        for variable, word in channels(role).items()
        if kind_of(variable) == "queue" and (role.receives_from(word) or _acknowledges(role, word))
    ]


def _acknowledges(role: RoleDescription, word: str) -> bool:
    # Where no scenario asks for the moment of receiving, that of acknowledging tells as much.
    return any(
        moment.channel == word and "DeleteMessage" in moment.operations
        for moment in role.moments.values()
    )


def told(role: RoleDescription) -> Mapping[str, None]:
    """Give every variable that an environment's value may name, for a role."""
    names = [
        *channels(role), *_EVERYBODY, *role.told,
        *EFFECTS_VARIABLES.values(), *_OF_PROCESSES,
    ]  # fmt: skip
    return dict.fromkeys(names)


def all_told() -> frozenset[str]:
    """Give what scenarios tell anybody, besides channels."""
    return frozenset(name for role in catalogue.roles().values() for name in role.told)
