"""Aggregators that wait for ever, close twice, count wrongly, or forget what they have gathered."""

from __future__ import annotations

import json
import math
import uuid
from dataclasses import replace

from botocore.exceptions import ClientError

from pattern_tck.reference_impl import scatter_gather as reference
from pattern_tck.reference_impl.completion import result
from pattern_tck.reference_impl.gathering import Gathering, Gatherings
from pattern_tck.reference_impl.mailbox import attribute, read_object
from pattern_tck.reference_impl.scatter_gather import Aggregator


class ResultForEachAnswer(Aggregator):
    """Publishes what there is whenever an answer comes."""

    def _take_answer(self, gathering, responder, quote):
        super()._take_answer(gathering, responder, quote)
        answers = {**gathering.answers, responder: quote}
        self._sqs.send_message(
            QueueUrl=self._results,
            MessageBody=json.dumps(result(gathering.id, answers, "answers")),
            MessageAttributes=reference.text(CorrelationId=gathering.id),
            MessageGroupId=gathering.id,
            MessageDeduplicationId=str(uuid.uuid4()),
        )


class _InMemory:
    """Gatherings in a dictionary, as each instance has its own."""

    def __init__(self):
        self._known = {}

    def begin(self, request_id, request, deadline):
        empty = Gathering(request_id, request, deadline, {}, 0, False, None, False, 0, frozenset())
        return self._known.setdefault(request_id, empty)

    def find(self, request_id):
        return self._known.get(request_id)

    def join(self, request_id, responder, quote):
        found = self._known[request_id]
        if found.open and responder not in found.answers:
            self._known[request_id] = replace(found, answers={**found.answers, responder: quote})
        return self._known[request_id]

    def close(self, seen, made, expires):
        self._known[seen.id] = replace(seen, result=made, expires=expires)
        return self._known[seen.id]

    def note(self, request_id, what):
        self._known[request_id] = replace(self._known[request_id], **{what: True})
        return self._known[request_id]

    def count_late(self, gathering, responder):
        pass

    def forget(self, gathering):
        del self._known[gathering.id]


class RemembersInMemory(Aggregator):
    """Keeps its gatherings in a dictionary, where no other instance and no next life sees them."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._gatherings = _InMemory()


class TimerInMemory(Aggregator):
    """Has what was answered in a table, and the deadlines in its head."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._mine = []

    def _set_timer(self, gathering):
        self._mine.append(gathering.id)

    def work(self):
        worked = super().work()
        for each in self._mine:
            self._finish(self._gatherings.find(each))
        return worked


class AnswersInOrder(Aggregator):
    """Gives each answer to the request that has waited longest, whatever id it carries."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._asked = []

    def _ask(self, request_id, request):
        super()._ask(request_id, request)
        if request_id not in self._asked:
            self._asked.append(request_id)

    def _gather(self, letter):
        responder, quote = reference._answer(letter)
        for each in self._asked:
            found = self._gatherings.find(each)
            if found.open and responder not in found.answers:
                self._take_answer(found, responder, quote)
                return True
        return True


class CountsMessages(Aggregator):
    """Is complete with so many messages, whoever sent them."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        count = len(self._recipients) or self._condition.quorum
        self._condition = replace(
            self._condition, recipients=frozenset(), complete_by="quorum", quorum=count
        )

    def _take_answer(self, gathering, responder, quote):
        name = f"{responder}~{uuid.uuid4()}" if responder in gathering.answers else responder
        super()._take_answer(gathering, name, quote)


class CountsWhoeverAnswers(Aggregator):
    """Knows how many were asked, and not who."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._condition = replace(
            self._condition,
            recipients=frozenset(),
            complete_by="quorum",
            quorum=len(self._recipients),
        )

    def _gather(self, letter):
        gathering = self._gatherings.find(attribute(letter, "CorrelationId"))
        self._take_answer(gathering, *reference._answer(letter))
        return True


class WaitsForEver(Aggregator):
    """Has a deadline, tells everybody, and does nothing when it comes."""

    def _closed_by(self, gathering):
        return "answers" if self._condition.holds(gathering.answers) else ""


class NeedsAnOffer(Aggregator):
    """Takes the smallest of the quotes, and never thought that there might be none."""

    def _closed_by(self, gathering):
        why = super()._closed_by(gathering)
        if why:
            min(quote for quote in gathering.answers.values() if quote is not None)
        return why


class LooksAtTheDeadlineOnly(Aggregator):
    """Asks whether it is complete when the deadline comes, and not before."""

    def _closed_by(self, gathering):
        return "deadline" if self._now() >= gathering.deadline else ""


class TakesWhatComesFirst(Aggregator):
    """Takes the first answer for the first acceptable one."""

    def _closed_by(self, gathering):
        return "answers" if gathering.answers else super()._closed_by(gathering)


class KnowsOffersOnly(Aggregator):
    """Throws refusals away, and waits for those who have refused."""

    def _take_answer(self, gathering, responder, quote):
        if quote is not None:
            super()._take_answer(gathering, responder, quote)


class ForgetsAtOnce(Aggregator):
    """Removes what it knows of a request as soon as the result is out."""

    def _finish(self, gathering):
        finished = super()._finish(gathering)
        if finished is not None and not finished.open:
            self._gatherings.forget(finished)
        return finished


class RemembersEveryId(Aggregator):
    """Begins a gathering for every id that it has not seen before."""

    def _gather(self, letter):
        request_id = attribute(letter, "CorrelationId") or "none"
        if self._gatherings.find(request_id) is None:
            deadline = math.ceil(self._now() + self._condition.seconds)
            self._set_timer(self._gatherings.begin(request_id, "{}", deadline))
        return super()._gather(letter)


class CountsRepetitionsAsLate(Aggregator):
    """Takes for late whatever comes when the result is there."""

    def _gather(self, letter):
        found = self._gatherings.find(attribute(letter, "CorrelationId"))
        if found is not None and not found.open:
            self._gatherings.count_late(found, reference._answer(letter)[0])
            return True
        return super()._gather(letter)


class _CountsEachLate(Gatherings):
    def count_late(self, gathering, responder):
        super().count_late(gathering, f"{responder}-{uuid.uuid4()}")


class CountsLateMessages(Aggregator):
    """Counts a late answer as often as it comes."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._gatherings = _CountsEachLate(client("dynamodb"), environment["EFFECTS_TABLE"])


class FirstOfEqualsWins(Aggregator):
    """Has the best quote first, and of equal ones whichever came first."""

    def _publish(self, request_id, made):
        answers = self._gatherings.find(request_id).answers
        offers = [(name, quote) for name, quote in answers.items() if quote is not None]
        if offers:
            name, quote = min(offers, key=lambda offer: offer[1])
            made = {**made, "best": {"responder": name, "quote": quote}}
        super()._publish(request_id, made)


class PublishesUnderNewIds(Aggregator):
    """Gives each result that it sends an id of its own."""

    def _publish(self, request_id, made):
        self._sqs.send_message(
            QueueUrl=self._results,
            MessageBody=json.dumps(made),
            MessageAttributes=reference.text(CorrelationId=request_id),
            MessageGroupId=request_id,
            MessageDeduplicationId=str(uuid.uuid4()),
        )


class _ReadsThenWrites(Gatherings):
    def join(self, request_id, responder, quote):
        item = self._item(request_id)
        if "result" not in item:
            answer = {"NULL": True} if quote is None else {"N": str(quote)}
            item["answers"]["M"].setdefault(responder, answer)
            self._dynamodb.put_item(TableName=self._table, Item=item)
        return self.find(request_id)

    def _item(self, request_id):
        key = {"pk": {"S": f"gathering#{request_id}"}}
        return self._dynamodb.get_item(TableName=self._table, Key=key)["Item"]


class ReadsThenWrites(PublishesUnderNewIds):
    """Reads a gathering, puts the answer in, and writes it back as a whole."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._gatherings = _ReadsThenWrites(client("dynamodb"), environment["EFFECTS_TABLE"])


class SkipsWhatItHas(Aggregator):
    """Does nothing about an answer that it has: whoever took it will have seen to the rest."""

    def _take_answer(self, gathering, responder, quote):
        if responder not in gathering.answers:
            super()._take_answer(gathering, responder, quote)


class AcknowledgesAnswersFirst(Aggregator):
    """Deletes an answer, and then looks at it."""

    def _gather(self, letter):
        address = self._answers.address
        self._sqs.delete_message(QueueUrl=address, ReceiptHandle=letter["ReceiptHandle"])
        super()._gather(letter)
        return False


class PublishesOnce(Aggregator):
    """Tries to send a result once, and logs what goes wrong."""

    def _publish(self, request_id, made):
        try:
            super()._publish(request_id, made)
        except ClientError:
            return


class TellsHowLong(Aggregator):
    """Tells bidders how many seconds they have, and not from when on."""

    def _scatter(self, gathering):
        super()._scatter(replace(gathering, deadline=self._condition.seconds))


class NeverForgets(Aggregator):
    """Keeps every request for ever."""

    def _look_at_the_clock(self, timer):
        gathering = self._finish(self._gatherings.find(timer["Body"]))
        return not gathering.open or super()._look_at_the_clock(timer)


class KeepsLateAnswers(Aggregator):
    """Forgets a request, and not the late answers to it."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        forget = self._gatherings.forget
        self._gatherings.forget = lambda seen: forget(replace(seen, late=frozenset()))


class _CountsOnSubscriptions:
    """A condition that asks the topic how many listen today."""

    def __init__(self, condition, sns, topic):
        self.recipients, self.seconds = frozenset(), condition.seconds
        self._ask = lambda: sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]

    def holds(self, answers):
        return len(answers) >= len(self._ask())


class ExpectsItsSubscribers(Aggregator):
    """Takes the number of subscriptions for the number of bidders."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._condition = _CountsOnSubscriptions(self._condition, self._sns, self._auction)


class WaitsWithoutDeadline(Aggregator):
    """Takes no deadline for a very late one."""

    @classmethod
    def deploy(cls, environment, client):
        return Aggregator.deploy(_some_day(environment), client)

    def __init__(self, environment, client, now):
        super().__init__(_some_day(environment), client, now)


def _some_day(environment):
    return {**environment, "DEADLINE": environment.get("DEADLINE") or str(10**9)}


class BeginsLate(Aggregator):
    """Asks first, and makes a gathering when all have been asked: the first answer is nobody's."""

    def _ask(self, request_id, request):
        deadline = math.ceil(self._now() + self._condition.seconds)
        asked = Gathering(request_id, request, deadline, {}, 0, False, None, False, 0, frozenset())
        self._scatter(asked)
        self._answers.each(self._gather)
        self._gatherings.begin(request_id, request, deadline)
        self._set_timer(asked)


class AcknowledgesTriggersFirst(Aggregator):
    """Deletes a trigger, and then asks."""

    def _take_on(self, trigger):
        address = self._triggers.address
        self._sqs.delete_message(QueueUrl=address, ReceiptHandle=trigger["ReceiptHandle"])
        super()._take_on(trigger)
        return False


class BeginsAnew(Aggregator):
    """Begins a gathering for each trigger, over the one that is there."""

    def _ask(self, request_id, request):
        found = self._gatherings.find(request_id)
        if found is not None:
            self._gatherings.forget(found)
        super()._ask(request_id, request)


class DiesOfStrays(Aggregator):
    """Reads every answer as if it were in order, and catches nothing."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._answers._is_done = lambda handle, letter: handle(letter)

    def _gather(self, letter):
        gathering = self._gatherings.find(
            letter["MessageAttributes"]["CorrelationId"]["StringValue"]
        )
        answer = json.loads(letter["Body"])
        self._take_answer(gathering, answer["responder"], answer.get("quote"))
        return True


class DropsTheUnreadable(Aggregator):
    """Deletes an answer that it cannot read, and tells nobody."""

    def _gather(self, letter):
        return "responder" not in read_object(letter["Body"]) or super()._gather(letter)


class GivesUpWhenEmpty(Aggregator):
    """Takes an empty receive for the end of the answers."""

    ended = False

    def work(self):
        asked = self._triggers.each(self._take_on)
        self.ended = self.ended or not self._answers.each(self._gather)
        return asked or not self.ended


class AsksEverybodyElseToo(Aggregator):
    """Sends to its list, and to the topic as well."""

    def _scatter(self, gathering):
        super()._scatter(gathering)
        recipients, self._recipients = self._recipients, {}
        super()._scatter(gathering)
        self._recipients = recipients


class NotesBeforeItAsks(Aggregator):
    """Notes that all have been asked, and then asks them."""

    def _set_timer(self, gathering):
        super()._set_timer(gathering)
        self._gatherings.note(gathering.id, "scattered")


class StopsAtTheFirstFailure(Aggregator):
    """Asks nobody else if one cannot be asked."""

    def _take_answer(self, gathering, responder, quote):
        if quote is None:
            raise RuntimeError(f"{responder} is not there")
        super()._take_answer(gathering, responder, quote)


result_for_each_answer = {"aggregator": ResultForEachAnswer}
remembers_in_memory = {"aggregator": RemembersInMemory}
timer_in_memory = {"aggregator": TimerInMemory}
answers_in_order = {"aggregator": AnswersInOrder}
counts_messages = {"aggregator": CountsMessages}
counts_whoever_answers = {"aggregator": CountsWhoeverAnswers}
waits_for_ever = {"aggregator": WaitsForEver}
needs_an_offer = {"aggregator": NeedsAnOffer}
looks_at_the_deadline_only = {"aggregator": LooksAtTheDeadlineOnly}
takes_what_comes_first = {"aggregator": TakesWhatComesFirst}
knows_offers_only = {"aggregator": KnowsOffersOnly}
forgets_at_once = {"aggregator": ForgetsAtOnce}
remembers_every_id = {"aggregator": RemembersEveryId}
counts_repetitions_as_late = {"aggregator": CountsRepetitionsAsLate}
counts_late_messages = {"aggregator": CountsLateMessages}
first_of_equals_wins = {"aggregator": FirstOfEqualsWins}
reads_then_writes = {"aggregator": ReadsThenWrites}
publishes_under_new_ids = {"aggregator": PublishesUnderNewIds}
skips_what_it_has = {"aggregator": SkipsWhatItHas}
acknowledges_answers_first = {"aggregator": AcknowledgesAnswersFirst}
publishes_once = {"aggregator": PublishesOnce}
tells_how_long = {"aggregator": TellsHowLong}
never_forgets = {"aggregator": NeverForgets}
keeps_late_answers = {"aggregator": KeepsLateAnswers}
expects_its_subscribers = {"aggregator": ExpectsItsSubscribers}
waits_without_deadline = {"aggregator": WaitsWithoutDeadline}
begins_late = {"aggregator": BeginsLate}
acknowledges_triggers_first = {"aggregator": AcknowledgesTriggersFirst}
begins_anew = {"aggregator": BeginsAnew}
dies_of_strays = {"aggregator": DiesOfStrays}
drops_the_unreadable = {"aggregator": DropsTheUnreadable}
gives_up_when_empty = {"aggregator": GivesUpWhenEmpty}
asks_everybody_else_too = {"aggregator": AsksEverybodyElseToo}
notes_before_it_asks = {"aggregator": NotesBeforeItAsks}
stops_at_the_first_failure = {"aggregator": StopsAtTheFirstFailure}

CAUGHT = {
    "result_for_each_answer": ["SG-12", "SG-01"],
    "remembers_in_memory": ["SG-11", "RR-15"],
    "timer_in_memory": ["SG-11"],
    "answers_in_order": ["SG-02", "RR-09"],
    "counts_messages": ["SG-08"],
    "counts_whoever_answers": ["SG-03"],
    "waits_for_ever": ["SG-03", "SG-04", "SG-06"],
    "needs_an_offer": ["SG-04", "SG-10"],
    "looks_at_the_deadline_only": ["SG-01", "SG-05", "SG-06"],
    "takes_what_comes_first": ["SG-05"],
    "knows_offers_only": ["SG-10"],
    "forgets_at_once": ["SG-07"],
    "remembers_every_id": ["SG-15", "RR-08"],
    "counts_repetitions_as_late": ["RR-07"],
    "counts_late_messages": ["SG-07"],
    "first_of_equals_wins": ["SG-09"],
    "reads_then_writes": ["SG-12"],
    "publishes_under_new_ids": ["SG-11", "SG-12"],
    "skips_what_it_has": ["SG-11"],
    "acknowledges_answers_first": ["SG-11"],
    "publishes_once": ["SG-11"],
    "tells_how_long": ["SG-14"],
    "never_forgets": ["SG-14", "RR-08"],
    "keeps_late_answers": ["SG-14"],
    "expects_its_subscribers": ["SG-13"],
    "waits_without_deadline": ["SG-13"],
    "begins_late": ["RR-19"],
    "acknowledges_triggers_first": ["SQS-VIS-02"],
    "begins_anew": ["SQS-DEL-02"],
    "dies_of_strays": ["RR-06", "DLQ-18"],
    "drops_the_unreadable": ["DLQ-18"],
    "gives_up_when_empty": ["SQS-RCV-03"],
    "asks_everybody_else_too": ["RL-01"],
    "notes_before_it_asks": ["RL-02"],
    "stops_at_the_first_failure": ["RL-03"],
}
