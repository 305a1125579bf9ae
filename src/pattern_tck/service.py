"""The service: a target's queues called directly, by scenarios that judge the target itself."""

from __future__ import annotations

from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.ports import Target
from pattern_tck.puppet import Puppet


class Service:
    """Makes any call on a queue."""

    def __init__(self, target: Target, puppet: Puppet) -> None:
        self._target = target
        self._puppet = puppet
        self._task = ""

    def ask(self, operation: str, queue: Channel, **parameters: Any) -> dict[str, Any]:
        """Make a call on a queue; operation, parameters and answer in the client's words."""
        call = getattr(self._puppet.client("sqs"), operation)
        return dict(call(QueueUrl=queue.address, **parameters))

    def make_again(self, queue: Channel, **attributes: str) -> str:
        """Make a queue under the name of one that is there, or was; give the address."""
        name = queue.address.rpartition("/")[2]
        answer = self._puppet.client("sqs").create_queue(QueueName=name, Attributes=attributes)
        return str(answer["QueueUrl"])

    def long_poll(self, queue: Channel, seconds: int) -> list[dict[str, Any]]:
        """Receive, and have the service itself wait: the tap would not let it."""
        answer = self._target.client("sqs").receive_message(
            QueueUrl=queue.address, WaitTimeSeconds=seconds
        )
        return list(answer.get("Messages", ()))

    def redrive(self, dead_letters: Channel, to: Channel | None = None, a_second: int = 0) -> None:
        """Have the service itself redrive, by a task as its console starts it."""
        asked: dict[str, Any] = {"SourceArn": self._arn(dead_letters)}
        if to is not None:
            asked["DestinationArn"] = self._arn(to)
        if a_second:
            asked["MaxNumberOfMessagesPerSecond"] = a_second
        answer = self._puppet.client("sqs").start_message_move_task(**asked)
        self._task = str(answer["TaskHandle"])

    def redrive_status(self, dead_letters: Channel) -> str:
        """Give what the service says of the last redrive of a dead-letter queue."""
        client = self._puppet.client("sqs")
        answer = client.list_message_move_tasks(SourceArn=self._arn(dead_letters))
        return str(answer["Results"][0]["Status"])

    def cancel_redrive(self) -> None:
        """Have the service give up the last redrive."""
        self._puppet.client("sqs").cancel_message_move_task(TaskHandle=self._task)

    def _arn(self, queue: Channel) -> str:
        answer = self.ask("get_queue_attributes", queue, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])
