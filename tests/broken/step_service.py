"""Services of a saga that are wrong on purpose."""

from __future__ import annotations

import json
import uuid

from pattern_tck.reference_impl.step_service import StepService


class ChargesAgain(StepService):
    """Makes a new key for every try, so that no charge is known again."""

    def charge(self, command):
        answer = {"chargeId": str(uuid.uuid4()), "amount": command["fareAmount"]}
        _write(self, answer["chargeId"], command["fareId"], f"charged {command['fareAmount']}")
        return answer


class AcknowledgesFirst(StepService):
    """Deletes a command before it is done."""

    def work(self):
        messages = self._sqs.receive_message(QueueUrl=self._commands).get("Messages", [])
        for message in messages:
            handle = message["ReceiptHandle"]
            self._sqs.delete_message(QueueUrl=self._commands, ReceiptHandle=handle)
            self._handle(json.loads(message["Body"]))
        return bool(messages)


class ChargesBeforeAsking(StepService):
    """Books the charge before it is known whether the card is good for it."""

    def charge(self, command):
        _write(self, command["fareId"], command["fareId"], f"charged {command['fareAmount']}")
        return super().charge(command)


class RefundsAnything(StepService):
    """Pays back what was never paid."""

    def refund(self, command):
        _write(self, command["fareId"], command["fareId"], f"refunded {command['fareAmount']}")
        return super().refund(command)


class ForgetsRefunds(StepService):
    """Does not remember what was undone, so a late charge finds nothing in its way."""

    def _mark_undone(self, fare):
        return True

    def _charge_of(self, fare):
        return {
            name: value for name, value in (super()._charge_of(fare) or {}).items()
            if name != "undone"
        } or None  # fmt: skip


class RefundsAgain(StepService):
    """Makes a new key for every refund."""

    def refund(self, command):
        amount = command["fareAmount"]
        _write(self, str(uuid.uuid4()), command["fareId"], f"refunded {amount}")
        return {}


class BringsBackTheOldTotal(StepService):
    """Undoes a charge by writing back the total from before it."""

    def charge(self, command):
        before = self._payments.get_item(
            TableName=self._table, Key={"pk": {"S": f"total#{command['customerId']}"}}
        ).get("Item", {"value": {"N": "0"}})
        _write(self, f"before#{command['fareId']}", "", before["value"]["N"])
        return super().charge(command)

    def refund(self, command):
        answer = super().refund(command)
        before = self._payments.get_item(
            TableName=self._table, Key={"pk": {"S": f"before#{command['fareId']}"}}
        ).get("Item", {"value": {"S": "0"}})
        self._payments.update_item(
            TableName=self._table,
            Key={"pk": {"S": f"total#{command['customerId']}"}},
            UpdateExpression="SET #value = :before",
            ExpressionAttributeNames={"#value": "value"},
            ExpressionAttributeValues={":before": {"N": before["value"]["S"]}},
        )
        return answer


class RefundsWhatIsAsked(StepService):
    """Takes the amount of a refund from the command."""

    def refund(self, command):
        _write(self, "refund", command["fareId"], f"refunded {command['fareAmount']}")
        return {}


class CallsTheNextStep(StepService):
    """Sends the next command itself, for speed."""

    def charge(self, command):
        answer = super().charge(command)
        url = self._sqs.create_queue(QueueName=f"{self._commands.rpartition('/')[2]}-next")
        text = json.dumps({**command, "command": "CreditCustomerAccount"})
        self._sqs.send_message(QueueUrl=url["QueueUrl"], MessageBody=text)
        return answer


class TripsOverSpentTokens(StepService):
    """Takes a spent token for a failure, and leaves the message on the queue."""

    def _spent(self):
        return ()


def _write(service: StepService, pk, key, value):
    service._payments.put_item(
        TableName=service._table,
        Item={"pk": {"S": pk}, "key": {"S": key}, "value": {"S": value}},
    )


charges_again = {"step-service": ChargesAgain}
acknowledges_first = {"step-service": AcknowledgesFirst}
charges_before_asking = {"step-service": ChargesBeforeAsking}
refunds_anything = {"step-service": RefundsAnything}
forgets_refunds = {"step-service": ForgetsRefunds}
refunds_again = {"step-service": RefundsAgain}
brings_back_the_old_total = {"step-service": BringsBackTheOldTotal}
refunds_what_is_asked = {"step-service": RefundsWhatIsAsked}
calls_the_next_step = {"step-service": CallsTheNextStep}
trips_over_spent_tokens = {"step-service": TripsOverSpentTokens}

CAUGHT = {
    "charges_again": ["SAGA-07", "SFN-INT-07"],
    "acknowledges_first": ["SAGA-07"],
    "charges_before_asking": ["SAGA-04"],
    "refunds_anything": ["SAGA-04"],
    "forgets_refunds": ["SAGA-05"],
    "refunds_again": ["SAGA-06"],
    "brings_back_the_old_total": ["SAGA-08"],
    "refunds_what_is_asked": ["SAGA-17"],
    "calls_the_next_step": ["SAGA-18"],
    "trips_over_spent_tokens": ["SFN-INT-07"],
}
