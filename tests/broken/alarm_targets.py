"""The simulator with one promise of metrics and alarms broken."""

from __future__ import annotations

import datetime as dt

from tests.broken.wrong_target import wrong_simulator

_MINUTE = dt.timedelta(minutes=1)


def _points(metric, change):
    """Give a wrong target with other points of a metric ("": of any)."""

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "GetMetricStatistics" and metric in parameters["MetricName"]:
            return {**answer, "Datapoints": change(answer["Datapoints"], parameters)}
        return answer

    return wrong_simulator(wrong)


def _higher(by):
    """Have each point be so much higher, in every statistic."""

    def change(points, parameters):
        (statistic,) = parameters["Statistics"]
        return [{**point, statistic: point[statistic] + by} for point in points]

    return change


def _each_minute(points, parameters):
    """Have a point for each minute, whether there is one or not."""
    (statistic,) = parameters["Statistics"]
    known = {point["Timestamp"]: point for point in points}
    moment, found = parameters["StartTime"], []
    while moment < parameters["EndTime"]:
        found.append(known.get(moment, {"Timestamp": moment, statistic: 0.0}))
        moment += _MINUTE
    return found


def _first_counts_as_sent(points, parameters):
    """Have one message more among those that were sent."""
    return [{"Timestamp": parameters["StartTime"], "Sum": 1.0}, *points]


def _alarm(change):
    """Give a wrong target whose alarms are others than it is told to make."""

    def wrong(service, operation, parameters, proceed):
        return proceed(change(dict(parameters)) if operation == "PutMetricAlarm" else parameters)

    return wrong_simulator(wrong)


def _state(value):
    """Give a wrong target whose alarms are always in one state."""

    def wrong(service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "DescribeAlarms":
            alarms = [{**alarm, "StateValue": value} for alarm in answer["MetricAlarms"]]
            return {**answer, "MetricAlarms": alarms}
        return answer

    return wrong_simulator(wrong)


def _without(name):
    return lambda given: {key: value for key, value in given.items() if key != name}


def _at_the_first_bad_point(parameters):
    return {**_without("DatapointsToAlarm")(parameters), "EvaluationPeriods": 1}


publishes_nothing = _points("", lambda points, parameters: [])
counts_moves_as_sent = _points("NumberOfMessagesSent", _first_counts_as_sent)
shows_one_more = _points("Visible", _higher(1))
ages_from_the_first_send = _points("Age", _higher(86_400))
points_for_ever = _points("", _each_minute)
always_rings = _state("ALARM")
never_rings = _state("OK")
rings_for_nobody = _alarm(_without("AlarmActions"))
knows_no_missing_points = _alarm(_without("TreatMissingData"))
rings_at_the_first_bad_point = _alarm(_at_the_first_bad_point)

CAUGHT = {
    "publishes_nothing": ["DLQ-08", "DLQ-20", "DLQ-22", "DLQ-24"],
    "counts_moves_as_sent": ["DLQ-20"],
    "shows_one_more": ["DLQ-20"],
    "ages_from_the_first_send": ["DLQ-08", "DLQ-24"],
    "points_for_ever": ["DLQ-22"],
    "always_rings": ["DLQ-20", "DLQ-23"],
    "never_rings": ["DLQ-20", "DLQ-23"],
    "rings_for_nobody": ["DLQ-21"],
    "knows_no_missing_points": ["DLQ-23"],
    "rings_at_the_first_bad_point": ["DLQ-23"],
}
