"""Deliveries of other services to a queue: topics, buses, and whoever else sends for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Undeliverable(Exception):
    """A delivery that no retry would help: no such queue, or no permission (SNS-PUB-08)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def deliver(
    region: Region,
    queue_arn: str,
    body: str,
    *,
    attributes: Mapping[str, Mapping[str, Any]] | None = None,
    group: str = "",
    deduplication: str = "",
    service: str,
    source: str,
    origin: str = "",
) -> None:
    """Put a message on a queue on behalf of a service.

    ``service`` is the principal that sends (``sns.amazonaws.com``), ``source`` the ARN for which
    it does (the topic, the rule). The queue's policy must admit both. ``origin`` is the same for
    all copies of one notification or event. Raises `Undeliverable`.
    """
    queue = region.queues.at(queue_arn)
    if queue is None:
        raise Undeliverable(
            "AWS.SimpleQueueService.NonExistentQueue", f"{queue_arn} does not exist"
        )
    if not queue.admits(service, source):
        raise Undeliverable(
            "AccessDenied", f"the policy of {queue_arn} does not let {service} send for {source}"
        )
    if queue.fifo and not (group and (deduplication or queue.deduplicates_by_content)):
        raise Undeliverable(
            "InvalidParameter", f"{queue_arn} needs a message group and a deduplication id"
        )
    message = queue.take(body, attributes or {}, group=group, deduplication=deduplication)
    if origin:
        message.origin = origin
