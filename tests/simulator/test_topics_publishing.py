"""What a topic takes, and the form in which it comes to a queue."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.limits import TODAY
from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.topic_account import Account, number, refused, text

LARGEST = TODAY.largest_publish


@pytest.fixture
def account():
    return Account()


@pytest.fixture
def topic(account):
    return account.topic()


def test_the_envelope(account, topic):
    # SNS-PUB-13
    subscription_of = {}
    for name in ("one", "two"):
        queue = account.queue(name, admits=[topic])
        subscription_of[queue] = account.subscribe(topic, queue)
    account.world.clock.pass_time(1.25)
    published = account.publish(
        topic,
        "a ride",
        Subject="Rides",
        MessageAttributes={
            "fare": number(256.5),
            "stops": {"DataType": "String.Array", "StringValue": '["Ulm"]'},
            "map": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        },
    )
    assert published.keys() == {"MessageId"}
    queue_ids = set()
    for queue, subscription in subscription_of.items():
        [message] = account.received(queue)
        queue_ids.add(message["MessageId"])
        assert "MessageAttributes" not in message
        envelope = json.loads(message["Body"])
        assert envelope.pop("Signature")
        assert envelope.pop("SigningCertURL").startswith("https://sns.us-east-1.amazonaws.com/")
        assert envelope == {
            "Type": "Notification",
            "MessageId": published["MessageId"],
            "TopicArn": topic,
            "Subject": "Rides",
            "Message": "a ride",
            "Timestamp": "2027-01-15T08:00:01.250Z",
            "SignatureVersion": "1",
            "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe"
            f"&SubscriptionArn={subscription}",
            "MessageAttributes": {
                "fare": {"Type": "Number", "Value": "256.5"},
                "stops": {"Type": "String.Array", "Value": '["Ulm"]'},
                "map": {"Type": "Binary", "Value": "AP8="},
            },
        }
    assert len(queue_ids | {published["MessageId"]}) == 3


def test_what_was_not_said_is_not_in_the_envelope(account):
    topic = account.topic(SignatureVersion="2")
    queue = account.listener(topic)
    account.publish(topic)
    [body] = account.bodies(queue)
    assert {"Subject", "MessageAttributes", "SequenceNumber"}.isdisjoint(json.loads(body))
    assert json.loads(body)["SignatureVersion"] == "2"


@given(
    message=st.text(min_size=1),
    subject=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=100),
    value=st.text(min_size=1),
)
def test_every_text_survives_the_envelope(message, subject, value):
    account = Account()
    topic = account.topic()
    queue = account.listener(topic)
    account.publish(topic, message, Subject=subject, MessageAttributes={"it": text(value)})
    [body] = account.bodies(queue)
    envelope = json.loads(body)
    assert envelope["Message"] == message
    assert envelope["Subject"] == subject
    assert envelope["MessageAttributes"]["it"]["Value"] == value


def test_letters_stand_in_the_envelope_as_they_were_sent(account, topic):
    queue = account.listener(topic)
    account.publish(topic, "Köln")
    assert '"Message" : "Köln"' in account.bodies(queue)[0]


def test_raw(account, topic):
    # SNS-PUB-13, SNS-PUB-14
    queue = account.listener(topic, RawMessageDelivery="true")
    attributes = {
        "store": text("Bonn"),
        "fare": number(1),
        "stops": {"DataType": "String.Array", "StringValue": '["Ulm"]'},
        "map": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    account.publish(topic, "a ride", Subject="s", MessageAttributes=attributes)
    account.publish(topic, "another")
    first, second = account.received(queue)
    assert (first["Body"], second["Body"]) == ("a ride", "another")
    assert first["MessageAttributes"] == attributes
    assert "MessageAttributes" not in second


def test_raw_can_be_changed(account, topic):
    queue = account.queue("one", admits=[topic])
    subscription = account.subscribe(topic, queue)
    account.change(subscription, RawMessageDelivery="true")
    account.publish(topic, "raw")
    account.change(subscription, RawMessageDelivery="false")
    account.publish(topic, "wrapped")
    raw, wrapped = account.bodies(queue)
    assert raw == "raw"
    assert json.loads(wrapped)["Message"] == "wrapped"


@pytest.mark.parametrize("count", [10, 11])
@pytest.mark.parametrize("saved", [False, True])
def test_more_than_ten_attributes_are_never_delivered_raw(account, topic, count, saved):
    # SNS-PUB-14
    raw, wrapped = account.queue("raw", admits=[topic]), account.listener(topic, "wrapped")
    subscription = account.subscribe(topic, raw, RawMessageDelivery="true")
    dead = account.queue("dead", admits=[topic])
    if saved:
        account.change(subscription, RedrivePolicy=json.dumps({"deadLetterTargetArn": dead}))
    account.publish(topic, MessageAttributes={f"a-{n}": number(n) for n in range(count)})
    assert account.messages(wrapped) == ["m-1"]
    assert account.bodies(raw) == (["m-1"] if count == 10 else [])
    assert account.bodies(dead) == []
    assert [clause for clause, _ in account.told] == ([] if count == 10 else ["SNS-PUB-14"])


def test_a_text_for_each_protocol_comes_without_attributes(account, topic):
    # SNS-PUB-15
    wrapped = account.listener(topic, "wrapped")
    raw = account.listener(topic, "raw", RawMessageDelivery="true")
    filtered = account.listener(topic, "filtered", FilterPolicy='{"store": ["Bonn"]}')
    attributes = {"store": text("Bonn")}

    def publish(**texts):
        account.publish(
            topic, json.dumps(texts), MessageStructure="json", MessageAttributes=attributes
        )

    publish(default="for all", sqs="for queues")
    publish(default="for all", sqs=1, email="for people")
    assert "MessageAttributes" not in account.received(raw)[0]
    bodies = [json.loads(body) for body in account.bodies(wrapped)]
    assert [body["Message"] for body in bodies] == ["for queues", "for all"]
    assert all("MessageAttributes" not in body for body in bodies)
    assert account.bodies(filtered) == []


@pytest.mark.parametrize(
    ("message", "structure"),
    [
        ("no", "json"),
        ("[]", "json"),
        ('{"sqs": "m"}', "json"),
        ('{"default": 1}', "json"),
        ('{"default": "m"}', "xml"),
    ],
)
def test_structures_that_are_none(account, topic, message, structure):
    refused("InvalidParameter", account.publish, topic, message, MessageStructure=structure)


@pytest.mark.parametrize(
    ("message", "attributes", "accepted"),
    [
        ("a" * LARGEST, {}, True),
        ("a" * (LARGEST + 1), {}, False),
        ("é" * (LARGEST // 2), {}, True),
        ("é" * (LARGEST // 2) + "a", {}, False),
        ("a" * (LARGEST - 8), {"n": text("v")}, True),
        ("a" * (LARGEST - 7), {"n": text("v")}, False),
        ("a" * (LARGEST - 9), {"n": {"DataType": "Binary", "BinaryValue": b"12"}}, True),
        ("a" * (LARGEST - 8), {"n": {"DataType": "Binary", "BinaryValue": b"12"}}, False),
    ],
)
def test_sizes(account, topic, message, attributes, accepted):
    # SNS-PUB-17
    queue = account.listener(topic)
    if accepted:
        account.publish(topic, message, MessageAttributes=attributes)
    else:
        refused(
            "InvalidParameter",
            account.publish,
            topic,
            message,
            MessageAttributes=attributes,
            match="Message too long",
        )
    assert len(account.received(queue)) == accepted


def test_a_topic_can_ask_for_more_or_less(account):
    # SNS-PUB-17
    large = account.topic("large", MaximumMessageSize=str(1024 * 1024))
    account.publish(large, "a" * 1024 * 1024)
    refused("InvalidParameter", account.publish, large, "a" * (1024 * 1024 + 1))
    small = account.topic("small", MaximumMessageSize="1024")
    refused("InvalidParameter", account.publish, small, "a" * 1025)


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"a b": text("v")}, "ParameterValueInvalid"),
        ({"n": {"DataType": "Text", "StringValue": "v"}}, "ParameterValueInvalid"),
        ({"n": {"DataType": "String"}}, "ParameterValueInvalid"),
        ({"n": text("")}, "ParameterValueInvalid"),
        ({"n": {"DataType": "Binary", "StringValue": "v"}}, "ParameterValueInvalid"),
        ({"n": number("ten")}, "ParameterValueInvalid"),
    ],
)
def test_attributes_that_are_none(account, topic, attributes, code):
    refused(code, account.publish, topic, MessageAttributes=attributes)


@pytest.mark.parametrize("subject", ["", "a" * 101, "two\nlines"])
def test_subjects_that_are_none(account, topic, subject):
    refused("InvalidParameter", account.publish, topic, Subject=subject)


def test_where_to(account, topic):
    queue = account.listener(topic)
    refused("InvalidParameter", account.publish, topic, "", match="Empty message")
    refused("InvalidParameter", account.sns, "Publish", Message="m")
    with pytest.raises(NotModelled):
        account.sns("Publish", PhoneNumber="+49", Message="m")
    device = "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/a/b"
    refused("InvalidParameter", account.sns, "Publish", TargetArn=device, Message="m")
    account.sns("Publish", TargetArn=topic, Message="m")
    assert account.messages(queue) == ["m"]


def entry(identity, message="m", **more):
    return {"Id": identity, "Message": message, **more}


def batch(account, topic, *entries):
    return account.sns("PublishBatch", TopicArn=topic, PublishBatchRequestEntries=list(entries))


def test_a_batch_is_told_entry_by_entry(account, topic):
    # SNS-PUB-16
    queue = account.listener(topic)
    answer = batch(account, topic, entry("a", "m-1"), entry("b", ""), entry("c", "m-3"))
    assert [found["Id"] for found in answer["Successful"]] == ["a", "c"]
    [failed] = answer["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("b", "InvalidParameter", True)
    envelopes = [json.loads(body) for body in account.bodies(queue)]
    assert [envelope["Message"] for envelope in envelopes] == ["m-1", "m-3"]
    assert [envelope["MessageId"] for envelope in envelopes] == [
        found["MessageId"] for found in answer["Successful"]
    ]


def test_a_batch_that_went_well_lists_no_failure(account, topic):
    assert batch(account, topic, entry("a"))["Failed"] == []


def test_an_entry_can_fail_for_no_fault_of_the_publisher(topic):
    # SNS-PUB-16
    account = Account(batch__partial=[2])
    topic = account.topic()
    queue = account.listener(topic)
    answer = batch(account, topic, entry("a", "m-1"), entry("b", "m-2"), entry("c", "m-3"))
    assert [(found["Id"], found["SenderFault"]) for found in answer["Failed"]] == [("b", False)]
    assert account.messages(queue) == ["m-1", "m-3"]
    assert ("batch.partial", 4) in [(name, n) for name, n, _ in account.orders.asked]


@pytest.mark.parametrize(
    ("code", "entries"),
    [
        ("EmptyBatchRequest", []),
        ("TooManyEntriesInBatchRequest", [entry(str(n)) for n in range(11)]),
        ("BatchEntryIdsNotDistinct", [entry("a"), entry("a")]),
        ("InvalidBatchEntryId", [entry("a b")]),
        ("InvalidBatchEntryId", [entry("a" * 81)]),
        ("BatchRequestTooLong", [entry("a", "m" * LARGEST), entry("b")]),
    ],
)
def test_batches_that_are_refused_as_a_whole(account, topic, code, entries):
    queue = account.listener(topic)
    refused(code, batch, account, topic, *entries)
    assert account.received(queue) == []
    batch(account, topic, *(entry(str(n)) for n in range(10)))
    batch(account, topic, entry("a", "m" * (LARGEST - 1)), entry("b"))
