"""Consumers on a bus that start circles, repeat themselves, or are too strict with others."""

from __future__ import annotations

import contextlib
import uuid
from typing import ClassVar

from pattern_tck.reference_impl.bus_consumer import BusConsumer
from pattern_tck.reference_impl.event_publishing import entry
from pattern_tck.reference_impl.inbox import Unreadable
from tests.broken.content_based_router import with_events

_KNOWN = {"version", "id", "customer", "tier", "fare", "distance", "reason", "correlationId"}


class AnswersItself(BusConsumer):
    """Wants everything about rides, and takes its own event for one."""

    pattern: ClassVar = {"source": [{"prefix": "wild-rydes."}]}

    def _handle(self, event):
        super()._handle({**event, "detail-type": "RideCompleted"})

    def _told(self, ride):
        return False


class TellsEveryTime(BusConsumer):
    """Does not remember what it has told."""

    def _told(self, ride):
        return False


class BooksEveryTime(BusConsumer):
    """Has no memory: a ride that comes again is booked again."""

    def _book(self, ride):
        self._write(str(uuid.uuid4()), ride)

    def _write(self, name, ride):
        item = {"pk": name, "key": ride["id"], "value": str(ride["fare"])}
        self._bookings.put_item(
            TableName=self._table, Item={key: {"S": value} for key, value in item.items()}
        )

    def _told(self, ride):
        return False

    def _remember_telling(self, ride):
        pass


class KnowsEventIds(BooksEveryTime):
    """Recognises an event by its id, which is new when it is put again."""

    def _handle(self, event):
        self._event_id = event["id"]
        super()._handle(event)

    def _book(self, ride):
        self._write(self._event_id, ride)


class TrustsTheOrder(BusConsumer):
    """Skips a ride that is older than the last one that it booked."""

    def _book(self, ride):
        last = self._bookings.get_item(TableName=self._table, Key={"pk": {"S": "last"}})
        if ride["id"] < last.get("Item", {}).get("ride", {}).get("S", ""):
            return
        super()._book(ride)
        self._bookings.put_item(
            TableName=self._table, Item={"pk": {"S": "last"}, "ride": {"S": ride["id"]}}
        )


class AcknowledgesFirst(BusConsumer):
    """Deletes a message, and then does the work."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        super()._handled(message)
        return False


class IgnoresFailedEntries(BusConsumer):
    """Takes a call that succeeds for an event that is taken."""

    def _tell(self, ride):
        names = ("version", "id", "fare", "correlationId")
        detail = {name: ride[name] for name in names if name in ride}
        self._events.put_events(Entries=[entry(self._bus, "FareCollected", detail)])


class IgnoresReplays(BusConsumer):
    """Lets go of whatever bears the name of a replay, done or not."""

    def _handle(self, event):
        if "replay-name" not in event:
            super()._handle(event)


class HasAClosedSchema(BusConsumer):
    """Refuses an event with a field that it does not know."""

    def _handle(self, event):
        if not set(event["detail"]) <= _KNOWN:
            raise Unreadable("unknown fields")
        super()._handle(event)


class WantsItsVersionOnly(BusConsumer):
    """Refuses every version but the one that it was written for."""

    def _handle(self, event):
        if event["detail"].get("version") != "1.0":
            raise Unreadable("another version")
        super()._handle(event)


class IgnoresVersions(BusConsumer):
    """Reads every version as the one that it was written for."""

    def _handle(self, event):
        super()._handle({**event, "detail": {**event["detail"], "version": "1.0"}})


class DropsTheUnreadable(BusConsumer):
    """Throws away what it cannot read."""

    def _handled(self, message):
        with contextlib.suppress(Unreadable):
            self._handle(self._read(message["Body"]))
        return True


class TriesTheUnreadable(BusConsumer):
    """Leaves what it cannot read on the queue, to be tried until it is a dead letter."""

    def _handled(self, message):
        self._handle(self._read(message["Body"]))
        return True


class SetsTheRestAside(BusConsumer):
    """Takes what concerns somebody else for what cannot be read."""

    def _handle(self, event):
        if event["detail-type"] != "RideCompleted":
            raise Unreadable("no completed ride")
        super()._handle(event)


class BooksWhateverHasAFare(BusConsumer):
    """Trusts its rule, and looks at no type."""

    def _handle(self, event):
        super()._handle({**event, "detail-type": "RideCompleted"})


class ForgetsTheCorrelation(BusConsumer):
    """Tells of the fare without saying what it belongs to."""

    def _tell(self, ride):
        super()._tell({name: value for name, value in ride.items() if name != "correlationId"})


class AcknowledgesFailures(BusConsumer):
    """Logs what goes wrong, and deletes the message all the same."""

    def _handled(self, message):
        super()._handled(message)
        return True


class HasNoDeadLetters(BusConsumer):
    """Has a target without a dead-letter queue: what the bus cannot deliver is gone."""

    @classmethod
    def deploy(cls, environment, client):
        def put(right, Targets, **asked):  # noqa: N803 - the API's name
            for target in Targets:
                target.pop("DeadLetterConfig")
            return right(Targets=Targets, **asked)

        return with_events(super().deploy, environment, client, put_targets=put)


answers_itself = {"bus-consumer": AnswersItself}
tells_every_time = {"bus-consumer": TellsEveryTime}
books_every_time = {"bus-consumer": BooksEveryTime}
knows_event_ids = {"bus-consumer": KnowsEventIds}
trusts_the_order = {"bus-consumer": TrustsTheOrder}
acknowledges_first = {"bus-consumer": AcknowledgesFirst}
ignores_failed_entries = {"bus-consumer": IgnoresFailedEntries}
ignores_replays = {"bus-consumer": IgnoresReplays}
has_a_closed_schema = {"bus-consumer": HasAClosedSchema}
wants_its_version_only = {"bus-consumer": WantsItsVersionOnly}
ignores_versions = {"bus-consumer": IgnoresVersions}
drops_the_unreadable = {"bus-consumer": DropsTheUnreadable}
tries_the_unreadable = {"bus-consumer": TriesTheUnreadable}
sets_the_rest_aside = {"bus-consumer": SetsTheRestAside}
books_whatever_has_a_fare = {"bus-consumer": BooksWhateverHasAFare}
forgets_the_correlation = {"bus-consumer": ForgetsTheCorrelation}
acknowledges_failures = {"bus-consumer": AcknowledgesFailures}
has_no_dead_letters = {"bus-consumer": HasNoDeadLetters}

CAUGHT = {
    "answers_itself": ["EB-DEL-09"],
    "tells_every_time": ["CHO-06", "EB-ARC-03"],
    "books_every_time": ["EB-DEL-01", "P2P-03", "SQS-VIS-02", "EB-ARC-03"],
    "knows_event_ids": ["EB-PUT-03"],
    "trusts_the_order": ["EB-DEL-02"],
    "acknowledges_first": ["SQS-VIS-02"],
    "ignores_failed_entries": ["EB-PUT-01"],
    "ignores_replays": ["EB-ARC-03"],
    "has_a_closed_schema": ["EB-BUS-01"],
    "wants_its_version_only": ["CE-05"],
    "ignores_versions": ["EB-BUS-01"],
    "drops_the_unreadable": ["DLQ-18"],
    "tries_the_unreadable": ["DLQ-18"],
    "sets_the_rest_aside": ["EB-DEL-08", "EB-DEL-09"],
    "books_whatever_has_a_fare": ["EB-DEL-08"],
    "forgets_the_correlation": ["RR-04"],
    "acknowledges_failures": ["DLQ-16"],
    "has_no_dead_letters": ["EB-DEL-04"],
}
