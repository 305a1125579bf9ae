"""The target `activemq`: what is written for the broker, and what the broker makes of it.

Those that need the broker are skipped, with what to install, where there is none.
"""

from __future__ import annotations

import json
import queue
import time
import uuid
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from pattern_tck.applicability import why_not_applicable
from pattern_tck.fixtures.brokers import destinations
from pattern_tck.fixtures.brokers.bridge import Bridge
from pattern_tck.fixtures.brokers.connection import BrokerError, Connection, Frame
from pattern_tck.fixtures.brokers.destinations import LIMITS, REDELIVERY_DELAY, Limit
from pattern_tck.fixtures.brokers.letters import Addresses, Letter, headers, letter
from pattern_tck.fixtures.brokers.preparedness import unprepared
from pattern_tck.fixtures.brokers.selectors import Unsaid, selector
from pattern_tck.fixtures.emulators.__main__ import CANNOT_START, main
from pattern_tck.fixtures.emulators.activemq import activemq, missing
from pattern_tck.fixtures.emulators.known import Start
from pattern_tck.fixtures.emulators.server import running
from pattern_tck.fixtures.targets.activemq import CAPABILITIES, ActiveMqTarget, open_target
from pattern_tck.ports import TargetSettings
from pattern_tck.scenarios import scenarios
from pattern_tck.verdicts import UnusableTarget, UsageMistake

PATIENCE = 30.0
BEANS = "{http://activemq.apache.org/schema/core}"


def shipped() -> ET.Element:
    name = "activemq.xml"
    text = resources.files("pattern_tck.fixtures.emulators").joinpath(name).read_text("utf-8")
    return ET.fromstring(text)


# -- what is written for the broker


def test_the_configuration_and_the_names_of_queues_agree():
    found = {
        each.get("queue"): int(each.get("maximumRedeliveries", ""))
        for each in shipped().iter(f"{BEANS}redeliveryPolicy")
        if each.get("queue")
    }

    assert found == {f"queue.max{limit}.>": limit - 1 for limit in LIMITS}
    for limit in LIMITS:
        name = destinations.queue("work", Limit(limit, "letters"))
        assert name.startswith(f"/queue/queue.max{limit}.letters.")


def test_the_configuration_and_the_delay_agree():
    delays = {each.get("redeliveryDelay") for each in shipped().iter(f"{BEANS}redeliveryPolicy")}

    assert delays == {str(round(REDELIVERY_DELAY * 1000))}


def test_a_full_stop_in_a_name_begins_no_part_of_it():
    assert destinations.queue("work.fifo", Limit()) == "/queue/queue.unlimited.none.work_fifo"


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            {"kind": ["a", "b"]},
            "((t_kind IS NULL AND a_kind = 'a') OR (t_kind IS NULL AND a_kind = 'b'))",
        ),
        ({"kind": ["it's"]}, "(t_kind IS NULL AND a_kind = 'it''s')"),
        ({"fare": [10]}, "(t_fare = 'Number' AND a_fare = 10.000000)"),
        (
            {"fare": [{"numeric": [">", 10, "<=", 20.5]}]},
            "(t_fare = 'Number' AND a_fare > 10.000000 AND a_fare <= 20.500000)",
        ),
        ({"kind": [{"prefix": "10%"}]}, "(t_kind IS NULL AND a_kind LIKE '10!%%' ESCAPE '!')"),
        ({"kind": [{"suffix": "_x"}]}, "(t_kind IS NULL AND a_kind LIKE '%!_x' ESCAPE '!')"),
        ({"kind": [{"exists": False}]}, "(a_kind IS NULL)"),
        ({"CorrelationId": [{"exists": True}]}, "(JMSCorrelationID IS NOT NULL)"),
        ({"ride-kind": [{"exists": True}]}, "(a_ride_HYPHEN_kind IS NOT NULL)"),
        (
            {"kind": [{"anything-but": ["a"]}]},
            "(a_kind IS NOT NULL AND NOT (t_kind IS NULL AND a_kind = 'a'))",
        ),
        ({"a": ["1"], "b": ["2"]}, "(t_a IS NULL AND a_a = '1') AND (t_b IS NULL AND a_b = '2')"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_filter_policy_is_a_selector(policy, said):
    assert selector(policy) == said


@pytest.mark.parametrize(
    "policy",
    [
        {"ride": {"kind": ["a"]}},
        {"kind": [None]},
        {"kind": [True]},
        {"kind": [{"equals-ignore-case": "a"}]},
        {"address": [{"cidr": "10.0.0.0/8"}]},
    ],
)
def test_what_a_selector_cannot_say_is_not_guessed(policy):
    with pytest.raises(Unsaid):
        selector(policy)


def test_a_message_is_the_same_on_both_sides():
    known = Addresses(
        {"stomp://here/work": "/queue/work"}.get, {"/queue/work": "stomp://here/work"}.get
    )
    sent = Letter(
        "m-1",
        "the body",
        {
            "CorrelationId": {"DataType": "String", "StringValue": "c-1"},
            "ReplyTo": {"DataType": "String", "StringValue": "stomp://here/work"},
            "fare": {"DataType": "Number", "StringValue": "12.5"},
            "ride-kind.x": {"DataType": "String", "StringValue": "long"},
            "seal": {"DataType": "Binary", "BinaryValue": b"\0\1"},
        },
        group="g-1",
        subject="about",
    )

    written = headers(sent, known, in_order=True)
    read = letter(Frame({**written, "message-id": "ID:1", "timestamp": "2000"}, sent.body), known)

    assert read == replace(sent, sent=2.0)
    # What JMS has a header for stands there, where any other client of the broker looks.
    assert (written["correlation-id"], written["reply-to"]) == ("c-1", "/queue/work")
    assert written["JMSXGroupID"] == "g-1"
    assert "JMSXGroupID" not in headers(sent, known)


# -- what a broker is asked for, and what not


def test_what_a_broker_is_not_meant_to_have_is_not_applicable_with_a_reason():
    told = {one.key: why_not_applicable(CAPABILITIES, one) for one in scenarios()}
    by_pattern = {
        pattern: {bool(told[one.key]) for one in scenarios() if one.pattern == pattern}
        for pattern in {one.pattern for one in scenarios()}
    }

    assert by_pattern["contract"] == {True}
    assert by_pattern["saga"] == {True, False}  # its steps are services behind queues
    assert by_pattern["domain_orchestration"] == {True}
    assert by_pattern["point_to_point"] == {False}
    for role, applies in (("bus-consumer", False), ("point-to-point-router", True)):
        reasons = {told[one.key] for one in scenarios() if one.role == role}
        assert ("" in reasons) is applies


@pytest.mark.parametrize(
    "url", [None, "", "http://127.0.0.1:1", "stomp://127.0.0.1", "stomp://x:y"]
)
def test_an_address_is_that_of_a_broker(url):
    with pytest.raises(UsageMistake, match="stomp://"):
        open_target(TargetSettings(url))


def test_nobody_answers():
    with pytest.raises(UnusableTarget, match=r"no broker answers at stomp://127.0.0.1:1 "):
        open_target(TargetSettings("stomp://127.0.0.1:1"))


# -- the launcher


def test_without_the_package_it_is_said_what_to_install(tmp_path, capsys):
    absent = {"activemq": activemq(tmp_path / "nowhere")}

    asked = ["run", "activemq", "--log", str(tmp_path / "log"), "--", "true"]
    assert main(asked, absent) == CANNOT_START
    told = capsys.readouterr().err
    assert "apt-get install --no-install-recommends activemq libxstream-java" in told
    assert "activemq.jar" in told


def test_without_java_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "no java on the path" in missing()


# -- what the broker makes of it

needs_broker = pytest.mark.skipif(bool(missing()), reason=f"there is no broker: {missing()}")


@pytest.fixture(scope="module")
def broker_url() -> Iterator[str]:
    with running(activemq(), Path("python")) as server:
        yield server.url


@pytest.fixture
def line(broker_url) -> Iterator[Connection]:
    connection = Connection(broker_url)
    yield connection
    connection.close()


@pytest.fixture
def target(line) -> ActiveMqTarget:
    return ActiveMqTarget(line, Bridge(line, "us-east-1"), "us-east-1")


@pytest.fixture
def sqs(target):
    return target.client("sqs")


@pytest.fixture
def sns(target):
    return target.client("sns")


class Box:
    """What a consumer was given."""

    def __init__(self) -> None:
        self.frames: queue.Queue[Frame] = queue.Queue()

    def next(self) -> Frame:
        return self.frames.get(timeout=PATIENCE)

    @property
    def bodies(self) -> list[str]:
        return [frame.body for frame in list(self.frames.queue)]


def unused(name: str = "q") -> str:
    return f"{name}-{uuid.uuid4().hex[:8]}"


def until(look):
    """Give what ``look`` gives as soon as it is something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "waited for nothing"
    return found


def make(sqs, name, **attributes):
    return sqs.create_queue(QueueName=unused(name), Attributes=attributes)["QueueUrl"]


def arn(sqs, url):
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


def receive(sqs, url, **more):
    asked = {"MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"], **more}
    return sqs.receive_message(QueueUrl=url, **asked).get("Messages", [])


def counts(sqs, url):
    seen = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return [
        int(seen[f"ApproximateNumberOfMessages{which}"]) for which in ("", "NotVisible", "Delayed")
    ]


@needs_broker
def test_the_broker_of_the_kit_is_prepared(line):
    assert unprepared(line) == []


@needs_broker
@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        (["destinationPolicy"], "no dead-letter queue for each queue"),
        # Together: without the scheduler a broker with the plugin does not even start.
        (
            ["plugins", "schedulerSupport", "destinationInterceptors"],
            "no limit of deliveries.*; it has no virtual topics.*; it has no scheduler: ",
        ),
    ],
)
def test_a_broker_that_is_not_prepared_is_found_out(lacks, said):
    def lay_out(start: Start) -> None:
        activemq().prepare(start)
        tree = shipped()
        broker = next(tree.iter(f"{BEANS}broker"))
        for part in [each for each in broker if each.tag.removeprefix(BEANS) in lacks]:
            broker.remove(part)
        for name in lacks:
            broker.attrib.pop(name, None)
        (start.folder / "conf" / "activemq.xml").write_bytes(ET.tostring(tree))

    with (
        running(replace(activemq(), prepare=lay_out), Path("python")) as server,
        pytest.raises(UnusableTarget, match=f"not prepared: it has .*{said}"),
    ):
        open_target(TargetSettings(server.url))


@needs_broker
def test_several_consumers_compete_on_the_broker(line):
    place, boxes = destinations.queue(unused(), Limit()), [Box(), Box()]
    for box in boxes:
        line.consume(place, box.frames.put, prefetch=3)
    for number in range(6):
        line.send(place, str(number), {})

    until(lambda: sum(len(box.bodies) for box in boxes) == 6)
    assert [len(box.bodies) for box in boxes] == [3, 3]
    assert Counter(boxes[0].bodies + boxes[1].bodies) == Counter("012345")


@needs_broker
def test_what_a_dead_connection_held_comes_again_to_another(broker_url, line):
    place, mine, theirs = destinations.queue(unused(), Limit()), Box(), Box()
    dies = Connection(broker_url)
    dies.consume(place, theirs.frames.put, prefetch=1)
    line.send(place, "held", {})
    assert theirs.next().headers.get("redelivered") is None

    line.consume(place, mine.frames.put, prefetch=1)
    dies.close()

    assert mine.next().headers["redelivered"] == "true"


@needs_broker
def test_a_temporary_queue_is_a_return_address(broker_url, line):
    place, requests, replies = destinations.queue(unused(), Limit()), Box(), Box()
    responder = Connection(broker_url)
    responder.consume(place, requests.frames.put, prefetch=1)
    line.consume("/temp-queue/mine", replies.frames.put, prefetch=1)
    line.send(place, "how much?", {"correlation-id": "c-1", "reply-to": "/temp-queue/mine"})
    request = requests.next()
    responder.send(request.headers["reply-to"], "5", {"correlation-id": "c-1"})

    assert (replies.next().body, request.headers["correlation-id"]) == ("5", "c-1")
    # It goes with the connection of who asked, and the broker says so to who answers.
    line.close()

    def refused() -> str:
        try:
            responder.send(request.headers["reply-to"], "too late", {})
        except BrokerError as error:
            return str(error)
        return ""

    assert "temp-queue" in until(refused)


@needs_broker
def test_a_message_is_taken_and_acknowledged(sqs):
    url = make(sqs, "work")
    sent = sqs.send_message(
        QueueUrl=url,
        MessageBody="a ride",
        MessageAttributes={"fare": {"DataType": "Number", "StringValue": "12"}},
    )
    message = until(lambda: receive(sqs, url))[0]
    assert message["MessageId"] == sent["MessageId"]
    assert message["MessageAttributes"]["fare"]["StringValue"] == "12"
    assert counts(sqs, url) == [0, 1, 0]

    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    assert counts(sqs, url) == [0, 0, 0]
    assert not receive(sqs, url)


@needs_broker
def test_after_so_many_deliveries_it_is_a_dead_letter(sqs):
    letters = make(sqs, "letters")
    policy = {"deadLetterTargetArn": arn(sqs, letters), "maxReceiveCount": 3}
    url = make(sqs, "work", RedrivePolicy=json.dumps(policy))
    sqs.send_message(QueueUrl=url, MessageBody="poison")

    given = 0
    while not (dead := receive(sqs, letters)):
        for message in receive(sqs, url):
            given += 1
            sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        assert given <= 3

    assert (given, [message["Body"] for message in dead]) == (3, ["poison"])


@needs_broker
def test_who_is_away_finds_its_copies_later_and_only_those_it_wants(sqs, sns):
    topic = sns.create_topic(Name=unused("news"))["TopicArn"]
    urls = {"all": make(sqs, "all"), "long": make(sqs, "long")}
    for name, url in urls.items():
        wanted = {"FilterPolicy": json.dumps({"kind": ["long"]})} if name == "long" else {}
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn(sqs, url),
            Attributes={"RawMessageDelivery": "true", **wanted},
        )
    for kind in ("short", "long"):
        sns.publish(
            TopicArn=topic,
            Message=kind,
            MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}},
        )

    until(lambda: counts(sqs, urls["all"])[0] == 2)
    assert [message["Body"] for message in receive(sqs, urls["all"])] == ["short", "long"]
    assert [message["Body"] for message in until(lambda: receive(sqs, urls["long"]))] == ["long"]
    assert counts(sqs, urls["long"]) == [0, 1, 0]


@needs_broker
@pytest.mark.parametrize(("fare", "least", "comes"), [("12.5", 12, True), ("11.9", 12, False)])
def test_a_number_is_compared_as_a_number(sqs, sns, fare, least, comes):
    topic = sns.create_topic(Name=unused("fares"))["TopicArn"]
    url, witness = make(sqs, "inbox"), make(sqs, "witness")
    policy = json.dumps({"fare": [{"numeric": [">=", least]}]})
    for queue_url, wanted in ((url, {"FilterPolicy": policy}), (witness, {})):
        sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn(sqs, queue_url), Attributes=wanted
        )
    attribute = {"fare": {"DataType": "Number", "StringValue": fare}}
    sns.publish(TopicArn=topic, Message="a ride", MessageAttributes=attribute)

    until(lambda: counts(sqs, witness)[0])
    assert counts(sqs, url)[0] == int(comes)


@needs_broker
def test_who_leaves_keeps_what_it_had_and_who_changes_its_mind_gets_what_it_wants_now(sqs, sns):
    topic = sns.create_topic(Name=unused("rides"))["TopicArn"]
    urls = {name: make(sqs, name) for name in ("leaves", "changes", "witness")}
    ends = {}
    for name, url in urls.items():
        wanted = {"FilterPolicy": '{"kind": ["a"]}'} if name == "changes" else {}
        ends[name] = sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn(sqs, url),
            Attributes={"RawMessageDelivery": "true", **wanted},
        )["SubscriptionArn"]

    def publish(body, kind):
        attribute = {"kind": {"DataType": "String", "StringValue": kind}}
        sns.publish(TopicArn=topic, Message=body, MessageAttributes=attribute)

    def lying(name):
        return counts(sqs, urls[name])[0]

    publish("early a", "a")
    publish("early b", "b")
    until(lambda: lying("witness") == 2)
    sns.unsubscribe(SubscriptionArn=ends["leaves"])
    sns.set_subscription_attributes(
        SubscriptionArn=ends["changes"],
        AttributeName="FilterPolicy",
        AttributeValue='{"kind": ["b"]}',
    )
    publish("late a", "a")
    publish("late b", "b")
    until(lambda: lying("witness") == 4)

    assert {name: lying(name) for name in ("leaves", "changes")} == {"leaves": 2, "changes": 2}
    bodies = {message["Body"] for message in until(lambda: receive(sqs, urls["changes"]))}
    assert bodies <= {"early a", "late b"}


@needs_broker
def test_an_envelope_says_what_was_published(sqs, sns):
    topic = sns.create_topic(Name=unused("news"))["TopicArn"]
    url = make(sqs, "inbox")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn(sqs, url))
    sns.publish(TopicArn=topic, Message="hello", Subject="about")

    envelope = json.loads(until(lambda: receive(sqs, url))[0]["Body"])

    assert (envelope["Message"], envelope["Subject"]) == ("hello", "about")
    assert envelope["TopicArn"] == topic


@needs_broker
def test_what_was_sent_for_later_is_counted_and_comes(sqs):
    url = make(sqs, "later")
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=2)

    assert counts(sqs, url) == [0, 0, 1]
    assert until(lambda: receive(sqs, url))[0]["Body"] == "later"


@needs_broker
def test_what_a_broker_has_no_counterpart_for_is_refused(sqs, sns):
    letters = make(sqs, "letters")
    with pytest.raises(ClientError, match=r"NoCounterpart.*StartMessageMoveTask"):
        sqs.start_message_move_task(SourceArn=arn(sqs, letters))
    policy = {"deadLetterTargetArn": arn(sqs, letters), "maxReceiveCount": 21}
    with pytest.raises(ClientError, match=r"NoCounterpart.*21 deliveries"):
        make(sqs, "work", RedrivePolicy=json.dumps(policy))
    topic = sns.create_topic(Name=unused("news"))["TopicArn"]
    with pytest.raises(ClientError, match=r"NoCounterpart.*JSON"):
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn(sqs, letters),
            Attributes={"FilterPolicy": '{"a": ["b"]}', "FilterPolicyScope": "MessageBody"},
        )


@needs_broker
def test_what_is_not_there_is_refused_by_its_name(sqs):
    url = make(sqs, "gone")
    sqs.delete_queue(QueueUrl=url)

    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.send_message(QueueUrl=url, MessageBody="to nobody")


@needs_broker
def test_a_deleted_queue_leaves_nothing_to_one_of_the_same_name(sqs):
    name = unused("again")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="old")
    sqs.delete_queue(QueueUrl=url)
    sqs.create_queue(QueueName=name)

    assert counts(sqs, url) == [0, 0, 0]
