"""Requesters that are wrong on purpose."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import replace
from types import SimpleNamespace

from pattern_tck.reference_impl import request_response as reference
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.mailbox import attribute, text
from pattern_tck.reference_impl.request_response import Requester
from tests.broken.request_response import put


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
        put(self._table, pending.fare_id, pending.fare_id, outcome, self._outcomes)
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
        return put(self._table, str(uuid.uuid4()), fare_id, outcome, self._outcomes)


class LeavesItsQueue(Requester):
    """Makes a reply queue at each start, and nobody removes it."""

    def work(self):
        self._replies._next = float("inf")
        return super().work()


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

CAUGHT = {
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
