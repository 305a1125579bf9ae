"""Responders and requesters that are wrong on purpose."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import replace
from types import SimpleNamespace

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import request_response as reference
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.mailbox import attribute, read_object, text
from pattern_tck.reference_impl.request_response import Refused, Requester, Responder


def _put(table, name, key, value, client):
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
        return _put(self._table, receipt, request_id, receipt, self._authorisations)


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

    def _handled(self, message):
        self._handle(message)
        return True

    def _set_aside(self, message, reason):
        raise RuntimeError(reason)


class ListensOnTheRequestChannel(Requester):
    """Wants its answers where its requests go."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        address = environment["REQUESTS_QUEUE_URL"]
        self._replies = SimpleNamespace(address=address, keep=lambda: None)


class OneIdACustomer(Requester):
    """Takes the customer for the id of the request."""

    def _request_id(self, fare_id):
        return "cmr"


class CountsItsRequests(Requester):
    """Numbers its requests from one, at each start."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._numbers = itertools.count(1)

    def _request_id(self, fare_id):
        return f"request-{next(self._numbers)}"


class FreshIds(Requester):
    """Makes a new id whenever it asks, also if it asks again."""

    def _request_id(self, fare_id):
        return str(uuid.uuid4())


class QueueForEachRequest(Requester):
    """Makes a reply queue for each request."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._another = lambda: reference.ReplyQueue(
            self._sqs, f"{environment['PREFIX']}-replies", now
        )
        self._addresses = []

    def _send(self, request_id, body):
        self._replies = self._another()
        self._addresses.append(self._replies)
        super()._send(request_id, body)

    def _take_replies(self):
        took = False
        for replies in self._addresses:
            self._replies = replies
            took |= super()._take_replies()
        return took


class AnswersInOrder(Requester):
    """Gives each reply to whoever has waited longest."""

    def _matched(self, reply):
        pending = next(iter(self._pending.values()), None)
        outcome = reference._outcome(reply)
        return pending is None or self._concluded(pending, outcome or "refused")


class WaitsForReceipts(Requester):
    """Knows good answers only."""

    def _matched(self, reply):
        refused = attribute(reply, "Status") == "refused"
        return refused or super()._matched(reply)


class WaitsForMessageId(Requester):
    """Waits for the MessageId of the request, as the send told it."""

    def _send(self, request_id, body):
        answer = self._sqs.send_message(
            QueueUrl=self._requests,
            MessageBody=body,
            MessageAttributes=text(ReplyTo=self._replies.address),
        )
        waiting = self._pending.pop(request_id)
        message_id = str(answer["MessageId"])
        self._pending[message_id] = replace(waiting, request_id=message_id)


class RegistersLate(Requester):
    """Notes what it waits for at the end of its turn."""

    def work(self):
        asked = self._take_triggers()
        noted, self._pending = self._pending, {**getattr(self, "_noted", {})}
        answered = self._take_replies()
        self._noted = {**self._pending, **noted}
        self._pending = dict(self._noted)
        given_up = self._give_up()
        self._noted = dict(self._pending)
        return asked or answered or given_up


class ShareOneReplyQueue(Requester):
    """All instances listen on one queue, and delete what they do not know."""

    @staticmethod
    def deploy(environment, client):
        name = f"{environment['PREFIX']}-shared"
        return {"SHARED_QUEUE_URL": create_queue(client("sqs"), name)}

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        address = environment["SHARED_QUEUE_URL"]
        self._replies = SimpleNamespace(address=address, keep=lambda: None)


class DiesOfStrays(Requester):
    """Looks up the id of a reply, and never thought that it might not be there."""

    def _matched(self, reply):
        pending = self._pending[reply["MessageAttributes"]["CorrelationId"]["StringValue"]]
        return self._concluded(pending, json.loads(reply["Body"]).get("receipt", "refused"))


class LeavesStrays(Requester):
    """Leaves a reply that it does not know on its queue, where it comes back for ever."""

    def _matched(self, reply):
        known = attribute(reply, "CorrelationId") in self._pending
        return known and super()._matched(reply)


class LastAnswerWins(Requester):
    """Never forgets a request, and writes down whatever comes last."""

    def _concluded(self, pending, outcome):
        _put(self._table, pending.fare_id, pending.fare_id, outcome, self._outcomes)
        reference._delete(self._sqs, self._triggers, pending.trigger)
        self._pending[pending.request_id] = replace(pending, deadline=float("inf"))
        return True


class WaitsForEver(Requester):
    """Has no time-out."""

    def _give_up(self):
        return False


class GivesUpEarly(Requester):
    """Gives up at a quarter of the time that it was given."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._timeout /= 4


class AcknowledgesTriggersFirst(Requester):
    """Deletes the trigger when it comes, and knows of the fare only in memory."""

    def _ask(self, trigger):
        reference._delete(self._sqs, self._triggers, trigger["ReceiptHandle"])
        super()._ask(trigger)

    def _hide(self, trigger):
        pass


class RecordsEveryTime(Requester):
    """Adds an outcome whenever it gets one."""

    def _record(self, fare_id, outcome):
        return _put(self._table, str(uuid.uuid4()), fare_id, outcome, self._outcomes)


class LeavesItsQueue(Requester):
    """Makes a reply queue at each start, and nobody removes it."""

    def work(self):
        self._replies._next = float("inf")
        return super().work()


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
listens_on_the_request_channel = {"requester": ListensOnTheRequestChannel}
one_id_a_customer = {"requester": OneIdACustomer}
counts_its_requests = {"requester": CountsItsRequests}
fresh_ids = {"requester": FreshIds}
queue_for_each_request = {"requester": QueueForEachRequest}
answers_in_order = {"requester": AnswersInOrder}
waits_for_receipts = {"requester": WaitsForReceipts}
waits_for_message_id = {"requester": WaitsForMessageId}
registers_late = {"requester": RegistersLate}
share_one_reply_queue = {"requester": ShareOneReplyQueue}
dies_of_strays = {"requester": DiesOfStrays}
leaves_strays = {"requester": LeavesStrays}
last_answer_wins = {"requester": LastAnswerWins}
waits_for_ever = {"requester": WaitsForEver}
gives_up_early = {"requester": GivesUpEarly}
acknowledges_triggers_first = {"requester": AcknowledgesTriggersFirst}
records_every_time = {"requester": RecordsEveryTime}
leaves_its_queue = {"requester": LeavesItsQueue}

CAUGHT: dict[str, list[str]] = {
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
    "listens_on_the_request_channel": ["RR-01"],
    "one_id_a_customer": ["RR-03"],
    "counts_its_requests": ["RR-03"],
    "fresh_ids": ["RR-10"],
    "queue_for_each_request": ["RR-14"],
    "answers_in_order": ["RR-03", "RR-09"],
    "waits_for_receipts": ["RR-12"],
    "waits_for_message_id": ["RR-05"],
    "registers_late": ["RR-19"],
    "share_one_reply_queue": ["RR-15"],
    "dies_of_strays": ["RR-06", "RR-07"],
    "leaves_strays": ["RR-06"],
    "last_answer_wins": ["RR-07", "RR-09"],
    "waits_for_ever": ["RR-08"],
    "gives_up_early": ["RR-08"],
    "acknowledges_triggers_first": ["SQS-VIS-02"],
    "records_every_time": ["SQS-VIS-02"],
    "leaves_its_queue": ["RR-17"],
}
