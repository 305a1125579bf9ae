"""FIFO topics: order, groups, numbers, and the five minutes of deduplication."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import AnswerLost
from tests.simulator.topic_account import Account, refused

MINUTES = 60


@pytest.fixture
def account():
    return Account()


@pytest.fixture
def topic(account):
    return account.topic("rides.fifo")


def publish(account, topic, message="m-1", group="g", deduplication=None):
    more = {"MessageDeduplicationId": deduplication} if deduplication else {}
    return account.publish(topic, message, MessageGroupId=group, **more)


def test_a_group_is_required_and_an_id(account, topic):
    # SNS-FIFO-01, SNS-FIFO-03
    refused(
        "InvalidParameter", account.publish, topic, match="MessageGroupId parameter is required"
    )
    refused(
        "InvalidParameter",
        account.publish,
        topic,
        MessageGroupId="g",
        match="ContentBasedDeduplication enabled",
    )
    refused("InvalidParameter", publish, account, topic, "m", "g", "a b")
    refused("InvalidParameter", publish, account, topic, "m", "g" * 129, "d")
    publish(account, topic, "m", "g" * 128, "d" * 128)


def test_a_batch_without_groups_is_refused_as_a_whole(account, topic):
    queue = account.listener(topic, "one.fifo")
    entries = [
        {"Id": "a", "Message": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"},
        {"Id": "b", "Message": "m", "MessageDeduplicationId": "e"},
    ]
    asked = {"TopicArn": topic, "PublishBatchRequestEntries": entries}
    refused("InvalidParameter", account.sns, "PublishBatch", **asked)
    assert account.received(queue) == []


def test_a_batch_keeps_its_order_and_is_deduplicated(account, topic):
    queue = account.listener(topic, "one.fifo")
    entries = [
        {"Id": f"e-{n}", "Message": f"m-{n}", "MessageGroupId": "g", "MessageDeduplicationId": d}
        for n, d in enumerate("abca")
    ]
    answer = account.sns("PublishBatch", TopicArn=topic, PublishBatchRequestEntries=entries)
    assert account.messages(queue) == ["m-0", "m-1", "m-2"]
    told = answer["Successful"]
    assert told[3]["MessageId"] == told[0]["MessageId"]
    assert all(len(found["SequenceNumber"]) == 20 for found in told)


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_every_fifo_queue_gets_every_group_in_order(groups):
    # SNS-FIFO-01
    account = Account(topic__duplicate=[1] * 99, topic__late=[2] * 99)
    topic = account.topic("rides.fifo", ContentBasedDeduplication="true")
    queues = [account.listener(topic, f"{name}.fifo") for name in ("one", "two")]
    numbers = [
        publish(account, topic, f"{number}", group)["SequenceNumber"]
        for number, group in enumerate(groups)
    ]
    assert numbers == sorted(set(numbers))
    for queue in queues:
        received = account.received(queue)
        for group in "abc":
            of_group = [
                int(json.loads(found["Body"])["Message"])
                for found in received
                if found["Attributes"]["MessageGroupId"] == group
            ]
            assert of_group == [n for n, other in enumerate(groups) if other == group]
    # A FIFO topic has none of a standard one's freedoms.
    assert {"topic.duplicate", "topic.late"}.isdisjoint(name for name, *_ in account.orders.asked)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 4))),
    st.sampled_from(["Topic", "MessageGroup"]),
)
def test_an_id_is_known_again_for_five_minutes(publishes, scope):
    # SNS-FIFO-03
    account = Account()
    topic = account.topic("rides.fifo", FifoThroughputScope=scope)
    # A standard queue knows no message again, so it shows what the topic delivers.
    queue = account.listener(topic, "one", RawMessageDelivery="true")
    seen, expected, minute = {}, [], 0
    for number, (group, identity, wait) in enumerate(publishes):
        account.world.clock.pass_time(wait * MINUTES)
        minute += wait
        answer = publish(account, topic, f"{number}", group, identity)
        key = (group if scope == "MessageGroup" else "", identity)
        if key in seen and minute - seen[key][0] < 5:
            # Who repeats himself is told what he was told first.
            assert answer == seen[key][1]
        else:
            seen[key] = (minute, answer)
            expected.append(f"{number}")
    assert sorted(account.bodies(queue), key=int) == expected


def test_the_body_can_be_the_id(account):
    # SNS-FIFO-03
    topic = account.topic("rides.fifo", ContentBasedDeduplication="true")
    # The envelopes differ, so the queue would not know them again by their content.
    queue = account.listener(topic, "one.fifo")
    first = publish(account, topic, "m-1")
    assert publish(account, topic, "m-1") == first
    account.publish(
        topic,
        "m-1",
        MessageGroupId="g",
        MessageAttributes={"n": {"DataType": "String", "StringValue": "v"}},
    )
    assert publish(account, topic, "m-1", deduplication="another") != first
    assert account.messages(queue) == ["m-1", "m-1"]


def test_the_whole_body_counts_with_the_texts_for_all_protocols(account):
    topic = account.topic("rides.fifo", ContentBasedDeduplication="true")
    queue = account.listener(topic, "one.fifo")
    for own in ("m-1", "m-2"):
        texts = json.dumps({"default": "m", "sqs": own})
        account.publish(topic, texts, MessageStructure="json", MessageGroupId="g")
    assert account.messages(queue) == ["m-1", "m-2"]


def test_a_fifo_queue_gets_group_and_id(account, topic):
    queue = account.listener(topic, "one.fifo")
    publish(account, topic, "m-1", "g-1", "d-1")
    [found] = account.received(queue)
    assert found["Attributes"]["MessageGroupId"] == "g-1"
    assert found["Attributes"]["MessageDeduplicationId"] == "d-1"


def test_the_number_is_in_the_envelope_alone(account, topic):
    # SNS-FIFO-05
    wrapped = account.listener(topic, "wrapped.fifo")
    raw = account.listener(topic, "raw.fifo", RawMessageDelivery="true")
    number = publish(account, topic, "m-1", deduplication="d")["SequenceNumber"]
    [found] = account.received(wrapped)
    envelope = json.loads(found["Body"])
    assert envelope["SequenceNumber"] == number
    assert "Signature" not in envelope
    [found] = account.received(raw)
    assert found["Body"] == "m-1"
    assert found["Attributes"]["SequenceNumber"] != number


def test_a_standard_queue_gets_no_group_from_a_fifo_topic(account, topic):
    queue = account.listener(topic, "one")
    publish(account, topic, "m-1", deduplication="d")
    [found] = account.received(queue)
    assert "MessageGroupId" not in found["Attributes"]


def test_dead_letters_of_a_fifo_topic_stay_in_order(account, topic):
    # SNS-PUB-11
    dead = account.queue("dead.fifo", admits=[topic])
    policy = json.dumps({"deadLetterTargetArn": dead})
    account.subscribe(topic, account.queue("one.fifo"), RedrivePolicy=policy)
    for number in range(3):
        publish(account, topic, f"m-{number}", deduplication=f"d-{number}")
    assert account.messages(dead) == ["m-0", "m-1", "m-2"]


def test_a_publish_whose_answer_was_lost_is_known_again():
    account = Account(send__answer_lost=[1])
    topic = account.topic("rides.fifo")
    queue = account.listener(topic, "one.fifo")
    with pytest.raises(AnswerLost):
        publish(account, topic, deduplication="d")
    publish(account, topic, deduplication="d")
    assert account.messages(queue) == ["m-1"]


def test_a_topic_without_listeners_numbers_its_messages(account, topic):
    first = publish(account, topic, deduplication="a")["SequenceNumber"]
    assert publish(account, topic, deduplication="b")["SequenceNumber"] > first
