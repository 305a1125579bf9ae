"""The translation at the tap: faults and contracts see the kit's messages, a team sees its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pattern_tck import faults
from pattern_tck.shapes.of_role import RoleShapes
from pattern_tck.shapes.team_shape import TeamShape
from pattern_tck.simulator.queues.content import digest, digest_of_attributes
from pattern_tck.tap import Fault, Tap, tapped
from tests.fakes import Client, Participant, tap

OWN = TeamShape(
    '{"no": "{id}", "total": {fare}}',
    correlation_id="attribute:X-Id",
    attributes={"Status": "X-State"},
)
CANONICAL = {"id": "r-1", "fare": 2.5, "from": "Berlin"}
NAMED = {
    "CorrelationId": {"DataType": "String", "StringValue": "c-1"},
    "Status": {"DataType": "String", "StringValue": "ok"},
}
OWN_NAMES = {"X-Id": NAMED["CorrelationId"], "X-State": NAMED["Status"]}


def shaped(through: Tap, **said: Any) -> Tap:
    shapes = RoleShapes("consumer", {"WORK_QUEUE_URL": [replace(OWN, **said)]})
    translation = shapes.translation({"WORK_QUEUE_URL": "http://q/1"}, through.unshown.append)
    return replace(through, translation=translation)


def received(*, asked: list[str], through: Tap | None = None) -> tuple[dict[str, Any], Client, Tap]:
    body = json.dumps(CANONICAL)
    message = {"MessageId": "1", "ReceiptHandle": "h", "Body": body, "MD5OfBody": digest(body)}
    message["MessageAttributes"] = NAMED
    message["MD5OfMessageAttributes"] = digest_of_attributes(NAMED)
    client = Client({"Messages": [message]})
    through = through or shaped(tap())
    made = tapped(client, through, Participant())
    parameters = {"QueueUrl": "http://q/1", "MessageAttributeNames": asked}
    return made._make_api_call("ReceiveMessage", parameters)["Messages"][0], client, through


def test_a_message_is_received_in_the_teams_shape() -> None:
    message, client, through = received(asked=["All"])
    assert json.loads(message["Body"]) == {"no": "r-1", "total": 2.5}
    assert message["MD5OfBody"] == digest(message["Body"])
    assert message["MessageAttributes"] == OWN_NAMES
    assert message["MD5OfMessageAttributes"] == digest_of_attributes(OWN_NAMES)
    assert client.answer["Messages"][0]["Body"] == json.dumps(CANONICAL)

    event = through.journal.events[0]
    assert "Berlin" in event.outcome
    assert '"no"' in event.own_words.replace("\\", "")
    assert "in its own shape" in str(event)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ([], set()),
        (["X-Id"], {"X-Id"}),
        (["X-*"], {"X-Id", "X-State"}),
        (["CorrelationId"], set()),
        ([".*"], {"X-Id", "X-State"}),
    ],
)
def test_attributes_are_asked_for_by_the_teams_names(asked: list[str], given: set[str]) -> None:
    message, client, _ = received(asked=asked)
    assert set(message.get("MessageAttributes", {})) == given
    assert ("MD5OfMessageAttributes" in message) == bool(given)
    assert client.calls[0][1]["MessageAttributeNames"] == ["All"]


def test_a_message_is_sent_in_the_kits_shape() -> None:
    client = Client({"MD5OfMessageBody": "?", "MD5OfMessageAttributes": "?", "MessageId": "1"})
    heard: list[Any] = []
    through = shaped(replace(tap(), heard=lambda call, _: heard.append(call.parameters)))
    body = '{"no": "r-1", "total": "2.5", "more": []}'
    asked = {"QueueUrl": "http://q/1", "MessageBody": body, "MessageAttributes": OWN_NAMES}
    answer = tapped(client, through, Participant())._make_api_call("SendMessage", asked)

    sent = client.calls[0][1]
    assert heard == [sent]
    assert json.loads(sent["MessageBody"]) == {"id": "r-1", "fare": 2.5}
    assert sent["MessageAttributes"] == NAMED
    # An SDK compares these with what it has sent.
    assert answer["MD5OfMessageBody"] == digest(body)
    assert answer["MD5OfMessageAttributes"] == digest_of_attributes(OWN_NAMES)
    assert "more" in through.journal.events[0].own_words


def test_a_batch_is_sent_in_the_kits_shape() -> None:
    client = Client({"Successful": [{"Id": "b", "MD5OfMessageBody": "?"}], "Failed": []})
    bodies = {"a": '{"no": "r-1", "total": 1}', "b": "poison"}
    entries = [{"Id": name, "MessageBody": body} for name, body in bodies.items()]
    made = tapped(client, shaped(tap()), Participant())
    asked = {"QueueUrl": "http://q/1", "Entries": entries}
    answer = made._make_api_call("SendMessageBatch", asked)

    sent = [entry["MessageBody"] for entry in client.calls[0][1]["Entries"]]
    assert sent == ['{"id": "r-1", "fare": 1}', "poison"]
    assert answer["Successful"] == [{"Id": "b", "MD5OfMessageBody": digest("poison")}]


@pytest.mark.parametrize(
    ("operation", "parameters", "where"),
    [
        ("Publish", {"TopicArn": "http://q/1"}, "Message"),
        ("StartExecution", {"stateMachineArn": "http://q/1"}, "input"),
    ],
)
def test_other_calls_that_send(operation: str, parameters: dict[str, Any], where: str) -> None:
    client = Client({"executionArn": "e"})
    made = tapped(client, shaped(tap()), Participant())
    made._make_api_call(operation, {**parameters, where: '{"no": "r-1", "total": 1}'})
    assert client.calls[0][1] == {**parameters, where: '{"id": "r-1", "fare": 1}'}


def test_an_event_is_put_in_the_kits_shape() -> None:
    client = Client({"Entries": [{"EventId": "1"}]})
    entry = {"EventBusName": "http://q/1", "Source": "s", "Detail": '{"no": "r-1", "total": 1}'}
    tapped(client, shaped(tap()), Participant())._make_api_call("PutEvents", {"Entries": [entry]})
    assert client.calls[0][1]["Entries"] == [{**entry, "Detail": '{"id": "r-1", "fare": 1}'}]


@pytest.mark.parametrize(
    ("policy", "scope", "canonical"),
    [
        ({"X-State": ["ok"], "other": [1]}, "", {"Status": ["ok"], "other": [1]}),
        ({"total": [{"numeric": [">", 9]}]}, "MessageBody", {"fare": [{"numeric": [">", 9]}]}),
    ],
)
def test_a_filter_is_by_the_kits_names(
    policy: dict[str, Any], scope: str, canonical: dict[str, Any]
) -> None:
    client = Client({"SubscriptionArn": "a"})
    said = {"FilterPolicy": json.dumps(policy), "FilterPolicyScope": scope}
    asked = {"TopicArn": "http://q/1", "Protocol": "sqs", "Attributes": said}
    through = shaped(tap())
    tapped(client, through, Participant())._make_api_call("Subscribe", asked)
    assert json.loads(client.calls[0][1]["Attributes"]["FilterPolicy"]) == canonical
    assert not through.unshown


def test_a_rule_is_by_the_kits_names() -> None:
    client = Client({})
    pattern = {"source": ["s"], "detail": {"lines": {"price": [1]}}}
    asked = {"Name": "r", "EventBusName": "http://q/1", "EventPattern": json.dumps(pattern)}
    through = shaped(tap(), accepts='{"lines": [{"price": {fare}, "no": "x-{id}"}]}')
    made = tapped(client, through, Participant())
    made._make_api_call("PutRule", asked)
    said = json.loads(client.calls[0][1]["EventPattern"])
    assert said == {"source": ["s"], "detail": {"fare": [1]}}
    assert not through.unshown

    pattern["detail"] = {"lines": {"no": ["x-r-1"]}}
    made._make_api_call("PutRule", {**asked, "EventPattern": json.dumps(pattern)})
    assert "is by what is no whole field" in through.unfired()[0]


def test_another_channel_is_left_alone() -> None:
    client = Client({})
    asked = {"QueueUrl": "http://q/2", "MessageBody": '{"no": "r-1", "total": 1}'}
    through = shaped(tap())
    tapped(client, through, Participant())._make_api_call("SendMessage", asked)
    assert client.calls[0][1] == asked
    assert through.journal.events[0].own_words == ""


def test_a_fault_sees_the_kits_message() -> None:
    through = shaped(tap())
    again = faults.Redeliver('"id": "r-1"')
    receive = frozenset({"ReceiveMessage"})
    through.order(Fault("twice", "consumer", receive, "", again, times=2))
    received(asked=[], through=through)
    message, _, _ = received(asked=[], through=through)
    assert again.done
    assert json.loads(message["Body"]) == {"no": "r-1", "total": 2.5}


def test_what_has_no_place_is_told() -> None:
    through = shaped(tap(), correlation_id="body:$.meta.id", accepts='["{id}", {fare}]')
    received(asked=[], through=through)
    assert "has no place for its CorrelationId" in through.unfired()[0]
