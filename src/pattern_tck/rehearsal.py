"""A rehearsal: before a system that runs already is bothered, a scenario is tried without it.

The reference plays the system on the simulator, on channels that are not the kit's. If the scenario
wants of them what nobody may do to somebody else's, that is known before a single message was sent:
no poison is left in a team's queue for a scenario that cannot be judged, and nothing is paid for.
And where the reference seems wrong as soon as it is cast like that, nobody else is blamed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck import catalogue
from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.deployed import DeployedBinding, deployed
from pattern_tck.catalogue import RoleDescription
from pattern_tck.channels import kind_of
from pattern_tck.effects.place import EFFECTS
from pattern_tck.implementation import Implementation
from pattern_tck.performance import Performance
from pattern_tck.ports import Client, Target
from pattern_tck.scenarios import Scenario
from pattern_tck.stage import Stage
from pattern_tck.verdicts import NotExercised, OutOfReach, TargetLacks

#: How the names of the channels begin that stand for a team's.
_THEIRS = "theirs"


@dataclass(frozen=True)
class Rehearsal:
    """Tries scenarios on a target of the kit's own, which is open only meanwhile.

    While it is open it may take the calls of every AWS client of this process.
    """

    implementation: Implementation
    reference: Implementation
    open_target: Callable[[], Target]

    def out_of_reach(self, scenario: Scenario, perform: Callable[[Stage], Performance]) -> str:
        """Give why a scenario cannot be performed with what runs already; nothing if it may be."""
        binding = self.implementation.roles.get(scenario.role or "")
        if binding is None or not deployed(binding):
            return ""
        target = self.open_target()
        try:
            if scenario.needs - target.capabilities.present:
                return ""
            stage = Stage(_Again(target), self._played_on(target), subject=scenario.role or "")
            error = perform(stage).error
            if isinstance(error, OutOfReach):
                return str(error)
            if error is None or isinstance(error, (NotExercised, TargetLacks)):
                return ""
            # Is it the casting that is at fault, or the simulator? Then this tells nothing.
            plain = perform(Stage(_Again(target), self.reference)).error
        finally:
            target.close()
        if plain is not None:
            return ""
        return f"the reference does not pass when it is cast as a system that runs already: {error}"

    def _played_on(self, target: Target) -> Implementation:
        """Give the implementation with the reference in the place of what runs already."""
        roles = {
            name: _StandIn(_made(target, catalogue.roles()[name]), True, self.reference.roles[name])
            if deployed(binding)
            else self.reference.roles[name]
            for name, binding in self.implementation.roles.items()
        }
        return Implementation("a rehearsal", roles)


@dataclass(frozen=True)
class _StandIn(DeployedBinding):
    """The reference, cast as if it ran already."""

    plays: Any = None
    own_time = False
    _told: dict[str, str] = field(default_factory=dict)

    def deploy(self, part: Part) -> Mapping[str, str]:
        """Have the reference make what it owns, under names that are not the kit's."""
        visibility = str(part.target.tempo.visibility)
        self._told.update(PREFIX=f"{_THEIRS}-{part.role}", VISIBILITY_TIMEOUT=visibility)
        # What a workflow or a rule acts under is no channel, so the casting has not handed it over.
        self._told.update(
            (variable, address)
            for variable, address in self.channels.items()
            if kind_of(variable) == "role"
        )
        made: Mapping[str, str] = self.plays.deploy(part.knowing(self._told))
        return made

    def player(self, part: Part, name: str) -> Any:
        """Give the reference as an instance, whose API nobody can reach."""
        player = self.plays.player(part.knowing(self._told), name)
        player.respond = super().player(part, name).respond
        return player


class _Again:
    """A target that is never reset, as it is closed soon: the numbers of scenarios go on."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)

    def reset(self) -> bool:
        return False


def _made(target: Target, role: RoleDescription) -> dict[str, str]:
    """Make what a role is given, under names that are not the kit's."""
    makers = {"queue": _queue, "topic": _topic, "bus": _bus, "table": _table, "role": _role}
    made = {}
    for number, (variable, word) in enumerate(role.given.items()):
        kind = "table" if word == EFFECTS else kind_of(variable)
        if kind in makers:
            name = f"{_THEIRS}-{role.name}-{number}"
            made[variable] = makers[kind](target.client, name)
        else:
            made[variable] = _THEIRS
    return made


def _queue(client: Callable[[str], Client], name: str) -> str:
    return str(client("sqs").create_queue(QueueName=name)["QueueUrl"])


def _topic(client: Callable[[str], Client], name: str) -> str:
    return str(client("sns").create_topic(Name=name)["TopicArn"])


def _bus(client: Callable[[str], Client], name: str) -> str:
    client("events").create_event_bus(Name=name)
    return name


def _role(_: Callable[[str], Client], name: str) -> str:
    # Nobody asks IAM on the simulator, so that the ARN of a role is all there is of it.
    return f"arn:aws:iam::123456789012:role/{name}"


def _table(client: Callable[[str], Client], name: str) -> str:
    client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name
