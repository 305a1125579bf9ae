"""Request for quotes: an instant ride is asked for over HTTP, and its quotes are fetched later.

A scatter-gather with an API in front of it. Quoting takes longer than a client would hold a line,
so the client gets an id at once and comes back with it as often as it likes. What makes it safe:

- the promise comes first: a message to a queue of its own says that quotes are to be asked for.
  Then the request is put into the table, so the id is known to the next query (DEC-04), and only
  then the client is answered. Killed in between, the API owes nothing to a client that got no
  answer, and the message asks for the quotes all the same (DEC-06);
- whoever takes the message publishes the request, and puts into the table what is missing there;
- the same key gives the same id, so a client that got no answer may simply ask again (DEC-10);
- a query closes a request whose deadline is over before it answers. So what a client has once seen
  as closed stays as it was (DEC-03), though the timer may come late.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.ports import Clients, Environment, Now
from pattern_tck.reference_impl import api_gateway
from pattern_tck.reference_impl.completion import result
from pattern_tck.reference_impl.contract_first import Operation, application
from pattern_tck.reference_impl.gathering import Gathering
from pattern_tck.reference_impl.mailbox import create_mailbox
from pattern_tck.reference_impl.problem import problem
from pattern_tck.reference_impl.scatter_gather import MAX_RECEIVES, Aggregator

#: Ids of requests that were made under a key are made in this name space, from nothing else.
_REQUESTS = uuid.UUID("3c0b4b9e-52a1-4a44-9d5e-0c2f6f7e1b58")


class QuoteApi(Aggregator):
    """Takes requests for quotes, gathers what is quoted until the deadline, and answers queries."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(_as_aggregator(environment), client, now)
        self._submissions = environment["SUBMISSIONS_QUEUE_URL"]
        self._submission = Operation("request_for_quotes.openapi.yaml", "submitInstantRideRfq")
        self._asked = Operation("request_for_quotes.openapi.yaml", "queryInstantRideRfq")
        self._app = application()
        self._app.post("/submit-instant-ride-rfq")(self._submit)
        self._app.get("/query-instant-ride-rfq/<rfq_id>")(self._query)

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues of an aggregator, and one for what was submitted."""
        submissions = create_mailbox(
            client,
            environment,
            "submissions",
            dead_letters="submissions-dlq",
            max_receives=MAX_RECEIVES,
        )
        made = Aggregator.deploy(_as_aggregator(environment), client)
        return {**made, "SUBMISSIONS_QUEUE_URL": submissions}

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer one request."""
        return api_gateway.respond(self._app, request)

    def _submit(self) -> Response[str]:
        event = self._app.current_event
        key = self._submission.header(event, "Idempotency-Key")
        ride = self._submission.body(event)
        rfq_id = str(uuid.uuid5(_REQUESTS, key) if key else uuid.uuid4())
        wanted = {**ride, "rfq-id": rfq_id}
        try:
            taken = self._taken(rfq_id, wanted)
        except ClientError:
            return problem(503, "The request could not be taken", "Make it again.")
        if json.loads(taken.request) != wanted:
            return problem(409, "Quotes for another ride were asked for under this key")
        return Response(201, "application/json", json.dumps({"rfq-id": rfq_id}))

    def _taken(self, rfq_id: str, wanted: Mapping[str, Any]) -> Gathering:
        """Promise that quotes are asked for, unless they are; give what is in the table."""
        known = self._gatherings.find(rfq_id)
        if known is not None:
            return known
        request = json.dumps(wanted)
        self._sqs.send_message(QueueUrl=self._submissions, MessageBody=request)
        deadline = math.ceil(self._now() + self._condition.seconds)
        return self._gatherings.begin(rfq_id, request, deadline)

    def _query(self, rfq_id: str) -> Response[str]:
        if not self._asked.can_be("rfq-id", rfq_id):  # API-02: no need to look
            return problem(404, "No quotes were asked for under this id")
        try:
            gathering = self._finish(self._gatherings.find(rfq_id))
        except ClientError:
            return problem(503, "The quotes could not be read", "Ask again.")
        if gathering is None:
            return problem(404, "No quotes were asked for under this id")
        made = gathering.result or result(rfq_id, gathering.answers, "")
        told = {
            **json.loads(gathering.request),
            "state": "open" if gathering.open else "closed",
            "quotes": made["quotes"],
        }
        return Response(200, "application/json", json.dumps(told))

    def _publish(self, request_id: str, made: Mapping[str, Any]) -> None:
        """Leave the result in the table: who wants it asks for it."""


def _as_aggregator(environment: Environment) -> Environment:
    return {
        **environment,
        "COMPLETE_BY": "deadline",
        "TRIGGER_QUEUE_URL": environment.get("SUBMISSIONS_QUEUE_URL", ""),
        "RESULTS_QUEUE_URL": "",
    }


ROLES = {"quote-api": QuoteApi}
