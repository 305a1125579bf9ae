"""The puppet: the kit itself speaking on a channel, for every role that is not under test.

A reference implementation behaves well; a puppet can send a stray reply, a duplicate or a poison.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pattern_tck.bystander import Bystander
from pattern_tck.channels import Channel, Directory
from pattern_tck.guard import Guard
from pattern_tck.listing import is_gone
from pattern_tck.messages import Message, Value, received, typed
from pattern_tck.policies import admission
from pattern_tck.ports import Client, Target
from pattern_tck.tap import Tap, tapped
from pattern_tck.workflow_role import workflow_role

#: As many messages as one receive can give.
_MOST_RECEIVED = 10

#: The puppet as the tap knows it.
_KIT = Bystander("the kit", "the kit", "the kit")


class Puppet:
    """Makes the channels that are the kit's, sends, publishes, takes what has arrived."""

    def __init__(
        self, target: Target, tap: Tap, directory: Directory, prefix: str, guard: Guard
    ) -> None:
        self._target = target
        self._tap = tap
        self._directory = directory
        self._prefix = prefix
        self.guard = guard
        self._clients: dict[str, Client] = {}
        self._taken: dict[str, list[Message]] = {}
        self._arns: dict[str, str] = {}
        self._made = 0
        #: Says of (address, receipt handle) whether the adversary made it of one taken before.
        self.is_copy: Callable[[str, str], bool] = lambda _address, _handle: False
        #: Says that what is sent meanwhile breaks its channel's contract on purpose.
        self.allowing: Callable[[bool], AbstractContextManager[None]] = lambda _: nullcontext()

    def client(self, service: str) -> Client:
        """Give the kit's client, whose calls stand in the journal."""
        if service not in self._clients:
            client = self.guard.watch(self._target.client(service))
            self._clients[service] = tapped(client, self._tap, _KIT)
        return self._clients[service]

    def make(self, name: str, kind: str) -> Channel:
        """Make a channel of the kit under a name in words, or give it if it is there."""
        if name in self._directory.channels:
            return self._directory.channels[name]
        made: dict[str, Callable[[str], Channel]] = {
            "queue": self.queue,
            "topic": self.topic,
            "bus": self.bus,
            "table": self.table,
            "role": self.role,
        }
        return made[kind](name)

    def queue(self, name: str, **attributes: str) -> Channel:
        """Make a queue; ``attributes`` in the API's names, an empty one is left to the service."""
        visibility = {"VisibilityTimeout": str(self._target.tempo.visibility)}
        asked = {name: value for name, value in {**visibility, **attributes}.items() if value}
        fifo = ".fifo" if attributes.get("FifoQueue") == "true" else ""
        answer = self.client("sqs").create_queue(
            QueueName=self.unused_name(name) + fifo, Attributes=asked
        )
        return self._directory.add(name, "queue", answer["QueueUrl"])

    def topic(self, name: str, **attributes: str) -> Channel:
        """Make a topic; ``attributes`` in the API's names."""
        called = self.unused_name(name) + (".fifo" if attributes.get("FifoTopic") == "true" else "")
        answer = self.client("sns").create_topic(Name=called, Attributes=attributes)
        return self._directory.add(name, "topic", answer["TopicArn"])

    def bus(self, name: str) -> Channel:
        """Make an event bus."""
        called = self.unused_name(name)
        self.client("events").create_event_bus(Name=called)
        return self._directory.add(name, "bus", called)

    def table(self, name: str, partition_key: str = "pk", sort_key: str = "") -> Channel:
        """Make a table whose items are found by these keys, both of them text."""
        table = self.unused_name(name)
        client = self.client("dynamodb")
        keys = {partition_key: "HASH", **({sort_key: "RANGE"} if sort_key else {})}
        answer = client.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys.items()],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]
        while answer["TableStatus"] != "ACTIVE":
            self._target.clock.pass_time(self._target.tempo.step)
            answer = client.describe_table(TableName=table)["Table"]
        return self._directory.add(name, "table", table)

    def role(self, name: str) -> Channel:
        """Make the IAM role that workflows run under; a formal one where there is no IAM."""
        arn = workflow_role(self.client("iam"), self.client("sts"), self.unused_name(name))
        return self._directory.add(name, "role", arn)

    def workflow(
        self, name: str, definition: Mapping[str, Any], *, express: bool = False
    ) -> Channel:
        """Make a standard or an express workflow of the kit, under a role of the kit."""
        answer = self.client("stepfunctions").create_state_machine(
            name=self.unused_name(name),
            definition=json.dumps(definition),
            roleArn=self.make("role for workflows", "role").address,
            type="EXPRESS" if express else "STANDARD",
        )
        return self._directory.add(name, "workflow", answer["stateMachineArn"])

    def start(self, workflow: Channel, given: object, name: str) -> str:
        """Start an execution of a workflow and give its ARN."""
        answer = self.client("stepfunctions").start_execution(
            stateMachineArn=workflow.address, name=name, input=json.dumps(given)
        )
        return str(answer["executionArn"])

    def send(
        self,
        channel: Channel,
        body: object,
        attributes: Mapping[str, Value] | None = None,
        *,
        misfit: bool = False,
        **more: Any,
    ) -> str:
        """Send to a queue and give the MessageId; ``more`` in the API's names.

        ``misfit`` says that it breaks its channel's contract on purpose.
        """
        self._see_poison(channel, misfit)
        with self.allowing(misfit):
            answer = self.client("sqs").send_message(
                QueueUrl=channel.address,
                MessageBody=_text(body),
                MessageAttributes=typed(attributes or {}),
                **more,
            )
        return str(answer["MessageId"])

    def publish(
        self,
        channel: Channel,
        body: object,
        attributes: Mapping[str, Value] | None = None,
        *,
        misfit: bool = False,
        **more: Any,
    ) -> str:
        """Publish to a topic and give the MessageId.

        ``misfit`` says that it breaks its channel's contract on purpose.
        """
        self._see_poison(channel, misfit)
        with self.allowing(misfit):
            answer = self.client("sns").publish(
                TopicArn=channel.address,
                Message=_text(body),
                MessageAttributes=typed(attributes or {}),
                **more,
            )
        return str(answer["MessageId"])

    def topic_again(self, topic: Channel) -> str:
        """Make a topic that is there already, and give the ARN of the answer."""
        name = topic.address.rpartition(":")[2]
        return str(self.client("sns").create_topic(Name=name)["TopicArn"])

    def admit(self, queue: Channel, topic: Channel) -> str:
        """Let a topic send to a queue, and give the queue's ARN."""
        arn = self.arn(queue)
        self.client("sqs").set_queue_attributes(
            QueueUrl=queue.address,
            Attributes={"Policy": json.dumps(admission(arn, topic.address))},
        )
        return arn

    def subscribe(
        self, topic: Channel, queue: Channel, *, admitted: bool = True, **attributes: str
    ) -> str:
        """Let a queue listen to a topic and give the subscription's ARN.

        ``attributes`` are the subscription's, in the API's names; unless ``admitted``, the queue
        has no policy that lets the topic send to it.
        """
        subscribed = self.client("sns").subscribe(
            TopicArn=topic.address,
            Protocol="sqs",
            Endpoint=self.admit(queue, topic) if admitted else self.arn(queue),
            Attributes=attributes,
            ReturnSubscriptionArn=True,
        )
        return str(subscribed["SubscriptionArn"])

    def change_subscription(self, arn: str, **attributes: str) -> None:
        """Change attributes of a subscription, in the API's names, as an operator might."""
        for name, value in attributes.items():
            self.client("sns").set_subscription_attributes(
                SubscriptionArn=arn, AttributeName=name, AttributeValue=value
            )

    def unsubscribe(self, arn: str) -> None:
        """End a subscription."""
        self.client("sns").unsubscribe(SubscriptionArn=arn)

    def take(self, channel: Channel) -> list[Message]:
        """Receive and delete all that is visible; give all that ever was taken from there."""
        taken = self._taken.setdefault(channel.address, [])
        while messages := self.receive(channel):
            for message in messages:
                if not self.is_copy(channel.address, message["ReceiptHandle"]):
                    taken.append(received(message))
                self.delete(channel, message)
            # Elsewhere only an empty receive says a little; in memory a short one says it all.
            if len(messages) < _MOST_RECEIVED and self._target.clock.virtual:
                break
        return list(taken)

    def receive(self, channel: Channel, **more: Any) -> list[dict[str, Any]]:
        """Receive up to ten messages and leave them in flight; entries as the API gives them."""
        everything = {"AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        asked = {"MaxNumberOfMessages": _MOST_RECEIVED, **everything, **more}
        answer = self.client("sqs").receive_message(QueueUrl=channel.address, **asked)
        return list(answer.get("Messages", ()))

    def delete(self, channel: Channel, message: Mapping[str, Any]) -> None:
        """Acknowledge a message that was received."""
        self.client("sqs").delete_message(
            QueueUrl=channel.address, ReceiptHandle=message["ReceiptHandle"]
        )

    def delete_channel(self, channel: Channel) -> None:
        """Make a queue disappear, as an operator might."""
        self.client("sqs").delete_queue(QueueUrl=channel.address)

    def redrive(self, dead_letters: Channel, source: Channel) -> int:
        """Send every dead letter back as a new message, as an operator does, and count them.

        By hand, since not every target has StartMessageMoveTask; the outcome is the same: a new
        MessageId, a fresh receive count, the same body and attributes (DLQ-09).
        """
        moved = 0
        while messages := self.receive(dead_letters):
            for message in messages:
                # Whatever it was that died goes back as it was.
                with self.allowing(True):
                    self.client("sqs").send_message(
                        QueueUrl=source.address,
                        MessageBody=message["Body"],
                        MessageAttributes=message.get("MessageAttributes", {}),
                    )
                self.delete(dead_letters, message)
                moved += 1
        return moved

    def refusal(self, call: Callable[[], object]) -> str:
        """Give the error code with which the service refuses a call; nothing if it accepts it."""
        try:
            call()
        except ClientError as error:
            code = str(error.response["Error"]["Code"]).rpartition(".")[2]
            if error.response["ResponseMetadata"].get("HTTPStatusCode", 0) >= 500:
                raise  # the service is in trouble: that says nothing about the call
            if code in {"InvalidAction", "UnknownOperationException"}:
                raise  # the target has no such call, so it cannot refuse this one
            return code
        return ""

    def remove(self) -> list[str]:
        """Remove all that was made for the scenario; give what could not be removed."""
        left = []
        for service, operation, parameters in reversed(self._directory.made):
            try:
                getattr(self._target.client(service), operation)(**parameters)
            except (BotoCoreError, ClientError) as error:
                # What is gone already needs no removing: a scenario may have deleted it.
                if not is_gone(error):
                    said = " ".join(str(error).split())
                    left.append(f"{operation} {dict(parameters)}: {said}")
        return left

    def _see_poison(self, channel: Channel, misfit: bool) -> None:
        if misfit:
            self.guard.see_poison(channel.address)

    def arn(self, queue: Channel) -> str:
        """Give the ARN of a queue."""
        if queue.address not in self._arns:
            answer = self.client("sqs").get_queue_attributes(
                QueueUrl=queue.address, AttributeNames=["QueueArn"]
            )
            self._arns[queue.address] = str(answer["Attributes"]["QueueArn"])
        return self._arns[queue.address]

    def unused_name(self, name: str) -> str:
        """Give a name for something new on the target: of this scenario, and used once."""
        self._made += 1
        word = "".join(letter if letter.isalnum() else "-" for letter in name)[:40]
        return f"{self._prefix}-{word}-{self._made}"


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body)
