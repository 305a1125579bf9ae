"""Topics that come, change and go: names, attributes, policies, tags, lists."""

import json

import pytest

from pattern_tck.simulator.queues.incoming import Undeliverable
from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.topic_account import Account, refused


@pytest.fixture
def account():
    return Account()


def attributes(account, topic):
    return account.sns("GetTopicAttributes", TopicArn=topic)["Attributes"]


def test_a_topic_that_is_there_is_found_again(account):
    # SNS-PUB-19
    topic = account.topic(DisplayName="Rides")
    assert topic == "arn:aws:sns:us-east-1:123456789012:rides"
    assert account.topic() == topic
    assert account.topic(DisplayName="Rides") == topic
    refused("InvalidParameter", account.topic, match="different attributes", DisplayName="Trips")
    refused(
        "InvalidParameter",
        account.sns,
        "CreateTopic",
        Name="rides",
        Tags=[{"Key": "a", "Value": "b"}],
        match="different tags",
    )
    assert account.sns("ListTopics") == {"Topics": [{"TopicArn": topic}]}


def test_a_default_that_is_said_again_is_no_difference(account):
    topic = account.topic("rides.fifo")
    assert account.topic("rides.fifo", ContentBasedDeduplication="false") == topic
    refused("InvalidParameter", account.topic, "rides.fifo", ContentBasedDeduplication="true")


def test_regions_have_topics_of_their_own(account):
    account.topic()
    there = account.world.call("sns", "CreateTopic", {"Name": "rides"}, "eu-west-1")
    assert there["TopicArn"] == "arn:aws:sns:eu-west-1:123456789012:rides"
    assert len(account.sns("ListTopics")["Topics"]) == 1
    refused("InvalidParameter", account.publish, there["TopicArn"], match="TopicArn")


@pytest.mark.parametrize("name", ["", "a b", "a" * 257, "rides.fifo", "rides.first"])
def test_names_that_no_standard_topic_can_have(account, name):
    refused("InvalidParameter", account.sns, "CreateTopic", Name=name)


@pytest.mark.parametrize("name", ["rides", ".fifo", "a" * 252 + ".fifo", "a b.fifo"])
def test_names_that_no_fifo_topic_can_have(account, name):
    refused(
        "InvalidParameter",
        account.sns,
        "CreateTopic",
        Name=name,
        Attributes={"FifoTopic": "true"},
        match="Fifo Topic names must end",
    )


def test_the_longest_names(account):
    assert account.topic("a" * 256).endswith("a")
    assert account.topic("a" * 251 + ".fifo").endswith(".fifo")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Colour", "red"),
        ("MaximumMessageSize", "1023"),
        ("MaximumMessageSize", "1048577"),
        ("MaximumMessageSize", "many"),
        ("Policy", "{}"),
        ("Policy", "no"),
        ("SignatureVersion", "3"),
        ("TracingConfig", "active"),
        ("DisplayName", "d" * 101),
        ("DeliveryPolicy", "no"),
        ("ContentBasedDeduplication", "true"),
        ("FifoThroughputScope", "Topic"),
    ],
)
def test_attributes_that_a_standard_topic_cannot_have(account, name, value):
    refused("InvalidParameter", account.topic, "other", **{name: value})
    topic = account.topic()
    before = attributes(account, topic)
    refused(
        "InvalidParameter",
        account.sns,
        "SetTopicAttributes",
        TopicArn=topic,
        AttributeName=name,
        AttributeValue=value,
    )
    assert attributes(account, topic) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FifoThroughputScope", "Group"),
        ("ContentBasedDeduplication", "perhaps"),
        ("TracingConfig", "Active"),
    ],
)
def test_attributes_that_a_fifo_topic_cannot_have(account, name, value):
    refused("InvalidParameter", account.topic, "rides.fifo", **{name: value})


def test_what_is_not_modelled_is_said(account):
    with pytest.raises(NotModelled, match="archive"):
        account.topic("rides.fifo", ArchivePolicy='{"MessageRetentionPeriod": 1}')
    statement = {"DataDirection": "Inbound", "Operation": {"Deny": {}}}
    policy = json.dumps({"Name": "none", "Statement": [statement]})
    topic = account.sns("CreateTopic", Name="rides", DataProtectionPolicy=policy)["TopicArn"]
    with pytest.raises(NotModelled, match="data protection"):
        account.publish(topic)


def test_attributes_are_shown_set_or_not(account):
    topic = account.topic()
    shown = attributes(account, topic)
    assert shown["TopicArn"] == topic
    assert shown["Owner"] == "123456789012"
    assert shown["DisplayName"] == ""
    # AWS shows it only where it was set.
    assert "MaximumMessageSize" not in shown
    assert "FifoTopic" not in shown
    assert json.loads(shown["EffectiveDeliveryPolicy"])["http"]["defaultHealthyRetryPolicy"] == {
        # SNS-PUB-10
        "minDelayTarget": 20,
        "maxDelayTarget": 20,
        "numRetries": 3,
        "numMaxDelayRetries": 0,
        "numNoDelayRetries": 0,
        "numMinDelayRetries": 0,
        "backoffFunction": "linear",
    }
    for name, value in {
        "DisplayName": "Rides",
        "MaximumMessageSize": "2048",
        "SQSSuccessFeedbackSampleRate": "10",
        "KmsMasterKeyId": "alias/aws/sns",
    }.items():
        account.sns("SetTopicAttributes", TopicArn=topic, AttributeName=name, AttributeValue=value)
        assert attributes(account, topic)[name] == value
    fifo = attributes(account, account.topic("rides.fifo"))
    assert fifo["FifoTopic"] == "true"
    assert fifo["FifoThroughputScope"] == "Topic"


def test_subscriptions_are_counted(account):
    topic = account.topic()
    account.subscribe(topic, account.queue("one"))
    gone = account.subscribe(topic, account.queue("two"))
    account.subscribe(topic, "a@example.com", "email")
    account.sns("Unsubscribe", SubscriptionArn=gone)
    shown = attributes(account, topic)
    counts = [shown[f"Subscriptions{word}"] for word in ("Confirmed", "Pending", "Deleted")]
    assert counts == ["1", "1", "1"]
    account.world.clock.pass_time(3 * 86400)
    shown = attributes(account, topic)
    assert (shown["SubscriptionsPending"], shown["SubscriptionsDeleted"]) == ("0", "1")


def test_a_deleted_topic_takes_its_subscriptions_along(account):
    # SNS-PUB-18
    topic, other = account.topic(), account.topic("other")
    queue = account.queue("one", admits=[topic])
    subscription = account.subscribe(topic, queue)
    kept = account.subscribe(other, queue)
    account.sns("DeleteTopic", TopicArn=topic)
    account.sns("DeleteTopic", TopicArn=topic)
    assert refused("NotFound", account.publish, topic).status == 404
    refused("NotFound", account.sns, "GetTopicAttributes", TopicArn=topic)
    refused("NotFound", account.sns, "GetSubscriptionAttributes", SubscriptionArn=subscription)
    listed = account.sns("ListSubscriptions")["Subscriptions"]
    assert [found["SubscriptionArn"] for found in listed] == [kept]
    # A new topic of the same name begins without them.
    account.topic()
    account.publish(topic)
    assert account.received(queue) == []


def test_no_arn(account):
    refused("InvalidParameter", account.publish, "rides")
    refused("InvalidParameter", account.sns, "GetTopicAttributes", TopicArn="a:b")


def test_lists_come_in_pages(account):
    arns = {account.topic(f"topic-{number}") for number in range(250)}
    seen, sizes, token = [], [], {}
    while True:
        answer = account.sns("ListTopics", **token)
        seen += [found["TopicArn"] for found in answer["Topics"]]
        sizes.append(len(answer["Topics"]))
        # What goes between two pages costs nobody else his place.
        account.sns("DeleteTopic", TopicArn=seen[0])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert sizes == [100, 100, 50]
    assert len(seen) == 250
    assert set(seen) == arns
    refused("InvalidParameter", account.sns, "ListTopics", NextToken="!")


def test_subscriptions_are_listed_in_pages(account):
    topic, other = account.topic(), account.topic("other")
    for number in range(101):
        account.subscribe(topic, account.queue(f"q-{number}"))
    account.subscribe(other, account.queue("q-0"))
    first = account.sns("ListSubscriptionsByTopic", TopicArn=topic)
    rest = account.sns("ListSubscriptionsByTopic", TopicArn=topic, NextToken=first["NextToken"])
    assert (len(first["Subscriptions"]), len(rest["Subscriptions"])) == (100, 1)
    assert "NextToken" not in rest
    assert {found["TopicArn"] for found in first["Subscriptions"]} == {topic}
    assert len(account.sns("ListSubscriptions")["Subscriptions"]) == 100
    refused("NotFound", account.sns, "ListSubscriptionsByTopic", TopicArn=topic + "s")


def test_tags(account):
    topic = account.topic()
    pairs = [{"Key": "team", "Value": "rides"}, {"Key": "stage", "Value": "test"}]
    account.sns("TagResource", ResourceArn=topic, Tags=pairs)
    account.sns("TagResource", ResourceArn=topic, Tags=[{"Key": "stage", "Value": "live"}])
    account.sns("UntagResource", ResourceArn=topic, TagKeys=["team", "none"])
    found = account.sns("ListTagsForResource", ResourceArn=topic)
    assert found == {"Tags": [{"Key": "stage", "Value": "live"}]}
    many = [{"Key": str(number), "Value": ""} for number in range(50)]
    refused("TagLimitExceeded", account.sns, "TagResource", ResourceArn=topic, Tags=many)
    refused("InvalidParameter", account.sns, "TagResource", ResourceArn=topic, Tags=many[:1] * 2)
    refused("ResourceNotFound", account.sns, "ListTagsForResource", ResourceArn=topic + "s")


def test_permissions_are_statements_of_the_policy(account):
    topic = account.topic()

    def add(label, *actions):
        account.sns(
            "AddPermission",
            TopicArn=topic,
            Label=label,
            AWSAccountId=["111122223333"],
            ActionName=list(actions),
        )

    add("others", "Publish", "Subscribe")
    refused("InvalidParameter", add, "others", "Publish", match="already exists")
    refused("InvalidParameter", add, "more", "Fly", match="out of service scope")
    statements = json.loads(attributes(account, topic)["Policy"])["Statement"]
    assert [statement["Sid"] for statement in statements] == ["__default_statement_ID", "others"]
    assert statements[1]["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert statements[1]["Action"] == ["SNS:Publish", "SNS:Subscribe"]
    account.sns("RemovePermission", TopicArn=topic, Label="others")
    assert len(json.loads(attributes(account, topic)["Policy"])["Statement"]) == 1
    refused("NotFound", account.sns, "RemovePermission", TopicArn=topic, Label="others")


ALARM = {"service": "cloudwatch.amazonaws.com", "source": "arn:aws:cloudwatch:::alarm:late"}
RULE = {"service": "events.amazonaws.com", "source": "arn:aws:events:::rule/rides"}


def publish_for(account, topic, message="m-1", **more):
    return account.world.region("us-east-1").topics.publish_for(topic, message, **more)


def test_an_alarm_may_publish_by_default_and_a_rule_may_not(account):
    topic = account.topic()
    queue = account.listener(topic, RawMessageDelivery="true")
    assert publish_for(account, topic, "an alarm", subject="ALARM", **ALARM)
    with pytest.raises(Undeliverable, match="does not let events") as mistake:
        publish_for(account, topic, "a ride", **RULE)
    assert mistake.value.code == "AuthorizationError"
    assert account.bodies(queue) == ["an alarm"]


def test_a_rule_publishes_where_the_policy_lets_it(account):
    topic = account.topic()
    queue = account.listener(topic, RawMessageDelivery="true")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"ArnEquals": {"aws:SourceArn": RULE["source"]}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.sns("SetTopicAttributes", TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    publish_for(account, topic, "a ride", **RULE)
    for other in ({**RULE, "source": "arn:aws:events:::rule/other"}, ALARM):
        with pytest.raises(Undeliverable):
            publish_for(account, topic, "a ride", **other)
    # The account's own callers need no policy.
    account.publish(topic, "mine")
    assert account.bodies(queue) == ["a ride", "mine"]


def test_what_a_topic_cannot_take_is_undeliverable(account):
    topic, fifo = account.topic(), account.topic("rides.fifo")
    for address, message in ((topic + "s", "m"), (topic, "x" * 262145), (topic, ""), (fifo, "m")):
        with pytest.raises(Undeliverable):
            publish_for(account, address, message, **ALARM)
