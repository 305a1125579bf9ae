"""Multi-tenant fairness: the burst of one tenant does not make the others wait.

Tenants share workers, and one of them completes hundreds of rides at once. In a plain queue
everybody else waits behind those. Two ways out are played here:

- a *fair queue*: one standard queue, on which each message names its tenant. The queue sees who
  has more than a share of what is in flight, and gives the others' messages first. The consumer is
  an ordinary one; it only must not undo that. If it takes more off the queue than it has in work,
  the order is the one in its own hand, and the queue cannot help any more;
- a *queue for each tenant*: works on any broker and needs nothing of the queue. Here it is the
  consumer who shares out: it asks the queues in turn for a part of what it has room for, and again
  until there is no room, so that nobody starves and nothing is left unused.

Neither is a quota: a tenant who is alone has all there is (FAIR-04), and the rides of one tenant
are worked on side by side, since a tenant is no group of a FIFO queue (FAIR-02).
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now, Role
from pattern_tck.reference_impl.channels import alarm_on_depth, arn_of, create_queue
from pattern_tck.reference_impl.idempotent_receiver import record_once

#: Attempts before a message counts as poison: room for a short outage, an end to a hopeless case.
MAX_RECEIVES = 4

_MOST_RECEIVED = 10


@dataclass(frozen=True)
class InWork:
    """A ride that is worked on: where it came from, and when the work is over."""

    queue_url: str
    message: Mapping[str, Any]
    done_at: float


class Worker(ABC):
    """Has up to ``CAPACITY`` rides in work, each for a while, and books each once."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._bookings: Client = client("dynamodb")
        self._now = now
        self._table = environment["EFFECTS_TABLE"]
        self._capacity = int(environment["CAPACITY"])
        self._seconds = float(environment["WORK_SECONDS"])
        self._queues = self._addresses(environment)
        self._in_work: list[InWork] = []

    @staticmethod
    @abstractmethod
    def _addresses(environment: Environment) -> list[str]:
        """Give the queues to receive from."""

    def work(self) -> bool:
        """Book some of what is done, and take as much as there is room for then.

        Not all of it at once: a queue can only see who is noisy while rides are in work.
        """
        done = [each for each in self._in_work if each.done_at <= self._now()][:_MOST_RECEIVED]
        for each in done:
            self._finish(each)
        self._in_work = [each for each in self._in_work if each not in done]
        return self._take_from_each() or bool(done)

    def _take_from_each(self) -> bool:
        """Ask every queue for its part of the room that is left; say whether one had something."""
        before = len(self._in_work)
        for _ in range(len(self._queues)):
            room = self._capacity - len(self._in_work)
            if room <= 0:
                # Whoever was not asked is the first to be asked next time. Where one place becomes
                # free at a time, a round that always began with the same queue would fill it there.
                break
            share = min(_MOST_RECEIVED, -(-room // len(self._queues)))
            queue_url = self._queues.pop(0)
            self._queues.append(queue_url)
            self._receive(queue_url, share)
        return len(self._in_work) > before

    def _receive(self, queue_url: str, wanted: int) -> None:
        answer = self._sqs.receive_message(
            QueueUrl=queue_url,
            MaxNumberOfMessages=wanted,
            # Whoever waits at one queue neglects the others, and what is done meanwhile.
            WaitTimeSeconds=0 if self._in_work else 1,
        )
        done_at = self._now() + self._seconds
        self._in_work += [
            InWork(queue_url, message, done_at) for message in answer.get("Messages", ())
        ]

    def _finish(self, work: InWork) -> None:
        """Book a ride and acknowledge it; what fails is left alone, and comes again."""
        try:
            ride = json.loads(work.message["Body"])
            self._book(ride)
            self._sqs.delete_message(
                QueueUrl=work.queue_url, ReceiptHandle=work.message["ReceiptHandle"]
            )
        except (ClientError, ValueError, KeyError):
            return

    def _book(self, ride: Mapping[str, Any]) -> None:
        record_once(self._bookings, self._table, ride["id"], str(ride["fare"]))


class FairWorker(Worker):
    """Takes from one fair queue: whose turn it is, is the queue's affair."""

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queue, and its dead-letter queue with an alarm."""
        return _make_queues(environment, client, WORK_QUEUE_URL="work")

    @staticmethod
    def _addresses(environment: Environment) -> list[str]:
        return [environment["WORK_QUEUE_URL"]]


class TenantsWorker(Worker):
    """Takes from a queue for each tenant: whose turn it is, is the worker's affair."""

    @classmethod
    def deploy(cls, environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues, and their dead-letter queue with an alarm."""
        names = {f"TENANT_{tenant}_QUEUE_URL": f"tenant-{tenant}" for tenant in "ABC"}
        return _make_queues(environment, client, **names)

    @staticmethod
    def _addresses(environment: Environment) -> list[str]:
        return [environment[f"TENANT_{tenant}_QUEUE_URL"] for tenant in "ABC"]


def _make_queues(environment: Environment, client: Clients, **names: str) -> Mapping[str, str]:
    """Make queues that share a dead-letter queue, and give their addresses by variable."""
    sqs, prefix = client("sqs"), environment["PREFIX"]
    dead_letters = arn_of(sqs, create_queue(sqs, f"{prefix}-dlq", keep_days=14))
    alarm_on_depth(client("cloudwatch"), f"{prefix}-dlq")
    return {
        variable: create_queue(
            sqs,
            f"{prefix}-{name}",
            visibility=int(environment["VISIBILITY_TIMEOUT"]),
            dead_letters=dead_letters,
            max_receives=MAX_RECEIVES,
        )
        for variable, name in names.items()
    }


ROLES: dict[str, Role] = {"fair-worker": FairWorker, "tenants-worker": TenantsWorker}
