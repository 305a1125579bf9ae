"""Fare collection: a fare is pre-authorised, charged and credited, or all of it is undone.

The saga of this use case is written in code. It calls two systems of other people: a payment
gateway over HTTP, which answers at once or not at all, and customer accounting by messages, which
answers when it can. Neither takes part in any transaction of ours. What makes it safe:

- the progress is written down before the next step is taken, so that whoever finds it goes on from
  there (SAGA-11); the table is the only memory, and a worker may die at any call;
- every step, and every compensation, has a key that follows from the fare: taken again after a
  crash or a silence, it is done once (SAGA-07);
- refused means not done. Silence means that nobody knows: the step is asked for again until
  STEP_TIMEOUT, and then undone like one that was done (SAGA-04);
- compensations run backwards, with the ids that the steps have answered (SAGA-02, SAGA-17), and are
  tried until they work. If that does not help, people are called, and told what is left (SAGA-06);
- the credit comes last, since what a customer sees is hard to take back. An answer that comes when
  nobody waits for it any more moves nothing (RR-09).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import alarm_on_depth, arn_of, create_queue
from pattern_tck.reference_impl.fare_progress import END, Book, Progress
from pattern_tck.reference_impl.payment_gateway import PaymentGateway, Refused, Unknown

#: What a saga is begun with. Anything else in a request, such as card data, stays outside.
_BEGUN_WITH = ("fareId", "customerId", "fareAmount")

#: The commands to customer accounting, there and back.
_CREDIT, _DEBIT = "CreditCustomerAccount", "DebitCustomerAccount"


class FareSaga:
    """Collects fares: one outcome a fare, and everybody is told."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._sns: Client = client("sns")
        self._now = now
        self._fares = environment["FARES_QUEUE_URL"]
        self._accounting = environment["ACCOUNTING_QUEUE_URL"]
        self._answers = environment["ANSWERS_QUEUE_URL"]
        self._attention = environment["ATTENTION_QUEUE_URL"]
        self._outcomes = environment["OUTCOME_TOPIC_ARN"]
        self._timeout = float(environment["STEP_TIMEOUT"])
        self._patience = float(environment["ESCALATE_AFTER"])
        self._pause = float(environment["RETRY_AFTER"])
        self._book = Book(client("dynamodb"), environment["EFFECTS_TABLE"])
        self._gateway = PaymentGateway(environment["PAYMENT_GATEWAY_API_URL"])

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue of fares to collect and the queue for answers of accounting."""
        sqs, prefix = client("sqs"), environment["PREFIX"]
        made = {}
        for variable, name in (("FARES_QUEUE_URL", "fares"), ("ANSWERS_QUEUE_URL", "answers")):
            dead_letters = create_queue(sqs, f"{prefix}-{name}-dlq", keep_days=14)
            alarm_on_depth(client("cloudwatch"), f"{prefix}-{name}-dlq")
            made[variable] = create_queue(
                sqs,
                f"{prefix}-{name}",
                visibility=int(environment["VISIBILITY_TIMEOUT"]),
                dead_letters=arn_of(sqs, dead_letters),
                max_receives=4,
            )
        return made

    def work(self) -> bool:
        """Begin what was asked for, take answers, and move on whatever can be moved."""
        begun = self._take(self._fares, self._begin)
        answered = self._take(self._answers, self._hear)
        moved = [self._move_on(progress) for progress in self._book.due(self._now())]
        return begun or answered or any(moved)

    def _take(self, queue: str, handle: Callable[[Mapping[str, Any]], None]) -> bool:
        answer = self._sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1,
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        for message in messages:
            try:
                handle(message)
            except Exception:  # noqa: BLE001, S112 - not handled: it comes again, or is laid aside
                continue
            self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def _begin(self, message: Mapping[str, Any]) -> None:
        request = json.loads(message["Body"])
        self._book.begin({name: request[name] for name in _BEGUN_WITH}, self._now())

    def _hear(self, message: Mapping[str, Any]) -> None:
        """Move the saga on that waits for this answer; none does if it is late, or doubled."""
        answer = json.loads(message["Body"])
        progress = self._book.of(str(answer["fareId"]))
        if progress is None or not progress.running or progress.at != "credit":
            return
        if answer["command"] != (_DEBIT if progress.back else _CREDIT):
            return
        if answer["done"]:
            moved = progress.done(self._now())
        elif progress.back:
            return  # a compensation cannot be refused: it is asked for again
        else:
            moved = progress.turned(self._now(), "credit refused", from_here=False)
        if not self._book.save(moved):
            raise LookupError("somebody else has moved this saga; look at the answer again")

    def _move_on(self, progress: Progress) -> bool:
        """Take the present step of a saga; say whether it has moved."""
        if progress.at == END:
            return self._tell(progress)
        try:
            known = self._taken(progress)
        except Refused as no:
            if not progress.back:
                return self._book.save(progress.turned(self._now(), str(no), from_here=False))
            known = None
        except Unknown:
            known = None
        if known is not None:
            return self._book.save(progress.done(self._now(), **known))
        return self._waited(progress)

    def _taken(self, progress: Progress) -> dict[str, str] | None:
        """Take a step or undo it; give what it has answered, or None if the answer is to come."""
        fare, known = progress.fare, progress.known
        key = f"{'un' if progress.back else ''}do-{progress.at}-{progress.id}"
        if progress.at == "credit":
            self._command(_DEBIT if progress.back else _CREDIT, fare, key)
            return None
        if progress.at == "charge":
            if not progress.back:
                return self._gateway.ask(
                    "charges",
                    key,
                    preAuthorisationId=known["preAuthorisationId"],
                    amount=fare["fareAmount"],
                )
            return self._refunded(progress, key)
        if not progress.back:
            return self._gateway.ask(
                "pre-authorisations", key, customerId=fare["customerId"], amount=fare["fareAmount"]
            )
        pre_authorised = self._settled(progress, "pre-authorise", "preAuthorisationId")
        if pre_authorised:
            self._gateway.ask("releases", key, preAuthorisationId=pre_authorised)
        return {}

    def _refunded(self, progress: Progress, key: str) -> dict[str, str]:
        charged = self._settled(progress, "charge", "chargeId")
        if charged:
            amount = progress.fare["fareAmount"]
            self._gateway.ask("refunds", key, chargeId=charged, amount=amount)
        return {}

    def _settled(self, progress: Progress, step: str, known_as: str) -> str:
        """Give the id of what is to be undone; nothing, if it turns out never to have been done.

        Where the answer was lost, the step is asked for once more under its key: either it was done
        and the gateway says so again, or it is done now, and can be undone (SAGA-04).
        """
        if known_as in progress.known:
            return progress.known[known_as]
        forward = Progress(progress.fare, at=step, known=progress.known)
        try:
            return str((self._taken(forward) or {})[known_as])
        except Refused:
            return ""

    def _command(self, command: str, fare: Mapping[str, str], key: str) -> None:
        self._sqs.send_message(
            QueueUrl=self._accounting,
            MessageBody=json.dumps({"command": command, **fare}),
            MessageAttributes={
                "ReplyTo": {"DataType": "String", "StringValue": self._answers},
                "CorrelationId": {"DataType": "String", "StringValue": key},
            },
        )

    def _waited(self, progress: Progress) -> bool:
        """Have a step tried again later, or give it up: turn back, or call people."""
        waited = self._now() - progress.since
        if not progress.back and waited >= self._timeout:
            why = f"{progress.at} not answered"
            return self._book.save(progress.turned(self._now(), why, from_here=True))
        if progress.back and waited >= self._patience:
            return self._call_people(progress)
        self._book.save(progress.later(self._now() + self._pause))
        return False

    def _tell(self, progress: Progress) -> bool:
        """Tell everybody how it ended, then write it down: perhaps twice, never not at all."""
        failures = {} if progress.succeeded else {"failure": progress.failure}
        self._sns.publish(
            TopicArn=self._outcomes,
            Message=json.dumps({**progress.fare, **failures}),
            MessageAttributes={
                "IsSuccessful": {
                    "DataType": "String",
                    "StringValue": "true" if progress.succeeded else "false",
                }
            },
        )
        outcome = f"not collected: {progress.failure}" if failures else "collected"
        return self._book.save(progress.moved(self._now(), outcome, running=False), outcome)

    def _call_people(self, progress: Progress) -> bool:
        """Hand over to people what could not be undone, with all that they need to know."""
        told = {**progress.fare, "left": progress.at, "failure": progress.failure}
        self._sqs.send_message(
            QueueUrl=self._attention, MessageBody=json.dumps({**told, "known": progress.known})
        )
        outcome = f"needs attention: {progress.at} could not be undone"
        return self._book.save(progress.moved(self._now(), outcome, running=False), outcome)


ROLES = {"fare-saga": FareSaga}
