"""The overview: what a world holds, for the page and for whoever asks; bounded, and read politely.

It is asked of the model by the operations that everybody has, so it shows what an SDK would see.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, Final

from pattern_tck.simulator.doors.http.live_world import LiveWorld

#: The most of one kind that are shown, of each region.
_MOST: Final = 100
_MOST_RULES: Final = 20
_COUNTERS: Final = {
    "visible": "ApproximateNumberOfMessages",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
    "delayed": "ApproximateNumberOfMessagesDelayed",
}

Look = Callable[..., dict[str, Any]]


def overview(live: LiveWorld) -> dict[str, Any]:
    """Give what there is in every region of a world."""
    return {"regions": {name: _region(live, name) for name in live.world.regions()}}


def _region(live: LiveWorld, region: str) -> dict[str, Any]:
    def look(service: str, operation: str, **asked: Any) -> dict[str, Any]:
        return live.look(service, operation, region, **asked)

    has = live.world.region(region).__dict__
    shown: dict[str, Any] = {"queues": _queues(look)}
    if "topics" in has:
        shown["topics"] = _topics(look)
    if "buses" in has:
        shown["buses"] = _buses(look)
    if "workflows" in has:
        shown["machines"] = _machines(look)
    alarms = look("cloudwatch", "DescribeAlarms")
    shown["alarms"] = [
        {"name": alarm["AlarmName"], "state": alarm["StateValue"]}
        for kind in ("MetricAlarms", "CompositeAlarms")
        for alarm in islice(alarms.get(kind, []), _MOST)
    ]
    return shown


def _queues(look: Look) -> list[dict[str, Any]]:
    urls = look("sqs", "ListQueues").get("QueueUrls", [])
    shown = []
    for url in islice(urls, _MOST):
        told = look("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        attributes = told.get("Attributes", {})
        counters = {name: int(attributes.get(key, 0)) for name, key in _COUNTERS.items()}
        shown.append({"name": url.rpartition("/")[2], **counters})
    return shown


def _topics(look: Look) -> list[dict[str, Any]]:
    shown = []
    for topic in islice(look("sns", "ListTopics").get("Topics", []), _MOST):
        arn = topic["TopicArn"]
        found = look("sns", "ListSubscriptionsByTopic", TopicArn=arn).get("Subscriptions", [])
        subscriptions = [
            {"protocol": one["Protocol"], "endpoint": one["Endpoint"]}
            for one in islice(found, _MOST)
        ]
        shown.append({"name": arn.rpartition(":")[2], "subscriptions": subscriptions})
    return shown


def _buses(look: Look) -> list[dict[str, Any]]:
    shown = []
    for bus in islice(look("events", "ListEventBuses").get("EventBuses", []), _MOST_RULES):
        rules = []
        found = look("events", "ListRules", EventBusName=bus["Name"]).get("Rules", [])
        for rule in islice(found, _MOST_RULES):
            told = look("events", "ListTargetsByRule", Rule=rule["Name"], EventBusName=bus["Name"])
            rules.append(
                {
                    "name": rule["Name"],
                    "state": rule.get("State", ""),
                    "pattern": rule.get("EventPattern", ""),
                    "targets": [target["Arn"] for target in told.get("Targets", [])],
                }
            )
        shown.append({"name": bus["Name"], "rules": rules})
    return shown


def _machines(look: Look) -> list[dict[str, Any]]:
    shown = []
    found = look("stepfunctions", "ListStateMachines").get("stateMachines", [])
    for machine in islice(found, _MOST):
        executions = []
        if machine.get("type") != "EXPRESS":
            arn = machine["stateMachineArn"]
            told = look("stepfunctions", "ListExecutions", stateMachineArn=arn)
            executions = [
                {"name": one["name"], "status": one["status"]}
                for one in islice(told.get("executions", []), _MOST_RULES)
            ]
        shown.append(
            {"name": machine["name"], "type": machine.get("type", ""), "executions": executions}
        )
    return shown
