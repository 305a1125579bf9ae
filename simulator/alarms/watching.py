"""Watching: each full minute an alarm looks at its points, unless nothing can have changed.

An alarm whose points all say the same sleeps until one may say something else: until something is
done with the queue, a message becomes visible or too old, the queue's activity ends, or an age
passes the threshold. So long spans of quiet time cost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pattern_tck.simulator.alarms import notice
from pattern_tck.simulator.alarms.alarm import Alarm, moment
from pattern_tck.simulator.alarms.evaluation import LOOK_BACK, evaluate
from pattern_tck.simulator.alarms.history import History
from pattern_tck.simulator.alarms.metrics import Metrics, Sample, Series
from pattern_tck.simulator.alarms.record import MINUTE, end_of_minute
from pattern_tck.simulator.clock import SECOND, Timer
from pattern_tck.simulator.queues.incoming import Undeliverable

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region


class Watch:
    """The watch of one alarm: its timer, its evaluations, and its actions."""

    def __init__(self, region: Region, alarm: Alarm, metrics: Metrics, history: History) -> None:
        self.alarm = alarm
        self._region = region
        self._world = region.world
        self._clock = region.world.clock
        self._metrics = metrics
        self._history = history
        self._timer: Timer | None = None
        self.wake()

    def wake(self) -> None:
        """Look again at the next full minute."""
        self._look_at(self._clock.micros // MINUTE * MINUTE + MINUTE)

    def end(self) -> None:
        """Never look again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_at(self, due: int) -> None:
        if self._timer is not None:
            if self._timer.due <= due:
                return
            self._timer.cancel()
        self._timer = self._clock.after((due - self._clock.micros) / SECOND, self._look)

    def _look(self) -> None:
        self._timer = None
        alarm, now = self.alarm, self._clock.micros
        series = self._metrics.series(alarm.settings)
        span = alarm.period * SECOND
        begins = range(now - (alarm.periods + LOOK_BACK) * span, now, span)
        values = [self._value(series.sample(begin, alarm.period)) for begin in begins]
        verdicts = [None if value is None else alarm.breaches(value) for value in values]
        state = evaluate(verdicts, alarm.needed, alarm.periods, alarm.treatment)
        if state is not None and state != alarm.state:
            points = [
                (moment(begin), value)
                for begin, value in zip(begins, values, strict=True)
                if value is not None
            ][-alarm.periods :]
            data = notice.reason_data(alarm, moment(now), points)
            self.turn(state, notice.reason(alarm, state, points), data)
        quiet = series.record is None or series.record.changed() <= begins[0]
        self._sleep(series, same=quiet and len(set(verdicts)) == 1)

    def _value(self, sample: Sample | None) -> float | None:
        return None if sample is None else sample.statistic(self.alarm.settings["Statistic"])

    def _sleep(self, series: Series, *, same: bool) -> None:
        """Go to sleep until something may have changed; at most one timer is set."""
        record, metric, now = series.record, series.metric, self._clock.micros
        if record is None or metric is None:
            return
        oldest = record.oldest() if metric.grows else None
        adds_up = oldest is not None and self.alarm.settings["Statistic"] == "Sum"
        if not same or adds_up:
            self.wake()
            return
        moments = record.turning_points(now)
        if oldest is not None:
            # One microsecond beyond: an age must be greater than some thresholds.
            crossing = oldest + round(self.alarm.threshold * SECOND)
            moments += [due for due in (crossing, crossing + 1) if due > now]
        if moments:
            self._look_at(max(end_of_minute(min(moments)), now + MINUTE))

    def turn(self, state: str, reason: str, data: str = "") -> None:
        """Bring the alarm to a state, and tell whom it is to tell if that is another one."""
        alarm = self.alarm
        before, now = alarm.state, moment(self._clock.micros)
        alarm.state, alarm.reason, alarm.reason_data, alarm.updated = state, reason, data, now
        if state == before:
            return
        alarm.turned = now
        self._history.turned(alarm, before)
        if alarm.actions_enabled:
            for action in alarm.actions(state):
                self._act(action, before)

    def _act(self, topic_arn: str, before: str) -> None:
        alarm, region = self.alarm, self._region.name
        text = notice.message(alarm, before, self._world.account, region)
        # A topic of another region cannot be told: CloudWatch asks its own region's SNS.
        try:
            self._region.topics.publish_for(
                topic_arn,
                text,
                subject=notice.subject(alarm, region),
                service="cloudwatch.amazonaws.com",
                source=alarm.arn,
            )
        except Undeliverable as refused:
            self._world.tell(
                "DLQ-21", f"the alarm {alarm.name} cannot tell {topic_arn}: {refused.message}"
            )
            self._history.acted(alarm, topic_arn, text, refused.message)
        else:
            self._history.acted(alarm, topic_arn, text)
