"""Quote APIs that forget, double or mix up requests and quotes, or do not keep their contract."""

from __future__ import annotations

import json
import math
import uuid

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

from pattern_tck.http import HttpAnswer
from pattern_tck.reference_impl import scatter_gather
from pattern_tck.reference_impl.problem import problem
from pattern_tck.reference_impl.request_for_quotes import QuoteApi


class ChecksNothing(QuoteApi):
    """Takes whatever is JSON, as the workshop's stub of a validation does."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._submission = self

    def header(self, event, name):
        return event.headers.get(name.lower(), "")

    def body(self, event):
        told = json.loads(event.body)
        return told if isinstance(told, dict) else {}


class StoresBeforeItChecks(QuoteApi):
    """Stores what it was sent, and looks at it afterwards."""

    def respond(self, request):
        self._gatherings.begin(str(uuid.uuid4()), request.body.decode("utf-8", "replace"), 0)
        return super().respond(request)


class AnswersAsItLikes(QuoteApi):
    """Answers 200 where the contract says 201."""

    def respond(self, request):
        answer = super().respond(request)
        return HttpAnswer(200, answer.headers, answer.body) if answer.status == 201 else answer


class KnowsItLater(QuoteApi):
    """Leaves it to the worker to put a request into the table."""

    def _taken(self, rfq_id, wanted):
        request = json.dumps(wanted)
        self._sqs.send_message(QueueUrl=self._submissions, MessageBody=request)
        return type("Promised", (), {"request": request})


class RemembersWhatItTook(QuoteApi):
    """Answers queries about what this very instance has taken."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._mine = set()

    def _taken(self, rfq_id, wanted):
        self._mine.add(rfq_id)
        return super()._taken(rfq_id, wanted)

    def _query(self, rfq_id):
        if rfq_id not in self._mine:
            return problem(404, "Ask the other one")
        return super()._query(rfq_id)


class FindsEverything(QuoteApi):
    """Answers a query under any id, as the workshop does: with no quotes."""

    def _query(self, rfq_id):
        answer = super()._query(rfq_id)
        if answer.status_code != 404:
            return answer
        ride = dict.fromkeys(("from", "to", "customer"), "")
        told = {**ride, "rfq-id": rfq_id, "state": "closed", "quotes": []}
        return Response(200, "application/json", json.dumps(told))


class HasAFixedAddress(QuoteApi):
    """Does not say where to answer: whoever quotes has been told before, as in the workshop."""

    def _scatter(self, gathering):
        self._sns.publish(
            TopicArn=self._auction,
            Message=gathering.request,
            MessageAttributes=scatter_gather.text(CorrelationId=gathering.id),
        )


class WaitsForEver(QuoteApi):
    """Has no deadline: the client looks as often as it likes, and never knows."""

    def _closed_by(self, gathering):
        return ""


class MixesRequests(QuoteApi):
    """Gives every answer to the request that was made last."""

    def _ask(self, request_id, request):
        super()._ask(request_id, request)
        self._last = request_id

    def _take_answer(self, gathering, responder, quote):
        super()._take_answer(self._gatherings.find(self._last), responder, quote)


class ListsEveryAnswer(QuoteApi):
    """Lists every message that comes as a quote of its own."""

    def _take_answer(self, gathering, responder, quote):
        if responder in gathering.answers:
            responder = f"{responder} again"
        super()._take_answer(gathering, responder, quote)


class StopsAtARefusal(QuoteApi):
    """Takes a refusal for the end of the request."""

    def _closed_by(self, gathering):
        refused = None in gathering.answers.values()
        return "answers" if refused else super()._closed_by(gathering)


class TakesLateQuotes(QuoteApi):
    """Puts a quote in whenever it comes, and shows it."""

    def _take_answer(self, gathering, responder, quote):
        joined = super()._take_answer(gathering, responder, quote)
        found = self._gatherings.find(gathering.id)
        if not found.open and responder not in found.answers:
            found.result["quotes"].append({"responder": responder, "quote": quote})
            self._gatherings._update(
                found.id,
                update="SET #result = :result",
                names={"#result": "result"},
                values={":result": {"S": json.dumps(found.result)}},
            )
        return joined


class ClosesByTimerOnly(QuoteApi):
    """Shows a request as open until its timer has come, however late that is."""

    def _query(self, rfq_id):
        finish, self._finish = self._finish, lambda gathering: gathering
        try:
            return super()._query(rfq_id)
        finally:
            self._finish = finish


class StoresThenPromises(QuoteApi):
    """Stores a request, and then sees to it that quotes are asked for."""

    def _taken(self, rfq_id, wanted):
        known = self._gatherings.find(rfq_id)
        if known is not None:
            return known
        request = json.dumps(wanted)
        deadline = math.ceil(self._now() + self._condition.seconds)
        taken = self._gatherings.begin(rfq_id, request, deadline)
        self._sqs.send_message(QueueUrl=self._submissions, MessageBody=request)
        return taken


class AsksOnTheLine(QuoteApi):
    """Asks for quotes while the client waits, and promises nothing to anybody."""

    def _taken(self, rfq_id, wanted):
        known = self._gatherings.find(rfq_id)
        if known is None:
            self._ask(rfq_id, json.dumps(wanted))
        return known or self._gatherings.find(rfq_id)


class AcknowledgesFirst(QuoteApi):
    """Deletes an answer, and then looks at it."""

    def _gather(self, letter):
        address = self._answers.address
        self._sqs.delete_message(QueueUrl=address, ReceiptHandle=letter["ReceiptHandle"])
        super()._gather(letter)
        return False


class SaysYesAnyway(QuoteApi):
    """Logs that a request could not be taken, and answers 201."""

    def _taken(self, rfq_id, wanted):
        try:
            return super()._taken(rfq_id, wanted)
        except ClientError:
            return type("Lost", (), {"request": json.dumps(wanted)})


class IgnoresKeys(QuoteApi):
    """Gives every submission an id of its own."""

    def _submit(self):
        self._app.current_event["headers"].pop("idempotency-key", None)
        return super()._submit()


class TakesTheKeyForTheRide(QuoteApi):
    """Gives the id of the first ride to another one under the same key."""

    def _taken(self, rfq_id, wanted):
        super()._taken(rfq_id, wanted)
        return type("Taken", (), {"request": json.dumps(wanted)})


class NeverForgets(QuoteApi):
    """Keeps every request for ever."""

    def _look_at_the_clock(self, timer):
        gathering = self._finish(self._gatherings.find(timer["Body"]))
        return not gathering.open or super()._look_at_the_clock(timer)


class AsTheyCame(QuoteApi):
    """Shows quotes in the order in which they came."""

    def _query(self, rfq_id):
        answer = super()._query(rfq_id)
        if answer.status_code == 200:
            told = json.loads(answer.body)
            found = list(self._gatherings.find(rfq_id).answers)
            told["quotes"].sort(key=lambda quote: found.index(quote["responder"]))
            answer.body = json.dumps(told)
        return answer


checks_nothing = {"quote-api": ChecksNothing}
stores_before_it_checks = {"quote-api": StoresBeforeItChecks}
answers_as_it_likes = {"quote-api": AnswersAsItLikes}
knows_it_later = {"quote-api": KnowsItLater}
remembers_what_it_took = {"quote-api": RemembersWhatItTook}
finds_everything = {"quote-api": FindsEverything}
has_a_fixed_address = {"quote-api": HasAFixedAddress}
waits_for_ever = {"quote-api": WaitsForEver}
mixes_requests = {"quote-api": MixesRequests}
lists_every_answer = {"quote-api": ListsEveryAnswer}
stops_at_a_refusal = {"quote-api": StopsAtARefusal}
takes_late_quotes = {"quote-api": TakesLateQuotes}
closes_by_timer_only = {"quote-api": ClosesByTimerOnly}
stores_then_promises = {"quote-api": StoresThenPromises}
asks_on_the_line = {"quote-api": AsksOnTheLine}
acknowledges_first = {"quote-api": AcknowledgesFirst}
says_yes_anyway = {"quote-api": SaysYesAnyway}
ignores_keys = {"quote-api": IgnoresKeys}
takes_the_key_for_the_ride = {"quote-api": TakesTheKeyForTheRide}
never_forgets = {"quote-api": NeverForgets}
as_they_came = {"quote-api": AsTheyCame}

CAUGHT = {
    "checks_nothing": ["API-02"],
    "stores_before_it_checks": ["API-02", "DEC-05"],
    "answers_as_it_likes": ["API-01", "DEC-01"],
    "knows_it_later": ["API-03", "DEC-01", "DEC-04"],
    "remembers_what_it_took": ["DEC-04"],
    "finds_everything": ["DEC-14"],
    "has_a_fixed_address": ["RR-02"],
    "waits_for_ever": ["SG-04", "SG-10", "SG-07", "DEC-03"],
    "mixes_requests": ["SG-02"],
    "lists_every_answer": ["SG-08"],
    "stops_at_a_refusal": ["SG-10"],
    "takes_late_quotes": ["SG-07"],
    "closes_by_timer_only": ["DEC-03"],
    "stores_then_promises": ["DEC-06"],
    "asks_on_the_line": ["DEC-06", "DEC-07"],
    "acknowledges_first": ["SG-11"],
    "says_yes_anyway": ["DEC-05"],
    "ignores_keys": ["DEC-10", "DEC-06"],
    "takes_the_key_for_the_ride": ["DEC-10"],
    "never_forgets": ["DEC-14"],
    "as_they_came": ["SG-01"],
}
