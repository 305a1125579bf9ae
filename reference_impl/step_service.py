"""A participant of a saga: the payments service charges a fare, and refunds it.

It knows no other service and no next step; it does what a command asks, once a fare, and answers
through the task token. Commands come late, twice, and in the wrong order, so everything is
decided by conditional writes to one item a fare:

- The charge, its place in the customer's total and the memory of it are one transaction. A
  command that comes again gets the answer of the first time.
- A refund pays back what was charged, as recorded, whatever the command says, and lowers the
  total by as much. It does not bring back the old total: others have paid in between.
- A refund of what was never charged is done as well, and leaves a mark, so that the charge that
  comes after it is refused.
- Whoever answers may find the token spent: it was answered before, or too late. That is no
  reason to keep the message.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.ledger import Write, add_to_total, cents, write_together

Command = Mapping[str, Any]
Item = dict[str, dict[str, str]]

#: The customers of lab 4 whose cards are refused, by the end of their names.
_REFUSED = {"_fail_auth": "PaymentAuthException", "_fail_charge": "PaymentChargeException"}


class Refused(Exception):
    """The step was not done and will not be. The message is the name of the error."""


class StepService:
    """Does ChargeFare and RefundFare."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._workflows: Client = client("stepfunctions")
        self._payments: Client = client("dynamodb")
        self._commands = environment["COMMANDS_QUEUE_URL"]
        self._table = environment["EFFECTS_TABLE"]

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue of commands and its dead-letter queue."""
        sqs = client("sqs")
        prefix = environment["PREFIX"]
        dead_letters = create_queue(sqs, f"{prefix}-dlq", keep_days=14)
        commands = create_queue(
            sqs,
            f"{prefix}-commands",
            visibility=int(environment["VISIBILITY_TIMEOUT"]),
            dead_letters=arn_of(sqs, dead_letters),
            max_receives=5,
        )
        return {"COMMANDS_QUEUE_URL": commands}

    def work(self) -> bool:
        """Do what the commands ask, answer, and only then acknowledge."""
        answer = self._sqs.receive_message(
            QueueUrl=self._commands, MaxNumberOfMessages=10, WaitTimeSeconds=20
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self._handle(json.loads(message["Body"]))
            self._sqs.delete_message(
                QueueUrl=self._commands, ReceiptHandle=message["ReceiptHandle"]
            )
        return bool(messages)

    def _handle(self, command: Command) -> None:
        steps = {"ChargeFare": self.charge, "RefundFare": self.refund}
        token = command.get("taskToken")
        try:
            output = steps[command["command"]](command)
        except Refused as refusal:
            self._refuse(token, error=str(refusal))
        else:
            self._answer(token, output)

    def charge(self, command: Command) -> dict[str, str]:
        """Charge the fare, unless it was; give what was charged."""
        fare, amount = command["fareId"], command["fareAmount"]
        for ending, error in _REFUSED.items():
            if command["customerId"].endswith(ending):
                raise Refused(error)
        charge = {
            "pk": {"S": f"charge#{fare}"},
            "key": {"S": fare},
            "value": {"S": f"charged {amount}"},
            "amount": {"S": amount},
            "customer": {"S": command["customerId"]},
        }
        written = self._write_together(
            {"Put": {"Item": charge, "ConditionExpression": "attribute_not_exists(pk)"}},
            add_to_total(command["customerId"], cents(amount)),
        )
        recorded = charge if written else self._charge_of(fare)
        if recorded is None or "undone" in recorded:
            # The compensation has overtaken the step, which must not be done any more.
            raise Refused("PaymentChargeException")
        return {"chargeId": f"charge-{fare}", "amount": recorded["amount"]["S"]}

    def refund(self, command: Command) -> dict[str, str]:
        """Pay back what was charged, unless it was; nothing, if nothing was."""
        fare = command["fareId"]
        charge = self._charge_of(fare)
        if charge is None and self._mark_undone(fare):
            return {}
        # Perhaps it was charged just now, so look again.
        charge = charge or self._charge_of(fare)
        if charge is None or "amount" not in charge:
            return {}
        amount = charge["amount"]["S"]
        refund = {
            "pk": {"S": f"refund#{fare}"},
            "key": {"S": fare},
            "value": {"S": f"refunded {amount}"},
        }
        self._write_together(
            {"Put": {"Item": refund, "ConditionExpression": "attribute_not_exists(pk)"}},
            {
                "Update": {
                    "Key": {"pk": charge["pk"]},
                    "UpdateExpression": "SET undone = :yes",
                    "ExpressionAttributeValues": {":yes": {"BOOL": True}},
                }
            },
            add_to_total(charge["customer"]["S"], -cents(amount)),
        )
        return {"refundId": f"refund-{fare}", "amount": amount}

    def _charge_of(self, fare: str) -> Item | None:
        found: Item | None = self._payments.get_item(
            TableName=self._table, Key={"pk": {"S": f"charge#{fare}"}}, ConsistentRead=True
        ).get("Item")
        return found

    def _mark_undone(self, fare: str) -> bool:
        """Forbid the charge of a fare; give False if it was charged in the meantime."""
        mark: dict[str, Any] = {"pk": {"S": f"charge#{fare}"}, "undone": {"BOOL": True}}
        return self._write_together(
            {"Put": {"Item": mark, "ConditionExpression": "attribute_not_exists(pk)"}}
        )

    def _write_together(self, *writes: Write) -> bool:
        """Write all or nothing; give False if the condition does not hold."""
        return write_together(self._payments, self._table, *writes)

    def _answer(self, token: str | None, output: Mapping[str, str]) -> None:
        """Let the workflow go on. Without a token nobody waits for an answer."""
        if token:
            with suppress(*self._spent()):
                self._workflows.send_task_success(taskToken=token, output=json.dumps(output))

    def _refuse(self, token: str | None, error: str) -> None:
        """Tell the workflow that the step was not done and will not be."""
        if token:
            with suppress(*self._spent()):
                self._workflows.send_task_failure(
                    taskToken=token, error=error, cause="The payments service refuses."
                )

    def _spent(self) -> tuple[type[Exception], ...]:
        """Give the errors for a token that was used before, or that nobody waits for any more.

        The step is done all the same, and there is nothing to repeat.
        """
        errors = self._workflows.exceptions
        return errors.TaskTimedOut, errors.TaskDoesNotExist, errors.InvalidToken
