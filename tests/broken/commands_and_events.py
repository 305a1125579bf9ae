"""Services that tell what is not so, and observers that believe whatever came last."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.commands_and_events import (
    OUTCOMES,
    RideObserver,
    RideService,
    TooEarly,
    command_in,
    event_of,
)
from pattern_tck.reference_impl.inbox import Unreadable
from pattern_tck.reference_impl.topic_queue_chaining import from_raw


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


class RemembersForItself(StoresEveryTime):
    """Keeps what it has in hand in sight of its peers, and what it has done in its own memory."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._done = set()

    @staticmethod
    def deploy(environment, client):
        made = RideService.deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["COMMANDS_QUEUE_URL"], Attributes={"VisibilityTimeout": "0"}
        )
        return made

    def _handle(self, message):
        if message.body not in self._done:
            super()._handle(message)
            self._done.add(message.body)
            raise RuntimeError("to be acknowledged when it is seen again")


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


class BelievesTheLast(RideObserver):
    """Overwrites what it knows with whatever has come."""

    def _keep(self, event):
        item = {"pk": event["ride"], "key": event["ride"], "value": str(event["fare"])}
        self._bookings.put_item(
            TableName=self._table, Item={name: {"S": text} for name, text in item.items()}
        )


class LooksThenWrites(BelievesTheLast):
    """Looks whether something newer is known, and then writes: a peer may write between."""

    def _keep(self, event):
        found = self._bookings.get_item(
            TableName=self._table, Key={"pk": {"S": event["ride"]}}, ConsistentRead=True
        )
        known = int(found.get("Item", {}).get("version", {}).get("N", "0"))
        if known < event["version"]:
            item = {"pk": event["ride"], "key": event["ride"], "value": str(event["fare"])}
            version = {"version": {"N": str(event["version"])}}
            written = {name: {"S": text} for name, text in item.items()}
            self._bookings.put_item(TableName=self._table, Item={**written, **version})


class TakesAllFieldsForItsOwn(RideObserver):
    """Checks an event against all that there is today: fields, their order, attributes, version."""

    def _handled(self, message):
        published = from_raw(message)
        fields = ["id", "type", "ride", "fare", "version"]
        with contextlib.suppress(ValueError):
            event = json.loads(published.body)
            known = set(published.attributes) <= {"Intent", "Type", "Version", "CorrelationId"}
            version = published.attributes.get("Version", {}).get("Value", "")
            if list(event) != fields or not known or version not in {"1.0", "2.0"}:
                self._set_aside(message)
                return True
        return super()._handled(message)


class BuriesWhatIsNew(RideObserver):
    """Fails at an event of a type that it does not know, until that is a dead letter."""

    def _handled(self, message):
        kind = from_raw(message).attributes.get("Type", {}).get("Value", "")
        return kind in OUTCOMES.values() and super()._handled(message)


class ReadsTheUnreadable(RideObserver):
    """Reads what it can of a message, and drops it where it can read nothing."""

    def _handled(self, message):
        try:
            event = json.loads(message["Body"])
            self._keep({"ride": event["ride"], "fare": event["fare"], "version": event["version"]})
        except (ValueError, KeyError):
            pass
        return True


class StartsClean(RideObserver):
    """Clears its queue when it starts, to begin with what is new."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        while messages := self._sqs.receive_message(
            QueueUrl=self._inbox, MaxNumberOfMessages=10
        ).get("Messages"):
            for message in messages:
                self._mail.acknowledge(message)


class ForgetsFirst(RideObserver):
    """Acknowledges an event before it keeps it."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        return super()._handled(message)


class NeverBuries(RideObserver):
    """Has no redrive policy: what cannot be kept goes round until it is forgotten."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["INBOX_QUEUE_URL"], Attributes={"RedrivePolicy": ""}
        )
        return made


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
believes_the_last = {"ride-observer": BelievesTheLast}
looks_then_writes = {"ride-observer": LooksThenWrites}
takes_all_fields_for_its_own = {"ride-observer": TakesAllFieldsForItsOwn}
buries_what_is_new = {"ride-observer": BuriesWhatIsNew}
reads_the_unreadable = {"ride-observer": ReadsTheUnreadable}
starts_clean = {"ride-observer": StartsClean}
forgets_first = {"ride-observer": ForgetsFirst}
never_buries = {"ride-observer": NeverBuries}

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
    "believes_the_last": ["CE-07", "EB-ARC-03"],
    "looks_then_writes": ["CE-07"],
    "takes_all_fields_for_its_own": ["CE-05"],
    "buries_what_is_new": ["CE-05"],
    "reads_the_unreadable": ["DLQ-18"],
    "starts_clean": ["DS-01"],
    "forgets_first": ["SQS-VIS-02", "DLQ-17"],
    "never_buries": ["DLQ-17"],
}
