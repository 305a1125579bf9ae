"""The metrics of queues: for each minute that a queue is active, one point (DLQ-22)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pattern_tck.simulator.alarms.record import KEPT, MINUTE, Counts, Record, State
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.refusals import NotModelled

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.queue import Queue
    from pattern_tck.simulator.world import Region

NAMESPACE: Final = "AWS/SQS"
_DIMENSION: Final = "QueueName"
#: Fewer records than that are not worth looking through.
_FEW: Final = 64


class Sample(NamedTuple):
    """The points of one period, put together."""

    number: float
    total: float
    least: float
    most: float

    def statistic(self, name: str) -> float:
        """Give one of the five statistics."""
        return {
            "SampleCount": self.number,
            "Sum": self.total,
            "Average": self.total / self.number,
            "Minimum": self.least,
            "Maximum": self.most,
        }[name]


STATISTICS: Final = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")


def _one(value: float) -> Sample:
    value = float(value)
    return Sample(1.0, value, value, value)


def _sizes(_state: State, counts: Counts, _end: int) -> Sample | None:
    if not counts.sent:  # there is no size of nothing
        return None
    return Sample(counts.sent, counts.size, counts.smallest, counts.largest)


def _age(state: State, _counts: Counts, end: int) -> Sample:
    return _one(0.0 if state.oldest is None else (end - state.oldest) / SECOND)


@dataclass(frozen=True)
class Metric:
    """One metric: its unit, and how a point is read from the record of a minute."""

    name: str
    unit: str
    point: Callable[[State, Counts, int], Sample | None]
    #: Whether it grows while nothing is done.
    grows: bool = False


#: What a queue tells CloudWatch. A message that was moved is not counted as sent (DLQ-20).
METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric(
            "ApproximateNumberOfMessagesVisible", "Count", lambda state, _c, _e: _one(state.visible)
        ),
        Metric(
            "ApproximateNumberOfMessagesNotVisible",
            "Count",
            lambda state, _c, _e: _one(state.in_flight),
        ),
        Metric(
            "ApproximateNumberOfMessagesDelayed", "Count", lambda state, _c, _e: _one(state.delayed)
        ),
        # DLQ-08: counted from the move; DLQ-24: without what was received again and again.
        Metric("ApproximateAgeOfOldestMessage", "Seconds", _age, grows=True),
        Metric("NumberOfMessagesSent", "Count", lambda _s, counts, _e: _one(counts.sent)),
        Metric("NumberOfMessagesReceived", "Count", lambda _s, counts, _e: _one(counts.received)),
        Metric("NumberOfMessagesDeleted", "Count", lambda _s, counts, _e: _one(counts.deleted)),
        Metric(
            "NumberOfEmptyReceives", "Count", lambda _s, counts, _e: _one(counts.empty_receives)
        ),
        Metric("SentMessageSize", "Bytes", _sizes),
    )
}
_NOT_MODELLED: Final = frozenset(
    {
        "ApproximateNumberOfGroupsWithInflightMessages",
        "ApproximateNumberOfNoisyGroups",
        "ApproximateAgeOfOldestMessageInQuietGroups",
        "ApproximateNumberOfMessagesDelayedInQuietGroups",
        "ApproximateNumberOfMessagesNotVisibleInQuietGroups",
        "ApproximateNumberOfMessagesVisibleInQuietGroups",
        "NumberOfDeduplicatedSentMessages",
    }
)


@dataclass(frozen=True)
class Series:
    """One metric of one queue, which need not exist."""

    metric: Metric | None
    record: Record | None

    def sample(self, begin: int, seconds: int) -> Sample | None:
        """Put together the points of a period that is over; None if it has none."""
        metric, record = self.metric, self.record
        if metric is None or record is None:
            return None
        points = []
        for minute in range(begin, begin + seconds * SECOND, MINUTE):
            state = record.state(minute)
            if state is not None:
                point = metric.point(state, record.counts(minute), minute + MINUTE)
                if point is not None:
                    points.append(point)
        return _together(points)


def _together(points: Sequence[Sample]) -> Sample | None:
    if len(points) < 2:
        return points[0] if points else None
    return Sample(
        sum(point.number for point in points),
        sum(point.total for point in points),
        min(point.least for point in points),
        max(point.most for point in points),
    )


class Metrics:
    """The metrics of all queues of a region."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self._records: dict[str, Record] = {}
        #: With so many records those of queues that are long gone are looked for.
        self._many = _FEW
        #: Called with the name of each queue that is made.
        self.on_new: list[Callable[[str], None]] = []
        region.queues.on_new.append(self._keep)

    def _keep(self, queue: Queue) -> None:
        record = self._records.get(queue.name)
        if record is None:
            if len(self._records) >= self._many:
                self._tidy()
            self._records[queue.name] = Record(queue)
        else:
            record.follow(queue)
        for hook in self.on_new:
            hook(queue.name)

    def _tidy(self) -> None:
        before = self.region.world.clock.micros - KEPT
        self._records = {
            name: record for name, record in self._records.items() if not record.is_over(before)
        }
        self._many = 2 * len(self._records) + _FEW

    def names(self) -> Iterable[str]:
        """Give the names of the queues that were ever there."""
        return self._records

    def listen(self, name: str, listener: Callable[[str], None] | None) -> None:
        """Have somebody told the name of a queue whenever something was done with it."""
        record = self._records[name]
        record.listener = None if listener is None else lambda: listener(name)

    def record(self, dimensions: Iterable[Mapping[str, str]]) -> Record | None:
        """Give the record of the queue that dimensions name: its name and nothing else."""
        named = [(one["Name"], one["Value"]) for one in dimensions]
        if len(named) != 1 or named[0][0] != _DIMENSION:
            return None
        return self._records.get(named[0][1])

    def series(self, asked: Mapping[str, Any]) -> Series:
        """Give the series that ``Namespace``, ``MetricName`` and ``Dimensions`` name.

        One that nobody writes is empty, as at AWS. Raises `NotModelled` for what AWS would write.
        """
        namespace, name = asked["Namespace"], asked["MetricName"]
        if namespace != NAMESPACE:
            if namespace.startswith("AWS/"):
                raise NotModelled(f"the metrics of {namespace}")
            return Series(None, None)
        if name in _NOT_MODELLED:
            raise NotModelled(f"the metric {name}")
        record = self.record(asked.get("Dimensions") or ())
        if record is not None:
            record.catch_up()
        return Series(METRICS.get(name), record)
