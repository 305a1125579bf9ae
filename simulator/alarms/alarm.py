"""An alarm: what it watches, what it takes for bad, and whom it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.alarms.evaluation import (
    ALARM,
    COMPARISONS,
    INSUFFICIENT_DATA,
    OK,
    TREATMENTS,
)
from pattern_tck.simulator.alarms.metrics import STATISTICS
from pattern_tck.simulator.refusals import NotModelled, Refusal

_DAY: Final = 86_400
_MOST_ACTIONS: Final = 5
_ACTIONS: Final = {
    OK: "OKActions",
    ALARM: "AlarmActions",
    INSUFFICIENT_DATA: "InsufficientDataActions",
}
#: What an alarm is shown with, as it was given.
_SHOWN: Final = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
)
_BEYOND: Final = (
    "Metrics",
    "ThresholdMetricId",
    "ExtendedStatistic",
    "EvaluateLowSampleCountPercentile",
)


def moment(micros: int) -> dt.datetime:
    """Give a moment of the clock as the API shows it."""
    return dt.datetime.fromtimestamp(micros / 1_000_000, dt.UTC)


@dataclass
class Alarm:
    """One alarm: its settings as PutMetricAlarm takes them, and its state."""

    arn: str
    settings: Mapping[str, Any]
    #: When it was last configured, when its state was last set, and when it last became another.
    configured: dt.datetime
    updated: dt.datetime
    turned: dt.datetime
    actions_enabled: bool = True
    state: str = INSUFFICIENT_DATA
    reason: str = "Unchecked: Initial alarm creation"
    reason_data: str = ""

    @property
    def name(self) -> str:
        """Give its name."""
        return str(self.settings["AlarmName"])

    @property
    def period(self) -> int:
        """Give the seconds of a period."""
        return int(self.settings["Period"])

    @property
    def periods(self) -> int:
        """Give how many periods are looked at: N."""
        return int(self.settings["EvaluationPeriods"])

    @property
    def needed(self) -> int:
        """Give how many of them must be bad: M, which is N if nothing else was said (DLQ-23)."""
        return int(self.settings.get("DatapointsToAlarm") or self.periods)

    @property
    def treatment(self) -> str:
        """Give what it makes of missing points; "missing" if nothing was said (DLQ-23)."""
        return str(self.settings.get("TreatMissingData") or TREATMENTS[0])

    @property
    def threshold(self) -> float:
        """Give the value beyond which a point is bad."""
        return float(self.settings["Threshold"])

    def breaches(self, value: float) -> bool:
        """Say whether a value is bad."""
        return COMPARISONS[self.settings["ComparisonOperator"]](value, self.threshold)

    def actions(self, state: str) -> Sequence[str]:
        """Give the ARNs of those who are told that it has come to a state."""
        return self.settings.get(_ACTIONS[state]) or ()

    def described(self) -> dict[str, Any]:
        """Give it as DescribeAlarms does."""
        shown = {name: self.settings[name] for name in _SHOWN if name in self.settings}
        for actions in _ACTIONS.values():
            shown[actions] = list(self.settings.get(actions) or ())
        return {
            **shown,
            "AlarmArn": self.arn,
            "ActionsEnabled": self.actions_enabled,
            "AlarmConfigurationUpdatedTimestamp": self.configured,
            "Dimensions": list(self.settings.get("Dimensions") or ()),
            "Threshold": self.threshold,
            "StateValue": self.state,
            "StateReason": self.reason,
            **({"StateReasonData": self.reason_data} if self.reason_data else {}),
            "StateUpdatedTimestamp": self.updated,
            "StateTransitionedTimestamp": self.turned,
        }


def invalid(message: str) -> Refusal:
    """Give the refusal of a parameter."""
    return Refusal("ValidationError", message)


def check(asked: Mapping[str, Any]) -> None:
    """Check what PutMetricAlarm was given. Raises `Refusal`, and `NotModelled` for the rest."""
    for name in _BEYOND:
        if asked.get(name):
            raise NotModelled(f"{name} of an alarm")
    for name in ("AlarmName", "MetricName", "Namespace", "Statistic", "Period", "Threshold"):
        if asked.get(name) is None:
            raise invalid(f"The parameter {name} is required.")
    if not 1 <= len(asked["AlarmName"]) <= 255:
        raise invalid("An alarm name has 1 to 255 characters.")
    _check_choice(asked, "Statistic", STATISTICS)
    _check_choice(asked, "TreatMissingData", TREATMENTS)
    if asked["ComparisonOperator"] not in COMPARISONS:
        raise NotModelled(f"the comparison {asked['ComparisonOperator']} of an alarm")
    _check_periods(asked)
    for name in _ACTIONS.values():
        _check_actions(name, asked.get(name) or ())


def _check_choice(asked: Mapping[str, Any], name: str, choices: Sequence[str]) -> None:
    if asked.get(name) and asked[name] not in choices:
        raise invalid(f"The value {asked[name]} for parameter {name} is not supported.")


def _check_periods(asked: Mapping[str, Any]) -> None:
    period, periods = asked["Period"], asked["EvaluationPeriods"]
    if period in (10, 20, 30):
        raise NotModelled("an alarm with a period below a minute")
    if period < 1 or period % 60:
        raise invalid("Period must be 10, 20, 30 or a multiple of 60")
    if periods < 1:
        raise invalid("EvaluationPeriods must be at least 1")
    if period * periods > max(_DAY, 7 * _DAY if period >= 3600 else 0):
        raise invalid(
            "Metrics cannot be checked across more than a day "
            "(EvaluationPeriods * Period must be <= 86400)."
        )
    if not 1 <= (asked.get("DatapointsToAlarm") or periods) <= periods:
        raise invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods")


def _check_actions(name: str, actions: Sequence[str]) -> None:
    if len(actions) > _MOST_ACTIONS:
        raise invalid(f"Member must have length less than or equal to 5: {name}")
    for action in actions:
        if not action.startswith("arn:"):
            raise invalid(f"Invalid arn syntax: {action}")
        if action.split(":")[2:3] != ["sns"]:
            raise NotModelled(f"the alarm action {action}")
