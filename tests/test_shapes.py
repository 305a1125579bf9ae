"""Message shapes: ids and attributes, kinds of messages, envelopes, poison, and mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pattern_tck.contracts.fields import Field, fields, is_for_the_unreadable
from pattern_tck.shapes.channel_shapes import ChannelShapes
from pattern_tck.shapes.of_role import RoleShapes, mistakes
from pattern_tck.shapes.places import Place
from pattern_tck.shapes.team_shape import Shape, TeamShape
from pattern_tck.verdicts import UsageMistake

RIDE = {"id": Field("string"), "fare": Field("number")}


def text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}


@pytest.mark.parametrize(
    ("said", "body", "attributes"),
    [
        ({"correlation_id": "attribute:X-Id"}, {"no": "r"}, {"X-Id": "c", "ReplyTo": "q"}),
        ({"correlation_id": "body:$.meta.id"}, {"no": "r", "meta": {"id": "c"}}, {"ReplyTo": "q"}),
        ({"reply_to": "body:$['reply-to']"}, {"no": "r", "reply-to": "q"}, {"CorrelationId": "c"}),
        ({"attributes": {"CorrelationId": "corr", "ReplyTo": "to"}}, {"no": "r"},
         {"corr": "c", "to": "q"}),
    ],
)  # fmt: skip
def test_where_id_and_address_stand(
    said: dict[str, Any], body: dict[str, Any], attributes: dict[str, str]
) -> None:
    shape = Shape(TeamShape('{"no": "{id}"}', **said), RIDE)
    canonical = {"CorrelationId": text("c"), "ReplyTo": text("q")}

    made = shape.to_team('{"id": "r"}', canonical)
    assert made is not None
    assert json.loads(made[0]) == body
    assert {name: value["StringValue"] for name, value in made[1].items()} == attributes

    back = shape.from_team(*made)
    assert back is not None
    assert (json.loads(back[0]), back[1]) == ({"id": "r"}, canonical)


def test_what_lacks_is_not_in_the_sample_either() -> None:
    shape = Shape(
        TeamShape('{"no": "{id}", "meta": {"to": "http://sample"}}', reply_to="body:$.meta.to"),
        RIDE,
    )
    assert shape.to_team('{"id": "r"}', {}) == ('{"no": "r", "meta": {}}', {})


@pytest.mark.parametrize(
    "where", ["CorrelationId", "attribute:", "body:", "body:$", "body:$..id", "body:$.a[*]", "a:b"]
)
def test_what_is_no_place(where: str) -> None:
    with pytest.raises(ValueError, match=r"no path to one place|neither attribute:NAME nor body:"):
        Place.parse(where)


CHARGE = '{"type": "charge", "no": "{fareId}", "sum": "{fareAmount}", "token": "{taskToken}"}'
REFUND = '{"type": "refund", "no": "{fareId}", "sum": "{fareAmount}", "token": "{taskToken}"}'


def test_the_kind_of_a_message_is_told_by_what_differs() -> None:
    said = [
        TeamShape(CHARGE, when={"command": "ChargeFare"}),
        TeamShape(REFUND, when={"command": "RefundFare"}),
    ]
    shapes = (
        RoleShapes("step-service", {"COMMANDS_QUEUE_URL": said})
        .translation({"COMMANDS_QUEUE_URL": "q"}, print)
        .channels["q"]
    )
    asked = {"command": "RefundFare", "fareId": "f", "fareAmount": "$1", "taskToken": "t"}

    made, _ = shapes.to_team(json.dumps(asked), {})
    assert json.loads(made) == {"type": "refund", "no": "f", "sum": "$1", "token": "t"}
    assert json.loads(shapes.from_team(made, {})[0]) == asked
    other = json.dumps({**asked, "command": "CreditCustomerAccount"})
    assert shapes.to_team(other, {}) == (other, {})


def test_an_attribute_can_tell_the_kind() -> None:
    said = [
        TeamShape('{"ok": true, "no": "{receipt}"}', when={"Status": "ok"}),
        TeamShape('{"ok": false, "why": "{reason}"}', when={"Status": "refused"}),
    ]
    translation = RoleShapes("responder", {"replies": said}).translation({"A_QUEUE": "q"}, print)
    sent = translation.translated(
        "SendMessage", {"QueueUrl": "elsewhere", "MessageBody": '{"ok": false, "why": "no"}'}
    )
    assert json.loads(sent["MessageBody"]) == {"reason": "no"}
    assert sent["MessageAttributes"] == {"Status": text("refused")}
    same = {"QueueUrl": "q", "MessageBody": '{"ok": false, "why": "no"}'}
    assert translation.translated("SendMessage", same) is same


def test_a_message_in_an_envelope() -> None:
    shapes = ChannelShapes(
        "inbox",
        [Shape(TeamShape('{"no": "{id}"}', attributes={"Status": "outcome"}), RIDE)],
        print,
        {},
    )
    envelope = {
        "Type": "Notification",
        "Message": '{"id": "r", "fare": 2}',
        "MessageAttributes": {"Status": {"Type": "String", "Value": "ok"}},
    }
    made = json.loads(shapes.to_team(json.dumps(envelope), {})[0])
    assert json.loads(made["Message"]) == {"no": "r"}
    assert made["MessageAttributes"] == {"outcome": {"Type": "String", "Value": "ok"}}

    event = {"source": "s", "detail-type": "d", "detail": {"id": "r", "fare": 2}, "id": "e"}
    made = json.loads(shapes.to_team(json.dumps(event), {})[0])
    assert made == {**event, "detail": {"no": "r"}}


def test_a_poison_that_would_be_a_good_message_is_replaced_by_the_teams_own() -> None:
    notes: list[str] = []
    said = TeamShape('["{id}", {fare}]', refuses='["only one"]')
    role = RoleShapes("consumer", {"WORK_QUEUE_URL": [said]})
    translation = role.translation({"WORK_QUEUE_URL": "w", "INVALID_QUEUE_URL": "i"}, notes.append)
    assert translation.channels["w"].to_team('["r-1", 20]', {})[0] == '["only one"]'
    aside = {"QueueUrl": "i", "MessageBody": '["only one"]'}
    assert translation.translated("SendMessage", aside)["MessageBody"] == '["r-1", 20]'
    assert not notes

    bare = RoleShapes("consumer", {"WORK_QUEUE_URL": [TeamShape('["{id}", {fare}]')]})
    bare.translation({"WORK_QUEUE_URL": "w"}, notes.append).channels["w"].to_team('["r-1", 20]', {})
    assert "say with `refuses`" in notes[0]


# -- what is wrong with shapes


@pytest.mark.parametrize(
    ("variable", "said", "sentence"),
    [
        ("WORK_QUEUE", TeamShape(), "no channel of role 'consumer'; did you mean 'WORK_QUEUE_URL'"),
        ("WORK_QUEUE_URL", TeamShape("{ident} {fare}"), "no field {ident}"),
        ("WORK_QUEUE_URL", TeamShape("{fair}"), "no field {fair}; did you mean 'fare'?"),
        ("WORK_QUEUE_URL", TeamShape('{"a"}'), "it is no JSON"),
        ("WORK_QUEUE_URL", TeamShape(reply_to="header:X"), "neither attribute:NAME nor body:"),
        ("WORK_QUEUE_URL", TeamShape("{id}", reply_to="body:$.a"), "only if the body is JSON"),
    ],
)
def test_mistakes(variable: str, said: TeamShape, sentence: str) -> None:
    assert sentence in " ".join(mistakes("consumer", {variable: [said]}))
    with pytest.raises(UsageMistake) as mistake:
        RoleShapes("consumer", {variable: [said]})
    assert sentence in str(mistake.value)


def test_fields_of_contracts() -> None:
    ride = fields("point_to_point", "work")
    assert ride["id"] == Field("string", required=True)
    assert ride["fare"] == Field("number", required=True)
    assert ride["customer"] == Field("string", required=False)
    assert fields("request_response", "requests")["fareId"] == Field("string", required=True)
    assert fields("point_to_point", "nowhere") == {}
    assert is_for_the_unreadable("point_to_point", "invalid messages")
    assert not is_for_the_unreadable("point_to_point", "work")
    assert not is_for_the_unreadable("dead_letter_queue", "dead letters")
