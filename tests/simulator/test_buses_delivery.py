"""Delivery: independent targets, retries, dead letters, forwarding, and freedoms (EB-DEL-*)."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from pattern_tck.simulator.queues.incoming import Undeliverable
from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.bus_account import FOR_EVENTBRIDGE, Account

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:f"
DAY = 86_400


class Playing:
    """A function that fails until a time, and counts."""

    def __init__(self, account, until=float("inf")):
        self.account = account
        self.until = until
        self.began = account.world.clock.now()
        self.calls = []

    def __call__(self, body):
        now = self.account.world.clock.now() - self.began
        self.calls.append(now)
        if now < self.until:
            raise ConnectionError("down")
        self.body = body


def failing(until=float("inf"), dead=True, **retry):
    account = Account()
    target = {"Id": "t", "Arn": FUNCTION}
    if dead:
        target["DeadLetterConfig"] = {"Arn": account.queue("dead")}
    if retry:
        target["RetryPolicy"] = retry
    function = account.buses.handlers[FUNCTION] = Playing(account, until)
    account.rule(target)
    return account, function


def said(message):
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_a_handler_gets_the_event():
    account, function = failing(until=0)
    account.put(7)
    assert json.loads(function.body)["detail"] == {"n": 7}
    assert account.messages("dead") == []


def test_a_target_that_is_down_for_two_hours_gets_the_event_then():
    account, function = failing(until=7200)
    account.put(1)
    account.after(DAY)
    assert 7200 <= function.calls[-1] <= 7200 + 600
    assert json.loads(function.body)["detail"] == {"n": 1}
    assert account.messages("dead") == []
    gaps = [after - before for before, after in pairwise(function.calls)]
    assert gaps[:5] == [1, 2, 4, 8, 16]
    assert gaps == sorted(gaps)


def test_a_target_that_is_down_for_a_day_never_gets_the_event():
    account, function = failing()
    account.put(1)
    account.after(DAY - 1)
    assert account.messages("dead") == []
    account.after(1)
    [message] = account.messages("dead")
    assert json.loads(message["Body"])["detail"] == {"n": 1}
    assert said(message) == {
        "RULE_ARN": "arn:aws:events:us-east-1:123456789012:rule/all",
        "TARGET_ARN": FUNCTION,
        "ERROR_CODE": "ERROR_FROM_TARGET",
        "ERROR_MESSAGE": "down",
        "EXHAUSTED_RETRY_CONDITION": "MaximumEventAgeInSeconds",
        "RETRY_ATTEMPTS": str(len(function.calls) - 1),
    }
    assert len(function.calls) <= 186
    before = len(function.calls)
    account.after(DAY)
    assert len(function.calls) == before


def test_retries_end_with_their_number():
    account, function = failing(MaximumRetryAttempts=3)
    account.put(1)
    account.after(6)
    assert account.messages("dead") == []
    account.after(1)
    [message] = account.messages("dead")
    assert function.calls == [0, 1, 3, 7]
    assert said(message)["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert said(message)["RETRY_ATTEMPTS"] == "3"


def test_no_retries_at_all():
    account, function = failing(MaximumRetryAttempts=0)
    account.put(1)
    [message] = account.messages("dead")
    assert said(message)["RETRY_ATTEMPTS"] == "0"
    assert said(message)["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert function.calls == [0]


def test_retries_end_with_the_age_of_the_event():
    account, function = failing(MaximumEventAgeInSeconds=60)
    account.put(1)
    account.after(59)
    assert account.messages("dead") == []
    account.after(1)
    [message] = account.messages("dead")
    assert said(message)["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert function.calls == [0, 1, 3, 7, 15, 31]


def test_what_is_given_up_without_a_dead_letter_queue_is_lost():
    account, _ = failing(dead=False, MaximumRetryAttempts=0)
    account.put(1)
    [(clause, words)] = account.told
    assert clause == "EB-DEL-03"
    assert '{"n":1} is lost for target t of' in words


def test_a_target_that_is_gone_is_not_retried():
    account = Account()
    dead = {"Arn": account.queue("dead")}
    account.rule({"Id": "t", "Arn": account.queue(), "DeadLetterConfig": dead})
    account.delete_queue("taken")
    account.put(1)
    [message] = account.messages("dead")
    assert said(message)["ERROR_CODE"] == "NO_RESOURCE"
    assert said(message)["RETRY_ATTEMPTS"] == "0"
    assert "EXHAUSTED_RETRY_CONDITION" not in said(message)


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:sqs:us-east-1:123456789012:closed", "NO_PERMISSIONS"),
        ("arn:aws:sqs:us-east-1:123456789012:none", "NO_RESOURCE"),
        ("arn:aws:sns:us-east-1:123456789012:closed", "NO_PERMISSIONS"),
        ("arn:aws:sns:us-east-1:123456789012:none", "NO_RESOURCE"),
        ("arn:aws:events:us-east-1:123456789012:event-bus/none", "NO_RESOURCE"),
        (FUNCTION, "NO_RESOURCE"),
    ],
)
def test_targets_that_do_not_take_events(arn, code):
    account = Account()
    account.queue("closed", admits=False)
    account.world.call("sns", "CreateTopic", {"Name": "closed"})
    dead = {"Arn": account.queue("dead")}
    account.rule({"Id": "t", "Arn": arn, "DeadLetterConfig": dead})
    account.rule({"Id": "t", "Arn": arn}, name="lossy")
    account.put(1)
    [message] = account.messages("dead")
    assert said(message)["ERROR_CODE"] == code
    assert said(message)["TARGET_ARN"] == arn
    # The one with a dead-letter queue, and the one without.
    assert [clause for clause, _ in account.told] == ["EB-DEL-05", "EB-DEL-04"]
    account.after(2 * DAY)
    assert account.messages("dead") == []


def test_a_dead_letter_queue_that_does_not_admit_eventbridge_gets_nothing():
    account = Account()
    dead = {"Arn": account.queue("dead", admits=False)}
    account.rule({"Id": "t", "Arn": FUNCTION, "DeadLetterConfig": dead})
    account.put(1)
    assert account.messages("dead") == []
    assert [clause for clause, _ in account.told] == ["EB-DEL-05"]


def test_a_policy_may_admit_one_rule_only():
    account = Account()
    arn = account.queue(admits=False)
    rule = account.rule(arn, name="good")
    account.rule(arn, name="bad")
    statement = {
        "Effect": "Allow",
        "Principal": FOR_EVENTBRIDGE,
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = account.url("taken")
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes={"Policy": policy})
    account.put(1)
    assert account.got() == [1]
    assert [clause for clause, _ in account.told] == ["EB-DEL-04"]


def test_targets_are_independent_and_all_rules_act():
    account, _ = failing(dead=False)
    account.rule(FUNCTION, account.queue("a"), account.queue("b"), name="second")
    account.rule(account.queue("c"), name="third")
    account.put(1)
    assert [account.got(name) for name in "abc"] == [[1], [1], [1]]


def test_two_rules_with_one_queue_deliver_twice():
    account = Account()
    queue = account.queue()
    account.rule(queue, name="one")
    account.rule(queue, name="two")
    account.put(1)
    assert account.got() == [1, 1]


def test_a_topic_passes_the_event_on():
    account = Account()
    topic = account.world.call("sns", "CreateTopic", {"Name": "t"})["TopicArn"]
    statement = {
        "Effect": "Allow",
        "Principal": FOR_EVENTBRIDGE,
        "Action": "sns:Publish",
        "Resource": topic,
    }
    attribute = {
        "TopicArn": topic,
        "AttributeName": "Policy",
        "AttributeValue": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    }
    account.world.call("sns", "SetTopicAttributes", attribute)
    queue = account.queue(admits=False)
    open_to_all = {**statement, "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [open_to_all]})
    url = account.url("taken")
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes={"Policy": policy})
    subscription = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue}
    raw = {"Attributes": {"RawMessageDelivery": "true"}}
    account.world.call("sns", "Subscribe", subscription | raw)
    account.rule(topic)
    account.put(1)
    assert account.got() == [1]


@pytest.mark.parametrize("deduplicates", [True, False])
def test_a_fifo_queue_needs_content_based_deduplication(deduplicates):
    account = Account()
    arn = account.queue(
        "taken.fifo", FifoQueue="true", ContentBasedDeduplication=str(deduplicates).lower()
    )
    dead = {"Arn": account.queue("dead")}
    group = {"MessageGroupId": "fixed"}
    account.rule({"Id": "t", "Arn": arn, "SqsParameters": group, "DeadLetterConfig": dead})
    account.put(1)
    taken = account.messages("taken.fifo")
    assert [message["Attributes"]["MessageGroupId"] for message in taken] == (
        ["fixed"] if deduplicates else []
    )
    codes = [said(message)["ERROR_CODE"] for message in account.messages("dead")]
    assert codes == ([] if deduplicates else ["INVALID_PARAMETER"])


def test_a_standard_queue_may_have_a_message_group_too():
    account = Account()
    group = {"MessageGroupId": "tenant"}
    account.rule({"Id": "t", "Arn": account.queue(), "SqsParameters": group})
    account.put(1)
    assert account.messages()[0]["Attributes"]["MessageGroupId"] == "tenant"


def bus_arn(name, region="us-east-1"):
    return f"arn:aws:events:{region}:123456789012:event-bus/{name}"


def test_an_event_is_forwarded_once_and_no_further():
    account = Account()
    for name in ("b", "c"):
        account.events("CreateEventBus", Name=name)
    account.rule(bus_arn("b"))
    dead = {"Arn": account.queue("dead")}
    onward = {"Id": "t", "Arn": bus_arn("c"), "DeadLetterConfig": dead}
    account.rule(onward, account.queue("b"), name="b", EventBusName="b")
    account.rule(account.queue("c"), name="c", EventBusName="c")
    identity = account.put(1)["Entries"][0]["EventId"]
    [message] = account.messages("b")
    assert json.loads(message["Body"])["id"] == identity
    assert account.messages("c") == []
    [lost] = account.messages("dead")
    assert said(lost)["ERROR_CODE"] == "THIRD_ACCOUNT_HOP_DETECTED"
    account.put(account.entry(2, EventBusName="b"))
    assert account.got("c") == [2]


def test_a_bus_that_forwards_to_itself_does_not_go_round():
    account = Account()
    account.rule(bus_arn("default"), account.queue())
    account.put(1)
    assert account.got() == [1, 1]


def test_an_event_is_forwarded_to_another_region():
    account = Account()
    account.rule(account.queue(region="eu-west-1"), region="eu-west-1")
    account.rule(bus_arn("default", "eu-west-1"))
    identity = account.put(1)["Entries"][0]["EventId"]
    [message] = account.messages(region="eu-west-1")
    body = json.loads(message["Body"])
    assert body["region"] == "us-east-1"
    assert body["id"] != identity


def test_an_event_is_not_forwarded_to_a_third_region():
    account = Account()
    account.rule(bus_arn("default", "eu-west-1"))
    dead = {"Arn": account.queue("dead", region="eu-west-1")}
    onward = {"Id": "t", "Arn": bus_arn("default", "ap-south-1"), "DeadLetterConfig": dead}
    account.rule(onward, region="eu-west-1")
    account.rule(account.queue(region="ap-south-1"), region="ap-south-1")
    account.put(1)
    assert account.messages(region="ap-south-1") == []
    [lost] = account.messages("dead", region="eu-west-1")
    assert said(lost)["ERROR_CODE"] == "THIRD_REGION_HOP_DETECTED"


def test_a_target_may_be_called_twice():
    account = Account(rule__twice=[1])
    account.rule(account.queue("a"), account.queue("b"))
    account.put(1, 2)
    assert account.got("a") == [1, 1, 2]
    assert account.got("b") == [1, 2]


@pytest.mark.parametrize(("late", "seconds"), [(1, 1), (2, 60)])
def test_an_event_may_be_late_at_one_target(late, seconds):
    account = Account(event__late=[late])
    account.rule(account.queue("a"), account.queue("b"))
    account.put(1, 2)
    assert account.got("a") == [2]
    assert account.got("b") == [1, 2]
    account.after(seconds - 0.001)
    assert account.got("a") == []
    account.after(0.001)
    assert account.got("a") == [1]


def test_a_delivery_may_be_refused_as_without_a_permission():
    account = Account(delivery__refused=[1])
    account.rule(account.queue())
    account.put(1, 2)
    assert account.got() == [2]
    assert [clause for clause, _ in account.told] == ["EB-DEL-04"]


@pytest.mark.parametrize("error", [Undeliverable("X.NotFound", "gone"), Undeliverable("Odd", "no")])
def test_a_handler_can_say_that_no_retry_would_help(error):
    account = Account()

    def handler(_body):
        raise error

    account.buses.handlers[FUNCTION] = handler
    account.rule({"Id": "t", "Arn": FUNCTION, "DeadLetterConfig": {"Arn": account.queue("dead")}})
    account.put(1)
    [message] = account.messages("dead")
    assert said(message)["ERROR_MESSAGE"] == error.message
    assert said(message)["RETRY_ATTEMPTS"] == "0"


def test_what_a_handler_does_not_model_is_not_swallowed():
    account = Account()

    def handler(_body):
        raise NotModelled("this")

    account.buses.handlers[FUNCTION] = handler
    account.rule(FUNCTION)
    with pytest.raises(NotModelled):
        account.put(1)


def test_a_handler_may_put_events_itself():
    account = Account()
    account.buses.handlers[FUNCTION] = lambda _body: account.put(account.entry(2, Source="echo"))
    account.rule(FUNCTION, pattern={"source": ["shop"]}, name="call")
    account.rule(account.queue(), pattern={"source": ["echo"]}, name="listen")
    account.put(1)
    assert account.got() == [2]
