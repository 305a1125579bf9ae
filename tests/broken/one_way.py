"""Notifiers that wait, swallow or claim too much."""

from __future__ import annotations

import contextlib
import json

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.one_way import Notifier


class WaitsForTheReceiver(Notifier):
    """Says "sent" when the queue is empty again, since then somebody must have taken it."""

    def _send(self, wish):
        super()._send(wish)
        seen = self._sqs.get_queue_attributes(
            QueueUrl=self._notices,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )
        if sum(map(int, seen["Attributes"].values())):
            answer = {"Error": {"Code": "NobodyThere", "Message": "the receiver is away"}}
            raise ClientError(answer, "SendMessage")


class KeepsThePending(Notifier):
    """Writes down what was sent, to be crossed out when somebody answers, which nobody does."""

    def _send(self, wish):
        super()._send(wish)
        self._reports.put_item(
            TableName=self._table,
            Item={"pk": {"S": f"pending {wish['id']}"}, "body": {"S": json.dumps(wish)}},
        )


class SendsThePendingAgain(Notifier):
    """Tells everything again when it starts, in case it was not heard."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        for item in self._reports.scan(TableName=self._table)["Items"]:
            wish = {"id": item["key"]["S"], "notice": "pick-up", "content": {}}
            self._send(wish)


class ClaimsThatItIsDone(Notifier):
    """Marks a pick-up as done when the command for it was sent."""

    def _report(self, notice_id, word):
        super()._report(notice_id, "done" if word == "sent" else word)


class ClaimsItLater(Notifier):
    """Says "sent", and that it is done when it finds the queue empty, wherever it went."""

    def work(self):
        worked = super().work()
        for item in self._reports.scan(TableName=self._table)["Items"]:
            seen = self._sqs.get_queue_attributes(
                QueueUrl=self._notices, AttributeNames=["ApproximateNumberOfMessages"]
            )
            if not int(seen["Attributes"]["ApproximateNumberOfMessages"]):
                done = {**item, "pk": {"S": "done"}, "value": {"S": "done"}}
                self._reports.put_item(TableName=self._table, Item=done)
        return worked


class SwallowsRefusals(Notifier):
    """Catches what the queue says to a send, logs it, and goes on as if it had not."""

    def _send(self, wish):
        with contextlib.suppress(ClientError):
            super()._send(wish)


class GivesUpInSilence(Notifier):
    """Drops the trigger of a message that was refused, and tells nobody."""

    def _go_through(self, trigger):
        try:
            self._send(json.loads(trigger["Body"]))
            self._report(json.loads(trigger["Body"])["id"], "sent")
        except ClientError:
            pass
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])


class ForgetsFirst(Notifier):
    """Acknowledges its trigger, and then sends: fire, forget, and lose."""

    def _go_through(self, trigger):
        self._sqs.delete_message(QueueUrl=self._triggers, ReceiptHandle=trigger["ReceiptHandle"])
        super()._go_through(trigger)


class NamesItByTheAttempt(Notifier):
    """Gives each attempt to send an id of its own."""

    attempts = 0

    def _send(self, wish):
        type(self).attempts += 1
        super()._send({**wish, "id": f"{wish['id']}-{self.attempts}"})


class SendsABlob(Notifier):
    """Sends the JSON and nothing else: the receiver will see what it is."""

    def _send(self, wish):
        body = {"id": wish["id"], "content": wish["content"]}
        self._sqs.send_message(QueueUrl=self._notices, MessageBody=json.dumps(body))


class LimitsEverything(Notifier):
    """Gives every message five minutes, since nothing should lie around for longer."""

    def _send(self, wish):
        super()._send({**wish, "usefulUntil": 300})


waits_for_the_receiver = {"notifier": WaitsForTheReceiver}
keeps_the_pending = {"notifier": KeepsThePending}
sends_the_pending_again = {"notifier": SendsThePendingAgain}
claims_that_it_is_done = {"notifier": ClaimsThatItIsDone}
claims_it_later = {"notifier": ClaimsItLater}
swallows_refusals = {"notifier": SwallowsRefusals}
gives_up_in_silence = {"notifier": GivesUpInSilence}
forgets_first = {"notifier": ForgetsFirst}
names_it_by_the_attempt = {"notifier": NamesItByTheAttempt}
sends_a_blob = {"notifier": SendsABlob}
limits_everything = {"notifier": LimitsEverything}

CAUGHT = {
    "waits_for_the_receiver": ["OW-01"],
    "keeps_the_pending": ["OW-06"],
    "sends_the_pending_again": ["OW-06"],
    "claims_that_it_is_done": ["OW-03"],
    "claims_it_later": ["OW-03"],
    "swallows_refusals": ["OW-02", "SQS-DEL-14"],
    "gives_up_in_silence": ["OW-02", "SQS-DEL-14"],
    "forgets_first": ["SQS-VIS-02"],
    "names_it_by_the_attempt": ["SQS-DEL-04", "SQS-VIS-02"],
    "sends_a_blob": ["OW-04", "OW-05"],
    "limits_everything": ["OW-05"],
}
