"""What alarms make of the points of queues, and whom they tell."""

import pytest

from pattern_tck.simulator.alarms.evaluation import evaluate
from pattern_tck.simulator.freedoms import METRIC_SILENCE

from .queue_account import AGE, DEPTH, Account

DAY = 86_400
OK, ALARM, UNKNOWN, KEPT = "OK", "ALARM", "INSUFFICIENT_DATA", None
POINTS = {"0": False, "X": True, "-": None}


# The two tables of the User Guide, "Configuring how CloudWatch alarms treat missing data".
@pytest.mark.parametrize(
    ("points", "needed", "missing", "ignore", "breaching", "not_breaching"),
    [
        ("0-X-X", 3, OK, OK, OK, OK),
        ("0----", 3, OK, OK, OK, OK),
        ("-----", 3, UNKNOWN, KEPT, ALARM, OK),
        ("0XX-X", 3, ALARM, ALARM, ALARM, ALARM),
        ("--X--", 3, ALARM, KEPT, ALARM, OK),
        ("0-X-X", 2, ALARM, ALARM, ALARM, ALARM),
        ("00X0X", 2, ALARM, ALARM, ALARM, ALARM),
        ("0-X--", 2, OK, OK, ALARM, OK),
        ("----0", 2, OK, OK, ALARM, OK),
        ("---X-", 2, ALARM, KEPT, ALARM, OK),
        # Not in the tables: too young to be an alarm, and enough at once.
        ("----X", 3, KEPT, KEPT, ALARM, OK),
        ("--XX-", 3, ALARM, KEPT, ALARM, OK),
        ("---XX", 2, ALARM, ALARM, ALARM, ALARM),
        ("XX000", 1, OK, OK, OK, OK),
    ],
)
def test_missing_points(points, needed, missing, ignore, breaching, not_breaching):  # DLQ-23
    seen = [POINTS[point] for point in points]
    treatments = ("missing", "ignore", "breaching", "notBreaching")
    states = [evaluate(seen, needed, 3, treatment) for treatment in treatments]
    assert states == [missing, ignore, breaching, not_breaching]


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [(None, UNKNOWN), ("missing", UNKNOWN), ("breaching", ALARM), ("notBreaching", OK)],
)
def test_an_alarm_on_a_queue_that_is_not_there(treatment, expected):  # DLQ-23
    account = Account()
    account.alarm(**({"TreatMissingData": treatment} if treatment else {}))
    assert account.state() == UNKNOWN
    account.clock.pass_time(49)
    assert account.state() == UNKNOWN
    account.clock.pass_time(1)
    assert account.state() == expected
    account.send(account.queue())
    account.clock.pass_time(60)
    assert account.state() == ALARM


def test_a_queue_that_is_made_after_its_alarm_wakes_it():
    account = Account()
    account.alarm()
    account.clock.pass_time(DAY)
    account.queue()
    account.clock.pass_time(60)
    assert account.state() == OK


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [("missing", UNKNOWN), ("ignore", OK), ("breaching", ALARM), ("notBreaching", OK)],
)
def test_a_queue_that_falls_silent(treatment, expected):  # DLQ-22, DLQ-23
    account = Account()
    account.queue()
    account.alarm(TreatMissingData=treatment)
    account.clock.pass_time(6 * 3600)
    assert account.state() == OK
    account.clock.pass_time(300)
    assert account.state() == expected


def test_m_of_n():  # DLQ-23
    account = Account()
    url = account.queue()
    account.alarm(EvaluationPeriods=5, DatapointsToAlarm=3)
    account.clock.pass_time(300)
    account.send(url)
    account.clock.pass_time(120)
    assert account.state() == OK
    account.clock.pass_time(60)
    assert account.state() == ALARM
    account.delete(url, account.receive(url)[0])
    account.clock.pass_time(120)
    assert account.state() == ALARM
    account.clock.pass_time(60)
    assert account.state() == OK


def test_all_of_n_if_m_is_not_said():  # DLQ-23
    account = Account()
    url = account.queue()
    account.clock.pass_time(600)
    account.alarm(EvaluationPeriods=3)
    account.send(url)
    account.clock.pass_time(120)
    assert account.state() == OK
    account.clock.pass_time(60)
    assert account.state() == ALARM


def test_an_age_passes_a_threshold_with_nobody_doing_anything():
    account = Account()
    account.send(account.queue())
    account.alarm(metric=AGE, Threshold=7200)
    account.alarm("sum", metric=AGE, Threshold=36_000, Statistic="Sum", Period=300)
    account.clock.pass_time(7200)
    assert (account.state(), account.state("sum")) == (OK, OK)
    account.clock.pass_time(50)
    assert (account.state(), account.state("sum")) == (ALARM, OK)
    account.clock.pass_time(120)
    assert account.state("sum") == ALARM


def test_a_message_becomes_visible_and_expires_with_nobody_doing_anything():
    account = Account()
    account.send(account.queue(MessageRetentionPeriod=DAY), DelaySeconds=900)
    account.alarm()
    account.clock.pass_time(850)
    assert account.state() == OK
    account.clock.pass_time(100)
    assert account.state() == ALARM
    account.clock.pass_time(DAY - 910)
    assert account.state() == ALARM
    account.clock.pass_time(60)
    assert account.state() == OK


def test_what_falls_out_of_the_window_is_noticed():
    account = Account()
    url = account.queue()
    account.alarm(
        metric="NumberOfMessagesSent",
        Statistic="Sum",
        Period=300,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="notBreaching",
    )
    for _ in range(20):
        account.send(url)
        account.clock.pass_time(60)
    assert account.state() == OK
    account.clock.pass_time(180)
    assert account.state() == OK
    account.clock.pass_time(120)
    assert account.state() == ALARM


class Ticks:
    """Counts how often anything happens on the clock of an account."""

    def __init__(self, account):
        self.count = 0
        self.account = account

    def during(self, seconds):
        self.account.clock.settle = self._one
        self.count = 0
        self.account.clock.pass_time(seconds)
        return self.count

    def _one(self):
        self.count += 1


@pytest.mark.parametrize("metric", [DEPTH, AGE, "NumberOfMessagesSent"])
@pytest.mark.parametrize("period", [60, 300])
def test_an_alarm_sleeps_while_nothing_can_change(metric, period):
    account = Account()
    account.send(account.queue(MessageRetentionPeriod=14 * DAY))
    account.alarm(metric=metric, Period=period, Threshold=100_000)
    assert Ticks(account).during(13 * DAY) < 60


def test_an_alarm_without_a_queue_sleeps():
    account = Account()
    account.alarm()
    assert Ticks(account).during(DAY) < 5


def test_metrics_that_are_silent_delay_an_alarm():  # DLQ-22
    account = Account(lambda freedom, _n, _it: int(freedom is METRIC_SILENCE))
    account.send(account.queue())
    account.alarm()
    account.clock.pass_time(15 * 60)
    assert account.state() == UNKNOWN
    account.clock.pass_time(60)
    assert account.state() == ALARM
