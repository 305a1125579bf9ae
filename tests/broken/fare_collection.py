"""Sagas over the systems of others that forget, double or give up what they have begun."""

from __future__ import annotations

import dataclasses
import json
import uuid

from pattern_tck.reference_impl.fare_collection import FareSaga
from pattern_tck.reference_impl.fare_progress import Book, Progress
from pattern_tck.reference_impl.payment_gateway import PaymentGateway, Refused, Unknown


class NewKeyEachTime(FareSaga):
    """Takes a new key whenever it asks, so the gateway cannot know that it has done it."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._gateway = _NewKeys(environment["PAYMENT_GATEWAY_API_URL"])


class _NewKeys(PaymentGateway):
    def ask(self, operation, key, **what):
        return super().ask(operation, f"{key}-{uuid.uuid4().hex[:6]}", **what)


class TakesSilenceForNo(FareSaga):
    """Treats a call without an answer as one that was refused: nothing to undo."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._gateway = _SilenceIsNo(environment["PAYMENT_GATEWAY_API_URL"])


class _SilenceIsNo(PaymentGateway):
    def ask(self, operation, key, **what):
        try:
            return super().ask(operation, key, **what)
        except Unknown as reason:
            raise Refused(str(reason)) from reason


class TurnsBeforeTheUnknown(FareSaga):
    """Gives up a step that nobody answers, and undoes only those before it."""

    def _waited(self, progress):
        late = self._now() - progress.since >= self._timeout
        if not progress.back and late:
            why = f"{progress.at} not answered"
            return self._book.save(progress.turned(self._now(), why, from_here=False))
        return super()._waited(progress)


class UndoesNothing(FareSaga):
    """Tells that it failed, and leaves what was done as it is."""

    def _move_on(self, progress):
        if progress.back and progress.at != "tell":
            return self._book.save(progress.moved(self._now(), "left", at="tell"))
        return super()._move_on(progress)


class UndoesWhatWasRefused(FareSaga):
    """Undoes the step that was refused as well, by doing it first."""

    def _move_on(self, progress):
        try:
            return super()._move_on(progress)
        finally:
            now = self._book.of(progress.id)
            if now and now.back and now.running and not progress.back:
                self._gateway.ask(
                    "pre-authorisations",
                    f"again-{progress.id}",
                    customerId=progress.fare["customerId"],
                    amount=progress.fare["fareAmount"],
                )


class ForgetsTheCharge(FareSaga):
    """Does not keep the id that the gateway gave to a charge, and so cannot refund it."""

    def _refunded(self, progress, key):
        return {}


class LosesHeart(FareSaga):
    """Tries a compensation once and then forgets about it."""

    def _waited(self, progress):
        if progress.back:
            return self._book.save(progress.done(self._now()))
        return super()._waited(progress)


class GivesUpAtOnce(FareSaga):
    """Takes the first failure of the gateway for the last word."""

    def _waited(self, progress):
        if not progress.back and progress.at != "credit":
            why = f"{progress.at} failed"
            return self._book.save(progress.turned(self._now(), why, from_here=True))
        return super()._waited(progress)


class HearsEverybody(FareSaga):
    """Takes any answer for the answer, also of a saga that has long ended."""

    def _hear(self, message):
        answer = json.loads(message["Body"])
        progress = self._book.of(str(answer["fareId"]))
        if progress is not None and (not progress.running or progress.at != "credit"):
            # It is too late to write anything down, and everybody hears it all the same.
            self._tell(dataclasses.replace(progress, failure="", version=0))
            return
        super()._hear(message)


class BeginsWhatItHearsOf(FareSaga):
    """Makes a saga for whatever fare an answer is about."""

    def _hear(self, message):
        fare_id = json.loads(message["Body"])["fareId"]
        fare = {"fareId": fare_id, "customerId": "nobody", "fareAmount": "$0.00"}
        self._book.begin(fare, self._now())
        super()._hear(message)


class RemembersNothing(FareSaga):
    """Keeps the progress in memory."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._book = _InMemory(client("dynamodb"), environment["EFFECTS_TABLE"])


class _InMemory(Book):
    def __init__(self, dynamodb, table):
        super().__init__(dynamodb, table)
        self._kept = {}

    def of(self, fare_id):
        return self._kept.get(fare_id)

    def due(self, now):
        return [one for one in self._kept.values() if one.running and one.due <= now]

    def save(self, progress, outcome=""):
        if progress.version == 0 and progress.id in self._kept:
            return False
        self._kept[progress.id] = Progress(**{**vars(progress), "version": progress.version + 1})
        return super().save(Progress(**{**vars(progress), "running": False}), outcome) or True


class BeginsAgain(FareSaga):
    """Begins a new saga for every request."""

    def _begin(self, message):
        request = json.loads(message["Body"])
        known = self._book.of(request["fareId"])
        if known is not None and not known.running:
            again = {"at": "pre-authorise", "running": True, "known": {}}
            self._book.save(known.moved(self._now(), "begun again", **again))
            self._gateway.ask(
                "pre-authorisations",
                uuid.uuid4().hex,
                customerId=request["customerId"],
                amount=request["fareAmount"],
            )
            return
        super()._begin(message)


class AcknowledgesFirst(FareSaga):
    """Takes a fare off its queue before it has written anything down."""

    def _take(self, queue, handle):
        if queue != self._fares:
            return super()._take(queue, handle)
        messages = self._sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get(
            "Messages", []
        )
        for message in messages:
            self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            handle(message)
        return bool(messages)


class TellsNobodyWhy(FareSaga):
    """Writes down that a fare was not collected, and not why."""

    def _tell(self, progress):
        if progress.succeeded:
            return super()._tell(progress)
        return super()._tell(progress.moved(self._now(), "failed", failure="failed"))


class CallsNobody(FareSaga):
    """Stops trying, and calls nobody."""

    def _call_people(self, progress):
        return self._book.save(progress.moved(self._now(), "gave up", running=False), "gave up")


class SaysYes(FareSaga):
    """Tells everybody that it went well, whatever happened."""

    def _tell(self, progress):
        return super()._tell(progress.moved(self._now(), "fine", failure=""))


class NeverTells(FareSaga):
    """Collects fares, and tells nobody."""

    def _tell(self, progress):
        return self._book.save(progress.moved(self._now(), "done", running=False), "collected")


new_key_each_time = {"fare-saga": NewKeyEachTime}
takes_silence_for_no = {"fare-saga": TakesSilenceForNo}
turns_before_the_unknown = {"fare-saga": TurnsBeforeTheUnknown}
undoes_nothing = {"fare-saga": UndoesNothing}
undoes_what_was_refused = {"fare-saga": UndoesWhatWasRefused}
forgets_the_charge = {"fare-saga": ForgetsTheCharge}
loses_heart = {"fare-saga": LosesHeart}
gives_up_at_once = {"fare-saga": GivesUpAtOnce}
hears_everybody = {"fare-saga": HearsEverybody}
begins_what_it_hears_of = {"fare-saga": BeginsWhatItHearsOf}
remembers_nothing = {"fare-saga": RemembersNothing}
begins_again = {"fare-saga": BeginsAgain}
acknowledges_first = {"fare-saga": AcknowledgesFirst}
tells_nobody_why = {"fare-saga": TellsNobodyWhy}
calls_nobody = {"fare-saga": CallsNobody}
says_yes = {"fare-saga": SaysYes}
never_tells = {"fare-saga": NeverTells}

CAUGHT = {
    "new_key_each_time": ["RR-10"],
    "takes_silence_for_no": ["RR-10", "SAGA-04", "SAGA-07"],
    "turns_before_the_unknown": ["SAGA-04"],
    "undoes_nothing": ["SAGA-02", "SAGA-17"],
    "undoes_what_was_refused": ["SAGA-03"],
    "forgets_the_charge": ["SAGA-17"],
    "loses_heart": ["SAGA-06"],
    "gives_up_at_once": ["SAGA-07", "RR-10"],
    "hears_everybody": ["RR-07", "RR-09"],
    "begins_what_it_hears_of": ["RR-06"],
    "remembers_nothing": ["SAGA-11"],
    "begins_again": ["SAGA-13"],
    "acknowledges_first": ["SAGA-11"],
    "tells_nobody_why": ["SAGA-12"],
    "calls_nobody": ["SAGA-06"],
    "says_yes": ["SAGA-02"],
    "never_tells": ["SAGA-07", "SAGA-01"],
}
