"""Payment filters: stages of pipes and filters whose work is done by somebody else's gateway.

The chain is that of `pipes_and_filters`; what is new is that a stage may be refused, and that it
may never hear what became of its call. A filter tells three endings apart, and each has a place:

- yes: the fare takes along the id that the gateway has answered, and is handed on. The next filter
  needs it, and any filter between them hands it on without knowing it (PF-08);
- no: that is an answer like yes, and no failure. Trying again would be refused again, so the fare
  leaves the chain by a queue for refused fares, with the reason and with all that was done for it
  so far: whoever reads it there knows which pre-authorisation is to be released;
- nobody knows: the fare stays on its pipe, and the pipe brings it again. Each attempt has the key
  of the one before, so the gateway does it once, whether an answer was lost or never given (RR-10).
  When all attempts are used up it is a dead letter of this stage and of no other (PF-06), and may
  be redriven as soon as the gateway is back: still under the same key (DLQ-10).

So the key is made of what never changes: the stage and the fare. A MessageId, or a random number,
would be another one in every copy, and each copy would be charged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.payment_gateway import PaymentGateway, Refused
from pattern_tck.reference_impl.pipes_and_filters import Filter

#: By the name of a filter: the operation of the gateway, what the fare must bring along for it, by
#: the gateway's name for it, and what the fare has of it afterwards.
_WORK = {
    "pre-authorise": ("pre-authorisations", "customerId", "preAuthorisationId"),
    "charge": ("charges", "preAuthorisationId", "chargeId"),
}


class PaymentFilter(Filter):
    """A stage that has fares pre-authorised, or charged; which of them, it is told."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        super().__init__(environment, client, now)
        self._operation, self._needed, self._answered = _WORK[self._name]
        self._refused = environment["REFUSED_QUEUE_URL"]
        self._gateway = PaymentGateway(environment["PAYMENT_GATEWAY_API_URL"])

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make what every filter has, and the queue for refused fares."""
        sqs: Client = client("sqs")
        refused = create_queue(sqs, f"{environment['PREFIX']}-refused", keep_days=14)
        return {**super().deploy(environment, client), "REFUSED_QUEUE_URL": refused}

    def _read(self, body: str) -> Mapping[str, Any] | None:
        """Read a fare; None if it lacks what the gateway will ask for, now and always."""
        fare = super()._read(body)
        return fare if fare is not None and self._needed in fare else None

    def _pass_on(self, fare: Mapping[str, Any], attributes: Mapping[str, Any]) -> None:
        try:
            # Nothing known raises `Unknown`, and so leaves the fare on its pipe.
            settled = self._settled(fare)
        except Refused as no:
            self._lay_aside(fare, attributes, str(no))
            return
        # Our own books come second: what they say was done, was done.
        super()._pass_on({**fare, self._answered: settled}, attributes)

    def _settled(self, fare: Mapping[str, Any]) -> str:
        """Give the id by which the gateway knows what it has done for a fare, now or before."""
        what = {self._needed: fare[self._needed], "amount": fare["fareAmount"]}
        told = self._gateway.ask(self._operation, self._key(fare), **what)
        return str(told[self._answered])

    def _key(self, fare: Mapping[str, Any]) -> str:
        """Give what makes two calls one: stage and fare, whichever copy of the fare it is."""
        return f"{self._name}-{fare['fareId']}"

    def _lay_aside(
        self, fare: Mapping[str, Any], attributes: Mapping[str, Any], reason: str
    ) -> None:
        """Have a refused fare leave the chain; it is acknowledged only after that (DLQ-17)."""
        self._sqs.send_message(
            QueueUrl=self._refused,
            MessageBody=json.dumps({**fare, "refusedBy": self._name, "reason": reason}),
            MessageAttributes=attributes,
        )


ROLES = {"payment-filter": PaymentFilter}
