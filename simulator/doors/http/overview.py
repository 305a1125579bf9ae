"""The overview: what a world holds, for the page and for whoever asks; bounded, and read politely.

It is asked of the model by the operations that everybody has, so it shows what an SDK would see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.doors.http.live_world import LiveWorld

#: The most of one kind that are shown, of each region.
_MOST: Final = 100
#: AWS has fewer regions.
_MOST_REGIONS: Final = 50
#: The most that are shown of what belongs to one of them: rules of a bus, executions of a machine.
_MOST_INSIDE: Final = 20
#: The most pages of a list that are counted.
_PAGES: Final = 50
#: Longer texts, such as patterns, are cut.
_LONGEST: Final = 300
_COUNTERS: Final = {
    "visible": "ApproximateNumberOfMessages",
    "in_flight": "ApproximateNumberOfMessagesNotVisible",
    "delayed": "ApproximateNumberOfMessagesDelayed",
}

#: ``look(service, operation, **parameters)``
Look = Callable[..., dict[str, Any]]
#: What is shown of one kind, and how many of it there are.
Shown = tuple[list[dict[str, Any]], int]


def overview(live: LiveWorld) -> dict[str, Any]:
    """Give what there is in every region of a world.

    Each kind is a list of the first ones; ``counts`` says how many there are of each.
    """
    names = live.world.regions()
    return {"regions": {name: _region(live, name) for name in names[:_MOST_REGIONS]}}


def _region(live: LiveWorld, region: str) -> dict[str, Any]:
    def look(service: str, operation: str, **asked: Any) -> dict[str, Any]:
        return live.look(service, operation, region, **asked)

    # What nobody has asked for is not made by looking at it.
    there = live.world.region(region).__dict__
    found = {
        kind: show(look)
        for kind, (holder, show) in _KINDS.items()
        if holder is None or holder in there
    }
    return {
        **{kind: shown for kind, (shown, _) in found.items()},
        "counts": {kind: count for kind, (_, count) in found.items()},
    }


def _listed(
    look: Look,
    service: str,
    operation: str,
    key: str,
    most: int = _MOST,
    token: str = "NextToken",  # noqa: S107 - the name of a parameter
    **asked: Any,
) -> tuple[list[Any], int]:
    """Give the first of a list that comes in pages, and how many there are."""
    first: list[Any] = []
    count = 0
    for _ in range(_PAGES):
        told = look(service, operation, **asked)
        page = told.get(key) or []
        first += page[: max(0, most - len(first))]
        count += len(page)
        following = told.get(token)
        if not following:
            break
        asked = {**asked, token: following}
    return first, count


def _short(text: Any) -> str:
    told = str(text or "")
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}... ({len(told)})"


def _queues(look: Look) -> Shown:
    urls, count = _listed(look, "sqs", "ListQueues", "QueueUrls", MaxResults=1000)
    shown = []
    for url in urls:
        told = look("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
        attributes = told.get("Attributes", {})
        counters = {name: int(attributes.get(key, 0)) for name, key in _COUNTERS.items()}
        shown.append({"name": url.rpartition("/")[2], **counters})
    return shown, count


def _topics(look: Look) -> Shown:
    topics, count = _listed(look, "sns", "ListTopics", "Topics")
    shown = []
    for topic in topics:
        arn = topic["TopicArn"]
        found, of_topic = _listed(
            look, "sns", "ListSubscriptionsByTopic", "Subscriptions", TopicArn=arn
        )
        subscriptions = [
            {"protocol": one["Protocol"], "endpoint": _short(one["Endpoint"])} for one in found
        ]
        shown.append(
            {"name": arn.rpartition(":")[2], "subscriptions": subscriptions, "count": of_topic}
        )
    return shown, count


def _buses(look: Look) -> Shown:
    buses, count = _listed(look, "events", "ListEventBuses", "EventBuses", _MOST_INSIDE)
    shown = []
    for bus in buses:
        named = {"EventBusName": bus["Name"]}
        found, of_bus = _listed(look, "events", "ListRules", "Rules", _MOST_INSIDE, **named)
        rules = [_rule(look, rule, named) for rule in found]
        shown.append({"name": bus["Name"], "rules": rules, "count": of_bus})
    return shown, count


def _rule(look: Look, rule: Mapping[str, Any], bus: Mapping[str, str]) -> dict[str, Any]:
    told = look("events", "ListTargetsByRule", Rule=rule["Name"], **bus)
    return {
        "name": rule["Name"],
        "state": rule.get("State", ""),
        "pattern": _short(rule.get("EventPattern")),
        "schedule": rule.get("ScheduleExpression", ""),
        "targets": [_short(target["Arn"]) for target in told.get("Targets", [])],
    }


def _schedules(look: Look) -> Shown:
    schedules, count = _listed(look, "scheduler", "ListSchedules", "Schedules")
    shown = []
    for one in schedules:
        named = {"Name": one["Name"], "GroupName": one["GroupName"]}
        told = look("scheduler", "GetSchedule", **named)
        shown.append(
            {
                "name": one["Name"],
                "group": one["GroupName"],
                "state": one["State"],
                "schedule": _short(told["ScheduleExpression"]),
                "target": _short(one["Target"]["Arn"]),
            }
        )
    return shown, count


def _pipes(look: Look) -> Shown:
    pipes, count = _listed(look, "pipes", "ListPipes", "Pipes")
    shown = [
        {
            "name": one["Name"],
            "state": one["CurrentState"],
            "source": _short(one["Source"]),
            "enrichment": _short(one.get("Enrichment")),
            "target": _short(one["Target"]),
        }
        for one in pipes
    ]
    return shown, count


def _machines(look: Look) -> Shown:
    service, token = "stepfunctions", "nextToken"
    machines, count = _listed(look, service, "ListStateMachines", "stateMachines", token=token)
    shown = []
    for machine in machines:
        found: list[Any] = []
        of_machine = 0
        if machine.get("type") != "EXPRESS":
            found, of_machine = _listed(
                look,
                service,
                "ListExecutions",
                "executions",
                _MOST_INSIDE,
                token,
                stateMachineArn=machine["stateMachineArn"],
                maxResults=1000,
            )
        executions = [{"name": one["name"], "status": one["status"]} for one in found]
        shown.append(
            {
                "name": machine["name"],
                "type": machine.get("type", ""),
                "executions": executions,
                "count": of_machine,
            }
        )
    return shown, count


def _alarms(look: Look) -> Shown:
    alarms, count = _listed(look, "cloudwatch", "DescribeAlarms", "MetricAlarms")
    shown = [
        {
            "name": alarm["AlarmName"],
            "state": alarm["StateValue"],
            "metric": alarm.get("MetricName", ""),
            "reason": _short(alarm.get("StateReason")),
        }
        for alarm in alarms
    ]
    return shown, count


#: By kind: what a region has as soon as somebody has asked for it, and how the kind is shown.
_KINDS: Final[Mapping[str, tuple[str | None, Callable[[Look], Shown]]]] = {
    "queues": (None, _queues),
    "topics": ("topics", _topics),
    "buses": ("buses", _buses),
    "schedules": ("schedules", _schedules),
    "pipes": ("pipes", _pipes),
    "machines": ("workflows", _machines),
    "alarms": (None, _alarms),
}
