"""Publishers that say "sent" too early, put too much, or speak as nobody else does."""

from __future__ import annotations

import contextlib
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.event_publishing import EventPublisher


class IgnoresFailedEntries(EventPublisher):
    """Takes a call that succeeds for events that are taken."""

    def _send(self, events):
        super()._send(events)
        return events


class PutsTheWholeBatchAgain(EventPublisher):
    """Puts all events again where some were not taken."""

    def _send(self, events):
        taken = super()._send(events)
        return taken if len(taken) == len(events) else []


class SwallowsErrors(EventPublisher):
    """Catches what goes wrong with a call, logs it, and goes on as if it had not."""

    def _send(self, events):
        with contextlib.suppress(ClientError):
            super()._send(events)
        return events


class PutsTenOnly(EventPublisher):
    """Forgets that a call has ten events at most."""

    def _next_job(self):
        job = super()._next_job()
        if job is not None:
            job.left = job.left[:10]
        return job


class MakesNewIds(EventPublisher):
    """Gives each event a fresh id at every attempt to put it."""

    def _send(self, events):
        super()._send(
            [{**event, "detail": {**event["detail"], "id": str(uuid.uuid4())}} for event in events]
        )
        return events


class SpeaksToListenersOnly(EventPublisher):
    """Looks first whether anybody has a rule, and takes silence for a failure."""

    def _send(self, events):
        listeners = self._events.list_rules(EventBusName=self._bus)["Rules"]
        return super()._send(events) if listeners else []


class HasAShapeOfItsOwn(EventPublisher):
    """Says what has happened in a field of the detail, and no version."""

    def _send(self, events):
        changed = [self._in_its_own_words(event) for event in events]
        taken = super()._send(changed)
        return [event for event, one in zip(events, changed, strict=True) if one in taken]

    def _in_its_own_words(self, event):
        detail = {name: value for name, value in event["detail"].items() if name != "version"}
        return {"type": "event", "detail": {**detail, "event": event["type"]}}


ignores_failed_entries = {"event-publisher": IgnoresFailedEntries}
puts_the_whole_batch_again = {"event-publisher": PutsTheWholeBatchAgain}
swallows_errors = {"event-publisher": SwallowsErrors}
puts_ten_only = {"event-publisher": PutsTenOnly}
makes_new_ids = {"event-publisher": MakesNewIds}
speaks_to_listeners_only = {"event-publisher": SpeaksToListenersOnly}
has_a_shape_of_its_own = {"event-publisher": HasAShapeOfItsOwn}

CAUGHT = {
    "ignores_failed_entries": ["EB-PUT-01"],
    "puts_the_whole_batch_again": ["EB-PUT-01"],
    "swallows_errors": ["SQS-DEL-14"],
    "puts_ten_only": ["EB-PUT-01"],
    "makes_new_ids": ["EB-PUT-03"],
    "speaks_to_listeners_only": ["EB-PAT-09"],
    "has_a_shape_of_its_own": ["EB-BUS-01"],
}
