"""What is present already: a loaded world is told again what it holds, so that it can be changed.

Nobody makes what comes out of a file, so each thing in it is set up once more as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pattern_tck.mutation.making import OF_SUBSCRIPTION, Call
from pattern_tck.simulator.queues.settings import defaults
from pattern_tck.simulator.world import World

#: What of a queue can be set.
_OF_QUEUE: Final = (
    "ContentBasedDeduplication", "DeduplicationScope", "DelaySeconds", "FifoThroughputLimit",
    "MessageRetentionPeriod", "Policy", "RedrivePolicy", "VisibilityTimeout",
)  # fmt: skip
_OF_RULE: Final = (
    "Name", "EventBusName", "EventPattern", "ScheduleExpression", "State", "Description", "RoleArn",
)  # fmt: skip
#: What is told of an alarm and is not said when it is made.
_NOT_OF_ALARM: Final = frozenset(
    {
        "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "StateReason", "StateReasonData",
        "StateTransitionedTimestamp", "StateUpdatedTimestamp", "StateValue",
    }
)  # fmt: skip


def say_again(world: World) -> None:
    """Tell a world again of its queues, subscriptions, rules, workflows and alarms.

    Every call passes what stands between its callers and the world; raises `Refusal` if one is
    refused.
    """
    for region in world.regions():
        for service, operation, asked in list(_Present(world, region).calls()):
            world.call(service, operation, asked, region)


class _Present:
    """What one region of a world holds."""

    def __init__(self, world: World, region: str) -> None:
        self._world = world
        self._region = region

    def calls(self) -> Iterator[Call]:
        """Give the calls that say all of it again."""
        yield from self._queues()
        yield from self._subscriptions()
        yield from self._rules()
        yield from self._workflows()
        yield from self._alarms()

    def _look(self, service: str, operation: str, **asked: Any) -> Mapping[str, Any]:
        return self._world.look(service, operation, asked, self._region)

    def _all(
        self, service: str, operation: str, name: str, mark: str = "NextToken", **asked: Any
    ) -> Iterator[Any]:
        """Give what stands under a name on all pages."""
        while True:
            page = self._look(service, operation, **asked)
            yield from page.get(name, ())
            if not page.get(mark):
                return
            asked[mark] = page[mark]

    def _queues(self) -> Iterator[Call]:
        for url in self._all("sqs", "ListQueues", "QueueUrls", MaxResults=1000):
            there = self._look("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
            said = there["Attributes"]
            usual = defaults(fifo=said.get("FifoQueue") == "true")
            known = {
                name: said[name]
                for name in _OF_QUEUE
                if name in said and said[name] != usual.get(name)
            }
            yield "sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": known}

    def _subscriptions(self) -> Iterator[Call]:
        for one in self._all("sns", "ListSubscriptions", "Subscriptions"):
            arn = one["SubscriptionArn"]
            if not arn.startswith("arn:"):
                continue  # nobody has confirmed it
            said = self._look("sns", "GetSubscriptionAttributes", SubscriptionArn=arn)["Attributes"]
            for name in OF_SUBSCRIPTION:
                if name in said:
                    attribute = {"AttributeName": name, "AttributeValue": said[name]}
                    yield "sns", "SetSubscriptionAttributes", {"SubscriptionArn": arn, **attribute}

    def _rules(self) -> Iterator[Call]:
        for bus in self._all("events", "ListEventBuses", "EventBuses"):
            named = {"EventBusName": bus["Name"]}
            for rule in self._all("events", "ListRules", "Rules", **named):
                yield "events", "PutRule", {name: rule[name] for name in _OF_RULE if name in rule}
                of = {"Rule": rule["Name"], **named}
                targets = list(self._all("events", "ListTargetsByRule", "Targets", **of))
                if targets:
                    yield "events", "PutTargets", {**of, "Targets": targets}

    def _workflows(self) -> Iterator[Call]:
        for one in self._all("stepfunctions", "ListStateMachines", "stateMachines", "nextToken"):
            arn = {"stateMachineArn": one["stateMachineArn"]}
            said = self._look("stepfunctions", "DescribeStateMachine", **arn)
            words = {"definition": said["definition"], "roleArn": said["roleArn"]}
            yield "stepfunctions", "UpdateStateMachine", {**arn, **words}

    def _alarms(self) -> Iterator[Call]:
        for one in self._all("cloudwatch", "DescribeAlarms", "MetricAlarms"):
            said = {name: value for name, value in one.items() if name not in _NOT_OF_ALARM}
            yield "cloudwatch", "PutMetricAlarm", said
