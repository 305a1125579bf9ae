"""Reading metrics: GetMetricStatistics, GetMetricData and ListMetrics (DLQ-22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pattern_tck.simulator.alarms.alarm import invalid, moment
from pattern_tck.simulator.alarms.metrics import METRICS, NAMESPACE, STATISTICS, Metrics, Series
from pattern_tck.simulator.alarms.record import MINUTE
from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.refusals import NotModelled, Refusal

_MOST_POINTS: Final = 1440


class Reading:
    """How others see the metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._clock = metrics.region.world.clock
        self.operations = operations_of(self)

    @operation("GetMetricStatistics")
    def get_metric_statistics(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give the statistics of each period that has points, in no promised order."""
        if asked.get("ExtendedStatistics"):
            raise NotModelled("ExtendedStatistics of a metric")
        wanted = asked.get("Statistics") or ()
        if not wanted or not set(wanted) <= set(STATISTICS):
            raise invalid("At least one of the parameters Statistics and ExtendedStatistics")
        begin, end = _micros(asked["StartTime"]), _micros(asked["EndTime"])
        period = _checked_period(asked["Period"])
        if begin >= end:
            raise Refusal(
                "InvalidParameterValue",
                "The parameter StartTime must be less than the parameter EndTime.",
            )
        if (end - begin) / SECOND / period > _MOST_POINTS:
            raise Refusal(
                "InvalidParameterCombination",
                f"You have requested up to {(end - begin) // SECOND // period} datapoints, which "
                f"exceeds the limit of {_MOST_POINTS}. You may reduce the datapoints requested by "
                "increasing Period, or decreasing the time range.",
            )
        series = self._metrics.series(asked)
        metric = series.metric
        if metric is None or asked.get("Unit") not in (None, metric.unit):
            return {"Label": asked["MetricName"], "Datapoints": []}
        points = [
            {
                "Timestamp": at,
                **{name: sample.statistic(name) for name in wanted},
                "Unit": metric.unit,
            }
            for at, sample in self._samples(series, begin, end, period)
        ]
        return {"Label": asked["MetricName"], "Datapoints": points}

    @operation("GetMetricData")
    def get_metric_data(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give one statistic of each metric that is asked for, the newest point first."""
        begin, end = _micros(asked["StartTime"]), _micros(asked["EndTime"])
        if begin >= end:
            raise invalid("The parameter StartTime must be less than the parameter EndTime.")
        ascending = asked.get("ScanBy") == "TimestampAscending"
        results = [
            self._result(query, begin, end, ascending=ascending)
            for query in asked["MetricDataQueries"]
        ]
        return {"MetricDataResults": [one for one in results if one], "Messages": []}

    def _result(
        self, query: Mapping[str, Any], begin: int, end: int, *, ascending: bool
    ) -> dict[str, Any]:
        wanted = query.get("MetricStat")
        if wanted is None:
            raise NotModelled("an expression of GetMetricData")
        if wanted["Stat"] not in STATISTICS:
            raise NotModelled(f"the statistic {wanted['Stat']}")
        if query.get("ReturnData") is False:
            return {}
        series = self._metrics.series(wanted["Metric"])
        found = [
            (at, sample.statistic(wanted["Stat"]))
            for at, sample in self._samples(series, begin, end, _checked_period(wanted["Period"]))
        ]
        found = found if ascending else found[::-1]
        return {
            "Id": query["Id"],
            "Label": query.get("Label") or wanted["Metric"]["MetricName"],
            "Timestamps": [at for at, _ in found],
            "Values": [value for _, value in found],
            "StatusCode": "Complete",
        }

    def _samples(
        self, series: Series, begin: int, end: int, period: int
    ) -> Iterator[tuple[dt.datetime, Any]]:
        """Give the periods that begin before the end and have points, oldest first.

        A minute that is not over yet has no point.
        """
        over = self._clock.micros // MINUTE * MINUTE
        for at in range(begin // MINUTE * MINUTE, min(end, over), period * SECOND):
            seconds = min(period, (over - at) // SECOND)
            sample = series.sample(at, seconds)
            if sample is not None:
                yield moment(at), sample

    @operation("ListMetrics")
    def list_metrics(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the metrics of the queues."""
        if asked.get("Namespace") not in (None, NAMESPACE):
            return {"Metrics": []}
        dimensions = asked.get("Dimensions") or ()
        listed = [
            {
                "Namespace": NAMESPACE,
                "MetricName": metric,
                "Dimensions": [{"Name": "QueueName", "Value": queue}],
            }
            for queue in self._metrics.names()
            for metric in METRICS
            if asked.get("MetricName") in (None, metric)
            and all(
                one["Name"] == "QueueName" and one.get("Value") in (None, queue)
                for one in dimensions
            )
        ]
        return page("Metrics", listed, asked, size=500)


def _micros(at: dt.datetime) -> int:
    """Read a moment; one without a time zone is UTC."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)
    return round(aware.timestamp() * SECOND)


def _checked_period(period: int) -> int:
    if period < 60 or period % 60:
        raise Refusal("InvalidParameterValue", "The parameter Period must be a multiple of 60.")
    return period
