"""Services that tell what is not so, or tell it otherwise the second time."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.commands_and_events import (
    OUTCOMES,
    RideService,
    TooEarly,
    command_in,
    event_of,
)
from pattern_tck.reference_impl.inbox import Unreadable
from tests.broken.remembering import RemembersInMemory


class TellsBeforeItIsSo(RideService):
    """Publishes inside the transaction, before it is known to end well."""

    def _change(self, command, version, event):
        self._tell(event, "")
        super()._change(command, version, event)


class ThinksItHasTold(RideService):
    """Takes a ride that is stored for one that was told of, too."""

    def _handle(self, message):
        if self._event_of(command_in(message)) is None:
            super()._handle(message)


class DoesNotRecord(RideService):
    """Makes the event when it is told, and a new one when it is told again."""

    def _follow(self, command):
        if self._event_of(command) is None:
            return super()._follow(command)
        version = int(self._item(command.ride)["version"]["N"])
        return event_of(command, version)


class TellsTheLatest(RideService):
    """Has the old event say what the ride is like now, when it is told again."""

    def _follow(self, command):
        event = json.loads(super()._follow(command))
        ride = self._item(command.ride)
        return json.dumps({**event, "fare": float(ride["value"]["S"])})


class EditsItsEvents(RideService):
    """Publishes a correction as the event that it corrects, with the same id."""

    def _change(self, command, version, event):
        edited = {**json.loads(event), "id": command.ride}
        super()._change(command, version, json.dumps(edited))

    def _follow(self, command):
        super()._follow(command)
        return self._event_of(command)


class StoresEveryTime(RideService):
    """Has no memory: a command that comes twice is followed twice."""

    def _follow(self, command):
        event = event_of(command, 1)
        item = {"pk": str(uuid.uuid4()), "key": command.ride, "value": str(command.fare)}
        self._rides.put_item(
            TableName=self._table, Item={name: {"S": text} for name, text in item.items()}
        )
        return event


class RemembersForItself(RemembersInMemory, StoresEveryTime):
    """Keeps what it has in hand in sight of its peers, and what it has done in its own memory."""


class DropsWhatIsTooEarly(RideService):
    """Takes a correction of a ride that it does not know for a mistake."""

    def _handle(self, message):
        with contextlib.suppress(TooEarly):
            super()._handle(message)


class AcknowledgesFirst(RideService):
    """Acknowledges a command, and then follows it."""

    def _handle(self, message):
        self._inbox.acknowledge(message)
        super()._handle(message)


class SwallowsRefusals(RideService):
    """Logs that the topic has refused an event, and goes on."""

    def _tell(self, event, correlation):
        with contextlib.suppress(ClientError):
            super()._tell(event, correlation)


class WaitsForObservers(RideService):
    """Is done when every observer has taken the event, and if there is one."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._queues = client("sqs")

    def _tell(self, event, correlation):
        super()._tell(event, correlation)
        pages = self._sns.list_subscriptions_by_topic(TopicArn=self._topic)["Subscriptions"]
        if not pages:
            raise RuntimeError("nobody listens")
        for found in pages:
            name = found["Endpoint"].rpartition(":")[2]
            seen = self._queues.get_queue_attributes(
                QueueUrl=self._queues.get_queue_url(QueueName=name)["QueueUrl"],
                AttributeNames=["ApproximateNumberOfMessages"],
            )
            if int(seen["Attributes"]["ApproximateNumberOfMessages"]):
                raise RuntimeError("somebody has not reacted yet")


class KnowsItsObservers(RideService):
    """Looks up the observers when it starts, and sends the events to these queues itself."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._queues = client("sqs")
        self._known = None

    def _tell(self, event, correlation):
        if self._known is None:
            pages = self._sns.list_subscriptions_by_topic(TopicArn=self._topic)["Subscriptions"]
            self._known = [found["Endpoint"].rpartition(":")[2] for found in pages]
        for name in self._known:
            url = self._queues.get_queue_url(QueueName=name)["QueueUrl"]
            self._queues.send_message(QueueUrl=url, MessageBody=event)


class TellsACommand(RideService):
    """Names its events for what it would have others do."""

    def _tell(self, event, correlation):
        told = json.loads(event)
        orders = {"RideCompleted": "SendReceipt", "FareCorrected": "SendNewReceipt"}
        super()._tell(json.dumps({**told, "type": orders[told["type"]]}), correlation)


class TellsABlob(RideService):
    """Publishes JSON and nothing else."""

    def _tell(self, event, correlation):
        self._sns.publish(TopicArn=self._topic, Message=event)


class GuessesCommands(RideService):
    """Takes whatever has a ride for a command to complete it."""

    def _handle(self, message):
        stated = {"Intent": "command", "Type": "CompleteRide", "Version": "1.0"}
        if message.stated("Type") in OUTCOMES:
            stated["Type"] = message.stated("Type")
        guessed = {
            name: {"DataType": "String", "StringValue": word} for name, word in stated.items()
        }
        super()._handle(
            type(message)(message.body, {**message.attributes, **guessed}, message.receipt)
        )


class TriesWhatItCannotRead(RideService):
    """Leaves a command that it cannot read to be tried until it is a dead letter."""

    def _handle(self, message):
        try:
            super()._handle(message)
        except Unreadable as reason:
            raise RuntimeError from reason


tells_before_it_is_so = {"ride-service": TellsBeforeItIsSo}
thinks_it_has_told = {"ride-service": ThinksItHasTold}
does_not_record = {"ride-service": DoesNotRecord}
tells_the_latest = {"ride-service": TellsTheLatest}
edits_its_events = {"ride-service": EditsItsEvents}
stores_every_time = {"ride-service": StoresEveryTime}
remembers_for_itself = {"ride-service": RemembersForItself}
drops_what_is_too_early = {"ride-service": DropsWhatIsTooEarly}
acknowledges_first = {"ride-service": AcknowledgesFirst}
swallows_refusals = {"ride-service": SwallowsRefusals}
waits_for_observers = {"ride-service": WaitsForObservers}
knows_its_observers = {"ride-service": KnowsItsObservers}
tells_a_command = {"ride-service": TellsACommand}
tells_a_blob = {"ride-service": TellsABlob}
guesses_commands = {"ride-service": GuessesCommands}
tries_what_it_cannot_read = {"ride-service": TriesWhatItCannotRead}

CAUGHT = {
    "tells_before_it_is_so": ["CE-03"],
    "thinks_it_has_told": ["DEC-06", "CE-03"],
    "does_not_record": ["DEC-06", "CE-04", "SQS-VIS-02"],
    "tells_the_latest": ["CE-04"],
    "edits_its_events": ["CE-04"],
    "stores_every_time": ["SQS-DEL-02", "SQS-DEL-04", "SQS-VIS-03", "DEC-06"],
    "remembers_for_itself": ["CE-01"],
    "drops_what_is_too_early": ["SQS-DEL-03"],
    "acknowledges_first": ["CE-03", "DEC-06"],
    "swallows_refusals": ["SQS-DEL-14"],
    "waits_for_observers": ["CE-02", "CE-06"],
    "knows_its_observers": ["PS-01"],
    "tells_a_command": ["CE-02"],
    "tells_a_blob": ["CE-02", "RR-04"],
    "guesses_commands": ["DLQ-18"],
    "tries_what_it_cannot_read": ["DLQ-18"],
}
