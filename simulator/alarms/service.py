"""The alarms of one region, operation by operation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.alarms import alarm as alarms
from pattern_tck.simulator.alarms.alarm import Alarm, moment
from pattern_tck.simulator.alarms.evaluation import ALARM, INSUFFICIENT_DATA, OK
from pattern_tck.simulator.alarms.history import History
from pattern_tck.simulator.alarms.metrics import NAMESPACE, Metrics
from pattern_tck.simulator.alarms.reading import Reading
from pattern_tck.simulator.alarms.watching import Watch
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.refusals import NotModelled, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Alarms:
    """What CloudWatch holds in one region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.metrics = Metrics(region)
        self.metrics.on_new.append(self._find)
        self._history = History(self._now)
        self._watches: dict[str, Watch] = {}
        self.operations = {**operations_of(self), **Reading(self.metrics).operations}

    def _now(self) -> dt.datetime:
        return moment(self.region.world.clock.micros)

    @operation("PutMetricAlarm")
    def put_metric_alarm(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make an alarm, or give one other settings and leave its state as it is (DLQ-23)."""
        alarms.check(asked)
        self.metrics.series(asked)  # says what of it is not modelled
        now, name = self._now(), asked["AlarmName"]
        enabled = asked.get("ActionsEnabled", True)
        watch = self._watches.get(name)
        if watch is None:
            arn = self.region.arn("cloudwatch", f"alarm:{name}")
            made = Alarm(arn, dict(asked), now, now, now, actions_enabled=enabled)
            self._watches[name] = Watch(self.region, made, self.metrics, self._history)
            self._history.configured(made, what="created")
        else:
            alarm = watch.alarm
            alarm.settings, alarm.configured, alarm.actions_enabled = dict(asked), now, enabled
            watch.wake()
            self._history.configured(alarm, what="updated")
        self._listen()
        return {}

    @operation("DeleteAlarms")
    def delete_alarms(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete alarms; a name that no alarm has does no harm."""
        for name in asked["AlarmNames"]:
            watch = self._watches.pop(name, None)
            if watch is not None:
                watch.end()
                self._history.configured(watch.alarm, what="deleted")
        self._listen()
        return {}

    @operation("DescribeAlarms")
    def describe_alarms(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Describe alarms by names, or by the beginning of their names, and by state or action."""
        for name in ("ChildrenOfAlarmName", "ParentsOfAlarmName"):
            if asked.get(name):
                raise NotModelled(name)
        names, prefix = asked.get("AlarmNames"), asked.get("AlarmNamePrefix")
        if names and prefix:
            raise alarms.invalid("AlarmNamePrefix and AlarmNames cannot both be given.")
        metric_too = "MetricAlarm" in (asked.get("AlarmTypes") or ["MetricAlarm"])
        found = [
            alarm.described()
            for alarm in self._alarms()
            if metric_too
            and (not names or alarm.name in names)
            and alarm.name.startswith(prefix or "")
            and asked.get("StateValue") in (None, "", alarm.state)
            and _acts(alarm, asked.get("ActionPrefix") or "")
        ]
        pages = page(
            "MetricAlarms", found, asked, size=50, code="InvalidNextToken", most="MaxRecords"
        )
        return {**pages, "CompositeAlarms": []}

    @operation("DescribeAlarmsForMetric")
    def describe_alarms_for_metric(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Describe the alarms on one metric."""
        if asked.get("ExtendedStatistic"):
            raise NotModelled("ExtendedStatistic of an alarm")
        wanted = _dimensions(asked)
        return {
            "MetricAlarms": [
                alarm.described()
                for alarm in self._alarms()
                if _dimensions(alarm.settings) == wanted
                and all(alarm.settings[name] == asked[name] for name in ("MetricName", "Namespace"))
                and all(
                    asked.get(name) in (None, alarm.settings.get(name))
                    for name in ("Statistic", "Period", "Unit")
                )
            ]
        }

    @operation("DescribeAlarmHistory")
    def describe_alarm_history(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Tell what happened to alarms."""
        items = self._history.asked(asked)
        return page(
            "AlarmHistoryItems", items, asked, size=100, code="InvalidNextToken", most="MaxRecords"
        )

    @operation("SetAlarmState")
    def set_alarm_state(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Bring an alarm to a state, with its actions, until the next minute sets it right."""
        watch = self._watches.get(asked["AlarmName"])
        if watch is None:
            raise Refusal("ResourceNotFound", "The named resource does not exist.", status=404)
        if asked["StateValue"] not in (OK, ALARM, INSUFFICIENT_DATA):
            raise alarms.invalid(f"{asked['StateValue']} is no state of an alarm.")
        watch.turn(asked["StateValue"], asked["StateReason"], asked.get("StateReasonData") or "")
        watch.wake()
        return {}

    @operation("EnableAlarmActions")
    def enable_alarm_actions(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let alarms act again."""
        return self._let_act(asked, enabled=True)

    @operation("DisableAlarmActions")
    def disable_alarm_actions(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let alarms change their state and tell nobody."""
        return self._let_act(asked, enabled=False)

    def _let_act(self, asked: Mapping[str, Any], *, enabled: bool) -> dict[str, Any]:
        for name in asked["AlarmNames"]:
            if name in self._watches:
                self._watches[name].alarm.actions_enabled = enabled
        return {}

    def _alarms(self) -> list[Alarm]:
        return [self._watches[name].alarm for name in sorted(self._watches)]

    def _find(self, queue: str) -> None:
        """Notice that a queue was made: an alarm on it may have been there before."""
        if self._watches:
            self._listen()
            self._wake(queue)

    def _listen(self) -> None:
        """Have the queues that an alarm watches tell of what is done with them, and no others."""
        watched = {_queue(watch.alarm) for watch in self._watches.values()}
        for name in self.metrics.names():
            self.metrics.listen(name, self._wake if name in watched else None)

    def _wake(self, queue: str) -> None:
        for watch in self._watches.values():
            if _queue(watch.alarm) == queue:
                watch.wake()


def _queue(alarm: Alarm) -> str:
    dimensions = _dimensions(alarm.settings)
    return dimensions[0][1] if alarm.settings["Namespace"] == NAMESPACE and dimensions else ""


def _dimensions(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((one["Name"], one["Value"]) for one in asked.get("Dimensions") or ())


def _acts(alarm: Alarm, prefix: str) -> bool:
    if not prefix:
        return True
    actions = [one for state in (OK, ALARM, INSUFFICIENT_DATA) for one in alarm.actions(state)]
    return any(action.startswith(prefix) for action in actions)
