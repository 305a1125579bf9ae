"""The notice of an alarm: what its topic publishes when it changes its state, and why it did."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pattern_tck.simulator.alarms.alarm import Alarm
from pattern_tck.simulator.alarms.evaluation import ALARM, INSUFFICIENT_DATA, OK

_MOST_SUBJECT: Final = 100
_REGIONS: Final[Mapping[str, str]] = {
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
    "eu-central-1": "EU (Frankfurt)",
    "eu-west-1": "EU (Ireland)",
    "eu-west-2": "EU (London)",
    "eu-west-3": "EU (Paris)",
    "eu-north-1": "EU (Stockholm)",
    "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)",
}
_WORDS: Final[Mapping[str, str]] = {
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "GreaterThanThreshold": "greater than",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}

#: A point that was looked at: when its period began, and its value.
Point = tuple[dt.datetime, float]


def subject(alarm: Alarm, region: str) -> str:
    """Give the subject, as long as a subject may be."""
    text = f'{alarm.state}: "{alarm.name}" in {_REGIONS.get(region, region)}'
    return text if len(text) <= _MOST_SUBJECT else text[: _MOST_SUBJECT - 3] + "..."


def message(alarm: Alarm, before: str, account: str, region: str) -> str:
    """Give the JSON text that CloudWatch publishes; ``before`` is the state that it left."""
    settings = alarm.settings
    return json.dumps(
        {
            "AlarmName": alarm.name,
            "AlarmDescription": settings.get("AlarmDescription"),
            "AWSAccountId": account,
            "AlarmConfigurationUpdatedTimestamp": _stamp(alarm.configured),
            "NewStateValue": alarm.state,
            "NewStateReason": alarm.reason,
            "StateChangeTime": _stamp(alarm.updated),
            "Region": _REGIONS.get(region, region),
            "AlarmArn": alarm.arn,
            "OldStateValue": before,
            "OKActions": list(alarm.actions(OK)),
            "AlarmActions": list(alarm.actions(ALARM)),
            "InsufficientDataActions": list(alarm.actions(INSUFFICIENT_DATA)),
            "Trigger": _trigger(alarm),
        },
        separators=(",", ":"),
    )


def _trigger(alarm: Alarm) -> dict[str, Any]:
    settings = alarm.settings
    return {
        "MetricName": settings["MetricName"],
        "Namespace": settings["Namespace"],
        "StatisticType": "Statistic",
        "Statistic": settings["Statistic"].upper(),
        "Unit": settings.get("Unit"),
        "Dimensions": [
            {"value": one["Value"], "name": one["Name"]} for one in settings.get("Dimensions") or ()
        ],
        "Period": alarm.period,
        "EvaluationPeriods": alarm.periods,
        "DatapointsToAlarm": alarm.needed,
        "ComparisonOperator": settings["ComparisonOperator"],
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treatment,
        "EvaluateLowSampleCountPercentile": "",
    }


def reason(alarm: Alarm, state: str, points: Sequence[Point]) -> str:
    """Say why an alarm comes to a state: by which real points, oldest first, or for want of any."""
    if not points:
        return _without_points(alarm, state)
    bad = [point for point in points if alarm.breaches(point[1])]
    named = bad if state == ALARM and bad else [p for p in points if not alarm.breaches(p[1])]
    values = ", ".join(f"{value} ({at:%d/%m/%y %H:%M:%S})" for at, value in reversed(named))
    were = "was" if len(named) == 1 else "were"
    negation = "" if state == ALARM else "not "
    course = "OK -> ALARM" if state == ALARM else "ALARM -> OK"
    return (
        f"Threshold Crossed: {len(named)} out of the last {len(points)} datapoints "
        f"[{values}] {were} {negation}{_WORDS[alarm.settings['ComparisonOperator']]} the threshold "
        f"({alarm.threshold}) (minimum {_many(alarm.needed, 'datapoint')} for {course} transition)."
    )


def _without_points(alarm: Alarm, state: str) -> str:
    missing = _many(alarm.periods, "missing datapoint")
    if state == INSUFFICIENT_DATA:
        were = "was" if alarm.periods == 1 else "were"
        return f"Insufficient Data: {_many(alarm.periods, 'datapoint')} {were} unknown."
    treated = "Breaching" if state == ALARM else "NonBreaching"
    return (
        f"Threshold Crossed: no datapoints were received for {_many(alarm.periods, 'period')} and "
        f"{missing} {'was' if alarm.periods == 1 else 'were'} treated as [{treated}]."
    )


def reason_data(alarm: Alarm, now: dt.datetime, points: Sequence[Point]) -> str:
    """Give the reason as JSON text, for programs."""
    return json.dumps(
        {
            "version": "1.0",
            "queryDate": _stamp(now),
            **({"startDate": _stamp(points[0][0])} if points else {}),
            "statistic": alarm.settings["Statistic"],
            "period": alarm.period,
            "recentDatapoints": [value for _, value in points],
            "threshold": alarm.threshold,
        },
        separators=(",", ":"),
    )


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _stamp(at: dt.datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
