"""Responders that are wrong on purpose."""

from __future__ import annotations

import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import request_response as reference
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.mailbox import attribute, read_object, text
from pattern_tck.reference_impl.request_response import Refused, Responder


def put(table, name, key, value, client):
    """Write a record, whatever is there."""
    item = {"pk": {"S": name}, "key": {"S": key}, "value": {"S": value}}
    client.put_item(TableName=table, Item=item)
    return value


class AcknowledgesFirst(Responder):
    """Deletes the request when it comes: whatever dies or fails afterwards is lost."""

    def _handled(self, message):
        reference._delete(self._sqs, self._requests, message["ReceiptHandle"])
        super()._handled(message)
        return False


class RepliesToTheFirst(Responder):
    """Answers everybody where the first requester wanted to be answered."""

    _address = ""

    def _reply(self, address, request_id, status, answer):
        self._address = self._address or address
        super()._reply(self._address, request_id, status, answer)


class TellsTheRequestChannel(Responder):
    """Puts a note of each answer on the channel that requests come by."""

    def _reply(self, address, request_id, status, answer):
        super()._reply(address, request_id, status, answer)
        self._sqs.send_message(QueueUrl=self._requests, MessageBody=json.dumps(answer))


class RepliesUnderMessageId(Responder):
    """Takes the MessageId of the request for its correlation id."""

    def _handle(self, message):
        self._message_id = message["MessageId"]
        super()._handle(message)

    def _reply(self, address, request_id, status, answer):
        super()._reply(address, self._message_id, status, answer)


class TidiesIds(Responder):
    """Keeps ids in a column of 36 small letters, and numbers as numbers."""

    def _reply(self, address, request_id, status, answer):
        super()._reply(address, request_id.lower().lstrip("0")[:36], status, answer)


class RetriesByHand(Responder):
    """Puts a request that failed back on its queue, with the return address and the body only."""

    def _handle(self, message):
        try:
            super()._handle(message)
        except ClientError:
            address = attribute(message, "ReplyTo")
            self._sqs.send_message(
                QueueUrl=self._requests,
                MessageBody=message["Body"],
                MessageAttributes=text(ReplyTo=address),
                DelaySeconds=10,
            )


class WorksAgain(Responder):
    """Authorises as often as it is asked."""

    def _record(self, request_id, receipt):
        return put(self._table, receipt, request_id, receipt, self._authorisations)


class ChecksThenWrites(WorksAgain):
    """Looks first whether there is a receipt: two instances look at the same time."""

    def _record(self, request_id, receipt):
        items = self._authorisations.scan(TableName=self._table, ConsistentRead=True)["Items"]
        known = [item["value"]["S"] for item in items if item["key"]["S"] == request_id]
        return known[0] if known else super()._record(request_id, receipt)


class KnowsRequestsByFare(Responder):
    """Takes every request about a fare for the same one."""

    def _authorise(self, request_id, body):
        fare = read_object(body)
        return super()._authorise(str(fare.get("fareId")), body)


class SilentWhenItSaysNo(Responder):
    """Lets a refusal out as an error, so the request is tried again and again."""

    def _answer(self, request_id, body):
        return "ok", {"receipt": self._authorise(request_id, body)}


class RefusesWithoutId(Responder):
    """Builds its error reply in another place, where nobody thought of the id."""

    def _reply(self, address, request_id, status, answer):
        super()._reply(address, request_id if status == "ok" else "error", status, answer)


class AuthorisesThenAsks(Responder):
    """Has the effect before it looks whether it is allowed."""

    def _authorise(self, request_id, body):
        receipt = self._record(request_id, f"receipt-{uuid.uuid4()}")
        fare = read_object(body)
        if "customerId" not in fare or fare["customerId"].endswith("_fail_auth"):
            raise Refused("no")
        return receipt


class TriesForEver(Responder):
    """Has no dead-letter queue, and does not know an error that stays."""

    @staticmethod
    def deploy(environment, client):
        names = {"REQUESTS_QUEUE_URL": "requests", "INVALID_QUEUE_URL": "invalid"}
        return {
            variable: create_queue(
                client("sqs"),
                f"{environment['PREFIX']}-{name}",
                visibility=int(environment["VISIBILITY_TIMEOUT"]),
            )
            for variable, name in names.items()
        }

    def _set_aside(self, message, reason):
        raise RuntimeError(reason)


class DropsTheUnanswerable(Responder):
    """Logs that nobody can be answered, and deletes the request."""

    def _set_aside(self, message, reason):
        pass


class DiesOfTrouble(Responder):
    """Catches nothing: one request in trouble takes its neighbours with it."""

    def work(self):
        messages = reference._receive(self._sqs, self._requests)
        for message in messages:
            self._handle(message)
            self._mail.acknowledge(message)
        return bool(messages)

    def _set_aside(self, message, reason):
        raise RuntimeError(reason)


acknowledges_first = {"responder": AcknowledgesFirst}
replies_to_the_first = {"responder": RepliesToTheFirst}
tells_the_request_channel = {"responder": TellsTheRequestChannel}
replies_under_message_id = {"responder": RepliesUnderMessageId}
tidies_ids = {"responder": TidiesIds}
retries_by_hand = {"responder": RetriesByHand}
works_again = {"responder": WorksAgain}
checks_then_writes = {"responder": ChecksThenWrites}
knows_requests_by_fare = {"responder": KnowsRequestsByFare}
silent_when_it_says_no = {"responder": SilentWhenItSaysNo}
refuses_without_id = {"responder": RefusesWithoutId}
authorises_then_asks = {"responder": AuthorisesThenAsks}
tries_for_ever = {"responder": TriesForEver}
drops_the_unanswerable = {"responder": DropsTheUnanswerable}
dies_of_trouble = {"responder": DiesOfTrouble}

CAUGHT = {
    "acknowledges_first": ["SQS-VIS-02", "DLQ-17"],
    "replies_to_the_first": ["RR-02"],
    "tells_the_request_channel": ["RR-01"],
    "replies_under_message_id": ["RR-03", "RR-05"],
    "tidies_ids": ["RR-03"],
    "retries_by_hand": ["RR-04"],
    "works_again": ["SQS-VIS-02", "RR-10", "RR-11"],
    "checks_then_writes": ["RR-11"],
    "knows_requests_by_fare": ["RR-11"],
    "silent_when_it_says_no": ["RR-12"],
    "refuses_without_id": ["RR-12"],
    "authorises_then_asks": ["RR-12"],
    "tries_for_ever": ["DLQ-16", "RR-13"],
    "drops_the_unanswerable": ["RR-13"],
    "dies_of_trouble": ["RR-13"],
}
