"""Filters that call a payment gateway and mistake one of its three answers for another one."""

from __future__ import annotations

import uuid

from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.payment_filters import PaymentFilter
from pattern_tck.reference_impl.payment_gateway import Refused, Unknown
from pattern_tck.reference_impl.pipes_and_filters import Filter
from tests.broken.pipes_and_filters import CallsTheNextFilter


class NewKeyEachTime(PaymentFilter):
    """Takes a new key for each call, so that the gateway cannot know the fare again."""

    def _key(self, fare):
        return f"{super()._key(fare)}-{uuid.uuid4().hex[:6]}"


class OneKeyForAllFilters(PaymentFilter):
    """Takes the fare for the key, so that the charge is answered like the pre-authorisation."""

    def _key(self, fare):
        return fare["fareId"]


class TakesSilenceForNo(PaymentFilter):
    """Treats a call without an answer as one that was refused."""

    def _settled(self, fare):
        try:
            return super()._settled(fare)
        except Unknown as reason:
            raise Refused(str(reason)) from reason


class TakesSilenceForYes(PaymentFilter):
    """Hands a fare on when the gateway was called, whatever it has answered."""

    def _settled(self, fare):
        try:
            return super()._settled(fare)
        except Unknown:
            return "unknown"


class TakesNoForSilence(PaymentFilter):
    """Has refused fares tried again, like anything else that goes wrong."""

    def _lay_aside(self, fare, attributes, reason):
        raise Unknown(reason)


class DropsRefusedFares(PaymentFilter):
    """Takes a refused fare off its pipe, and that is that."""

    def _lay_aside(self, fare, attributes, reason):
        pass


class HandsOnRefusedFares(PaymentFilter):
    """Tells who comes next that a fare was refused, and lets him see to it."""

    def _lay_aside(self, fare, attributes, reason):
        self._hand_on(self._marked({**fare, "refused": reason}), attributes)


class ForgetsWhatWasDone(PaymentFilter):
    """Lays a refused fare aside as it was before the chain, so that nobody knows what to undo."""

    def _lay_aside(self, fare, attributes, reason):
        first = ("fareId", "customerId", "fareAmount")
        super()._lay_aside({name: fare[name] for name in first}, attributes, reason)


class AcknowledgesFirst(PaymentFilter):
    """Takes a fare off its pipe, and calls the gateway then."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        super()._handled(message)
        return False


class BooksFirst(PaymentFilter):
    """Notes that a fare was charged before it asks the gateway, and does not ask a second time."""

    def _pass_on(self, fare, attributes):
        found = self._done.get_item(TableName=self._table, Key={"pk": {"S": fare["fareId"]}})
        if "Item" in found:
            self._hand_on(self._marked({**fare, self._answered: "as noted"}), attributes)
            return
        self._process(fare)
        super()._pass_on(fare, attributes)


class KeepsTheAnswer(PaymentFilter):
    """Hands the fare on without what the gateway has answered."""

    def _hand_on(self, fare, attributes):
        told = {name: value for name, value in fare.items() if name != self._answered}
        super()._hand_on(told, attributes)


class ForgetsHeaders(PaymentFilter):
    """Hands on the body, and no header."""

    def _hand_on(self, fare, attributes):
        super()._hand_on(fare, {})


class TriesWhatItCannotCharge(PaymentFilter):
    """Takes anything with a fareId for a fare that can be charged some day."""

    def _read(self, body):
        return Filter._read(self, body)


class CallsTheNextStage(CallsTheNextFilter, PaymentFilter):
    """A pipe in name only: calls the next stage, whose gateway is the same after all."""


class TriesOnce(PaymentFilter):
    """One attempt, since the gateway is said to be always there."""

    @staticmethod
    def attempts(deadline, visibility):
        return 1


class SharesDeadLetters(PaymentFilter):
    """One dead-letter queue for all stages that call the gateway."""

    @classmethod
    def deploy(cls, environment, client):
        made, sqs = super().deploy(environment, client), client("sqs")
        prefix = environment["PREFIX"].removesuffix(environment["FILTER"])
        dead = create_queue(sqs, f"{prefix}payments-dlq", keep_days=14)
        pipe = create_queue(
            sqs,
            f"{environment['PREFIX']}-shared-pipe",
            visibility=int(environment["VISIBILITY_TIMEOUT"]),
            dead_letters=arn_of(sqs, dead),
            max_receives=4,
        )
        return {**made, "PIPE_QUEUE_URL": pipe}


def _beside_plain_filters(payment):
    return {"payment-filter": payment, "filter": Filter}


new_key_each_time = {"payment-filter": NewKeyEachTime}
one_key_for_all_filters = _beside_plain_filters(OneKeyForAllFilters)
takes_silence_for_no = {"payment-filter": TakesSilenceForNo}
takes_silence_for_yes = {"payment-filter": TakesSilenceForYes}
takes_no_for_silence = {"payment-filter": TakesNoForSilence}
drops_refused_fares = {"payment-filter": DropsRefusedFares}
hands_on_refused_fares = {"payment-filter": HandsOnRefusedFares}
forgets_what_was_done = {"payment-filter": ForgetsWhatWasDone}
acknowledges_first = {"payment-filter": AcknowledgesFirst}
books_first = {"payment-filter": BooksFirst}
keeps_the_answer = _beside_plain_filters(KeepsTheAnswer)
forgets_headers = _beside_plain_filters(ForgetsHeaders)
tries_what_it_cannot_charge = {"payment-filter": TriesWhatItCannotCharge}
calls_the_next_stage = _beside_plain_filters(CallsTheNextStage)
tries_once = {"payment-filter": TriesOnce}
shares_dead_letters = {"payment-filter": SharesDeadLetters}

CAUGHT = {
    "new_key_each_time": ["RR-10", "PF-09", "PF-04", "P2P-03", "DLQ-10"],
    "one_key_for_all_filters": ["PF-01"],
    "takes_silence_for_no": ["RR-10", "DLQ-16"],
    "takes_silence_for_yes": ["DLQ-16", "PF-06"],
    "takes_no_for_silence": ["DLQ-17", "PF-10"],
    "drops_refused_fares": ["DLQ-17", "PF-10"],
    "hands_on_refused_fares": ["DLQ-17"],
    "forgets_what_was_done": ["DLQ-17"],
    "acknowledges_first": ["PF-04"],
    "books_first": ["RR-10"],
    "keeps_the_answer": ["PF-01", "PF-08"],
    "forgets_headers": ["PF-08"],
    "tries_what_it_cannot_charge": ["DLQ-18"],
    "calls_the_next_stage": ["PF-05"],
    "tries_once": ["DLQ-16"],
    "shares_dead_letters": ["PF-06"],
}
