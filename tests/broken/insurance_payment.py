"""Insurances of which one service or the other is wrong, as a client would find out."""

from __future__ import annotations

import json

from pattern_tck.reference_impl.decouple_messaging import SubmissionApi
from pattern_tck.reference_impl.insurance_payment import SalesService
from tests.broken import decouple_messaging as apis
from tests.broken import sales_service as services


class AnswersOtherwise(SubmissionApi):
    """Has gone on since its contract was written: the request id has another name."""

    def _told(self, status_code, state):
        answer = super()._told(status_code, state)
        answer.body = json.dumps({"id": state["requestId"], "status": state["status"]})
        return answer


class ChecksNothing(SubmissionApi):
    """Stores whatever it is sent."""

    def _submit(self):
        event = self._app.current_event
        try:
            payment = json.loads(event.decoded_body or "null")
        except ValueError:
            payment = {}
        payment = payment if isinstance(payment, dict) else {}
        return self._told(202, self.submit(event.headers.get("idempotency-key", "none"), payment))


class ChecksTooLate(SubmissionApi):
    """Refuses a payment that is none: when it has stored it."""

    def _submit(self):
        event = self._app.current_event
        body = event.decoded_body or "nothing"
        self._stored(f"draft-{body[:20]}", {"draft": body})
        return super()._submit()


class RefusesInPlainText(SubmissionApi):
    """Says what is wrong in a sentence that no program can read."""

    def respond(self, request):
        answer = super().respond(request)
        if answer.status == 400:
            return type(answer)(400, {"content-type": "text/plain"}, b"Sorry!")
        return answer


class MakesAKey(SubmissionApi):
    """Takes a payment without an idempotency key under one of its own."""

    def respond(self, request):
        headers = {"idempotency-key": "made-here", **request.headers}
        changed = type(request)(request.method, request.path, request.query, headers, request.body)
        return super().respond(changed)


def _both(api=SubmissionApi, service=SalesService):
    return {"submission-api": api, "sales-service": service}


answers_otherwise = {"submission-api": AnswersOtherwise}
checks_nothing = {"submission-api": ChecksNothing}
checks_too_late = {"submission-api": ChecksTooLate}
refuses_in_plain_text = {"submission-api": RefusesInPlainText}
makes_a_key = {"submission-api": MakesAKey}
leaves_the_state_to_others = {"submission-api": apis.LeavesTheStateToOthers}

never_tells_the_end = _both(api=apis.RemembersStates)
api_makes_an_id_each_time = _both(api=apis.MakesAnIdEachTime)
api_stores_then_sends = _both(api=apis.StoresThenSends)
sales_swallows_a_burst = _both(service=services.HandlesTheFirstOnly)
api_waits_for_the_outcome = _both(api=apis.WaitsForTheOutcome)
sales_adds_every_time = _both(service=services.AddsEveryTime)
sales_leaves_dead_letters_alone = _both(service=services.LeavesDeadLettersAlone)
sales_begins_again = _both(service=services.BeginsAgain)
sales_acknowledges_first = _both(service=services.AcknowledgesFirst)


CAUGHT = {
    "answers_otherwise": ["API-01"],
    "checks_nothing": ["API-02"],
    "checks_too_late": ["API-02"],
    "refuses_in_plain_text": ["API-02"],
    "makes_a_key": ["API-02"],
    "leaves_the_state_to_others": ["API-03"],
    "never_tells_the_end": ["DEC-01", "DEC-02", "DEC-03"],
    "api_makes_an_id_each_time": ["DEC-10", "RR-10"],
    "api_stores_then_sends": ["SAGA-16"],
    "sales_swallows_a_burst": ["BUF-01"],
    "api_waits_for_the_outcome": ["DEC-12"],
    "sales_adds_every_time": ["DEC-07"],
    "sales_begins_again": ["DEC-03"],
    "sales_leaves_dead_letters_alone": ["DEC-11"],
    "sales_acknowledges_first": ["SAGA-16"],
}
