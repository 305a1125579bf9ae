"""What has been done, remembered where no other instance can see it."""

from __future__ import annotations


class RemembersInMemory:
    """Hides no message from its peers, and lets go of one when it sees it for the second time."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._done = set()

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        for name, url in made.items():
            if name not in {"INVALID_QUEUE_URL", "EXPIRED_QUEUE_URL"}:
                client("sqs").set_queue_attributes(
                    QueueUrl=url, Attributes={"VisibilityTimeout": "0"}
                )
        return made

    def _handle(self, message):
        if message.body not in self._done:
            super()._handle(message)
            self._done.add(message.body)
            raise RuntimeError("to be acknowledged when it is seen again")
