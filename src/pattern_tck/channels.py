"""Channels as opaque handles, and the directory in which one scenario keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: The parameter of an API call that names the channel it is made on.
_ADDRESSES = ("QueueUrl", "TopicArn", "TableName", "stateMachineArn", "executionArn")


@dataclass(frozen=True)
class Channel:
    """A queue (by URL), topic (ARN), table (name) or workflow (ARN), under a name in words.

    The IAM role that workflows run under (ARN) is handed out in the same way.
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

    def note_making(
        self, service: str, operation: str, parameters: Mapping[str, Any], answer: Any
    ) -> None:
        """Remember what a call has made, so that it can be removed."""
        removal = _removal(operation, parameters, answer)
        if removal is not None:
            self.made.append((service, *removal))


def address_of(parameters: Mapping[str, Any]) -> str:
    """Give the address that an API call is made on, or nothing."""
    for name in _ADDRESSES:
        if name in parameters:
            return str(parameters[name])
    return _table_in_batch(parameters)


def kind_of(variable: str) -> str:
    """Tell from the name of an environment variable what kind of channel it holds."""
    for ending, kind in (
        ("QUEUE_URL", "queue"),
        ("TOPIC_ARN", "topic"),
        ("TABLE", "table"),
        ("STATE_MACHINE_ARN", "workflow"),
        ("ROLE_ARN", "role"),
    ):
        if variable.endswith(ending):
            return kind
    raise ValueError(f"{variable} does not end like the name of a channel")


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
    match operation:
        case "CreateQueue":
            return "delete_queue", {"QueueUrl": answer["QueueUrl"]}
        case "CreateTopic":
            return "delete_topic", {"TopicArn": answer["TopicArn"]}
        case "Subscribe":
            return "unsubscribe", {"SubscriptionArn": answer["SubscriptionArn"]}
        case "CreateTable":
            return "delete_table", {"TableName": parameters["TableName"]}
        case "CreateStateMachine":
            return "delete_state_machine", {"stateMachineArn": answer["stateMachineArn"]}
        case "StartExecution":
            return "stop_execution", {"executionArn": answer["executionArn"]}
        case "PutMetricAlarm":
            return "delete_alarms", {"AlarmNames": [parameters["AlarmName"]]}
        case "PutRolePolicy":
            return "delete_role_policy", {
                "RoleName": parameters["RoleName"],
                "PolicyName": parameters["PolicyName"],
            }
        case "CreateRole":
            return "delete_role", {"RoleName": parameters["RoleName"]}
    return None
