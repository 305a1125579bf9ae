"""Submission APIs that lose a payment, double it, or say what is not so."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import decouple_messaging
from pattern_tck.reference_impl.decouple_messaging import SubmissionApi
from pattern_tck.reference_impl.outbox import Outbox
from pattern_tck.reference_impl.problem import problem

_WEEK = 7 * 24 * 3600


class SaysBookedWhenAccepted(SubmissionApi):
    """Takes the acceptance for the success, and tells the client so."""

    def _told(self, status_code, state):
        return super()._told(status_code, {**state, "status": "BOOKED"})


class SaysBookedWhenSent(SubmissionApi):
    """Takes a message that is on the queue for one that was worked on."""

    def work(self):
        waiting = [entry["correlation"]["S"] for entry in self._outbox._entries()]
        worked = super().work()
        for request_id in waiting:
            self._requests.update_item(
                TableName=self._table,
                Key={"pk": {"S": request_id}},
                UpdateExpression="SET #status = :booked",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues={":booked": {"S": "BOOKED"}},
            )
        return worked


class WaitsForTheOutcome(SubmissionApi):
    """Holds the client until the payment is booked, or until the gateway loses patience."""

    def submit(self, key, payment):
        request_id = super().submit(key, payment)["requestId"]
        for _ in range(40):
            self.work()
            _, state = self.find(request_id)
            if state["status"] != "PENDING":
                return state
        raise TimeoutError("the sales service has not booked it")


class KnowsPaymentsByCustomer(SubmissionApi):
    """Takes two payments of one customer in a month for the same, whatever their keys."""

    def submit(self, key, payment):
        return super().submit(f"{payment['customerId']}-{payment['month']}", payment)


class KnowsPaymentsByContent(SubmissionApi):
    """Takes two equal payments for the same, whatever their keys."""

    def submit(self, key, payment):
        return super().submit(json.dumps(payment, sort_keys=True), payment)


class MakesAnIdEachTime(SubmissionApi):
    """Does not look at the idempotency key: each call is a new payment."""

    def submit(self, key, payment):
        return super().submit(str(uuid.uuid4()), payment)


class LooksThenStores(SubmissionApi):
    """Looks whether the key is known, and then stores: two clicks look at the same moment."""

    def submit(self, key, payment):
        known = self._requests.get_item(
            TableName=self._table, Key={"pk": {"S": f"key#{key}"}}, ConsistentRead=True
        ).get("Item")
        if known:
            return {"requestId": known["request"]["S"], "status": "PENDING"}
        state = super().submit(str(uuid.uuid4()), payment)
        item = {"pk": {"S": f"key#{key}"}, "request": {"S": state["requestId"]}}
        self._requests.put_item(TableName=self._table, Item=item)
        return state


class IgnoresTheBody(SubmissionApi):
    """Answers a known key as before, whatever is submitted under it."""

    def submit(self, key, payment):
        known = self.find(str(uuid.uuid5(decouple_messaging._REQUEST_IDS, key)))
        return known[1] if known else super().submit(key, payment)


class StoresAgain(SubmissionApi):
    """Stores a payment that is submitted again like a new one: it is pending once more."""

    def _stored(self, request_id, payment):
        self._requests.delete_item(TableName=self._table, Key={"pk": {"S": request_id}})
        return super()._stored(request_id, payment)


class LeavesTheStateToOthers(SubmissionApi):
    """Knows a payment only when the sales service has said something about it."""

    def _tell(self, request_id):
        known = self.find(request_id)
        if known and known[1]["status"] == "PENDING":
            return problem(404, "There is no such request")
        return super()._tell(request_id)


class RemembersStates(SubmissionApi):
    """Keeps the state that it has stored in memory, where no other service reaches it."""

    def find(self, request_id):
        found = super().find(request_id)
        if found is None:
            return None
        payment, state = found
        return payment, {"requestId": state["requestId"], "status": "PENDING"}


class KeepsTheReasonToItself(SubmissionApi):
    """Says that a payment has failed, and not why."""

    def find(self, request_id):
        found = super().find(request_id)
        if found:
            found[1].pop("reason", None)
        return found


class NeverSaysWhenToAsk(SubmissionApi):
    """Leaves it to the client how often it asks."""

    def _told(self, status_code, state):
        answer = super()._told(status_code, state)
        answer.headers.pop("Retry-After", None)
        return answer


class AlwaysSaysWhenToAsk(SubmissionApi):
    """Has the client ask for ever."""

    def _told(self, status_code, state):
        answer = super()._told(status_code, state)
        answer.headers["Retry-After"] = "1"
        return answer


class KnowsEveryId(SubmissionApi):
    """Takes an id that nobody was given for a payment that will come."""

    def find(self, request_id):
        state = {"requestId": request_id, "status": "PENDING"}
        return super().find(request_id) or ({}, state)


class ForgetsAfterAWeek(SubmissionApi):
    """Keeps a state no longer than a week."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._now = now

    def _stored(self, request_id, payment):
        item = {"pk": {"S": f"at#{request_id}"}, "at": {"N": str(self._now())}}
        self._requests.put_item(TableName=self._table, Item=item)
        return super()._stored(request_id, payment)

    def find(self, request_id):
        stored = self._requests.get_item(
            TableName=self._table, Key={"pk": {"S": f"at#{request_id}"}}
        ).get("Item")
        if stored and float(stored["at"]["N"]) < self._now() - _WEEK:
            return None
        return super().find(request_id)


class StoresThenSends(SubmissionApi):
    """Stores the payment, and then sends: whoever dies in between has sent nothing."""

    def _stored(self, request_id, payment):
        item = {
            "pk": {"S": request_id},
            "status": {"S": "PENDING"},
            "payment": {"S": json.dumps(payment)},
        }
        try:
            self._requests.put_item(
                TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(pk)"
            )
        except self._requests.exceptions.ConditionalCheckFailedException:
            return False
        _send_directly(self, request_id, payment)
        return True


class SendsThenStores(SubmissionApi):
    """Sends, and then stores: whoever dies in between has announced what nobody has."""

    def _stored(self, request_id, payment):
        _send_directly(self, request_id, payment)
        stored = super()._stored(request_id, payment)
        self._requests.delete_item(TableName=self._table, Key={"pk": {"S": f"outbox#{request_id}"}})
        return stored


class AcceptsWithoutStoring(SubmissionApi):
    """Catches what goes wrong with the table, and accepts the payment all the same."""

    def _stored(self, request_id, payment):
        try:
            return super()._stored(request_id, payment)
        except ClientError:
            return True


class OtherOutbox(SubmissionApi):
    """Has another relay."""

    outbox = Outbox

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._outbox = self.outbox(
            self._requests, self._table, client("sqs"), environment["SALES_QUEUE_URL"]
        )


class _MarksFirst(Outbox):
    def _send(self, batch):
        for entry in batch:
            self._dynamodb.delete_item(TableName=self._table, Key={"pk": entry["pk"]})
        return super()._send(batch)


class MarksFirst(OtherOutbox):
    """Removes what it is about to send: whoever dies in between has lost it."""

    outbox = _MarksFirst


class _SwallowsRefusals(Outbox):
    def _send(self, batch):
        with contextlib.suppress(ClientError):
            super()._send(batch)
        return batch


class SwallowsRefusals(OtherOutbox):
    """Removes what the queue has refused, as if it had been sent."""

    outbox = _SwallowsRefusals


class _SendsTheFirstTenOnly(Outbox):
    def _entries(self):
        return iter(list(super()._entries())[:10])

    def _send(self, batch):
        sent = super()._send(batch)
        return list(super()._entries()) if sent else []


class SendsTheFirstTenOnly(OtherOutbox):
    """Empties the outbox when it has sent one batch."""

    outbox = _SendsTheFirstTenOnly


class _SendsWhileItIsThere(Outbox):
    def relay(self):
        self._send(list(self._entries()))
        return False


class SendsWhileItIsPending(OtherOutbox):
    """Never takes anything out of the outbox, and sends it again at every turn."""

    outbox = _SendsWhileItIsThere


class _NewIds(Outbox):
    def _send(self, batch):
        return super()._send([self._renamed(entry) for entry in batch])

    def _renamed(self, entry):
        tried = {"pk": {"S": f"tried#{entry['correlation']['S']}"}}
        answer = self._dynamodb.put_item(TableName=self._table, Item=tried, ReturnValues="ALL_OLD")
        if "Attributes" not in answer:
            return entry
        name = str(uuid.uuid4())
        body = {**json.loads(entry["body"]["S"]), "requestId": name}
        return {**entry, "body": {"S": json.dumps(body)}, "correlation": {"S": name}}


class SendsUnderNewIds(OtherOutbox):
    """Gives a message a fresh request id when it sends it for the second time."""

    outbox = _NewIds


class _NoCorrelation(Outbox):
    def _entries(self):
        for entry in super()._entries():
            yield {**entry, "correlation": {"S": "?"}}


class LosesTheCorrelation(OtherOutbox):
    """Puts something else than the request id beside the body."""

    outbox = _NoCorrelation


def _send_directly(api, request_id, payment):
    api._outbox._send(
        [
            {
                "body": {"S": json.dumps({"requestId": request_id, **payment})},
                "correlation": {"S": request_id},
            }
        ]
    )


says_booked_when_accepted = {"submission-api": SaysBookedWhenAccepted}
says_booked_when_sent = {"submission-api": SaysBookedWhenSent}
waits_for_the_outcome = {"submission-api": WaitsForTheOutcome}
knows_payments_by_customer = {"submission-api": KnowsPaymentsByCustomer}
knows_payments_by_content = {"submission-api": KnowsPaymentsByContent}
makes_an_id_each_time = {"submission-api": MakesAnIdEachTime}
looks_then_stores = {"submission-api": LooksThenStores}
ignores_the_body = {"submission-api": IgnoresTheBody}
stores_again = {"submission-api": StoresAgain}
leaves_the_state_to_others = {"submission-api": LeavesTheStateToOthers}
remembers_states = {"submission-api": RemembersStates}
keeps_the_reason_to_itself = {"submission-api": KeepsTheReasonToItself}
never_says_when_to_ask = {"submission-api": NeverSaysWhenToAsk}
always_says_when_to_ask = {"submission-api": AlwaysSaysWhenToAsk}
knows_every_id = {"submission-api": KnowsEveryId}
forgets_after_a_week = {"submission-api": ForgetsAfterAWeek}
stores_then_sends = {"submission-api": StoresThenSends}
sends_then_stores = {"submission-api": SendsThenStores}
accepts_without_storing = {"submission-api": AcceptsWithoutStoring}
marks_first = {"submission-api": MarksFirst}
swallows_refusals = {"submission-api": SwallowsRefusals}
sends_the_first_ten_only = {"submission-api": SendsTheFirstTenOnly}
sends_while_it_is_pending = {"submission-api": SendsWhileItIsPending}
sends_under_new_ids = {"submission-api": SendsUnderNewIds}
loses_the_correlation = {"submission-api": LosesTheCorrelation}

CAUGHT = {
    "says_booked_when_accepted": ["DEC-01", "DEC-04", "RR-20"],
    "says_booked_when_sent": ["OW-03", "DEC-12"],
    "waits_for_the_outcome": ["RR-20", "DEC-01"],
    "knows_payments_by_customer": ["DEC-01"],
    "knows_payments_by_content": ["DEC-10"],
    "makes_an_id_each_time": ["DEC-10", "RR-10"],
    "looks_then_stores": ["DEC-10"],
    "ignores_the_body": ["DEC-10"],
    "stores_again": ["DEC-03"],
    "leaves_the_state_to_others": ["DEC-04"],
    "remembers_states": ["DEC-03", "DEC-02"],
    "keeps_the_reason_to_itself": ["DEC-02"],
    "never_says_when_to_ask": ["DEC-14"],
    "always_says_when_to_ask": ["DEC-14"],
    "knows_every_id": ["DEC-14"],
    "forgets_after_a_week": ["DEC-14"],
    "stores_then_sends": ["CHO-02", "DEC-06"],
    "sends_then_stores": ["CE-03"],
    "accepts_without_storing": ["DEC-05"],
    "marks_first": ["DEC-06", "DEC-07"],
    "swallows_refusals": ["DEC-05", "SQS-DEL-13"],
    "sends_the_first_ten_only": ["DEC-15"],
    "sends_while_it_is_pending": ["DEC-12"],
    "sends_under_new_ids": ["DEC-07", "SQS-DEL-04"],
    "loses_the_correlation": ["RR-04"],
}
