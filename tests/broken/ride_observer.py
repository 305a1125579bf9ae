"""Observers that believe whatever came last, or understand nothing but today's events."""

from __future__ import annotations

import contextlib
import json

from pattern_tck.reference_impl.commands_and_events import OUTCOMES, RideObserver
from pattern_tck.reference_impl.topic_queue_chaining import from_raw


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


believes_the_last = {"ride-observer": BelievesTheLast}
looks_then_writes = {"ride-observer": LooksThenWrites}
takes_all_fields_for_its_own = {"ride-observer": TakesAllFieldsForItsOwn}
buries_what_is_new = {"ride-observer": BuriesWhatIsNew}
reads_the_unreadable = {"ride-observer": ReadsTheUnreadable}
starts_clean = {"ride-observer": StartsClean}
forgets_first = {"ride-observer": ForgetsFirst}
never_buries = {"ride-observer": NeverBuries}

CAUGHT = {
    "believes_the_last": ["CE-07", "EB-ARC-03"],
    "looks_then_writes": ["CE-07"],
    "takes_all_fields_for_its_own": ["CE-05"],
    "buries_what_is_new": ["CE-05"],
    "reads_the_unreadable": ["DLQ-18"],
    "starts_clean": ["DS-01"],
    "forgets_first": ["SQS-VIS-02", "DLQ-17"],
    "never_buries": ["DLQ-17"],
}
