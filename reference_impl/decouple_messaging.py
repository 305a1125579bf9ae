"""Decouple messaging: a request is accepted at once, and worked on later.

A customer pays the monthly premium of an insurance. The front end calls this API; booking the
payment is the business of another service, which may be slow, or away. So the customer service
stores the payment, leaves a message for the sales service (`insurance_payment`), and answers with
a request id, under which the state can be asked for. What makes that safe:

- The answer is 202: accepted, and no word about success (DEC-02). It comes as soon as the payment
  is stored, however long the queue or the sales service may take (DEC-12, RR-20).
- The payment and its message are stored in one transaction (see `outbox`), so there is neither a
  payment that nobody books nor a message about a payment that nobody has (DEC-06).
- The request id follows from the idempotency key that the client has chosen. Whoever asks again,
  because no answer came or because somebody has clicked twice, gets the same id, and the payment is
  made once (DEC-10). Another payment under the same key is refused: it is a mistake of the client.
- The state can be read from the moment that the id is known (DEC-04), since it is the row that was
  stored. The first writer writes it whole; after that only the sales service changes it, once.
- The client is told how long to wait before it asks (again), and stops asking when the state is
  final (DEC-14).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import ClassVar

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl import api_gateway
from pattern_tck.reference_impl.contract_first import Operation, application
from pattern_tck.reference_impl.outbox import Outbox
from pattern_tck.reference_impl.problem import problem
from pattern_tck.reference_impl.transactions import write_together

Payment = Mapping[str, str]
#: What a client is told: ``requestId``, ``status``, and ``reason`` if there is one.
State = Mapping[str, str]

#: The state of a request that nobody has worked on yet. All others are final.
PENDING = "PENDING"

#: One key gives one request id, whichever instance is asked. In a system with users, who asks would
#: be part of the name, so that nobody finds out about the keys of others.
_REQUEST_IDS = uuid.UUID("9a1ab50e-3f0f-4dd0-8c8c-6f0a2f3c1c77")


class KeyTaken(Exception):
    """There is another payment under this idempotency key."""


class SubmissionApi:
    """Accepts payments, tells their state, and relays what is to be booked."""

    #: Seconds that a client is asked to wait before it looks (again).
    ask_again_after: ClassVar[int] = 2

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._requests: Client = client("dynamodb")
        self._table = environment["REQUESTS_TABLE"]
        self._outbox = Outbox(
            self._requests, self._table, client("sqs"), environment["SALES_QUEUE_URL"]
        )
        self._submission = Operation("insurance_payment.openapi.yaml", "submitPayment")
        self._app = application()
        self._app.post("/payments")(self._submit)
        self._app.get("/payments/<request_id>")(self._tell)

    def respond(self, request: HttpRequest) -> HttpAnswer:
        """Answer a call, as the Lambda function behind the API does."""
        return api_gateway.respond(self._app, request)

    def work(self) -> bool:
        """Relay what was stored to the sales service."""
        return self._outbox.relay()

    def submit(self, key: str, payment: Payment) -> State:
        """Store a payment with its message, unless it was; give the state that it has by now.

        Raises `KeyTaken`.
        """
        request_id = str(uuid.uuid5(_REQUEST_IDS, key))
        if self._stored(request_id, payment):
            return {"requestId": request_id, "status": PENDING}
        known = self.find(request_id)
        if known is None or known[0] != payment:
            raise KeyTaken(key)
        return known[1]

    def find(self, request_id: str) -> tuple[Payment, State] | None:
        """Give the payment of a request, and its state; None if there is no such request."""
        if not _is_request_id(request_id):
            return None
        item = self._requests.get_item(
            TableName=self._table,
            Key={"pk": {"S": request_id}},
            # Who was given the id a moment ago must not be told that there is no such thing.
            ConsistentRead=True,
        ).get("Item", {})
        if not item:
            return None
        state = {name: item[name]["S"] for name in ("status", "reason") if name in item}
        return json.loads(item["payment"]["S"]), {"requestId": request_id, **state}

    def _stored(self, request_id: str, payment: Payment) -> bool:
        """Store a payment and its message, both or neither; say whether it is new."""
        item = {
            "pk": {"S": request_id},
            "status": {"S": PENDING},
            "payment": {"S": json.dumps(payment)},
        }
        row = {
            "TableName": self._table,
            "Item": item,
            # Not looked up before: of two clicks at the same moment the table lets one through.
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        message = self._outbox.entry(request_id, {"requestId": request_id, **payment})
        return write_together(self._requests, {"Put": row}, message)

    # -- HTTP

    def _submit(self) -> Response[str]:
        event = self._app.current_event
        key = self._submission.header(event, "Idempotency-Key")
        payment = self._submission.body(event)
        try:
            state = self.submit(key, payment)
        except KeyTaken:
            return problem(409, "Another payment was submitted under this key")
        except ClientError:
            # Perhaps it is stored and perhaps not (RR-10). Under its key it can come again.
            return problem(503, "The payment could not be stored", "Submit it again.")
        return self._told(202, state)

    def _tell(self, request_id: str) -> Response[str]:
        try:
            known = self.find(request_id)
        except ClientError:
            return problem(503, "The state cannot be read at the moment", "Ask again.")
        if known is None:
            return problem(404, "There is no such request")
        return self._told(200, known[1])

    def _told(self, status_code: int, state: State) -> Response[str]:
        headers = {"Cache-Control": "no-store"}
        if status_code == 202:
            headers["Location"] = f"/payments/{state['requestId']}"
        if state["status"] == PENDING:
            headers["Retry-After"] = str(self.ask_again_after)
        return Response(
            status_code=status_code,
            content_type="application/json",
            body=json.dumps(state),
            headers=headers,
        )


def _is_request_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


ROLES = {"submission-api": SubmissionApi}
