"""Filters that know too much of their neighbours, or too little of what may go wrong."""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import pipes_and_filters
from pattern_tck.reference_impl.channels import arn_of, create_queue
from pattern_tck.reference_impl.ledger import add_to_total, cents, put_once, write_together
from pattern_tck.reference_impl.pipes_and_filters import Filter


class CallsTheNextFilter(Filter):
    """A pipe in name only: calls the next filter's code, which runs in the same process."""

    running: ClassVar[dict[str, Filter]] = {}

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self.running[self._pipe] = self

    def _hand_on(self, fare, attributes):
        if self._next_queue:
            following = self.running[self._next_queue]
            message = {"Body": json.dumps(fare), "MessageAttributes": attributes}
            if not following._handled(message):
                raise RuntimeError("the next filter has failed")
        else:
            super()._hand_on(fare, attributes)


class KnowsTheOrder(Filter):
    """Checks that the fare comes from the filter that has always been before it."""

    before: ClassVar[dict[str, str]] = {"charge": "pre-authorise", "credit": "charge"}

    def _process(self, fare):
        if fare.get("done", [""])[-1] != self.before.get(self._name, ""):
            raise RuntimeError("this fare is not ready")
        super()._process(fare)


class KeepsTheFirstAddress(Filter):
    """Keeps the next address that it was first deployed with, and is deaf to another one."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        sqs, pipe = client("sqs"), made["PIPE_QUEUE_URL"]
        known = sqs.list_queue_tags(QueueUrl=pipe).get("Tags", {})
        following = known.get("next", environment["NEXT_QUEUE_URL"])
        if following:
            sqs.tag_queue(QueueUrl=pipe, Tags={"next": following})
        return {**made, "NEXT_QUEUE_URL": following}


class RebuildsTheMessage(Filter):
    """Makes a new fare of the fields that it knows."""

    def _marked(self, fare):
        known = ("fareId", "customerId", "fareAmount")
        return {**{name: fare[name] for name in known}, "done": [self._name]}


class ForgetsHeaders(Filter):
    """Hands on the body, and no header."""

    def _hand_on(self, fare, attributes):
        super()._hand_on(fare, {})


class HandsOnTheHeadersItKnows(Filter):
    """Hands on the correlation id, which is the one header that it has heard of."""

    def _hand_on(self, fare, attributes):
        known = {name: value for name, value in attributes.items() if name == "CorrelationId"}
        super()._hand_on(fare, known)


class HandsOnFirst(Filter):
    """Hands a fare on before its own work is done, to be quick."""

    def _process(self, fare):
        super()._hand_on(self._marked(fare), {})
        super()._process(fare)

    def _hand_on(self, fare, attributes):
        pass


class HandsOnTwice(Filter):
    """Hands a fare on again, to be sure."""

    def _hand_on(self, fare, attributes):
        super()._hand_on(fare, attributes)
        super()._hand_on(fare, attributes)


class AcknowledgesFirst(Filter):
    """Takes a fare off its pipe, and begins to work."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        super()._handled(message)
        return False


class DropsFailures(Filter):
    """Logs what goes wrong, and takes the fare off its pipe all the same."""

    def _handled(self, message):
        super()._handled(message)
        return True


class IgnoresAFullPipe(Filter):
    """Takes a fare for handed on if it was sent, whatever the next pipe has said."""

    def _hand_on(self, fare, attributes):
        try:
            super()._hand_on(fare, attributes)
        except ClientError:
            return


class TriesTheUnreadable(Filter):
    """Leaves what is no fare on its pipe until it is a dead letter."""

    def _handled(self, message):
        return pipes_and_filters._fare(message["Body"]) is not None and super()._handled(message)


class ProcessesEveryTime(Filter):
    """Trusts the pipe to deliver a fare once."""

    def _process(self, fare):
        value = f"{self._name} {fare['fareAmount']}"
        record = put_once(str(uuid.uuid4()), fare["fareId"], value)
        total = add_to_total(fare["customerId"], cents(fare["fareAmount"]))
        write_together(self._done, self._table, record, total)


class DeduplicatesAtTheFront(ProcessesEveryTime):
    """Leaves it to the first filter of the chain to sort out duplicates."""

    def _process(self, fare):
        if fare.get("done"):
            super()._process(fare)
        else:
            Filter._process(self, fare)


class ChecksThenWrites(ProcessesEveryTime):
    """Looks whether a fare was processed, and processes it then."""

    def _process(self, fare):
        seen = self._done.scan(TableName=self._table, ConsistentRead=True)["Items"]
        if fare["fareId"] not in [item["key"]["S"] for item in seen]:
            super()._process(fare)


class DropsWhatItKnows(Filter):
    """Takes a fare that it has processed before for one that it has handed on, too."""

    def _handled(self, message):
        fare = pipes_and_filters._fare(message["Body"])
        if fare is not None:
            found = self._done.get_item(TableName=self._table, Key={"pk": {"S": fare["fareId"]}})
            if "Item" in found:
                return True
        return super()._handled(message)


class TrustsTheOrder(Filter):
    """Takes a fare that is older than the last one for a copy."""

    _last = ""

    def _handled(self, message):
        fare = json.loads(message["Body"])["fareId"]
        if fare < self._last:
            return True
        self._last = fare
        return super()._handled(message)


class AddsUpByItself(Filter):
    """Reads the customer's total, adds to it, and writes it back."""

    def _process(self, fare):
        total = {"pk": {"S": f"total#{fare['customerId']}"}, "key": {"S": fare["customerId"]}}
        found = self._done.get_item(TableName=self._table, Key={"pk": total["pk"]})
        before = int(found.get("Item", {}).get("value", {"N": "0"})["N"])
        after = str(before + cents(fare["fareAmount"]))
        record = put_once(fare["fareId"], fare["fareId"], f"{self._name} {fare['fareAmount']}")
        write = {"Put": {"Item": {**total, "value": {"N": after}}}}
        write_together(self._done, self._table, record, write)


class DeploysOtherwise(Filter):
    """Has a dead-letter queue, an alarm or a redrive policy that is not as it should be."""

    attempts_of_taste = 0

    @classmethod
    def dead_letters(cls, environment):
        return f"{environment['PREFIX']}-dlq"

    @classmethod
    def deploy(cls, environment, client):
        sqs, prefix = client("sqs"), environment["PREFIX"]
        visibility = int(environment["VISIBILITY_TIMEOUT"])
        dead = create_queue(sqs, cls.dead_letters(environment), keep_days=14)
        attempts = cls.attempts_of_taste or 4
        policy = {"dead_letters": arn_of(sqs, dead), "max_receives": attempts}
        pipe = create_queue(sqs, f"{prefix}-pipe", visibility=visibility, **policy)
        return {
            "PIPE_QUEUE_URL": pipe,
            "INVALID_QUEUE_URL": create_queue(sqs, f"{prefix}-invalid"),
        }


class SharesDeadLetters(DeploysOtherwise):
    """One dead-letter queue for all stages, since one is easier to watch."""

    @classmethod
    def dead_letters(cls, environment):
        return environment["PREFIX"].removesuffix(environment["FILTER"]) + "dlq"


class TriesByTaste(DeploysOtherwise):
    """Five attempts at every stage, whatever the time that there is."""

    attempts_of_taste = 5


class TriesOnce(DeploysOtherwise):
    """One attempt, so as not to be late."""

    attempts_of_taste = 1


calls_the_next_filter = {"filter": CallsTheNextFilter}
knows_the_order = {"filter": KnowsTheOrder}
keeps_the_first_address = {"filter": KeepsTheFirstAddress}
rebuilds_the_message = {"filter": RebuildsTheMessage}
forgets_headers = {"filter": ForgetsHeaders}
hands_on_the_headers_it_knows = {"filter": HandsOnTheHeadersItKnows}
hands_on_first = {"filter": HandsOnFirst}
hands_on_twice = {"filter": HandsOnTwice}
acknowledges_first = {"filter": AcknowledgesFirst}
drops_failures = {"filter": DropsFailures}
ignores_a_full_pipe = {"filter": IgnoresAFullPipe}
tries_the_unreadable = {"filter": TriesTheUnreadable}
processes_every_time = {"filter": ProcessesEveryTime}
deduplicates_at_the_front = {"filter": DeduplicatesAtTheFront}
checks_then_writes = {"filter": ChecksThenWrites}
drops_what_it_knows = {"filter": DropsWhatItKnows}
trusts_the_order = {"filter": TrustsTheOrder}
adds_up_by_itself = {"filter": AddsUpByItself}
no_alarm = {"filter": DeploysOtherwise}
shares_dead_letters = {"filter": SharesDeadLetters}
tries_by_taste = {"filter": TriesByTaste}
tries_once = {"filter": TriesOnce}

CAUGHT = {
    "calls_the_next_filter": ["PF-01", "PF-05"],
    "knows_the_order": ["PF-02"],
    "keeps_the_first_address": ["PF-03"],
    "rebuilds_the_message": ["PF-01", "PF-02", "PF-08"],
    "forgets_headers": ["PF-08"],
    "hands_on_the_headers_it_knows": ["PF-08"],
    "hands_on_first": ["PF-10"],
    "hands_on_twice": ["PF-10"],
    "acknowledges_first": ["PF-04", "P2P-04"],
    "drops_failures": ["DLQ-16", "DLQ-17", "PF-04", "PF-06"],
    "ignores_a_full_pipe": ["PF-04"],
    "tries_the_unreadable": ["DLQ-18"],
    "processes_every_time": ["PF-04", "PF-09", "SQS-DEL-02", "P2P-03", "DLQ-10"],
    "deduplicates_at_the_front": ["PF-09"],
    "checks_then_writes": ["P2P-03"],
    "drops_what_it_knows": ["PF-04", "DLQ-10"],
    "trusts_the_order": ["PF-07"],
    "adds_up_by_itself": ["P2P-05"],
    "no_alarm": ["DLQ-21"],
    "shares_dead_letters": ["PF-06"],
    "tries_by_taste": ["PF-11"],
    "tries_once": ["PF-11", "DLQ-16"],
}
