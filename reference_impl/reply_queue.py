"""Reply queue: one for each running requester, made when it starts, removed when it is gone.

An instance that dies leaves its queue behind and cannot tidy up after itself. So each one says
from time to time that it is alive, in a tag on its queue, and removes the queues of those that
have long said nothing. (Temporary queues of AWS's own client libraries do the same.)
"""

from __future__ import annotations

import uuid

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Now

#: How often an instance says that it is alive, and after how long a silence it counts as dead.
HEARTBEAT = 60.0
IDLE = 5 * 60.0

_TAG = "alive-at"


class ReplyQueue:
    """The queue at which one instance, and nobody else, gets its replies."""

    def __init__(self, sqs: Client, name: str, now: Now) -> None:
        self._sqs = sqs
        self._family = name
        self._now = now
        self._next = now() + HEARTBEAT
        # The tag comes with the queue: in between, a peer would take it for abandoned.
        self.address = str(
            sqs.create_queue(QueueName=f"{name}-{uuid.uuid4().hex[:12]}", tags={_TAG: str(now())})[
                "QueueUrl"
            ]
        )

    def keep(self) -> None:
        """Say that this instance is alive, if it is time to, and remove the queues of the dead."""
        if self._now() < self._next:
            return
        self._next = self._now() + HEARTBEAT
        self._sqs.tag_queue(QueueUrl=self.address, Tags={_TAG: str(self._now())})
        answer = self._sqs.list_queues(QueueNamePrefix=self._family)
        for url in answer.get("QueueUrls", []):
            if url != self.address:
                self._remove_if_abandoned(url)

    def _remove_if_abandoned(self, url: str) -> None:
        try:
            tags = self._sqs.list_queue_tags(QueueUrl=url).get("Tags", {})
            if float(tags.get(_TAG, "inf")) < self._now() - IDLE:
                self._sqs.delete_queue(QueueUrl=url)
        except ClientError:
            pass  # a peer was quicker, or the next round will do it
