"""Sentences about the metrics of queues, and about alarms on them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps.queues import the_queue
from pattern_tck.steps.topics import listen

_DEPTH = "ApproximateNumberOfMessagesVisible"
_AGE = "ApproximateAgeOfOldestMessage"
_MINUTE = 60
_TOPIC = "the topic of the alarm"


@given(parsers.parse("an alarm when {metric:w} of the dead-letter queue is above 0"))
def _(stage: Stage, metric: str) -> None:
    listen(stage, "whoever is on call", _TOPIC)
    _alarm(stage, _dead(stage), metric, AlarmActions=[stage.channel(_TOPIC).address])


@given(
    parsers.parse(
        "an alarm when the depth of the queue is above 0, to which missing points are {treatment:w}"
    )
)
def _(stage: Stage, treatment: str) -> None:
    _alarm(stage, the_queue(stage), _DEPTH, TreatMissingData=treatment)


@given(
    parsers.parse(
        "an alarm when the depth of the queue is above 0 in {bad:d} of {minutes:d} minutes"
    )
)
def _(stage: Stage, bad: int, minutes: int) -> None:
    _alarm(stage, the_queue(stage), _DEPTH, EvaluationPeriods=minutes, DatapointsToAlarm=bad)


@when(parsers.parse('the text "{text:S}" is sent to the dead-letter queue by hand'))
def _(stage: Stage, text: str) -> None:
    stage.puppet.send(_dead(stage), text)


@then(parsers.re(r"the dead-letter queue has counted (?P<count>\d+) messages? as sent"))
def _(stage: Stage, count: str) -> None:
    points = _points(stage, _dead(stage), "NumberOfMessagesSent", "Sum")
    expect("sum of NumberOfMessagesSent", expected=int(count), seen=round(sum(points)))


@then(parsers.re(r"the dead-letter queue has shown (?P<count>\d+) visible messages?"))
def _(stage: Stage, count: str) -> None:
    points = _points(stage, _dead(stage), _DEPTH, "Maximum")
    expect(f"largest {_DEPTH}", expected=int(count), seen=round(max(points, default=0)))


@then(
    parsers.re(
        r"the oldest message of the (?P<which>queue|dead-letter queue) seems to be between "
        r"(?P<least>\d+) and (?P<most>\d+) seconds old"
    )
)
def _(stage: Stage, which: str, least: str, most: str) -> None:
    queue = the_queue(stage) if which == "queue" else _dead(stage)
    points = _points(stage, queue, _AGE, "Maximum", last=5 * _MINUTE)
    age = points[-1] if points else None
    expect_that(
        age is not None and int(least) <= age <= int(most),
        _AGE,
        expected=f"between {least} and {most} s",
        seen=age,
    )


@then(parsers.parse("the queue has {count:d} points of its depth in the last {seconds:d} seconds"))
def _(stage: Stage, count: int, seconds: int) -> None:
    points = _points(stage, the_queue(stage), _DEPTH, "Maximum", last=seconds)
    expect(f"points of {_DEPTH}", expected=count, seen=len(points))


@then(parsers.parse("the alarm is {state:w}"))
def _(stage: Stage, state: str) -> None:
    client = stage.puppet.client("cloudwatch")
    (alarm,) = client.describe_alarms(AlarmNames=[stage.notes["alarm"]])["MetricAlarms"]
    expect("state of the alarm", expected=state, seen=alarm["StateValue"])


@then("the topic of the alarm has told that it went off, once")
def _(stage: Stage) -> None:
    heard = [
        json.loads(unwrapped(copy).body)
        for copy in stage.puppet.take(stage.channel("whoever is on call"))
    ]
    seen = [(notice.get("AlarmName"), notice.get("NewStateValue")) for notice in heard]
    expect("notices", expected=[(stage.notes["alarm"], "ALARM")], seen=seen)


def _dead(stage: Stage) -> Channel:
    return stage.channel("dead letters")


def _alarm(stage: Stage, queue: Channel, metric: str, **more: Any) -> None:
    """Make an alarm on the largest value of each minute; one bad minute is enough if not said."""
    name = stage.notes["alarm"] = stage.puppet.unused_name("alarm")
    stage.puppet.client("cloudwatch").put_metric_alarm(
        **{
            "AlarmName": name,
            "Namespace": "AWS/SQS",
            "MetricName": metric,
            "Dimensions": _dimensions(queue),
            "Statistic": "Maximum",
            "Period": _MINUTE,
            "EvaluationPeriods": 1,
            "Threshold": 0,
            "ComparisonOperator": "GreaterThanThreshold",
            **more,
        }
    )


def _points(
    stage: Stage, queue: Channel, metric: str, statistic: str, last: int = 60 * _MINUTE
) -> list[float]:
    """Give the points of a metric in so many seconds up to now, oldest first: one a minute."""
    now = dt.datetime.fromtimestamp(stage.target.clock.now(), dt.UTC)
    end = now.replace(second=0, microsecond=0)
    answer = stage.puppet.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName=metric,
        Dimensions=_dimensions(queue),
        StartTime=end - dt.timedelta(seconds=last),
        EndTime=end,
        Period=_MINUTE,
        Statistics=[statistic],
    )
    points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
    return [float(point[statistic]) for point in points]


def _dimensions(queue: Channel) -> list[dict[str, str]]:
    return [{"Name": "QueueName", "Value": queue.address.rpartition("/")[2]}]
