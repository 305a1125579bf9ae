"""The operations on alarms, and the notices that alarms send."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled, Refusal

from .queue_account import AGE, DEPTH, MIDNIGHT, Account, heard, moment, on_call

OK, ALARM = "OK", "ALARM"


def test_a_change_of_state_is_told_once():
    account = Account()
    topic, phone = on_call(account)
    work, _ = account.dead_letter_pair()
    account.alarm(queue="dead", AlarmActions=[topic], OKActions=[topic], AlarmDescription="woe")
    account.clock.pass_time(600)
    (well,) = heard(account, phone)
    assert json.loads(well["Message"])["NewStateValue"] == OK

    account.send(work)
    account.receive(work, VisibilityTimeout=0)
    account.receive(work)
    account.clock.pass_time(3600)
    (notice,) = heard(account, phone)
    assert notice["Subject"] == 'ALARM: "alarm" in US East (N. Virginia)'
    told = json.loads(notice["Message"])
    assert told.pop("NewStateReason") == (
        "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (14/11/23 22:24:00)] was greater "
        "than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert told == {
        "AlarmName": "alarm",
        "AlarmDescription": "woe",
        "AWSAccountId": "123456789012",
        "AlarmConfigurationUpdatedTimestamp": "2023-11-14T22:14:10.000+0000",
        "NewStateValue": "ALARM",
        "StateChangeTime": "2023-11-14T22:25:00.000+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:alarm",
        "OldStateValue": "OK",
        "OKActions": [topic],
        "AlarmActions": [topic],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": DEPTH,
            "Namespace": "AWS/SQS",
            "StatisticType": "Statistic",
            "Statistic": "MAXIMUM",
            "Unit": None,
            "Dimensions": [{"value": "dead", "name": "QueueName"}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "DatapointsToAlarm": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0.0,
            "TreatMissingData": "missing",
            "EvaluateLowSampleCountPercentile": "",
        },
    }
    described = account.described()
    assert json.loads(described["StateReasonData"])["recentDatapoints"] == [1.0]
    assert described["StateTransitionedTimestamp"] == moment(MIDNIGHT + 660)


def test_an_alarm_that_cannot_tell_is_noted():
    account = Account()
    account.queue()
    nowhere = "arn:aws:sns:us-east-1:123456789012:nowhere"
    account.alarm(OKActions=[nowhere])
    account.clock.pass_time(60)
    assert account.state() == OK
    (told,) = account.world.told
    assert told.clause == "DLQ-21"
    assert nowhere in told.words
    (action,) = account.cloudwatch("DescribeAlarmHistory", HistoryItemType="Action")[
        "AlarmHistoryItems"
    ]
    assert action["HistorySummary"] == f"Failed to execute action {nowhere}"


def test_a_state_that_was_set_lasts_until_the_next_minute():
    account = Account()
    topic, phone = on_call(account)
    account.queue()
    account.alarm(AlarmActions=[topic])
    account.clock.pass_time(600)
    account.cloudwatch(
        "SetAlarmState", AlarmName="alarm", StateValue=ALARM, StateReason="to see whether it works"
    )
    assert account.described()["StateReason"] == "to see whether it works"
    assert [json.loads(one["Message"])["NewStateValue"] for one in heard(account, phone)] == [ALARM]
    account.clock.pass_time(60)
    assert account.state() == OK


def test_actions_can_be_disabled():
    account = Account()
    topic, phone = on_call(account)
    account.queue()
    account.alarm(OKActions=[topic], AlarmActions=[topic])
    account.cloudwatch("DisableAlarmActions", AlarmNames=["alarm", "other"])
    account.clock.pass_time(60)
    assert account.state() == OK
    assert account.described()["ActionsEnabled"] is False
    assert heard(account, phone) == []
    account.cloudwatch("EnableAlarmActions", AlarmNames=["alarm"])
    account.cloudwatch("SetAlarmState", AlarmName="alarm", StateValue=ALARM, StateReason="x")
    assert len(heard(account, phone)) == 1


def test_an_alarm_keeps_its_state_when_it_is_configured_anew():
    account = Account()
    account.send(account.queue())
    account.alarm()
    account.clock.pass_time(3600)
    account.alarm(Threshold=5)
    assert account.state() == ALARM
    assert account.described()["Threshold"] == 5
    account.clock.pass_time(60)
    assert account.state() == OK
    summaries = [
        item["HistorySummary"]
        for item in account.cloudwatch(
            "DescribeAlarmHistory", AlarmName="alarm", ScanBy="TimestampAscending"
        )["AlarmHistoryItems"]
    ]
    assert summaries == [
        'Alarm "alarm" created',
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
        'Alarm "alarm" updated',
        "Alarm updated from ALARM to OK",
    ]


def test_alarms_are_found():
    account = Account()
    account.queue()
    topic = "arn:aws:sns:us-east-1:123456789012:pager"
    account.alarm("a1", AlarmActions=[topic])
    account.alarm("a2", metric=AGE)
    account.alarm("b")

    def names(**asked):
        answer = account.cloudwatch("DescribeAlarms", **asked)
        return [alarm["AlarmName"] for alarm in answer["MetricAlarms"]]

    assert names() == ["a1", "a2", "b"]
    assert names(AlarmNamePrefix="a") == ["a1", "a2"]
    assert names(AlarmNames=["b", "c"]) == ["b"]
    assert names(StateValue=ALARM) == []
    assert names(ActionPrefix="arn:aws:sns") == ["a1"]
    assert names(AlarmTypes=["CompositeAlarm"]) == []
    first = account.cloudwatch("DescribeAlarms", MaxRecords=2)
    rest = account.cloudwatch("DescribeAlarms", MaxRecords=2, NextToken=first["NextToken"])
    assert len(first["MetricAlarms"]) == 2
    assert "NextToken" not in rest
    on_age = account.cloudwatch(
        "DescribeAlarmsForMetric",
        Namespace="AWS/SQS",
        MetricName=AGE,
        Dimensions=[{"Name": "QueueName", "Value": "work"}],
    )
    assert [alarm["AlarmName"] for alarm in on_age["MetricAlarms"]] == ["a2"]
    account.cloudwatch("DeleteAlarms", AlarmNames=["a1", "a2", "c"])
    assert names() == ["b"]


def test_a_deleted_alarm_is_silent():
    account = Account()
    account.queue()
    account.alarm()
    account.cloudwatch("DeleteAlarms", AlarmNames=["alarm"])
    assert account.clock.next_timer() is None
    account.send("https://sqs/work")
    assert account.clock.next_timer() is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"Period": 90}, "multiple of 60"),
        ({"EvaluationPeriods": 0}, "at least 1"),
        ({"EvaluationPeriods": 1441}, "more than a day"),
        ({"DatapointsToAlarm": 2}, "between 1 and EvaluationPeriods"),
        ({"TreatMissingData": "bad"}, "not supported"),
        ({"Statistic": "Median"}, "not supported"),
        ({"MetricName": None}, "required"),
        ({"AlarmActions": ["pager"]}, "Invalid arn syntax"),
        ({"AlarmActions": ["arn:aws:sns:r:1:t"] * 6}, "less than or equal to 5"),
    ],
)
def test_an_invalid_alarm(more, words):
    account = Account()
    with pytest.raises(Refusal, match=words) as refused:
        account.alarm(**more)
    assert refused.value.code == "ValidationError"


@pytest.mark.parametrize(
    "more",
    [
        {"Namespace": "AWS/SNS"},
        {"MetricName": "ApproximateNumberOfNoisyGroups"},
        {"Metrics": [{"Id": "m1"}]},
        {"ExtendedStatistic": "p99"},
        {"ComparisonOperator": "GreaterThanUpperThreshold"},
        {"Period": 10},
        {"AlarmActions": ["arn:aws:lambda:us-east-1:123456789012:function:f"]},
    ],
)
def test_what_is_not_modelled_is_said(more):
    account = Account()
    with pytest.raises(NotModelled):
        account.alarm(**more)


def test_a_state_of_no_alarm():
    with pytest.raises(Refusal) as refused:
        Account().cloudwatch("SetAlarmState", AlarmName="a", StateValue=OK, StateReason="x")
    assert (refused.value.code, refused.value.status) == ("ResourceNotFound", 404)
