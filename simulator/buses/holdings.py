"""What EventBridge holds in a region, and how its operations find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.buses.api_destination import ApiDestination
from pattern_tck.simulator.buses.archive import Archive
from pattern_tck.simulator.buses.bus import Bus
from pattern_tck.simulator.buses.connection import Connection
from pattern_tck.simulator.buses.event import Event
from pattern_tck.simulator.buses.replay import Replay
from pattern_tck.simulator.buses.routing import route
from pattern_tck.simulator.buses.rule import Rule
from pattern_tck.simulator.matching.event_pattern import InvalidPattern, compile_event_pattern
from pattern_tck.simulator.refusals import NotModelled, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

_BUS: Final = ":event-bus/"


class Holdings:
    """Buses, archives, replays, connections and API destinations of one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        #: What is called for targets that are neither queues nor topics nor buses: by the ARN of
        #: the target, with the JSON text for it. An exception is a failure that is retried.
        self.handlers: dict[str, Callable[[str], None]] = {}
        self.buses: dict[str, Bus] = {}
        self.archives: dict[str, Archive] = {}
        self.replays: dict[str, Replay] = {}
        self.connections: dict[str, Connection] = {}
        self.api_destinations: dict[str, ApiDestination] = {}
        self.make_bus("default")

    @property
    def moment(self) -> int:
        """Give the time in microseconds."""
        return self.region.world.clock.micros

    def make_bus(self, name: str) -> Bus:
        """Make a bus."""
        bus = Bus(name, self.region.arn("events", f"event-bus/{name}"), self.moment)
        self.buses[name] = bus
        return bus

    def admit(self, bus: Bus, event: Event) -> None:
        """Take an event: into the archives of the bus and to the targets of its rules."""
        for archive in bus.archives:
            archive.take(event)
        route(self.region, bus, event)

    def at(self, arn: str) -> Bus | None:
        """Give the bus of an ARN of this region."""
        return self.buses.get(arn.partition(_BUS)[2])

    def bus_name(self, name_or_arn: str | None) -> str:
        """Give the name of a bus that is named by its name or its ARN, or is the default one."""
        if name_or_arn is None:
            return "default"
        home, found, name = name_or_arn.partition(_BUS)
        if not found:
            return name_or_arn
        if home != self.region.arn("events", "").rstrip(":"):
            raise NotModelled(f"calling for a bus of another region or account ({name_or_arn})")
        return name

    def bus(self, name_or_arn: str | None) -> Bus:
        """Give a bus; ResourceNotFoundException if there is none."""
        name = self.bus_name(name_or_arn)
        if name not in self.buses:
            raise missing(f"Event bus {name} does not exist.")
        return self.buses[name]

    def rule(self, parameters: Mapping[str, Any], key: str = "Name") -> Rule:
        """Give the rule that a call is about; ResourceNotFoundException if there is none."""
        bus = self.bus(parameters.get("EventBusName"))
        name = parameters[key]
        if name not in bus.rules:
            raise missing(f"Rule {name} does not exist on EventBus {bus.name}.")
        return bus.rules[name]

    def archive(self, name: str) -> Archive:
        """Give an archive; ResourceNotFoundException if there is none."""
        if name not in self.archives:
            raise missing(f"Archive {name} does not exist.")
        return self.archives[name]

    def compiled(self, pattern: str) -> Callable[[Any], bool]:
        """Compile a pattern; InvalidEventPatternException if it is none (EB-PAT-07)."""
        most = self.region.world.profile.most_pattern_combinations
        try:
            return compile_event_pattern(pattern, most_combinations=most)
        except InvalidPattern as error:
            raise Refusal("InvalidEventPatternException", str(error)) from None


def missing(message: str) -> Refusal:
    """Make the refusal of a call about something that is not there."""
    return Refusal("ResourceNotFoundException", message)


def taken(message: str) -> Refusal:
    """Make the refusal of a name that is in use."""
    return Refusal("ResourceAlreadyExistsException", message)
