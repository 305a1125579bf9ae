"""Endpoints that join and leave: confirmation, attributes, and what a topic cannot deliver to."""

import json
import re

import pytest

from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.topic_account import Account, refused

DAY = 24 * 60 * 60


@pytest.fixture
def account():
    return Account()


@pytest.fixture
def topic(account):
    return account.topic()


def attributes(account, subscription):
    found = account.sns("GetSubscriptionAttributes", SubscriptionArn=subscription)
    return found["Attributes"]


def tokens(account):
    asked = [words for clause, words in account.told if clause == "SNS-PUB-06"]
    return [re.search("by the token (.*)", words)[1] for words in asked]


def listed(account):
    return [found["SubscriptionArn"] for found in account.sns("ListSubscriptions")["Subscriptions"]]


def test_a_queue_of_the_account_joins_at_once(account, topic):
    # SNS-PUB-06
    queue = account.queue("one")
    asked = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue}
    answer = account.sns("Subscribe", **asked)
    assert answer["SubscriptionArn"].startswith(topic + ":")
    assert account.sns("Subscribe", **asked) == answer
    assert account.sns("ListSubscriptions") == {
        "Subscriptions": [{**answer, "Owner": "123456789012", **asked}]
    }
    assert attributes(account, answer["SubscriptionArn"]) == {
        **asked,
        **answer,
        "Owner": "123456789012",
        "SubscriptionPrincipal": "arn:aws:iam::123456789012:root",
        "RawMessageDelivery": "false",
        "PendingConfirmation": "false",
        "ConfirmationWasAuthenticated": "true",
    }


def test_who_has_joined_cannot_join_with_other_attributes(account, topic):
    queue = account.queue("one")
    subscription = account.subscribe(topic, queue, RawMessageDelivery="true")
    assert account.subscribe(topic, queue) == subscription
    assert account.subscribe(topic, queue, RawMessageDelivery="true") == subscription
    for other in ({"RawMessageDelivery": "false"}, {"FilterPolicy": '{"a": ["b"]}'}):
        refused(
            "InvalidParameter",
            account.subscribe,
            topic,
            queue,
            match="already exists with different attributes",
            **other,
        )


def test_others_are_asked_first(account, topic):
    # SNS-PUB-06
    asked = {"TopicArn": topic, "Protocol": "https", "Endpoint": "https://example.com/in"}
    assert account.sns("Subscribe", **asked) == {"SubscriptionArn": "pending confirmation"}
    arn = account.sns("Subscribe", **asked, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert arn.startswith(topic)
    assert listed(account) == ["PendingConfirmation"]
    assert attributes(account, arn)["PendingConfirmation"] == "true"
    account.publish(topic, "before")
    refused("InvalidParameter", account.sns, "ConfirmSubscription", TopicArn=topic, Token="no")
    confirmed = account.sns("ConfirmSubscription", TopicArn=topic, Token=tokens(account)[-1])
    assert confirmed == {"SubscriptionArn": arn}
    assert listed(account) == [arn]
    account.publish(topic, "after")
    copies = [words for clause, words in account.told if clause == "SNS-PUB-02"]
    assert len(copies) == 1
    assert copies[0].startswith("a copy of after goes to https https://example.com/in")


@pytest.mark.parametrize(("wait", "confirmed"), [(2 * DAY - 1, True), (2 * DAY, False)])
def test_a_token_is_good_for_two_days(account, topic, wait, confirmed):
    # SNS-PUB-06
    arn = account.subscribe(topic, "a@example.com", "email")
    account.world.clock.pass_time(wait)
    asked = {"TopicArn": topic, "Token": tokens(account)[0]}
    if confirmed:
        assert account.sns("ConfirmSubscription", **asked)["SubscriptionArn"] == arn
    else:
        refused("InvalidParameter", account.sns, "ConfirmSubscription", **asked)


@pytest.mark.parametrize("asked_again", [False, True])
def test_who_never_answers_is_gone_after_three_days_and_not_before(account, topic, asked_again):
    # SNS-PUB-07
    arn = account.subscribe(topic, "a@example.com", "email")
    refused("InvalidParameter", account.sns, "Unsubscribe", SubscriptionArn=arn)
    refused("InvalidParameter", account.sns, "Unsubscribe", SubscriptionArn="PendingConfirmation")
    account.world.clock.pass_time(3 * DAY - 1)
    if asked_again:
        assert account.subscribe(topic, "a@example.com", "email") == arn
        assert len(set(tokens(account))) == 2
    assert listed(account) == ["PendingConfirmation"]
    account.world.clock.pass_time(1)
    assert listed(account) == []
    refused("NotFound", account.sns, "GetSubscriptionAttributes", SubscriptionArn=arn)
    assert account.subscribe(topic, "a@example.com", "email") != arn


def test_who_has_answered_stays(account, topic):
    arn = account.subscribe(topic, "a@example.com", "email")
    token = {"TopicArn": topic, "Token": tokens(account)[0]}
    account.sns("ConfirmSubscription", **token, AuthenticateOnUnsubscribe="true")
    account.world.clock.pass_time(30 * DAY)
    assert listed(account) == [arn]
    assert attributes(account, arn)["ConfirmationWasAuthenticated"] == "true"
    account.sns("Unsubscribe", SubscriptionArn=arn)
    assert listed(account) == []


def test_a_queue_of_another_account_is_asked(account, topic):
    arn = account.subscribe(topic, "arn:aws:sqs:us-east-1:111122223333:one")
    assert attributes(account, arn)["PendingConfirmation"] == "true"
    assert attributes(account, arn)["Owner"] == "111122223333"


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("lambda", "arn:aws:lambda:us-east-1:123456789012:function:f"),
        ("sms", "+4930123456"),
    ],
)
def test_a_copy_for_what_is_not_here_is_told(account, topic, protocol, endpoint):
    account.subscribe(topic, endpoint, protocol)
    queue = account.listener(topic)
    account.publish(topic)
    assert [clause for clause, words in account.told if endpoint in words] == ["SNS-PUB-02"]
    assert account.messages(queue) == ["m-1"]


def test_a_stream_needs_a_role(account, topic):
    stream = "arn:aws:firehose:us-east-1:123456789012:deliverystream/s"
    refused("InvalidParameter", account.subscribe, topic, stream, "firehose")
    role = "arn:aws:iam::123456789012:role/r"
    arn = account.subscribe(topic, stream, "firehose", SubscriptionRoleArn=role)
    assert attributes(account, arn)["SubscriptionRoleArn"] == role


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("sqs", "https://sqs.us-east-1.amazonaws.com/123456789012/one"),
        ("sqs", ""),
        ("http", "https://example.com"),
        ("https", "http://example.com"),
        ("email", "nobody"),
        ("lambda", "f"),
        ("pigeon", "coo"),
    ],
)
def test_endpoints_that_are_none(account, topic, protocol, endpoint):
    refused("InvalidParameter", account.subscribe, topic, endpoint, protocol)


def test_a_standard_topic_has_no_fifo_queue(account, topic):
    refused("InvalidParameter", account.subscribe, topic, account.queue("one.fifo"))


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("lambda", "arn:aws:lambda:us-east-1:123456789012:function:f"),
        ("https", "https://example.com"),
        ("email", "a@example.com"),
        ("sms", "+4930123456"),
    ],
)
def test_a_fifo_topic_has_queues_only(account, protocol, endpoint):
    # SNS-FIFO-02
    topic = account.topic("rides.fifo")
    refused("InvalidParameter", account.subscribe, topic, endpoint, protocol)
    account.subscribe(topic, account.queue("one"))
    account.subscribe(topic, account.queue("one.fifo"))


def test_the_end_of_a_subscription(account, topic):
    arn = account.subscribe(topic, account.queue("one"))
    account.sns("Unsubscribe", SubscriptionArn=arn)
    account.sns("Unsubscribe", SubscriptionArn=arn)
    assert listed(account) == []
    refused("InvalidParameter", account.sns, "Unsubscribe", SubscriptionArn=topic)
    refused("InvalidParameter", account.sns, "Unsubscribe", SubscriptionArn="nothing")
    refused("InvalidParameter", account.sns, "GetSubscriptionAttributes", SubscriptionArn=topic)
    refused("NotFound", account.sns, "GetSubscriptionAttributes", SubscriptionArn=arn)


def test_the_topic_must_be_there(account, topic):
    queue = account.queue("one")
    refused("NotFound", account.subscribe, topic + "s", queue)
    asked = {"TopicArn": topic + "s", "Token": "0" * 288}
    refused("InvalidParameter", account.sns, "ConfirmSubscription", **asked)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Colour", "red"),
        ("RawMessageDelivery", "perhaps"),
        ("FilterPolicy", "no"),
        ("FilterPolicy", '{"a": {"b": ["c"]}}'),  # SNS-FLT-09
        ("FilterPolicy", json.dumps({key: ["v"] for key in "abcdef"})),  # SNS-FLT-08
        ("FilterPolicyScope", "Both"),
        ("RedrivePolicy", "no"),
        ("RedrivePolicy", "{}"),
        ("RedrivePolicy", '["a"]'),
        ("DeliveryPolicy", '{"healthyRetryPolicy": {"numRetries": 101}}'),
    ],
)
def test_attributes_that_no_subscription_can_have(account, topic, name, value):
    queue = account.queue("one")
    refused("InvalidParameter", account.subscribe, topic, queue, **{name: value})
    assert listed(account) == []
    arn = account.subscribe(topic, queue)
    before = attributes(account, arn)
    refused("InvalidParameter", account.change, arn, **{name: value})
    assert attributes(account, arn) == before


def test_the_replay_of_an_archive_is_not_modelled(account):
    topic = account.topic("rides.fifo")
    with pytest.raises(NotModelled):
        account.subscribe(topic, account.queue("one.fifo"), ReplayPolicy="{}")


def test_an_email_is_never_raw(account, topic):
    refused(
        "InvalidParameter",
        account.subscribe,
        topic,
        "a@example.com",
        "email",
        match="does not support raw",
        RawMessageDelivery="true",
    )


def dead_letters(name, region="us-east-1", owner="123456789012"):
    return json.dumps({"deadLetterTargetArn": f"arn:aws:sqs:{region}:{owner}:{name}"})


@pytest.mark.parametrize(
    ("topic_name", "policy", "accepted"),
    [
        ("rides", dead_letters("dead"), True),
        ("rides", dead_letters("dead", region="eu-west-1"), False),
        ("rides", dead_letters("dead", owner="111122223333"), False),
        ("rides", dead_letters("dead.fifo"), False),
        ("rides.fifo", dead_letters("dead.fifo"), True),
        ("rides.fifo", dead_letters("dead"), False),
    ],
)
def test_where_a_dead_letter_queue_may_be(account, topic_name, policy, accepted):
    # SNS-PUB-11
    arn = account.subscribe(account.topic(topic_name), account.queue(f"for-{topic_name}"))
    if accepted:
        account.change(arn, RedrivePolicy=policy)
        assert attributes(account, arn)["RedrivePolicy"] == policy
        refused("InvalidParameter", account.change, arn, RedrivePolicy="")
        account.sns("SetSubscriptionAttributes", SubscriptionArn=arn, AttributeName="RedrivePolicy")
        assert "RedrivePolicy" not in attributes(account, arn)
    else:
        refused("InvalidParameter", account.change, arn, RedrivePolicy=policy)


def test_a_nested_policy_needs_the_body(account, topic):
    # SNS-FLT-02, SNS-FLT-09
    nested = '{"ride": {"kind": ["taxi"]}}'
    arn = account.subscribe(
        topic, account.queue("one"), FilterPolicy=nested, FilterPolicyScope="MessageBody"
    )
    assert attributes(account, arn)["FilterPolicyScope"] == "MessageBody"
    refused("InvalidParameter", account.change, arn, FilterPolicyScope="MessageAttributes")
    plain = account.subscribe(topic, account.queue("two"), FilterPolicy='{"kind": ["taxi"]}')
    assert attributes(account, plain)["FilterPolicyScope"] == "MessageAttributes"


def test_so_many_filter_policies_a_topic(account, topic):
    # SNS-FLT-08
    for number in range(200):
        account.subscribe(topic, account.queue(f"q-{number}"), FilterPolicy='{"a": ["b"]}')
    one_more = account.queue("one-more")
    refused(
        "FilterPolicyLimitExceeded",
        account.subscribe,
        topic,
        one_more,
        FilterPolicy='{"a": ["b"]}',
    )
    arn = account.subscribe(topic, one_more)
    refused("FilterPolicyLimitExceeded", account.change, arn, FilterPolicy='{"a": ["b"]}')


def test_a_large_topic_has_few_kinds_of_subscribers(account):
    # SNS-PUB-17
    topic = account.topic("large", MaximumMessageSize="1048576")
    refused("InvalidParameter", account.subscribe, topic, "https://example.com", "https")
    account.subscribe(topic, account.queue("one"))
    usual = account.topic("usual")
    account.subscribe(usual, "https://example.com", "https")
    larger = {"TopicArn": usual, "AttributeName": "MaximumMessageSize"}
    refused(
        "InvalidParameter", account.sns, "SetTopicAttributes", **larger, AttributeValue="300000"
    )
    account.sns("SetTopicAttributes", **larger, AttributeValue="262144")


@pytest.mark.parametrize(
    ("policy", "accepted"),
    [
        ({"numRetries": 5}, True),
        ({"minDelayTarget": 0}, False),
        ({"minDelayTarget": 21}, False),
        ({"maxDelayTarget": 3601}, False),
        ({"numRetries": -1}, False),
        ({"numRetries": 3, "numNoDelayRetries": 2, "numMinDelayRetries": 2}, False),
        ({"backoffFunction": "sudden"}, False),
        ({"patience": 1}, False),
        ({"numRetries": True}, False),
        # SNS-PUB-09: an hour in all.
        ({"minDelayTarget": 36, "maxDelayTarget": 36, "numRetries": 100}, True),
        ({"minDelayTarget": 36, "maxDelayTarget": 38, "numRetries": 100}, False),
        ({"maxDelayTarget": 3600, "numRetries": 2, "numMaxDelayRetries": 1}, False),
    ],
)
def test_delivery_policies(account, topic, policy, accepted):
    arn = account.subscribe(topic, "https://example.com", "https")
    text = json.dumps({"healthyRetryPolicy": policy})
    if not accepted:
        refused("InvalidParameter", account.change, arn, DeliveryPolicy=text)
        return
    account.change(arn, DeliveryPolicy=text)
    effective = json.loads(attributes(account, arn)["EffectiveDeliveryPolicy"])
    assert policy.items() <= effective["healthyRetryPolicy"].items()
    assert len(effective["healthyRetryPolicy"]) == 7


def test_a_topic_can_overrule_delivery_policies(account, topic):
    arn = account.subscribe(topic, "https://example.com", "https")
    account.change(arn, DeliveryPolicy='{"healthyRetryPolicy": {"numRetries": 5}}')

    def in_force(**http):
        account.sns(
            "SetTopicAttributes",
            TopicArn=topic,
            AttributeName="DeliveryPolicy",
            AttributeValue=json.dumps({"http": http}),
        )
        effective = json.loads(attributes(account, arn)["EffectiveDeliveryPolicy"])
        return effective["healthyRetryPolicy"]["numRetries"]

    default = {"numRetries": 7}
    assert in_force(defaultHealthyRetryPolicy=default) == 5
    assert in_force(defaultHealthyRetryPolicy=default, disableSubscriptionOverrides=True) == 7
    refused("InvalidParameter", in_force, colour="red")
