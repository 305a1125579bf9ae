"""Sales services that count twice, give up too early or too late, or leave people in the dark."""

from __future__ import annotations

import contextlib

from pattern_tck.reference_impl import insurance_payment
from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.insurance_payment import NotStoredYet, SalesService
from pattern_tck.reference_impl.transactions import write_together


class BooksOtherwise(SalesService):
    """Books a sale, adds to the total, and sets the state: in writes of their own."""

    def _write_sale(self, payment, name=None, **condition):
        item = {
            "pk": {"S": f"sale#{name or payment.request_id}"},
            "key": {"S": payment.request_id},
            "value": {"S": payment.amount},
        }
        put = {"Put": {"TableName": self._sales, "Item": item, **condition}}
        return write_together(self._tables, put, {"Update": self._add_to_total(payment)})


class AddsEveryTime(BooksOtherwise):
    """Adds to the total whenever a payment comes: UPDATE total = total + x."""

    def _book(self, payment):
        self._expect_final(payment.request_id)
        self._write_sale(payment)
        self._conclude(payment.request_id, "BOOKED", "")


class LooksThenBooks(AddsEveryTime):
    """Looks whether the payment is booked, and then books: two instances look at the same time."""

    def _book(self, payment):
        if self._status(payment.request_id) == "PENDING":
            super()._book(payment)
        else:
            self._expect_final(payment.request_id)


class BooksWhateverTheState(BooksOtherwise):
    """Books a sale once, also where the request has failed in the meantime."""

    def _book(self, payment):
        self._expect_final(payment.request_id)
        self._write_sale(payment, ConditionExpression="attribute_not_exists(pk)")
        self._conclude(payment.request_id, "BOOKED", "")


class KnowsMessageIds(BooksOtherwise):
    """Recognises a payment by its MessageId."""

    def _handle(self, message):
        self._message_id = message["MessageId"]
        super()._handle(message)

    def _book(self, payment):
        self._expect_final(payment.request_id)
        unknown = "attribute_not_exists(pk)"
        self._write_sale(payment, self._message_id, ConditionExpression=unknown)
        self._conclude(payment.request_id, "BOOKED", "")


class KnowsCustomers(BooksOtherwise):
    """Takes two payments of one customer for the same."""

    def _book(self, payment):
        self._expect_final(payment.request_id)
        unknown = "attribute_not_exists(pk)"
        self._write_sale(payment, payment.customer, ConditionExpression=unknown)
        self._conclude(payment.request_id, "BOOKED", "")


class ForgetsTheState(BooksOtherwise):
    """Knows that a sale is booked already, and forgets that the request may not know it yet."""

    def _book(self, payment):
        self._expect_final(payment.request_id)
        if self._write_sale(payment, ConditionExpression="attribute_not_exists(pk)"):
            # A crash before this line leaves the request pending for good.
            self._tables.get_item(TableName=self._sales, Key={"pk": {"S": "anything"}})
            self._conclude(payment.request_id, "BOOKED", "")


class AcknowledgesFirst(SalesService):
    """Deletes a message, and then does the work."""

    def _handle(self, message):
        self._sqs.delete_message(QueueUrl=self._inbox, ReceiptHandle=message["ReceiptHandle"])
        super()._handle(message)


class SaysBookedFirst(SalesService):
    """Tells the client before the sale is booked."""

    def _book(self, payment):
        if self._status(payment.request_id) == "PENDING":
            self._conclude(payment.request_id, "BOOKED", "")
        super()._book(payment)


class BeginsAgain(BooksOtherwise):
    """Says PENDING whenever it begins with a payment, also with one that is booked."""

    def _book(self, payment):
        self._expect_final(payment.request_id)
        state = self._state(payment.request_id, "PENDING")
        del state["ConditionExpression"], state["ExpressionAttributeValues"][":pending"]
        self._tables.update_item(**state)
        self._write_sale(payment, ConditionExpression="attribute_not_exists(pk)")
        self._conclude(payment.request_id, "BOOKED", "")


class DropsRefusals(SalesService):
    """Takes a refusal for the end of the matter, and tells nobody."""

    def _conclude(self, request_id, status, reason):
        if status != "REFUSED":
            super()._conclude(request_id, status, reason)


class GivesNoReason(SalesService):
    """Says how a payment has ended, and not why."""

    def _conclude(self, request_id, status, reason):
        super()._conclude(request_id, status, "")


class BooksRefused(SalesService):
    """Has never heard of policies that lapse."""

    def _handle(self, message):
        self._book(insurance_payment._payment(message))


class OverwritesStates(SalesService):
    """Sets the state of a request without asking whether it has one."""

    def _state(self, request_id, status, reason=""):
        state = super()._state(request_id, status, reason)
        del state["ConditionExpression"], state["ExpressionAttributeValues"][":pending"]
        return state


class DropsUnknownRequests(SalesService):
    """Takes a message about a request that is not there for poison."""

    def _handle(self, message):
        try:
            super()._handle(message)
        except NotStoredYet:
            self._call_people(message, "There is no such request.")


class GivesUpAtOnce(SalesService):
    """Takes the first error for the last one."""

    def _book(self, payment):
        try:
            super()._book(payment)
        except NotStoredYet:
            raise
        except Exception:  # noqa: BLE001 - that is what is wrong with it
            self._conclude(payment.request_id, "FAILED", "It could not be booked.")


class LeavesDeadLettersAlone(SalesService):
    """Does not look at what was tried too often: its requests are pending for ever."""

    def work(self):
        return self._take(self._inbox, self._handle)


class TellsPeopleAtMostOnce(SalesService):
    """Calls people only if it has just said FAILED: not if it died when it had."""

    def _fail(self, message, reason):
        request_id = insurance_payment._request_id(message)
        known = self._status(request_id) if request_id else ""
        if request_id:
            self._conclude(request_id, "FAILED", reason)
        if known != "FAILED":
            self._call_people(message, reason)


class DropsWhatItCannotRead(SalesService):
    """Deletes what is no payment, and tells nobody."""

    def _handle(self, message):
        if insurance_payment._payment(message) is not None:
            super()._handle(message)


class TriesWhatItCannotRead(SalesService):
    """Leaves what is no payment on the queue, to be tried until it is a dead letter."""

    def _handle(self, message):
        if insurance_payment._payment(message) is None:
            raise ValueError("no payment")
        super()._handle(message)


class AllOrNothing(SalesService):
    """Lets one message that fails take its whole batch with it."""

    def _take(self, queue, handle):
        answer = self._sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        for message in messages:
            handle(message)
            self._sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)


class HandlesTheFirstOnly(SalesService):
    """Takes a batch for a message, and deletes all of it."""

    _first = True

    def _take(self, queue, handle):
        self._first = True
        return super()._take(queue, handle)

    def _handle(self, message):
        if self._first:
            self._first = False
            super()._handle(message)


class WatchesNothing(SalesService):
    """Keeps messages for people, whom nobody tells."""

    @classmethod
    def deploy(cls, environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        failed = create_queue(sqs, f"{prefix}-failed")
        policy = {"dead_letters": arn_of(sqs, failed), "max_receives": 4}
        visibility = int(environment["VISIBILITY_TIMEOUT"])
        return {
            "SALES_QUEUE_URL": create_queue(
                sqs, f"{prefix}-sales", visibility=visibility, **policy
            ),
            "FAILED_QUEUE_URL": failed,
            "ATTENTION_QUEUE_URL": create_queue(sqs, f"{prefix}-attention"),
        }


class KeepsNothing(SalesService):
    """Says FAILED, and throws the message away."""

    def _call_people(self, message, reason):
        with contextlib.suppress(KeyError):
            del message["Body"]


adds_every_time = {"sales-service": AddsEveryTime}
looks_then_books = {"sales-service": LooksThenBooks}
books_whatever_the_state = {"sales-service": BooksWhateverTheState}
knows_message_ids = {"sales-service": KnowsMessageIds}
knows_customers = {"sales-service": KnowsCustomers}
forgets_the_state = {"sales-service": ForgetsTheState}
acknowledges_first = {"sales-service": AcknowledgesFirst}
says_booked_first = {"sales-service": SaysBookedFirst}
drops_refusals = {"sales-service": DropsRefusals}
gives_no_reason = {"sales-service": GivesNoReason}
books_refused = {"sales-service": BooksRefused}
overwrites_states = {"sales-service": OverwritesStates}
drops_unknown_requests = {"sales-service": DropsUnknownRequests}
gives_up_at_once = {"sales-service": GivesUpAtOnce}
leaves_dead_letters_alone = {"sales-service": LeavesDeadLettersAlone}
tells_people_at_most_once = {"sales-service": TellsPeopleAtMostOnce}
drops_what_it_cannot_read = {"sales-service": DropsWhatItCannotRead}
tries_what_it_cannot_read = {"sales-service": TriesWhatItCannotRead}
all_or_nothing = {"sales-service": AllOrNothing}
handles_the_first_only = {"sales-service": HandlesTheFirstOnly}
watches_nothing = {"sales-service": WatchesNothing}
keeps_nothing = {"sales-service": KeepsNothing}

CAUGHT = {
    "adds_every_time": ["DEC-09", "SQS-DEL-02", "SQS-RH-04", "SQS-VIS-02"],
    "looks_then_books": ["P2P-03"],
    "books_whatever_the_state": ["DEC-03"],
    "knows_message_ids": ["DEC-09", "SQS-RH-04"],
    "knows_customers": ["DEC-09"],
    "forgets_the_state": ["SQS-VIS-02"],
    "acknowledges_first": ["SQS-VIS-02", "DEC-12"],
    "says_booked_first": ["DEC-03"],
    "drops_refusals": ["DEC-02"],
    "gives_no_reason": ["DEC-02", "DEC-11"],
    "books_refused": ["DEC-02"],
    "overwrites_states": ["DEC-03", "DEC-06"],
    "drops_unknown_requests": ["DEC-08"],
    "gives_up_at_once": ["DEC-12", "DEC-03"],
    "leaves_dead_letters_alone": ["DEC-11"],
    "tells_people_at_most_once": ["DEC-11"],
    "drops_what_it_cannot_read": ["DEC-11", "DLQ-18"],
    "tries_what_it_cannot_read": ["DLQ-18"],
    "all_or_nothing": ["P2P-07"],
    "handles_the_first_only": ["DEC-15"],
    "watches_nothing": ["DLQ-21"],
    "keeps_nothing": ["DEC-11", "DEC-06", "DLQ-18"],
}
