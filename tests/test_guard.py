"""The guard: to a system that runs already the kit sends, and does nothing besides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pattern_tck.channels import Channel, Directory
from pattern_tck.guard import MARK, Guard
from pattern_tck.numbering import RUN
from pattern_tck.shapes.of_role import RoleShapes
from pattern_tck.shapes.team_shape import TeamShape
from pattern_tck.tap import Tap
from pattern_tck.verdicts import NotExercised
from tests import fakes

THEIRS = "http://sqs/1/orders"
TOPIC = "arn:aws:sns:us-east-1:1:orders"
OURS = f"http://sqs/1/tck-{RUN}-7-work-1"
OUR_ARN = f"arn:aws:sqs:us-east-1:1:tck-{RUN}-7-work-1"
OUR_NAME = f"tck-{RUN}-7-rule-2"
SHAPES = RoleShapes(
    "consumer",
    {"WORK_QUEUE_URL": [TeamShape('{"order": {"id": "{id}"}, "cost": {fare}}')]},
)


@pytest.fixture
def guard() -> Guard:
    directory = Directory()
    directory.add("work of consumer", "queue", THEIRS)
    guard = Guard(directory, 7)
    guard.hosts.append("consumer")
    return guard


def ask(guard: Guard, operation: str, answer: Any = None, **parameters: Any) -> fakes.Client:
    client = fakes.Client(answer)
    client.said = guard.watch(client)._make_api_call(operation, parameters)  # type: ignore[attr-defined]
    return client


FORBIDDEN = [
    ("ReceiveMessage", {"QueueUrl": THEIRS}),
    ("DeleteMessage", {"QueueUrl": THEIRS, "ReceiptHandle": "r"}),
    ("DeleteMessageBatch", {"QueueUrl": THEIRS, "Entries": []}),
    ("ChangeMessageVisibility", {"QueueUrl": THEIRS}),
    ("PurgeQueue", {"QueueUrl": THEIRS}),
    ("DeleteQueue", {"QueueUrl": THEIRS}),
    ("SetQueueAttributes", {"QueueUrl": THEIRS}),
    ("TagQueue", {"QueueUrl": THEIRS}),
    ("StartMessageMoveTask", {"SourceArn": "arn:aws:sqs:us-east-1:1:orders-dlq"}),
    ("CreateQueue", {"QueueName": "orders"}),
    ("CreateTopic", {"Name": "orders"}),
    ("CreateEventBus", {"Name": "orders"}),
    ("DeleteTopic", {"TopicArn": TOPIC}),
    ("Subscribe", {"TopicArn": TOPIC, "Endpoint": "arn:aws:sqs:us-east-1:1:orders"}),
    ("Unsubscribe", {"SubscriptionArn": f"{TOPIC}:1-2-3"}),
    ("SetSubscriptionAttributes", {"SubscriptionArn": f"{TOPIC}:1-2-3"}),
    ("PutRule", {"Name": "orders", "EventBusName": f"tck-{RUN}-7-bus-1"}),
    ("DisableRule", {"Name": "orders", "EventBusName": "orders"}),
    ("RemoveTargets", {"Rule": "orders", "EventBusName": "orders", "Ids": ["1"]}),
    (
        "PutTargets",
        {
            "Rule": OUR_NAME,
            "EventBusName": "orders",
            "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:us-east-1:1:orders"}],
        },
    ),
    ("DeleteEventBus", {"EventBusName": "orders"}),
    (
        "CreateArchive",
        {"ArchiveName": "tck-0a1b2c-1-a", "EventSourceArn": "arn:aws:events:x:1:event-bus/orders"},
    ),
    (
        "StartReplay",
        {
            "ReplayName": f"tck-{RUN}-7-r-1",
            "EventSourceArn": f"arn:aws:events:x:1:archive/tck-{RUN}-7-a-1",
            "Destination": {"Arn": "arn:aws:events:x:1:event-bus/orders"},
        },
    ),
    ("PutItem", {"TableName": "orders", "Item": {}}),
    ("DeleteTable", {"TableName": "orders"}),
    ("StopExecution", {"executionArn": "arn:aws:states:x:1:execution:saga:tck-0a1b2c-1-e"}),
    ("UpdateStateMachine", {"stateMachineArn": "arn:aws:states:x:1:stateMachine:saga"}),
]


@pytest.mark.parametrize(("operation", "parameters"), FORBIDDEN)
def test_what_the_kit_does_not_do_to_a_channel_of_a_teams(
    guard: Guard, operation: str, parameters: Any
) -> None:
    client = fakes.Client()
    with pytest.raises(NotExercised, match=r"of a system that runs already \(consumer\): "):
        guard.watch(client)._make_api_call(operation, parameters)
    assert client.calls == []


@pytest.mark.parametrize(("operation", "parameters"), FORBIDDEN)
def test_without_such_a_system_everything_passes(operation: str, parameters: Any) -> None:
    client = ask(Guard(Directory(), 7), operation, **parameters)
    assert client.calls == [(operation, parameters)]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetQueueAttributes", {"QueueUrl": THEIRS}),
        ("ListSubscriptionsByTopic", {"TopicArn": TOPIC}),
        ("Subscribe", {"TopicArn": TOPIC, "Endpoint": OUR_ARN}),
        ("PutRule", {"Name": OUR_NAME, "EventBusName": "orders"}),
        ("DeleteRule", {"Name": OUR_NAME, "EventBusName": "orders"}),
        (
            "PutTargets",
            {
                "Rule": OUR_NAME,
                "EventBusName": "orders",
                "Targets": [{"Id": "1", "Arn": OUR_ARN}],
            },
        ),
        ("PutEvents", {"Entries": [{"EventBusName": "orders", "Detail": "{}"}]}),
        ("ReceiveMessage", {"QueueUrl": OURS}),
        ("DeleteQueue", {"QueueUrl": OURS}),
        ("CreateQueue", {"QueueName": f"tck-{RUN}-7-work-1"}),
        ("StartExecution", {"stateMachineArn": "arn:aws:states:x:1:stateMachine:saga"}),
    ],
)
def test_what_it_does(guard: Guard, operation: str, parameters: Any) -> None:
    assert ask(guard, operation, **parameters).calls == [(operation, parameters)]


def test_messages_of_the_kit_are_marked(guard: Guard) -> None:
    mark = {MARK: {"DataType": "String", "StringValue": RUN}}
    said = {"a": {"DataType": "String", "StringValue": "b"}}

    def attributes(operation: str, **parameters: Any) -> Any:
        ((_, sent),) = ask(guard, operation, **parameters).calls
        return sent.get("Entries", [sent])[0].get("MessageAttributes")

    body = {"MessageBody": "x"}
    assert attributes("SendMessage", QueueUrl=THEIRS, **body) == mark
    asked = {"QueueUrl": THEIRS, **body, "MessageAttributes": said}
    assert attributes("SendMessage", **asked) == {**said, **mark}
    assert attributes("SendMessageBatch", QueueUrl=THEIRS, Entries=[{"Id": "1", **body}]) == mark
    assert attributes("Publish", TopicArn=TOPIC, Message="x") == mark
    full = {str(number): said["a"] for number in range(10)}
    asked = {"QueueUrl": THEIRS, **body, "MessageAttributes": full}
    assert attributes("SendMessage", **asked) == full
    assert attributes("SendMessage", QueueUrl=OURS, **body) is None
    guard.hosts.clear()
    assert attributes("SendMessage", QueueUrl=THEIRS, **body) is None


def message(body: str, **attributes: str) -> dict[str, Any]:
    typed = {
        name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
    }
    return {"Body": body, "ReceiptHandle": body, "MessageAttributes": typed}


def test_what_others_say_on_a_topic_is_not_heard(guard: Guard) -> None:
    ask(guard, "Subscribe", TopicArn=TOPIC, Endpoint=OUR_ARN)
    heard = [message(f"ride r-1-{RUN}-7"), message("theirs"), message(f"r-1-{RUN}-77"),
             message("by attribute", id=f"r-2-{RUN}-7", TckRun=RUN)]  # fmt: skip
    client = ask(guard, "ReceiveMessage", {"Messages": heard}, QueueUrl=OURS)
    kept = client.said["Messages"]  # type: ignore[attr-defined]
    assert [one["Body"] for one in kept] == [f"ride r-1-{RUN}-7", "by attribute"]
    assert set(kept[1]["MessageAttributes"]) == {"id"}
    deleted = [asked["ReceiptHandle"] for name, asked in client.calls if name == "DeleteMessage"]
    assert deleted == ["theirs", f"r-1-{RUN}-77"]


def test_a_queue_of_the_kits_own_that_listens_to_nobody_is_heard_wholly(guard: Guard) -> None:
    client = ask(guard, "ReceiveMessage", {"Messages": [message("a reply")]}, QueueUrl=OURS)
    assert len(client.said["Messages"]) == 1  # type: ignore[attr-defined]


def test_the_kit_speaks_to_a_team_in_its_own_shape(guard: Guard) -> None:
    guard.translate(SHAPES.translation({"WORK_QUEUE_URL": THEIRS}, pytest.fail))
    sent = json.dumps({"id": "r-1", "fare": 2.5, "customer": "cmr"})
    ((_, made),) = ask(guard, "SendMessage", QueueUrl=THEIRS, MessageBody=sent).calls
    assert json.loads(made["MessageBody"]) == {"order": {"id": "r-1"}, "cost": 2.5}
    assert MARK in made["MessageAttributes"]
    ((_, made),) = ask(guard, "SendMessage", QueueUrl=OURS, MessageBody=sent).calls
    assert made["MessageBody"] == sent
    batch = [{"Id": "1", "MessageBody": "no JSON"}]
    ((_, made),) = ask(guard, "SendMessageBatch", QueueUrl=THEIRS, Entries=batch).calls
    assert made["Entries"][0]["MessageBody"] == "no JSON"


def test_what_a_team_answers_is_heard_in_the_kits_shape(guard: Guard) -> None:
    shapes = RoleShapes("responder", {"replies": [TeamShape('{"ticket": "{receipt}"}')]})
    guard.translate(shapes.translation({"REQUESTS_QUEUE_URL": THEIRS}, pytest.fail))
    heard = {"Messages": [message('{"ticket": "t-1"}', CorrelationId="c")]}
    client = ask(guard, "ReceiveMessage", heard, QueueUrl=OURS)
    (kept,) = client.said["Messages"]  # type: ignore[attr-defined]
    assert json.loads(kept["Body"]) == {"receipt": "t-1"}
    assert set(kept["MessageAttributes"]) == {"CorrelationId"}


def test_no_poison_is_sent_where_that_was_refused(guard: Guard) -> None:
    guard.see_poison(THEIRS)
    guard.refuse_poison(THEIRS, "nothing would end it")
    with pytest.raises(NotExercised, match="nothing would end it"):
        guard.see_poison(THEIRS)


def test_the_journal_has_what_the_kit_meant(guard: Guard) -> None:
    from pattern_tck.puppet import Puppet

    client = fakes.Client({"MessageId": "m"})
    guard.translate(SHAPES.translation({"WORK_QUEUE_URL": THEIRS}, pytest.fail))
    tap: Tap = fakes.tap()
    target: Any = fakes.Target()
    target.client = lambda _: client
    puppet = Puppet(target, tap, Directory(), "tck", guard)
    made = puppet.client("sqs")
    sent = json.dumps({"id": "r-1", "fare": 2.5})
    made._make_api_call("SendMessage", {"QueueUrl": THEIRS, "MessageBody": sent})
    assert json.dumps(sent) in tap.journal.events[0].detail
    assert "order" in client.calls[0][1]["MessageBody"]


def test_a_channel_is_known_by_its_name(guard: Guard) -> None:
    assert guard.is_foreign("default")
    assert not guard.is_foreign("")
    assert not guard.is_foreign(Channel("x", "queue", OURS).address)
