"""The history of alarms: what was configured, what states they came to, and whom they told."""

from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.alarms.alarm import Alarm

#: How long an alarm's history is kept, also if the alarm is deleted.
_KEPT: Final = dt.timedelta(days=30)


class History:
    """What DescribeAlarmHistory knows: AWS keeps 30 days of it (CloudWatch user guide)."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._items: deque[dict[str, Any]] = deque()

    def configured(self, alarm: Alarm, *, what: str) -> None:
        """Note that an alarm was created, updated or deleted."""
        data = {"version": "1.0", "type": what.title().removesuffix("d")}
        self._add(alarm, "ConfigurationUpdate", f'Alarm "{alarm.name}" {what}', data)

    def turned(self, alarm: Alarm, before: str) -> None:
        """Note that an alarm came from one state to another."""
        data = {
            "version": "1.0",
            "oldState": {"stateValue": before},
            "newState": {"stateValue": alarm.state, "stateReason": alarm.reason},
        }
        self._add(alarm, "StateUpdate", f"Alarm updated from {before} to {alarm.state}", data)

    def acted(self, alarm: Alarm, topic_arn: str, message: str, error: str = "") -> None:
        """Note that an alarm told a topic, or could not."""
        data = {
            "actionState": "Failed" if error else "Succeeded",
            "notificationResource": topic_arn,
            "publishedMessage": message,
            "error": error or None,
        }
        done = "Failed to execute" if error else "Successfully executed"
        self._add(alarm, "Action", f"{done} action {topic_arn}", data)

    def _add(self, alarm: Alarm, kind: str, summary: str, data: Mapping[str, Any]) -> None:
        self._forget()
        self._items.append(
            {
                "AlarmName": alarm.name,
                "AlarmType": "MetricAlarm",
                "Timestamp": self._now(),
                "HistoryItemType": kind,
                "HistorySummary": summary,
                "HistoryData": json.dumps(data),
            }
        )

    def _forget(self) -> None:
        oldest = self._now() - _KEPT
        while self._items and self._items[0]["Timestamp"] < oldest:
            self._items.popleft()

    def asked(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give what DescribeAlarmHistory asks for, the newest first if nothing else is said."""
        self._forget()
        name, kind = asked.get("AlarmName"), asked.get("HistoryItemType")
        begin, end = asked.get("StartDate"), asked.get("EndDate")
        items = [
            item
            for item in self._items
            if (not name or item["AlarmName"] == name)
            and (not kind or item["HistoryItemType"] == kind)
            and (begin is None or item["Timestamp"] >= begin)
            and (end is None or item["Timestamp"] <= end)
        ]
        return items if asked.get("ScanBy") == "TimestampAscending" else items[::-1]
