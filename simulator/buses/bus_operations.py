"""Making, changing and listing buses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.bus import Bus
from pattern_tck.simulator.buses.constraints import BUS_NAME, check_name, invalid
from pattern_tck.simulator.buses.event import moment
from pattern_tck.simulator.buses.holdings import Holdings, taken
from pattern_tck.simulator.buses.pages import page
from pattern_tck.simulator.buses.tags import tags_of
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled

#: Kept and shown, without effect here.
_SETTINGS: Final = ("Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig")


class BusOperations(Holdings):
    """The operations about buses."""

    @operation("CreateEventBus")
    def create_event_bus(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Make a bus; ResourceAlreadyExistsException if there is one of the name."""
        name = parameters["Name"]
        check_name(name, "name", longest=256, pattern=BUS_NAME)
        if parameters.get("EventSourceName") is not None:
            raise NotModelled("a bus for the events of a partner")
        if "/" in name:
            raise invalid("Event bus name must not contain '/'.")
        _check_dead_letters(parameters)
        if name in self.buses:
            raise taken(f"Event bus {name} already exists.")
        bus = self.make_bus(name)
        bus.tags = tags_of(parameters)
        bus.settings = _settings(parameters)
        return {"EventBusArn": bus.arn, **bus.settings}

    @operation("UpdateEventBus")
    def update_event_bus(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Change the settings of a bus that are given."""
        bus = self.bus(parameters.get("Name"))
        bus.settings |= _settings(parameters)
        bus.changed = self.moment
        return {"Arn": bus.arn, "Name": bus.name, **bus.settings}

    @operation("DeleteEventBus")
    def delete_event_bus(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a bus that has neither rules nor archives; the default one stays."""
        name = self.bus_name(parameters["Name"])
        if name == "default":
            raise invalid("Cannot delete event bus default.")
        bus = self.buses.get(name)
        if bus is not None:
            # An archive has a rule of its own on the bus.
            if bus.rules or bus.archives:
                raise invalid("EventBus can't be deleted since it has rules.")
            del self.buses[name]
        return {}

    @operation("DescribeEventBus")
    def describe_event_bus(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a bus."""
        bus = self.bus(parameters.get("Name"))
        return _shown(bus) | bus.settings

    @operation("ListEventBuses")
    def list_event_buses(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the buses whose names begin with a prefix."""
        prefix = parameters.get("NamePrefix", "")
        names = sorted(name for name in self.buses if name.startswith(prefix))
        shown, token = page(names, parameters)
        return {"EventBuses": [_listed(self.buses[name]) for name in shown], **token}


def _check_dead_letters(parameters: Mapping[str, Any]) -> None:
    arn = (parameters.get("DeadLetterConfig") or {}).get("Arn")
    service = str(arn).split(":")[2:3]
    if arn and service != ["sqs"]:
        raise invalid(f"{''.join(service)} is not supported as a dead letter resource.")


def _settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parameters[name] for name in _SETTINGS if parameters.get(name) is not None}


def _shown(bus: Bus) -> dict[str, Any]:
    shown = {
        "Name": bus.name,
        "Arn": bus.arn,
        "CreationTime": moment(bus.made),
        "LastModifiedTime": moment(bus.changed),
    }
    if bus.policy is not None:
        shown["Policy"] = bus.policy
    return shown


def _listed(bus: Bus) -> dict[str, Any]:
    described = bus.settings.get("Description")
    return _shown(bus) | ({} if described is None else {"Description": described})
