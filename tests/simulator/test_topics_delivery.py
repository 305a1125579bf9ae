"""Who gets a copy, what becomes of each copy, and every freedom that a topic has."""

import json

import pytest

from pattern_tck.simulator.refusals import AnswerLost
from tests.simulator.topic_account import Account, refused, text

MINUTE = 60


@pytest.fixture
def account():
    return Account()


@pytest.fixture
def topic(account):
    return account.topic()


def dead_lettered(account, topic, queue, dead):
    policy = json.dumps({"deadLetterTargetArn": dead})
    return account.subscribe(topic, queue, RedrivePolicy=policy)


def test_each_subscription_gets_its_own_copy(account, topic):
    # SNS-PUB-02
    queues = [account.listener(topic, name) for name in ("one", "two", "three")]
    account.publish(topic)
    assert [account.messages(queue) for queue in queues] == [["m-1"]] * 3


def test_a_topic_keeps_nothing_for_later(account, topic):
    # SNS-PUB-05
    account.publish(topic, "m-1")
    one = account.listener(topic, "one")
    account.publish(topic, "m-2")
    two = account.listener(topic, "two")
    account.publish(topic, "m-3")
    assert account.messages(one) == ["m-2", "m-3"]
    assert account.messages(two) == ["m-3"]


def test_who_has_left_gets_nothing(account, topic):
    queue = account.queue("one", admits=[topic])
    subscription = account.subscribe(topic, queue)
    account.sns("Unsubscribe", SubscriptionArn=subscription)
    account.publish(topic, "m-1")
    account.subscribe(topic, queue)
    account.publish(topic, "m-2")
    assert account.messages(queue) == ["m-2"]


def test_a_queue_in_another_region(account, topic):
    far = account.queue("one", admits=[topic], region="eu-west-1")
    account.subscribe(topic, far)
    account.publish(topic)
    assert account.messages(far) == ["m-1"]


def test_a_queue_that_is_gone_is_nobody_elses_business(account, topic):
    # SNS-PUB-01, SNS-PUB-12
    gone, there = account.listener(topic, "gone"), account.listener(topic, "there")
    account.sqs("DeleteQueue", QueueUrl=account.url(gone))
    account.world.clock.pass_time(MINUTE)
    assert account.publish(topic)["MessageId"]
    assert account.messages(there) == ["m-1"]
    assert len(account.sns("ListSubscriptions")["Subscriptions"]) == 2
    [(clause, words)] = account.told
    assert clause == "SNS-PUB-08"
    assert words == f"m-1 is lost: {gone} does not exist"
    # It gets what comes after its repair, and nothing of what came before.
    account.queue("gone", admits=[topic])
    account.publish(topic, "m-2")
    assert account.messages(gone) == ["m-2"]


@pytest.mark.parametrize("admitted", [(), ("other",)])
def test_a_queue_must_admit_the_topic(account, topic, admitted):
    # SNS-PUB-08, TQC-06
    others = [account.topic(name) for name in admitted]
    queue = account.queue("one", admits=others)
    account.subscribe(topic, queue)
    for other in others:
        account.subscribe(other, queue)
        account.publish(other, "foreign")
    account.publish(topic)
    assert account.messages(queue) == ["foreign"] * len(others)
    [(clause, words)] = account.told
    assert clause == "SNS-PUB-08"
    assert "does not let sns.amazonaws.com send" in words


def test_a_policy_acts_from_the_next_message_on(account, topic):
    queue = account.queue("one")
    account.subscribe(topic, queue)
    account.publish(topic, "m-1")
    account.admit(account.url(queue), queue, [topic])
    account.publish(topic, "m-2")
    account.sqs("SetQueueAttributes", QueueUrl=account.url(queue), Attributes={"Policy": ""})
    account.publish(topic, "m-3")
    assert account.messages(queue) == ["m-2"]


@pytest.mark.parametrize("raw", ["false", "true"])
def test_what_cannot_be_delivered_goes_to_the_dead_letter_queue(account, topic, raw):
    # SNS-PUB-11, TQC-03
    dead = account.queue("dead", admits=[topic])
    subscription = dead_lettered(account, topic, account.queue("one"), dead)
    account.change(subscription, RawMessageDelivery=raw)
    other = account.queue("two")
    account.subscribe(topic, other)
    account.publish(topic, MessageAttributes={"store": text("Bonn")})
    [letter] = account.received(dead)
    if raw == "true":
        assert letter["Body"] == "m-1"
        assert letter["MessageAttributes"] == {"store": text("Bonn")}
    else:
        envelope = json.loads(letter["Body"])
        assert envelope["Message"] == "m-1"
        assert envelope["UnsubscribeURL"].endswith(subscription)
    # Only the other subscription's copy is lost.
    [(_, saved), (_, lost)] = account.told
    assert "m-1 becomes a dead letter: " in saved
    assert "m-1 is lost: " in lost
    assert other in lost


def test_a_dead_letter_queue_must_admit_the_topic_too(account, topic):
    # TQC-03
    dead = account.queue("dead")
    dead_lettered(account, topic, account.queue("one"), dead)
    account.publish(topic)
    assert account.received(dead) == []
    [(clause, words)] = account.told
    assert clause == "SNS-PUB-08"
    assert words.count("does not let") == 2
    assert ":one " in words
    assert ":dead " in words


def test_a_dead_letter_queue_that_is_gone(account, topic):
    dead = account.queue("dead", admits=[topic])
    dead_lettered(account, topic, account.queue("one"), dead)
    account.sqs("DeleteQueue", QueueUrl=account.url(dead))
    assert account.publish(topic)["MessageId"]
    assert "does not exist" in account.told[0][1]


def test_what_is_filtered_out_is_no_failure(account, topic):
    # SNS-FLT-01, SNS-FLT-11
    dead = account.queue("dead", admits=[topic])
    queue = account.queue("one", admits=[topic])
    subscription = dead_lettered(account, topic, queue, dead)
    account.change(subscription, FilterPolicy='{"store": ["Bonn"]}')
    everything = account.listener(topic, "all")
    account.publish(topic, "m-1", MessageAttributes={"store": text("Ulm")})
    account.publish(topic, "m-2", MessageAttributes={"store": text("Bonn")})
    account.publish(topic, "m-3")
    assert account.messages(queue) == ["m-2"]
    assert account.messages(everything) == ["m-1", "m-2", "m-3"]
    assert account.received(dead) == []
    assert account.told == []


def test_a_filter_on_the_body(account, topic):
    # SNS-FLT-02, SNS-FLT-09
    policy = {"FilterPolicy": '{"ride": {"store": ["Bonn"]}}', "FilterPolicyScope": "MessageBody"}
    queue = account.listener(topic, **policy)
    bonn, ulm = '{"ride": {"store": "Bonn"}}', '{"ride": {"store": "Ulm"}}'
    for message in (bonn, ulm, "no JSON"):
        account.publish(topic, message, MessageAttributes={"store": text("Bonn")})
    assert account.messages(queue) == [bonn]


@pytest.mark.parametrize("value", ["", "{}"])
def test_a_filter_can_be_taken_away(account, topic, value):
    queue = account.queue("one", admits=[topic])
    subscription = account.subscribe(topic, queue, FilterPolicy='{"store": ["Bonn"]}')
    account.change(subscription, FilterPolicy=value)
    account.publish(topic)
    assert account.messages(queue) == ["m-1"]


BONN = '{"store": ["Bonn"]}'
ULM = '{"store": ["Ulm"]}'


def filtered(account, before):
    """Give a queue whose filter was just changed to Bonn."""
    topic = account.topic()
    queue = account.queue("one", admits=[topic])
    subscription = account.subscribe(topic, queue, **before)
    account.change(subscription, FilterPolicy=BONN)
    return topic, queue


@pytest.mark.parametrize("before", [{}, {"FilterPolicy": ULM}])
@pytest.mark.parametrize(
    ("wait", "value", "passes"),
    [(0, 0, False), (0, 1, True), (15 * MINUTE - 1, 1, True), (15 * MINUTE, 1, False)],
)
def test_a_filter_that_was_replaced_may_act_for_a_while(before, wait, value, passes):
    # SNS-FLT-10
    account = Account(filter__lag=[value])
    topic, queue = filtered(account, before)
    account.world.clock.pass_time(wait)
    account.publish(topic, MessageAttributes={"store": text("Ulm")})
    assert account.messages(queue) == ["m-1"] * passes


def test_nobody_asks_whether_a_filter_lags_where_it_does_not_matter():
    account = Account()
    topic, queue = filtered(account, {"FilterPolicy": ULM})
    account.publish(topic, "wanted now", MessageAttributes={"store": text("Bonn")})
    account.publish(topic, "wanted never", MessageAttributes={"store": text("Berlin")})
    assert "filter.lag" not in [name for name, *_ in account.orders.asked]
    assert account.messages(queue) == ["wanted now"]


def test_a_topic_may_deliver_twice():
    # SNS-PUB-03
    account = Account(topic__duplicate=[0, 1])
    topic = account.topic()
    one, two = account.listener(topic, "one"), account.listener(topic, "two")
    published = account.publish(topic)
    assert len(account.received(one)) == 1
    copies = account.received(two)
    assert len({copy["MessageId"] for copy in copies}) == 2
    ids = {json.loads(copy["Body"])["MessageId"] for copy in copies}
    assert ids == {published["MessageId"]}


@pytest.mark.parametrize(("value", "delay"), [(1, 1), (2, 60)])
def test_a_topic_may_deliver_late_and_so_out_of_order(value, delay):
    # SNS-PUB-04, SNS-PUB-21
    account = Account(topic__late=[value])
    topic = account.topic()
    one, two = account.listener(topic, "one"), account.listener(topic, "two")
    account.publish(topic, "m-1")
    account.publish(topic, "m-2")
    assert account.messages(one) == ["m-2"]
    assert account.messages(two) == ["m-1", "m-2"]
    account.world.clock.pass_time(delay - 0.001)
    assert account.messages(one) == []
    account.world.clock.pass_time(0.001)
    assert account.messages(one) == ["m-1"]


def test_a_late_copy_can_fail_too():
    account = Account(topic__late=[1])
    topic = account.topic()
    dead = account.queue("dead", admits=[topic])
    queue = account.queue("one", admits=[topic])
    dead_lettered(account, topic, queue, dead)
    account.publish(topic)
    account.sqs("DeleteQueue", QueueUrl=account.url(queue))
    account.world.clock.pass_time(1)
    assert account.messages(dead) == ["m-1"]


def test_a_delivery_may_be_refused():
    # SNS-PUB-08
    account = Account(delivery__refused=[1, 0, 1])
    topic = account.topic()
    dead = account.queue("dead", admits=[topic])
    one = account.queue("one", admits=[topic])
    dead_lettered(account, topic, one, dead)
    two = account.listener(topic, "two")
    account.publish(topic)
    assert account.messages(one) == []
    assert account.messages(dead) == ["m-1"]
    assert account.messages(two) == ["m-1"]


@pytest.mark.parametrize("value", [1, 2])
def test_a_throttled_publish_does_nothing(value):
    account = Account(send__throttled=[value])
    topic = account.topic()
    queue = account.listener(topic)
    refusal = refused("Throttling", account.publish, topic)
    assert (refusal.throttled, refusal.status) == (value, 400)
    assert account.received(queue) == []
    account.publish(topic)
    assert account.messages(queue) == ["m-1"]


def publish_one(account, topic):
    account.publish(topic)


def publish_batch(account, topic):
    entry = {"Id": "a", "Message": "m-1"}
    account.sns("PublishBatch", TopicArn=topic, PublishBatchRequestEntries=[entry])


@pytest.mark.parametrize("publish", [publish_one, publish_batch])
def test_the_answer_to_a_publish_may_be_lost(publish):
    account = Account(send__answer_lost=[1])
    topic = account.topic()
    queue = account.listener(topic)
    with pytest.raises(AnswerLost):
        publish(account, topic)
    assert account.messages(queue) == ["m-1"]


def test_the_adversary_hears_what_it_is_about():
    account = Account()
    topic = account.topic()
    account.listener(topic)
    account.orders.asked.clear()
    account.publish(topic, "m-7")
    assert [(name, n, str(about)) for name, n, about in account.orders.asked] == [
        ("send.throttled", 3, "m-7"),
        ("topic.duplicate", 2, "m-7"),
        ("topic.late", 3, "m-7"),
        ("delivery.refused", 2, "m-7"),
        ("send.answer-lost", 2, "m-7"),
    ]


def test_a_group_is_forwarded_to_a_standard_queue(account, topic):
    # SNS-FIFO-06
    queue = account.listener(topic)
    account.publish(topic, "m-1", MessageGroupId="tenant-1")
    account.publish(topic, "m-2")
    groups = [found["Attributes"].get("MessageGroupId") for found in account.received(queue)]
    assert sorted(groups, key=str) == [None, "tenant-1"]
    refused("InvalidParameter", account.publish, topic, "m", MessageGroupId="a b")
    refused("InvalidParameter", account.publish, topic, "m", MessageDeduplicationId="d")
