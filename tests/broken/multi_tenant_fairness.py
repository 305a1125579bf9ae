"""Workers behind whom a quiet tenant waits for a noisy one, and senders who hide the tenants."""

from __future__ import annotations

import contextlib
import json
import uuid

from botocore.exceptions import ClientError

from pattern_tck.reference_impl.multi_tenant_fairness import FairWorker, TenantsWorker
from pattern_tck.reference_impl.tenant_sending import TenantSender


class _TakesAll:
    """Takes everything off the queue, and works on it in the order of its own hand."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._waiting = []

    def _receive(self, queue_url, wanted):
        room, kept = wanted, len(self._in_work)
        while True:
            before = len(self._in_work)
            super()._receive(queue_url, 10)
            if len(self._in_work) == before:
                break
        self._waiting += self._in_work[kept:]
        self._in_work[kept:] = self._waiting[:room]
        del self._waiting[:room]


class TakesAllOfAFairQueue(_TakesAll, FairWorker):
    """Leaves nothing on the queue that the queue could be fair about."""


class WorksOnTooFew(FairWorker):
    """Has so few rides in work that the queue never finds anybody noisy."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._capacity = 10


class OneQueueForAll(TenantsWorker):
    """Gives each tenant the same queue."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        return dict.fromkeys(made, made["TENANT_A_QUEUE_URL"])


class BeginsWithTheSame(TenantsWorker):
    """Goes round all queues each time, so that the first one gets the one place that is free."""

    def _take_from_each(self):
        before = len(self._in_work)
        for queue_url in self._queues:
            room = self._capacity - len(self._in_work)
            share = -(-room // len(self._queues))
            if share > 0:
                self._receive(queue_url, share)
        return len(self._in_work) > before


class FirstComesFirst(TenantsWorker):
    """Asks the next queue only when the one before has nothing more."""

    def _take_from_each(self):
        before = len(self._in_work)
        for queue_url in self._queues:
            while (room := self._capacity - len(self._in_work)) > 0:
                had = len(self._in_work)
                self._receive(queue_url, min(10, room))
                if len(self._in_work) == had:
                    break
        return len(self._in_work) > before


class FixedShares(TenantsWorker):
    """Keeps a part of its room for each tenant, used or not."""

    def _receive(self, queue_url, wanted):
        share = self._capacity // 3
        used = sum(each.queue_url == queue_url for each in self._in_work)
        if used < share:
            super()._receive(queue_url, share - used)


class _OneAtATime:
    """Takes a tenant for a group of a FIFO queue."""

    def _receive(self, queue_url, wanted):
        tenants = {json.loads(each.message["Body"])["tenant"] for each in self._in_work}
        kept = len(self._in_work)
        super()._receive(queue_url, 1)
        for each in self._in_work[kept:]:
            if json.loads(each.message["Body"])["tenant"] in tenants:
                self._in_work.remove(each)
                self._sqs.change_message_visibility(
                    QueueUrl=queue_url,
                    ReceiptHandle=each.message["ReceiptHandle"],
                    VisibilityTimeout=0,
                )


class FairOneAtATime(_OneAtATime, FairWorker):
    """Works on one ride of each tenant at a time."""


class TenantsOneAtATime(_OneAtATime, TenantsWorker):
    """Works on one ride of each tenant at a time."""


class _AcknowledgesFirst:
    def _finish(self, work):
        self._sqs.delete_message(
            QueueUrl=work.queue_url, ReceiptHandle=work.message["ReceiptHandle"]
        )
        super()._finish(work)


class FairAcknowledgesFirst(_AcknowledgesFirst, FairWorker):
    """Deletes a ride, and then books it."""


class TenantsAcknowledgesFirst(_AcknowledgesFirst, TenantsWorker):
    """Deletes a ride, and then books it."""


class _BooksEveryTime:
    def _book(self, ride):
        item = {"pk": str(uuid.uuid4()), "key": ride["id"], "value": str(ride["fare"])}
        self._bookings.put_item(
            TableName=self._table, Item={key: {"S": value} for key, value in item.items()}
        )


class FairBooksEveryTime(_BooksEveryTime, FairWorker):
    """Has no memory: a ride that comes again is booked again."""


class TenantsBooksEveryTime(_BooksEveryTime, TenantsWorker):
    """Has no memory: a ride that comes again is booked again."""


class _StopsAtAFailure:
    """Lets a ride that fails end it, with all that it has in work."""

    def _finish(self, work):
        self._book(json.loads(work.message["Body"]))
        super()._finish(work)


class FairStopsAtAFailure(_StopsAtAFailure, FairWorker):
    """Lets a ride that fails end it."""


class TenantsStopsAtAFailure(_StopsAtAFailure, TenantsWorker):
    """Lets a ride that fails end it."""


class _DropsPoison:
    def _finish(self, work):
        super()._finish(work)
        self._sqs.delete_message(
            QueueUrl=work.queue_url, ReceiptHandle=work.message["ReceiptHandle"]
        )


class FairDropsPoison(_DropsPoison, FairWorker):
    """Deletes a ride whether it was booked or not."""


class TenantsDropsPoison(_DropsPoison, TenantsWorker):
    """Deletes a ride whether it was booked or not."""


class NamesNobody(TenantSender):
    """Has forgotten the tenants."""

    def _entry(self, ride):
        return {"MessageBody": json.dumps(ride)}


class NamesEachMessage(TenantSender):
    """Makes up a name for each message."""

    def _group(self, ride):
        return str(uuid.uuid4())


class BelievesAnyName(TenantSender):
    """Takes any text for a tenant, and gives who has none a name of his own."""

    def _group(self, ride):
        return str(ride.get("tenant") or ride["id"])


class DropsFailures(TenantSender):
    """Takes a batch that was answered for a batch that was stored."""

    def _send(self, rides):
        super()._send(rides)
        return rides


class SaysSoAtOnce(TenantSender):
    """Says that it has sent whatever became of it."""

    def _send(self, rides):
        with contextlib.suppress(ClientError):
            super()._send(rides)
        return rides


class SaysSoFirst(TenantSender):
    """Acknowledges its trigger before it has sent."""

    def _next_job(self):
        job = super()._next_job()
        if job is not None:
            asked = {"QueueUrl": self._triggers, "ReceiptHandle": job.trigger["ReceiptHandle"]}
            self._sqs.delete_message(**asked)
        return job


takes_all_of_a_fair_queue = {"fair-worker": TakesAllOfAFairQueue}
works_on_too_few = {"fair-worker": WorksOnTooFew}
one_queue_for_all = {"tenants-worker": OneQueueForAll}
first_comes_first = {"tenants-worker": FirstComesFirst}
begins_with_the_same = {"tenants-worker": BeginsWithTheSame}
fixed_shares = {"tenants-worker": FixedShares}
one_at_a_time = {"fair-worker": FairOneAtATime, "tenants-worker": TenantsOneAtATime}
acknowledges_first = {
    "fair-worker": FairAcknowledgesFirst,
    "tenants-worker": TenantsAcknowledgesFirst,
}
books_every_time = {"fair-worker": FairBooksEveryTime, "tenants-worker": TenantsBooksEveryTime}
stops_at_a_failure = {
    "fair-worker": FairStopsAtAFailure,
    "tenants-worker": TenantsStopsAtAFailure,
}
drops_poison = {"fair-worker": FairDropsPoison, "tenants-worker": TenantsDropsPoison}
names_nobody = {"tenant-sender": NamesNobody}
names_each_message = {"tenant-sender": NamesEachMessage}
believes_any_name = {"tenant-sender": BelievesAnyName}
drops_failures = {"tenant-sender": DropsFailures}
says_so_at_once = {"tenant-sender": SaysSoAtOnce}
says_so_first = {"tenant-sender": SaysSoFirst}

CAUGHT = {
    "takes_all_of_a_fair_queue": ["FAIR-05"],
    "works_on_too_few": ["FAIR-05", "FAIR-04"],
    "one_queue_for_all": ["FAIR-05"],
    "first_comes_first": ["FAIR-05"],
    "begins_with_the_same": ["FAIR-05"],
    "fixed_shares": ["FAIR-04"],
    "one_at_a_time": ["FAIR-02"],
    "acknowledges_first": ["SQS-VIS-02"],
    "books_every_time": ["P2P-03"],
    "stops_at_a_failure": ["FAIR-05"],
    "drops_poison": ["DLQ-16"],
    "names_nobody": ["FAIR-06", "FAIR-01"],
    "names_each_message": ["FAIR-06"],
    "believes_any_name": ["FAIR-06"],
    "drops_failures": ["SQS-DEL-13"],
    "says_so_at_once": ["SQS-DEL-14"],
    "says_so_first": ["P2P-03"],
}
