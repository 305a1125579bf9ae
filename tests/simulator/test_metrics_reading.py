"""How metrics are read: by statistics, as data, as a list; and what is not modelled of it."""

import pytest

from pattern_tck.simulator.refusals import NotModelled, Refusal

from .queue_account import AGE, DEPTH, MIDNIGHT, Account, moment

DAY = 86_400


def test_metric_data():
    account = Account()
    url = account.queue()
    for _ in range(2):
        account.send(url)
        account.clock.pass_time(60)

    def query(metric, identity):
        dimensions = [{"Name": "QueueName", "Value": "work"}]
        named = {"Namespace": "AWS/SQS", "MetricName": metric, "Dimensions": dimensions}
        return {"Id": identity, "MetricStat": {"Metric": named, "Period": 60, "Stat": "Maximum"}}

    def ask(**more):
        return account.cloudwatch(
            "GetMetricData",
            MetricDataQueries=[query(DEPTH, "m1"), {**query(AGE, "m2"), "Label": "age"}],
            StartTime=moment(MIDNIGHT),
            EndTime=moment(MIDNIGHT + 600),
            **more,
        )["MetricDataResults"]

    depth, age = ask()
    times = [moment(MIDNIGHT), moment(MIDNIGHT + 60)]
    assert (depth["Id"], depth["Label"], depth["Values"]) == ("m1", DEPTH, [2, 1])
    assert depth["Timestamps"] == times[::-1]
    assert (age["Label"], age["Values"]) == ("age", [110, 50])
    assert [one["Values"] for one in ask(ScanBy="TimestampAscending")] == [[1, 2], [50, 110]]


def test_the_metrics_are_listed():
    account = Account()
    account.queue("a")
    account.queue("b")
    listed = account.cloudwatch("ListMetrics", Namespace="AWS/SQS", MetricName=DEPTH)["Metrics"]
    assert [one["Dimensions"][0]["Value"] for one in listed] == ["a", "b"]
    of_b = [{"Name": "QueueName", "Value": "b"}]
    assert len(account.cloudwatch("ListMetrics", Dimensions=of_b)["Metrics"]) == 9
    assert account.cloudwatch("ListMetrics", Namespace="Mine")["Metrics"] == []


def test_what_nobody_writes_is_empty_and_what_aws_would_write_is_not_modelled():
    account = Account()
    account.queue()

    def ask(**more):
        asked = {
            "Namespace": "AWS/SQS",
            "MetricName": DEPTH,
            "StartTime": moment(MIDNIGHT),
            "EndTime": moment(MIDNIGHT + 60),
            "Period": 60,
            "Statistics": ["Sum"],
        }
        return account.cloudwatch("GetMetricStatistics", **{**asked, **more})["Datapoints"]

    account.clock.pass_time(60)
    of_queue = [{"Name": "QueueName", "Value": "work"}]
    assert len(ask(Dimensions=of_queue)) == 1
    assert ask() == ask(Dimensions=[{"Name": "QueueName", "Value": "other"}]) == []
    assert ask(Dimensions=of_queue, Unit="Bytes") == ask(Namespace="Mine") == []
    assert ask(Dimensions=of_queue, MetricName="Unheard") == []
    with pytest.raises(NotModelled):
        ask(Namespace="AWS/SNS")
    with pytest.raises(NotModelled):
        ask(MetricName="NumberOfDeduplicatedSentMessages")
    with pytest.raises(Refusal, match="multiple of 60"):
        ask(Period=61)
    with pytest.raises(Refusal, match="less than"):
        ask(EndTime=moment(MIDNIGHT))
    with pytest.raises(Refusal, match="exceeds the limit"):
        ask(EndTime=moment(MIDNIGHT + 2 * DAY))
