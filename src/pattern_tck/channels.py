"""Channels as opaque handles, and the directory in which one scenario keeps its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.verdicts import OutOfReach

#: The parameter of an API call that names the channel it is made on.
_ADDRESSES = (
    "QueueUrl", "TopicArn", "TableName", "stateMachineArn", "executionArn", "EventBusName",
    "Url",  # of effects that are seen over HTTP
)  # fmt: skip


@dataclass(frozen=True)
class Channel:
    """A queue (by URL), topic (ARN), bus (name), table (name) or workflow (ARN), named in words.

    The IAM role that workflows and rules act under (ARN), rules (ARN), and the HTTP APIs of third
    parties (URL) are handed out so too.
    """

    name: str
    kind: str
    address: str


@dataclass
class Directory:
    """The channels of one scenario, and everything that was made for it, to be removed again."""

    channels: dict[str, Channel] = field(default_factory=dict)
    #: (service, operation that removes, parameters), in the order of making.
    made: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    #: Why nobody knows where a channel is, by its name.
    unknown: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, kind: str, address: str) -> Channel:
        """Put a channel under a name; the name may be taken over by a later one."""
        channel = Channel(name, kind, address)
        self.channels[name] = channel
        return channel

    def called(self, address: str) -> str:
        """Give the name of the channel at an address, or the end of the address."""
        for channel in self.channels.values():
            if channel.address == address:
                return channel.name
        return address.rpartition("/")[2].rpartition(":")[2]

    def find(self, name: str) -> Channel:
        """Give the channel of a name; `OutOfReach` if it is said why nobody knows where it is."""
        if name not in self.channels and name in self.unknown:
            raise OutOfReach(self.unknown[name])
        return self.channels[name]

    def note_making(
        self, service: str, operation: str, parameters: Mapping[str, Any], answer: Any
    ) -> None:
        """Remember what a call has made, so that it can be removed."""
        removal = _removal(operation, parameters, answer)
        # A rule that is changed is put once more, after its targets. It still goes after them.
        if removal is not None and (service, *removal) not in self.made:
            self.made.append((service, *removal))


def address_of(parameters: Mapping[str, Any]) -> str:
    """Give the address that an API call is made on, or nothing."""
    for name in _ADDRESSES:
        if name in parameters:
            return str(parameters[name])
    return _bus_of_events(parameters) or _table_in_batch(parameters)


def kind_of(variable: str) -> str:
    """Tell from the name of an environment variable what kind of channel it holds."""
    for ending, kind in (
        ("QUEUE_URL", "queue"),
        ("TOPIC_ARN", "topic"),
        ("BUS_NAME", "bus"),
        ("TABLE", "table"),
        ("STATE_MACHINE_ARN", "workflow"),
        ("ROLE_ARN", "role"),
        ("API_URL", "api"),
    ):
        if variable.endswith(ending):
            return kind
    raise ValueError(f"{variable} does not end like the name of a channel")


def _bus_of_events(parameters: Mapping[str, Any]) -> str:
    for entry in parameters.get("Entries", ()):
        return str(entry.get("EventBusName", ""))
    return ""


def _table_in_batch(parameters: Mapping[str, Any]) -> str:
    if "RequestItems" in parameters:
        return str(next(iter(parameters["RequestItems"]), ""))
    for item in parameters.get("TransactItems", ()):
        for action in item.values():
            return str(action.get("TableName", ""))
    return ""


def _removal(
    operation: str, parameters: Mapping[str, Any], answer: Any
) -> tuple[str, Mapping[str, Any]] | None:
    if operation not in _REMOVALS:
        return None
    if operation == "Subscribe" and not answer["SubscriptionArn"].startswith("arn:"):
        return None  # it waits for its confirmation, and has no name until then
    removal, known_by = _REMOVALS[operation]
    return removal, known_by(parameters, answer)


def _bus(asked: Mapping[str, Any]) -> str:
    return str(asked.get("EventBusName", "default"))


#: By the call that makes something: the operation that removes it, and how that is told what.
_REMOVALS: Mapping[str, tuple[str, Callable[[Mapping[str, Any], Any], Mapping[str, Any]]]] = {
    "CreateQueue": ("delete_queue", lambda asked, made: {"QueueUrl": made["QueueUrl"]}),
    "CreateTopic": ("delete_topic", lambda asked, made: {"TopicArn": made["TopicArn"]}),
    "Subscribe": (
        "unsubscribe",
        lambda asked, made: {"SubscriptionArn": made["SubscriptionArn"]},
    ),
    "CreateEventBus": ("delete_event_bus", lambda asked, made: {"Name": asked["Name"]}),
    "PutRule": (
        "delete_rule",
        lambda asked, made: {"Name": asked["Name"], "EventBusName": _bus(asked)},
    ),
    "PutTargets": (
        "remove_targets",
        lambda asked, made: {
            "Rule": asked["Rule"],
            "EventBusName": _bus(asked),
            "Ids": [target["Id"] for target in asked["Targets"]],
        },
    ),
    "CreateArchive": (
        "delete_archive",
        lambda asked, made: {"ArchiveName": asked["ArchiveName"]},
    ),
    "CreateTable": ("delete_table", lambda asked, made: {"TableName": asked["TableName"]}),
    "CreateStateMachine": (
        "delete_state_machine",
        lambda asked, made: {"stateMachineArn": made["stateMachineArn"]},
    ),
    "StartExecution": (
        "stop_execution",
        lambda asked, made: {"executionArn": made["executionArn"]},
    ),
    "PutMetricAlarm": (
        "delete_alarms",
        lambda asked, made: {"AlarmNames": [asked["AlarmName"]]},
    ),
    "PutRolePolicy": (
        "delete_role_policy",
        lambda asked, made: {"RoleName": asked["RoleName"], "PolicyName": asked["PolicyName"]},
    ),
    "CreateRole": ("delete_role", lambda asked, made: {"RoleName": asked["RoleName"]}),
}
