"""The queues of one region: made, found, described, deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import ATTRIBUTES_LAG, COUNTERS_LAG, PURGE_LAG
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.queues import settings
from pattern_tck.simulator.queues.fifo import FifoQueue
from pattern_tck.simulator.queues.invalid import invalid
from pattern_tck.simulator.queues.moving import Moving
from pattern_tck.simulator.queues.permissions import Permissions, check_tags
from pattern_tck.simulator.queues.queue import Queue
from pattern_tck.simulator.queues.receiving import Receiving
from pattern_tck.simulator.queues.sending import Sending
from pattern_tck.simulator.queues.standard import StandardQueue
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,80}")
#: SQS-DEL-17, SQS-DEL-20, SQS-DEL-21: what may take a minute, takes a minute.
_MINUTE: Final = 60
_MOST_LISTED: Final = 1000


class Queues:
    """What SQS holds in one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._by_name: dict[str, Queue] = {}
        #: When names were given up (microseconds): they are not to be had again at once.
        self._deleted: dict[str, int] = {}
        #: Called with each queue that is made.
        self.on_new: list[Callable[[Queue], None]] = []
        self.operations = {
            **operations_of(self),
            **Sending(self).operations,
            **Receiving(self).operations,
            **Moving(self).operations,
            **Permissions(self).operations,
        }

    def at(self, arn: str) -> Queue | None:
        """Give the queue of an ARN, or None if there is none here."""
        name = arn.rpartition(":")[2]
        queue = self._by_name.get(name)
        return queue if queue is not None and queue.arn == arn else None

    def all(self) -> Iterable[Queue]:
        """Give every queue."""
        return self._by_name.values()

    def addressed(self, asked: Mapping[str, Any]) -> Queue:
        """Give the queue that ``QueueUrl`` names; raises `Refusal` if there is none."""
        queue = self._by_name.get(asked["QueueUrl"].rpartition("/")[2])
        if queue is None:
            raise Refusal("QueueDoesNotExist", "The specified queue does not exist.")
        return queue

    def url(self, name: str) -> str:
        """Give the address of a queue."""
        return f"https://sqs.{self.region.name}.amazonaws.com/{self.region.world.account}/{name}"

    @operation("CreateQueue")
    def create_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make a queue, or find the same one again (SQS-DEL-22)."""
        name = asked["QueueName"]
        given = dict(asked.get("Attributes") or {})
        fifo = _is_fifo(name, given)
        given = settings.checked(given, fifo=fifo)
        given.pop("FifoQueue", None)
        there = self._by_name.get(name)
        if there is not None:
            _check_same(there, given)
            return {"QueueUrl": self.url(name)}
        now = self.region.world.clock.micros
        if now < self._deleted.get(name, -_MINUTE * SECOND) + _MINUTE * SECOND:  # SQS-DEL-21
            raise Refusal(
                "QueueDeletedRecently",
                "You must wait 60 seconds after deleting a queue before you can create another "
                "with the same name.",
            )
        self._check_redrive(name, given, fifo=fifo)
        check_tags(asked.get("tags") or {}, name)
        kind = FifoQueue if fifo else StandardQueue
        queue = kind(self.region, name, {k: v for k, v in given.items() if v})
        queue.tags.update(asked.get("tags") or {})
        self._by_name[name] = queue
        for hook in self.on_new:
            hook(queue)
        return {"QueueUrl": self.url(name)}

    @operation("DeleteQueue")
    def delete_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a queue with all its messages (SQS-DEL-21)."""
        queue = self.addressed(asked)
        queue.purge()
        queue.note("changed")
        del self._by_name[queue.name]
        now = self.region.world.clock.micros
        for name, when in list(self._deleted.items()):
            if now < when + _MINUTE * SECOND:
                break
            del self._deleted[name]
        self._deleted[queue.name] = now
        return {}

    @operation("GetQueueUrl")
    def get_queue_url(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the address of a queue by its name."""
        own = self.region.world.account
        if asked["QueueName"] not in self._by_name:
            raise Refusal("QueueDoesNotExist", "The specified queue does not exist.")
        if asked.get("QueueOwnerAWSAccountId", own) != own:
            # There is one account here, and no other whose queue it might use.
            raise Refusal(
                "QueueDoesNotExist",
                "The specified queue does not exist or you do not have access to it.",
            )
        return {"QueueUrl": self.url(asked["QueueName"])}

    @operation("ListQueues")
    def list_queues(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the addresses of all queues whose names begin so."""
        _check_most(asked)
        prefix = asked.get("QueueNamePrefix", "")
        urls = [self.url(name) for name in sorted(self._by_name) if name.startswith(prefix)]
        return _listed("QueueUrls", urls, asked) if urls else {}

    @operation("GetQueueAttributes")
    def get_queue_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the attributes that are asked for; the counters may be a minute old (SQS-DEL-18)."""
        queue = self.addressed(asked)
        names = asked.get("AttributeNames") or ()
        settings.check_names(names)
        known = queue.described()
        if self.region.world.choose(COUNTERS_LAG, 2, queue):
            known.update(zip(settings.COUNTERS, map(str, queue.counted_before), strict=True))
        wanted = known if "All" in names else {n: v for n, v in known.items() if n in names}
        return {"Attributes": wanted} if wanted else {}

    @operation("SetQueueAttributes")
    def set_queue_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change attributes; they may act only after a minute (SQS-DEL-17)."""
        queue = self.addressed(asked)
        given = settings.checked(asked["Attributes"], fifo=queue.fifo)
        if given.pop("FifoQueue", "true") != "true":  # SQS-FIFO-01
            raise Refusal(
                "InvalidAttributeValue",
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not "
                "supported.",
            )
        self._check_redrive(queue.name, given, fifo=queue.fifo)
        world = self.region.world
        if world.choose(ATTRIBUTES_LAG, 2, queue):
            world.clock.after(_MINUTE, lambda: queue.set_attributes(given))
        else:
            queue.set_attributes(given)
            queue.note("changed")
        return {}

    @operation("PurgeQueue")
    def purge_queue(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Drop all messages, at once or within a minute, and not twice in one (SQS-DEL-20)."""
        queue = self.addressed(asked)
        world = self.region.world
        if world.clock.micros < queue.purged + _MINUTE * SECOND:
            raise Refusal(
                "PurgeQueueInProgress",
                f"Only one PurgeQueue operation on {queue.name} is allowed every 60 seconds.",
                status=403,
            )
        queue.purged = world.clock.micros
        if world.choose(PURGE_LAG, 2, queue):
            world.clock.after(_MINUTE, queue.purge)
        else:
            queue.purge()
        queue.note("changed")
        return {}

    @operation("ListDeadLetterSourceQueues")
    def list_dead_letter_source_queues(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the queues whose dead letters come here."""
        queue = self.addressed(asked)
        return _listed(
            "queueUrls", [self.url(source.name) for source in self.sources(queue)], asked
        )

    def sources(self, dead_letters: Queue) -> list[Queue]:
        """Give the queues that have this one as their dead-letter queue, by name."""
        return sorted(
            (
                queue
                for queue in self._by_name.values()
                if queue.redrive is not None and queue.redrive.target == dead_letters.arn
            ),
            key=lambda queue: queue.name,
        )

    def _check_redrive(self, name: str, given: Mapping[str, str], *, fifo: bool) -> None:
        """Refuse a dead-letter queue that is not there, not of this type or unwilling (DLQ-04)."""
        policy = settings.redrive_policy(given.get("RedrivePolicy", ""))
        if policy is None:
            return
        target = self.at(policy.target)
        reason = ""
        if target is None:
            reason = "Dead letter target does not exist."
        elif target.fifo != fifo:
            reason = "Dead-letter queue must be same type of queue as the source."
        elif target.name == name:
            reason = "A queue cannot be its own dead-letter queue."
        elif not target.allows.admits(self.region.arn("sqs", name)):  # DLQ-14
            reason = "Dead-letter queue does not allow this source queue."
        if reason:
            raise invalid("RedrivePolicy", given["RedrivePolicy"], reason)


def _check_most(asked: Mapping[str, Any]) -> None:
    most = asked.get("MaxResults", 1)
    if not 1 <= most <= _MOST_LISTED:
        raise invalid(
            "MaxResults", most, f"MaxResults must be an integer between 1 and {_MOST_LISTED}."
        )


def _listed(name: str, urls: list[str], asked: Mapping[str, Any]) -> dict[str, Any]:
    _check_most(asked)
    return page(name, urls, asked, size=_MOST_LISTED)


def _is_fifo(name: str, given: Mapping[str, str]) -> bool:
    """Say whether a name and attributes ask for a FIFO queue; both must agree (SQS-FIFO-01)."""
    fifo = given.get("FifoQueue", "").lower() == "true"
    stem = name.removesuffix(".fifo")
    if fifo != name.endswith(".fifo"):
        raise Refusal(
            "InvalidParameterValue",
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
            "underscores, must end with .fifo suffix and be 1 to 80 in length."
            if fifo
            else "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in "
            "length",
        )
    if not _NAME.fullmatch(stem) or len(name) > 80:
        raise Refusal(
            "InvalidParameterValue",
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        )
    return fifo


def _check_same(there: Queue, given: Mapping[str, str]) -> None:
    """Refuse to make a queue again with other attributes (SQS-DEL-22)."""
    for name, value in given.items():
        if there.attributes.get(name, "") != value:
            raise Refusal(
                "QueueNameExists",
                f"A queue already exists with the same name and a different value for attribute "
                f"{name}",
            )
