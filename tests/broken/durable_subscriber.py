"""Durable subscribers that miss rides and do not say so, or say so where none is missing."""

from __future__ import annotations

from pattern_tck.reference_impl.durable_subscriber import DurableSubscriber, Numbers


class NeverLooks(DurableSubscriber):
    """Takes the queue for eternal, so nothing can be missing."""

    def _reconcile(self):
        return False


class ReportsAtOnce(DurableSubscriber):
    """Takes a ride that is late for one that is lost."""

    def __init__(self, environment, client, now):
        super().__init__({**environment, "GAP_PATIENCE": "0"}, client, now)

    def work(self):
        return super().work() | super().work()


class BeginsWithTheFirstThatComes(DurableSubscriber):
    """Takes the first number that comes for the first that there was."""

    def _book(self, published, ride):
        found = self._bookings.get_item(TableName=self._table, Key={"pk": {"S": "numbers"}})
        if "Item" not in found:
            self._first = int(ride["sequence"])
        super()._book(published, ride)


class BeginsWithOne(DurableSubscriber):
    """Expects all the numbers that there ever were."""

    def __init__(self, environment, client, now):
        super().__init__({**environment, "FIRST_SEQUENCE": "1"}, client, now)


class ClosesFirst(DurableSubscriber):
    """Closes a gap in its table, and reports it then."""

    def _report(self, first, last):
        self._unreported = (first, last)

    def _keep(self, before, after):
        super()._keep(before, after)
        if before.since is not None and after.since is None and hasattr(self, "_unreported"):
            super()._report(*self._unreported)


class DropsTheLate(DurableSubscriber):
    """Drops a ride that it has reported as missing."""

    def _book(self, published, ride):
        if ride["sequence"] >= self._numbers().next:
            super()._book(published, ride)


class CountsInMemory(DurableSubscriber):
    """Keeps the numbers in the memory of an instance, which has seen only some of them."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._seen = Numbers(self._first, frozenset(), None)

    def _book(self, published, ride):
        super()._book(published, ride)
        ahead = self._seen.ahead | {ride["sequence"]}
        self._seen = Numbers(self._seen.next, ahead, self._seen.since)

    def _numbers(self):
        return self._seen

    def _keep(self, before, after):
        self._seen = after


class CountsMessages(DurableSubscriber):
    """Numbers what comes by itself, so that a copy takes the number of the next ride."""

    _count = 0

    def _book(self, published, ride):
        self._count += 1
        late = {**ride, "sequence": max(self._count, ride["sequence"])}
        if late["sequence"] != ride["sequence"]:
            # "The number of this ride was skipped."
            self._report(ride["sequence"], late["sequence"] - 1)
        super()._book(published, late)


class StartsClean(DurableSubscriber):
    """Takes what is on its queue when it starts for old."""

    _clean = False

    def work(self):
        if not self._clean:
            self._clean = True
            answer = self._sqs.receive_message(QueueUrl=self._inbox, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                self._mail.acknowledge(message)
        return super().work()


never_looks = {"durable-subscriber": NeverLooks}
reports_at_once = {"durable-subscriber": ReportsAtOnce}
begins_with_the_first_that_comes = {"durable-subscriber": BeginsWithTheFirstThatComes}
begins_with_one = {"durable-subscriber": BeginsWithOne}
closes_first = {"durable-subscriber": ClosesFirst}
drops_the_late = {"durable-subscriber": DropsTheLate}
counts_in_memory = {"durable-subscriber": CountsInMemory}
counts_messages = {"durable-subscriber": CountsMessages}
starts_clean = {"durable-subscriber": StartsClean}

CAUGHT = {
    "never_looks": ["DS-03"],
    "reports_at_once": ["SNS-PUB-04"],
    "begins_with_the_first_that_comes": ["DS-03"],
    "begins_with_one": ["DS-03"],
    "closes_first": ["DS-03"],
    "drops_the_late": ["DS-03"],
    "counts_in_memory": ["P2P-05", "DS-03"],
    "counts_messages": ["SNS-PUB-03"],
    "starts_clean": ["DS-01"],
}
