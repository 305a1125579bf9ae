"""The guard: what the kit may do to channels that belong to a system that runs already.

It stands between the kit's own calls and the target, behind the tap, as soon as such a system is
cast. What bears no name of the kit's is somebody else's: there the kit sends, asks and listens with
a queue of its own, and does nothing besides. Whatever else a scenario wants makes it *not
exercised*. Its messages are marked, and put into the team's own shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.channels import Directory, address_of
from pattern_tck.numbering import RUN, run_of
from pattern_tck.ports import Client
from pattern_tck.shapes import mirrored
from pattern_tck.shapes.channel_shapes import ChannelShapes
from pattern_tck.shapes.envelopes import within
from pattern_tck.shapes.team_shape import Attributes
from pattern_tck.shapes.translation import Translation
from pattern_tck.verdicts import OutOfReach

#: The attribute of every message that the kit sends to a running system: the id of the run.
MARK: Final = "TckRun"

#: So many attributes a message can have.
_MOST_ATTRIBUTES: Final = 10

#: What may be done to a channel of somebody else's.
_SENDS: Final = frozenset(
    {
        "SendMessage", "SendMessageBatch", "Publish", "PublishBatch", "PutEvents", "StartExecution",
        "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat",
    }
)  # fmt: skip
_LISTENS: Final = frozenset({"Subscribe"})
_ASKS: Final = ("Get", "List", "Describe")
#: Of a rule it is the name that tells whose it is: one of the kit's may be on any bus.
_ON_RULES: Final = {
    "PutRule": "Name", "DeleteRule": "Name", "EnableRule": "Name", "DisableRule": "Name",
    "PutTargets": "Rule", "RemoveTargets": "Rule",
}  # fmt: skip
#: Where calls that make something have its name.
_NAMES: Final = {
    "CreateQueue": "QueueName", "CreateTopic": "Name", "CreateEventBus": "Name",
    "CreateStateMachine": "name", "CreateArchive": "ArchiveName", "StartReplay": "ReplayName",
    "CreateRole": "RoleName", "PutRolePolicy": "RoleName", "PutMetricAlarm": "AlarmName",
}  # fmt: skip
#: Where a call has a channel that `address_of` does not look for.
_OTHERS: Final = ("SourceArn", "DestinationArn", "EventSourceArn")

_READS: Final = {
    "ReceiveMessage": "receives from",
    "DeleteMessage": "deletes from",
    "DeleteMessageBatch": "deletes from",
    "ChangeMessageVisibility": "holds messages of",
    "PurgeQueue": "empties",
    "StartMessageMoveTask": "redrives",
    "StartReplay": "replays to",
}


class Guard:
    """Watches the kit's own calls in one scenario."""

    def __init__(self, directory: Directory, number: int) -> None:
        self._directory = directory
        # What a scenario sends holds its business keys, and these end like this.
        self._mark = re.compile(rf"{RUN}-{number}(?!\d)")
        #: The applications that run already; without any, the guard lets everything pass.
        self.hosts: list[str] = []
        #: Queues to which poison may be sent whatever becomes of it, and the reasons where not.
        self._no_poison: dict[str, str] = {}
        self._translations: list[Translation] = []
        #: The kit's queues that listen to a topic or bus of somebody else's, by name.
        self._ears: dict[str, ChannelShapes | None] = {}
        self._rules: dict[str, str] = {}

    # -- what the casting tells it

    def refuse_poison(self, address: str, reason: str) -> None:
        """Have no message sent to an address that breaks its contract on purpose."""
        self._no_poison[address] = reason

    def translate(self, translation: Translation) -> None:
        """Speak to a system in the shapes that this translation has."""
        self._translations.append(translation)

    # -- what the kit asks it

    def is_foreign(self, address: str) -> bool:
        """Say whether a channel (or its name) is somebody else's."""
        return bool(self.hosts and address) and not run_of(_name(address))

    def see_poison(self, address: str) -> None:
        """Raise `OutOfReach` if a poison must not be sent there."""
        if reason := self._no_poison.get(address):
            raise OutOfReach(reason)

    def is_own(self, text: str) -> bool:
        """Say whether something is of this scenario; without a running system everything is."""
        return not self.hosts or self._mark.search(text) is not None

    def watch(self, client: Client) -> Client:
        """Give a client like ``client``, whose every call is watched."""
        copy = object.__new__(type(client))
        copy.__dict__.update(client.__dict__)
        make_api_call = client._make_api_call  # noqa: SLF001 - botocore's single point of calling

        def call(operation: str, parameters: Mapping[str, Any]) -> Any:
            if not self.hosts:
                return make_api_call(operation, parameters)
            self._see(operation, parameters)
            answer = make_api_call(operation, self._sent(operation, parameters))
            if operation == "ReceiveMessage" and answer.get("Messages"):
                return self._received(parameters, answer, make_api_call)
            return answer

        copy.__dict__["_make_api_call"] = call
        return copy

    # -- what it sees to

    def _see(self, operation: str, parameters: Mapping[str, Any]) -> None:
        if operation in _ON_RULES:
            self._see_rule(operation, parameters)
            return
        if operation in {"Unsubscribe", "SetSubscriptionAttributes"}:
            self._see_subscription(operation, parameters["SubscriptionArn"])
            return
        name = str(parameters.get(_NAMES.get(operation, ""), ""))
        if name and not run_of(name):
            raise OutOfReach(f"{name} is {self._whose}: the kit makes nothing of that name")
        if operation in _SENDS | _LISTENS or operation.startswith(_ASKS):
            if operation == "Subscribe":
                self._listen(str(parameters["Endpoint"]), str(parameters["TopicArn"]))
            return
        replayed = parameters.get("Destination", {})
        for address in (
            address_of(parameters),
            *(str(parameters.get(other, "")) for other in _OTHERS),
            str(replayed.get("Arn", "") if isinstance(replayed, Mapping) else ""),
        ):
            if self.is_foreign(address):
                does = _READS.get(operation, f"makes no {operation} on")
                no = "never " if operation in _READS else ""
                channel = self._directory.called(address)
                raise OutOfReach(f"{channel} is {self._whose}: the kit {no}{does} it")

    def _see_rule(self, operation: str, parameters: Mapping[str, Any]) -> None:
        rule = str(parameters[_ON_RULES[operation]])
        if not run_of(rule):
            raise OutOfReach(f"rule {rule} is {self._whose}: the kit does not change it")
        bus = str(parameters.get("EventBusName", "default"))
        if operation == "PutTargets" and self.is_foreign(bus):
            for target in parameters["Targets"]:
                if self.is_foreign(str(target["Arn"])):
                    raise OutOfReach(f"{_name(target['Arn'])} is {self._whose}: no rule aims at it")
                self._listen(str(target["Arn"]), bus)

    def _see_subscription(self, operation: str, arn: str) -> None:
        made = any(
            removal == "unsubscribe" and parameters["SubscriptionArn"] == arn
            for _, removal, parameters in self._directory.made
        )
        if not made:
            raise OutOfReach(f"subscription {arn} is {self._whose}: the kit makes no {operation}")

    def _listen(self, queue: str, source: str) -> None:
        if self.is_foreign(queue):
            raise OutOfReach(f"{_name(queue)} is {self._whose}: the kit has it listen to nothing")
        if self.is_foreign(source):
            shapes = (one.channels.get(source) for one in self._translations)
            self._ears[_name(queue)] = next((one for one in shapes if one), None)

    def _sent(self, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        for translation in self._translations:
            made = mirrored.to_team(translation, operation, parameters)
            if made is not parameters:
                parameters = made
                break
        if operation not in _SENDS or not self.is_foreign(address_of(parameters)):
            return parameters
        if operation in {"SendMessage", "Publish"}:
            return _marked(parameters)
        for several in ("Entries", "PublishBatchRequestEntries"):
            if several in parameters and operation != "PutEvents":
                return {**parameters, several: [_marked(entry) for entry in parameters[several]]}
        return parameters

    def _received(self, asked: Mapping[str, Any], answer: Any, make_api_call: Any) -> Any:
        """Leave out what is none of this scenario's, and give the rest as the kit has it."""
        queue = _name(str(asked["QueueUrl"]))
        kept = []
        for message in answer["Messages"]:
            if queue in self._ears and not self._is_of_scenario(message):
                handle = {"QueueUrl": asked["QueueUrl"], "ReceiptHandle": message["ReceiptHandle"]}
                make_api_call("DeleteMessage", handle)
            else:
                kept.append(self._canonical(queue, _without_mark(message)))
        return {**answer, "Messages": kept}

    def _is_of_scenario(self, message: Mapping[str, Any]) -> bool:
        return self.is_own(f"{message['Body']} {message.get('MessageAttributes', '')}")

    def _canonical(self, queue: str, message: dict[str, Any]) -> dict[str, Any]:
        if queue in self._ears:
            shapes = self._ears[queue]
        else:
            replies = (one.replies for one in self._translations)
            shapes = next((one for one in replies if one), None)
        return mirrored.from_team(message, shapes) if shapes else message

    @property
    def _whose(self) -> str:
        return f"not the kit's, but of a system that runs already ({', '.join(self.hosts)})"


def _marked(message: Mapping[str, Any]) -> Mapping[str, Any]:
    attributes = message.get("MessageAttributes") or {}
    if len(attributes) >= _MOST_ATTRIBUTES:
        return message
    mark = {"DataType": "String", "StringValue": RUN}
    return {**message, "MessageAttributes": {**attributes, MARK: mark}}


def _without_mark(message: Mapping[str, Any]) -> dict[str, Any]:
    def change(body: str, attributes: Attributes) -> tuple[str, Attributes]:
        return body, {name: value for name, value in attributes.items() if name != MARK}

    body, attributes = within(message["Body"], message.get("MessageAttributes") or {}, change)
    # The envelope of a topic has attributes of its own: what is beside it is taken out here.
    attributes = {name: value for name, value in attributes.items() if name != MARK}
    return {**message, "Body": body, "MessageAttributes": attributes}


def _name(address: str) -> str:
    if ":execution:" in address:
        address = address.rpartition(":")[0]  # an execution is of whom its workflow is
    return address.rpartition("/")[2].rpartition(":")[2]
