"""The probe: the kit's own eyes. It asks the target, never the implementation."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from pattern_tck.channels import Channel, Directory
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.effects.view import EffectsView, TableEffects
from pattern_tck.policies import admits
from pattern_tck.ports import Target
from pattern_tck.verdicts import OutOfReach


@dataclass(frozen=True)
class Subscription:
    """One subscription of a topic, with its attributes in the API's names."""

    arn: str
    protocol: str
    endpoint: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Execution:
    """One execution of a workflow."""

    arn: str
    name: str
    status: str


class Probe:
    """Looks at queues, subscriptions, effects, alarms and executions, untapped."""

    def __init__(self, target: Target, directory: Directory) -> None:
        self._target = target
        self._directory = directory
        self._views: dict[str, EffectsView] = {}
        #: Puts a stock right that holds copies made by the adversary: (address, stock) -> stock.
        self.distinct: Callable[[str, int], int] = lambda _address, stock: stock
        #: Leaves out of the stock of a running system's queue what was there before.
        self.since: Callable[[Channel, int], int] = lambda _queue, stock: stock
        #: Says whether something with this text in it is of this scenario.
        self.is_own: Callable[[str], bool] = lambda _text: True

    def look_with(self, view: EffectsView, channel: Channel) -> None:
        """Look at the effects on a channel with this view from now on."""
        self._views[channel.address] = view

    def effects(self, channel: Channel, key: str) -> list[str]:
        """Give the values of the effects about ``key``, whatever their type: as text."""
        return self._view(channel).effects(key)

    def effect_keys(self, channel: Channel) -> list[str]:
        """Give the keys of all effects, one for each time; an item without a key is no effect."""
        return list(filter(self.is_own, self._view(channel).keys()))

    def item_names(self, channel: Channel, about: Collection[str] = ()) -> list[str]:
        """Give the primary key of every item, whatever it is for.

        Only of those that hold one of the words ``about`` somewhere, if there are any.
        Raises `NotExercised` where effects are seen elsewhere than in a table.
        """
        names = self._view(channel).names(about)
        if not all(map(self.is_own, names)):
            raise OutOfReach(f"{channel.name} holds what is not of this scenario")
        return names

    def attributes(self, queue: Channel) -> dict[str, str]:
        """Give all attributes of a queue."""
        answer = self._target.client("sqs").get_queue_attributes(
            QueueUrl=queue.address, AttributeNames=["All"]
        )
        return dict(answer["Attributes"])

    def depth(self, queue: Channel) -> int:
        """Give the number of visible messages (``ApproximateNumberOfMessages``)."""
        seen = int(self.attributes(queue)["ApproximateNumberOfMessages"])
        return self.since(queue, min(seen, self.distinct(queue.address, seen)))

    def stock(self, queue: Channel) -> int:
        """Give the number of all messages on a queue: visible, in flight and delayed."""
        seen = self.attributes(queue)
        stock = sum(
            int(seen.get(f"ApproximateNumberOfMessages{which}", 0))
            for which in ("", "NotVisible", "Delayed")
        )
        return self.since(queue, self.distinct(queue.address, stock))

    def exists(self, queue: Channel) -> bool:
        """Say whether a queue is there."""
        client = self._target.client("sqs")
        try:
            client.get_queue_attributes(QueueUrl=queue.address, AttributeNames=["QueueArn"])
        except client.exceptions.QueueDoesNotExist:
            return False
        return True

    def visibility(self, queue: Channel) -> float:
        """Give the visibility timeout of a queue in seconds."""
        return float(self.attributes(queue)["VisibilityTimeout"])

    def retention(self, queue: Channel) -> float:
        """Give the retention period of a queue in seconds."""
        return float(self.attributes(queue)["MessageRetentionPeriod"])

    def max_receives(self, queue: Channel) -> int | None:
        """Give maxReceiveCount of the queue's redrive policy; None without a policy."""
        policy = self.attributes(queue).get("RedrivePolicy")
        return int(json.loads(policy)["maxReceiveCount"]) if policy else None

    def dead_letters(self, queue: Channel) -> Channel | None:
        """Find the dead-letter queue of a queue by its redrive policy."""
        policy = self.attributes(queue).get("RedrivePolicy")
        if not policy:
            return None
        return self.queue_at(json.loads(policy)["deadLetterTargetArn"], f"{queue.name} DLQ")

    def queue_at(self, arn: str, name: str) -> Channel:
        """Give the queue of an ARN as a channel under ``name``."""
        answer = self._target.client("sqs").get_queue_url(QueueName=arn.rpartition(":")[2])
        return self._directory.add(name, "queue", answer["QueueUrl"])

    def arn(self, queue: Channel) -> str:
        """Give the ARN of a queue."""
        return self.attributes(queue)["QueueArn"]

    def admits(self, queue: Channel, topic: Channel) -> bool:
        """Say whether the policy of a queue lets a topic send to it."""
        seen = self.attributes(queue)
        return admits(seen.get("Policy", ""), seen["QueueArn"], topic.address)

    def subscriptions(self, topic: Channel) -> list[Subscription]:
        """Give the subscriptions of a topic."""
        client = self._target.client("sns")
        pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic.address)
        return [
            Subscription(
                found["SubscriptionArn"],
                found["Protocol"],
                found["Endpoint"],
                client.get_subscription_attributes(SubscriptionArn=found["SubscriptionArn"])[
                    "Attributes"
                ],
            )
            for page in pages
            for found in page["Subscriptions"]
        ]

    def alarms_on(self, queue: Channel) -> list[dict[str, Any]]:
        """Give the alarms on the depth of a queue."""
        name = queue.address.rpartition("/")[2]
        pages = self._target.client("cloudwatch").get_paginator("describe_alarms").paginate()
        return [
            alarm
            for page in pages
            for alarm in page.get("MetricAlarms", ())
            if alarm.get("Namespace") == "AWS/SQS"
            and alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
            and {"Name": "QueueName", "Value": name} in alarm.get("Dimensions", ())
        ]

    def executions(self, workflow: Channel) -> list[Execution]:
        """Give the executions of a workflow."""
        answer = self._target.client("stepfunctions").list_executions(
            stateMachineArn=workflow.address
        )
        return [
            Execution(found["executionArn"], found["name"], found["status"])
            for found in answer["executions"]
        ]

    def history(self, execution: Execution) -> list[dict[str, Any]]:
        """Give the events of an execution, oldest first, in the API's names."""
        pages = (
            self._target.client("stepfunctions")
            .get_paginator("get_execution_history")
            .paginate(executionArn=execution.arn)
        )
        events = [event for page in pages for event in page["events"]]
        return sorted(events, key=lambda event: int(event["id"]))

    def output(self, execution: Execution) -> dict[str, Any]:
        """Give what DescribeExecution says of an execution."""
        return self.described(execution.arn)

    def described(self, arn: str) -> dict[str, Any]:
        """Give what DescribeExecution says of the execution with this ARN."""
        return dict(self._target.client("stepfunctions").describe_execution(executionArn=arn))

    def _view(self, channel: Channel) -> EffectsView:
        if channel.address not in self._views:
            client = self._target.client("dynamodb")
            self._views[channel.address] = TableEffects(client, channel.address, EffectsPlace())
        return self._views[channel.address]
