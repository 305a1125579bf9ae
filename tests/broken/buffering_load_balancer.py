"""Workers between a burst and a ledger that break the ledger, the rides, or the way between."""

from __future__ import annotations

import json
import uuid

from pattern_tck.reference_impl.buffering_load_balancer import BufferedWorker, _Held
from pattern_tck.reference_impl.places import Loan
from pattern_tck.reference_impl.topic_queue_chaining import from_raw


class _InMemory:
    """Places that are this worker's own."""

    def __init__(self, places):
        self._limit = places._limit
        self._now = places._now
        self._since = [0.0] * self._limit

    def free(self):
        return [place for place in range(self._limit) if self._since[place] <= self._now()]

    def take(self, places):
        return Loan(places, 0.0)

    def give_back(self, loan, used):
        for place in loan.places[:used]:
            self._since[place] = self._now() + 1


class _CountedBySeconds(_InMemory):
    """As many as the limit in each second of the clock, for all workers together."""

    def __init__(self, places):
        super().__init__(places)
        self._second, self._used = 0, 0

    def free(self):
        if int(self._now()) != self._second:
            self._second, self._used = int(self._now()), 0
        return list(range(self._limit - self._used))

    def give_back(self, loan, used):
        self._used += used


class ScalesWithTheQueue(BufferedWorker):
    """Books whatever it receives, as fast as it receives it."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._places._limit, self._places.free = 10, lambda: list(range(10))
        self._places.take = lambda places: Loan(places, 0.0)
        self._places.give_back = lambda loan, used: None


class LimitOfItsOwn(BufferedWorker):
    """Keeps the limit by itself, and so does every other one."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._places = _InMemory(self._places)


class CountsBySecondsOfTheClock(BufferedWorker):
    """Begins to count anew with each second of the clock."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._places = _CountedBySeconds(self._places)


class LendsShortly(BufferedWorker):
    """Gives the place of a worker away while that is held up with its booking."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._places._lease = 1.0


class LendsForEver(BufferedWorker):
    """Waits for the dead to give their places back."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._places._lease = 10_000.0


class ReceivesFirst(BufferedWorker):
    """Receives ten, books what there is room for, and leaves the rest to its time-out."""

    def _receive(self, wanted):
        self._hand = []
        super()._receive(10)


class TakesWaitForNo(BufferedWorker):
    """Takes a ledger that asks for patience for one that has refused."""

    def _handled(self, message):
        done = super()._handled(message)
        self._go_on_at = 0.0
        return done


class TakesNoForWait(BufferedWorker):
    """Keeps what the ledger refused in hand, and asks again and again."""

    def _handled(self, message):
        done = super()._handled(message)
        if not done:
            self._go_on_at = self._now() + 5
        return done


class BooksEveryTime(BufferedWorker):
    """Has no memory: a ride that comes again is booked again."""

    def _book(self, ride):
        item = {"pk": str(uuid.uuid4()), "key": ride["id"], "value": str(ride["fare"])}
        self._ledger.put_item(
            TableName=self._table, Item={key: {"S": value} for key, value in item.items()}
        )


class AcknowledgesFirst(BufferedWorker):
    """Deletes a ride, and then books it."""

    def _handled(self, message):
        self._acknowledge(message)
        return super()._handled(message)


class DropsWhatItCannotRead(BufferedWorker):
    """Deletes what is no ride, and tells nobody."""

    def _lay_aside(self, queue_url, message, reason):
        if reason == "stale":
            super()._lay_aside(queue_url, message, reason)


class KeepsForAMinute(BufferedWorker):
    """Takes the queue for a pipe, and has it keep messages for a minute."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["WORK_QUEUE_URL"], Attributes={"MessageRetentionPeriod": "60"}
        )
        return made


class BooksOneASecond(BufferedWorker):
    """Books one ride a second, whatever the ledger bears."""

    def _book_in(self, places):
        worked = super()._book_in(places[:1])
        self._go_on_at = self._now() + 1 if worked else self._go_on_at
        return worked


class KnowsNoExpiry(BufferedWorker):
    """Works on whatever comes, however late."""

    def _laid_aside(self, message):
        return from_raw(message).ride is None and super()._laid_aside(message)


class LooksAtExpiryOnArrival(BufferedWorker):
    """Sees what is stale when it comes, and not what becomes so in hand."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._seen = set()

    def _laid_aside(self, message):
        if message["MessageId"] in self._seen:
            return False
        self._seen.add(message["MessageId"])
        return super()._laid_aside(message)


class StaleWorkTakesPlaces(BufferedWorker):
    """Lays stale work aside at the rate at which the ledger books."""

    def _laid_aside(self, message):
        laid_aside = super()._laid_aside(message)
        if laid_aside:
            self._places.give_back(self._places.take(self._places.free()[:1]), 1)
        return laid_aside


class OldIsStale(BufferedWorker):
    """Takes whatever has waited for ten minutes for stale."""

    def _receive(self, wanted):
        if wanted <= 0:
            return
        answer = self._sqs.receive_message(
            QueueUrl=self._work, MaxNumberOfMessages=1, AttributeNames=["SentTimestamp"]
        )
        for message in answer.get("Messages", ()):
            if float(message["Attributes"]["SentTimestamp"]) / 1000 + 600 < self._now():
                late = {"DataType": "Number", "StringValue": "0"}
                message["MessageAttributes"] = {"ExpiresAt": late}
            self._hand.append(_Held(message, self._now() + self._visibility))


class LaysAsideTheBodyOnly(BufferedWorker):
    """Passes on the body of stale work, and forgets the attributes."""

    def _lay_aside(self, queue_url, message, reason):
        super()._lay_aside(queue_url, {"Body": message["Body"]}, reason)


class WatchesTheLengthOnly(BufferedWorker):
    """Has an alarm on the depth of the queue, and none on its age."""

    @staticmethod
    def watch(cloudwatch, prefix):
        cloudwatch.put_metric_alarm(
            AlarmName=f"{prefix}-long",
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": f"{prefix}-work"}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1000,
            ComparisonOperator="GreaterThanThreshold",
        )


class HasNoDeadLetters(BufferedWorker):
    """Tries poison for ever."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        client("sqs").set_queue_attributes(
            QueueUrl=made["WORK_QUEUE_URL"], Attributes={"RedrivePolicy": ""}
        )
        return made


class _Reconciles(BufferedWorker):
    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self.change(self._reconciliation)


class NeverReconciles(_Reconciles):
    """Trusts the queue to lose nothing."""

    def change(self, reconciliation):
        reconciliation.run = lambda is_done, report: None


class ReportsWhatIsDone(BufferedWorker):
    """Reports whatever was accepted long ago, without a look into the ledger."""

    def _is_booked(self, ride_id):
        return False


class NeverStrikesOut(_Reconciles):
    """Leaves what was laid aside among what is still to be done."""

    def change(self, reconciliation):
        reconciliation.forget = lambda key: None


class StrikesOutBeforeItReports(_Reconciles):
    """Forgets a loss before it has told anybody."""

    def change(self, reconciliation):
        run = reconciliation.run

        def forgetful(is_done, report):
            def forget_and_report(body):
                reconciliation.forget(json.loads(body)["id"])
                report(body)

            run(is_done, forget_and_report)

        reconciliation.run = forgetful


scales_with_the_queue = {"buffered-worker": ScalesWithTheQueue}
limit_of_its_own = {"buffered-worker": LimitOfItsOwn}
counts_by_seconds_of_the_clock = {"buffered-worker": CountsBySecondsOfTheClock}
lends_shortly = {"buffered-worker": LendsShortly}
lends_for_ever = {"buffered-worker": LendsForEver}
receives_first = {"buffered-worker": ReceivesFirst}
takes_wait_for_no = {"buffered-worker": TakesWaitForNo}
takes_no_for_wait = {"buffered-worker": TakesNoForWait}
books_every_time = {"buffered-worker": BooksEveryTime}
acknowledges_first = {"buffered-worker": AcknowledgesFirst}
drops_what_it_cannot_read = {"buffered-worker": DropsWhatItCannotRead}
keeps_for_a_minute = {"buffered-worker": KeepsForAMinute}
books_one_a_second = {"buffered-worker": BooksOneASecond}
knows_no_expiry = {"buffered-worker": KnowsNoExpiry}
looks_at_expiry_on_arrival = {"buffered-worker": LooksAtExpiryOnArrival}
stale_work_takes_places = {"buffered-worker": StaleWorkTakesPlaces}
old_is_stale = {"buffered-worker": OldIsStale}
lays_aside_the_body_only = {"buffered-worker": LaysAsideTheBodyOnly}
watches_the_length_only = {"buffered-worker": WatchesTheLengthOnly}
has_no_dead_letters = {"buffered-worker": HasNoDeadLetters}
never_reconciles = {"buffered-worker": NeverReconciles}
reports_what_is_done = {"buffered-worker": ReportsWhatIsDone}
never_strikes_out = {"buffered-worker": NeverStrikesOut}
strikes_out_before_it_reports = {"buffered-worker": StrikesOutBeforeItReports}

CAUGHT = {
    "scales_with_the_queue": ["BUF-02", "DEC-15", "BUF-03"],
    "limit_of_its_own": ["BUF-02"],
    "counts_by_seconds_of_the_clock": ["BUF-02"],
    "lends_shortly": ["BUF-02"],
    "lends_for_ever": ["BUF-02"],
    "receives_first": ["BUF-07"],
    "takes_wait_for_no": ["BUF-07"],
    "takes_no_for_wait": ["DLQ-16"],
    "books_every_time": ["SQS-VIS-02", "SQS-DEL-02"],
    "acknowledges_first": ["SQS-VIS-02"],
    "drops_what_it_cannot_read": ["DLQ-18"],
    "keeps_for_a_minute": ["BUF-01"],
    "books_one_a_second": ["BUF-03"],
    "knows_no_expiry": ["BUF-04", "OW-05"],
    "looks_at_expiry_on_arrival": ["OW-05"],
    "stale_work_takes_places": ["BUF-04"],
    "old_is_stale": ["OW-05"],
    "lays_aside_the_body_only": ["RR-04"],
    "watches_the_length_only": ["BUF-05"],
    "has_no_dead_letters": ["BUF-05"],
    "never_reconciles": ["BUF-06"],
    "reports_what_is_done": ["BUF-06"],
    "never_strikes_out": ["BUF-06"],
    "strikes_out_before_it_reports": ["BUF-06"],
}
