"""Ride APIs that lose, double or make up rides, or do not keep their contract."""

from __future__ import annotations

import json
import uuid

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

from pattern_tck.http import HttpAnswer
from pattern_tck.reference_impl.problem import problem
from pattern_tck.reference_impl.ride_completion import RideApi


class ChecksNothing(RideApi):
    """Takes whatever is JSON, as the workshop's stub of a validation does."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._operation = self

    def header(self, event, name):
        return event.headers.get(name.lower(), "")

    def body(self, event):
        told = json.loads(event.body)
        blank = {"fare": 0, "distance": 0}
        return {**blank, **told} if isinstance(told, dict) else blank


class StoresBeforeItChecks(RideApi):
    """Stores what it was sent, and looks at it afterwards: half is done when it says no."""

    def respond(self, request):
        name = str(uuid.uuid4())
        item = {"pk": name, "key": name, "value": request.body.decode("utf-8", "replace")}
        self._rides.put_item(
            TableName=self._table, Item={key: {"S": value} for key, value in item.items()}
        )
        return super().respond(request)


class AnswersAsItLikes(RideApi):
    """Answers 200 where the contract says 201."""

    def respond(self, request):
        answer = super().respond(request)
        return HttpAnswer(200, answer.headers, answer.body) if answer.status == 201 else answer


class RefusesInPlainText(RideApi):
    """Says in plain text that something is wrong, and with its own status."""

    def respond(self, request):
        answer = super().respond(request)
        if answer.status < 400:
            return answer
        return HttpAnswer(answer.status, {"content-type": "text/plain"}, b"bad request")


class ForgetsTheAttributes(RideApi):
    """Publishes the body alone, so no subscriber can choose."""

    def _told(self, ride):
        self._sns.publish(TopicArn=self._topic, Message=json.dumps(ride))
        return self._noted(ride)

    def _noted(self, ride):
        self._rides.update_item(
            TableName=self._table,
            Key={"pk": {"S": ride["id"]}},
            UpdateExpression="REMOVE unpublished",
        )
        return True


class PublishesFirst(RideApi):
    """Publishes, then stores: a ride that could not be stored is known to everybody."""

    def _stored(self, ride):
        self._told(ride)
        return super()._stored(ride)


class HasNoRelay(RideApi):
    """Publishes when it is called or never: what the topic refused then is lost."""

    def work(self):
        return False


class TakesTheNoteAwayFirst(RideApi):
    """Marks a ride as published, then publishes it: a crash in between loses it."""

    def _told(self, ride):
        self._rides.update_item(
            TableName=self._table,
            Key={"pk": {"S": ride["id"]}},
            UpdateExpression="REMOVE unpublished",
        )
        try:
            return super()._told(ride)
        except ClientError:
            return False


class FailsWithTheTopic(RideApi):
    """Tells its client that the topic is away, although the ride is stored."""

    def _told(self, ride):
        if not super()._told(ride):
            raise RuntimeError("the topic is away")
        return True


class GivesEachCopyAnId(RideApi):
    """Makes a new id whenever it publishes."""

    def _told(self, ride):
        told = super()._told({**ride, "id": ride["id"] + uuid.uuid4().hex[:4]})
        if told:
            key = {"pk": {"S": ride["id"]}}
            taken_away = {"Key": key, "UpdateExpression": "REMOVE unpublished"}
            self._rides.update_item(TableName=self._table, **taken_away)
        return told


class NewIdEachTime(RideApi):
    """Pays no heed to the key, so whoever asks again has two rides."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._operation = _NoKey(self._operation)


class _NoKey:
    def __init__(self, operation):
        self.body = operation.body

    def header(self, event, name):
        return ""


class LastSubmissionWins(RideApi):
    """Writes over what is there under a key."""

    def _stored(self, ride):
        item = {"pk": ride["id"], "key": ride["id"], "value": json.dumps(ride), "unpublished": "x"}
        self._rides.put_item(
            TableName=self._table, Item={name: {"S": value} for name, value in item.items()}
        )
        return ride


class WaitsForTheListeners(RideApi):
    """Says of no ride that it is taken before those who listen have it: 503 until then."""

    def _submit(self):
        answer = super()._submit()
        if answer.status_code != 201:
            return answer
        return problem(503, "Somebody has not taken the ride yet")


class SaysItIsStored(RideApi):
    """Answers with an id although it could not store the ride."""

    def _submit(self):
        answer = super()._submit()
        if answer.status_code == 503:
            return Response(201, "application/json", json.dumps({"id": "r-lost"}))
        return answer


checks_nothing = {"ride-api": ChecksNothing}
stores_before_it_checks = {"ride-api": StoresBeforeItChecks}
answers_as_it_likes = {"ride-api": AnswersAsItLikes}
refuses_in_plain_text = {"ride-api": RefusesInPlainText}
forgets_the_attributes = {"ride-api": ForgetsTheAttributes}
publishes_first = {"ride-api": PublishesFirst}
has_no_relay = {"ride-api": HasNoRelay}
takes_the_note_away_first = {"ride-api": TakesTheNoteAwayFirst}
fails_with_the_topic = {"ride-api": FailsWithTheTopic}
gives_each_copy_an_id = {"ride-api": GivesEachCopyAnId}
new_id_each_time = {"ride-api": NewIdEachTime}
last_submission_wins = {"ride-api": LastSubmissionWins}
waits_for_the_listeners = {"ride-api": WaitsForTheListeners}
says_it_is_stored = {"ride-api": SaysItIsStored}

CAUGHT = {
    "checks_nothing": ["API-02"],
    "stores_before_it_checks": ["API-02"],
    "answers_as_it_likes": ["API-01"],
    "refuses_in_plain_text": ["API-02"],
    "forgets_the_attributes": ["SNS-FLT-13"],
    "publishes_first": ["CE-03"],
    "has_no_relay": ["DEC-05", "DEC-06"],
    "takes_the_note_away_first": ["DEC-05"],
    "fails_with_the_topic": ["DEC-05"],
    "gives_each_copy_an_id": ["DEC-07"],
    "new_id_each_time": ["DEC-10"],
    "last_submission_wins": ["DEC-10"],
    "waits_for_the_listeners": ["OW-01", "PS-01"],
    "says_it_is_stored": ["CE-03"],
}
