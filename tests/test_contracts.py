"""The contracts of messages and APIs are sound, and what breaks them is seen."""

from __future__ import annotations

import json

import pytest
from openapi_spec_validator import validate

from pattern_tck.catalogue import roles
from pattern_tck.channels import kind_of
from pattern_tck.contracts import apis, documents
from pattern_tck.contracts.messages import ChannelContract, channels
from pattern_tck.contracts.watch import Watch
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.tap import Call

PATTERNS = sorted({role.pattern for role in roles().values()})
RIDE = {
    "id": "r-1",
    "from": "Berlin",
    "to": "Frankfurt",
    "duration": 420,
    "distance": 600,
    "customer": "cmr",
    "fare": 256.5,
}
ATTRIBUTES = {
    "fare": {"DataType": "Number", "StringValue": "256.5"},
    "distance": {"DataType": "Number", "StringValue": "600"},
}


@pytest.mark.parametrize("name", documents.names(".openapi.yaml"))
def test_the_contract_of_an_api_is_valid_openapi(name: str) -> None:
    validate(documents.document(name))
    assert documents.document(name)["openapi"].startswith("3.1")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_channel_of_a_pattern_has_a_contract(pattern: str) -> None:
    words = {
        word
        for role in roles().values()
        if role.pattern == pattern
        for variable, word in {**role.given, **role.makes}.items()
        if kind_of(variable) in {"queue", "topic", "bus"}
    }
    assert words <= set(channels(pattern)), sorted(words - set(channels(pattern)))


@pytest.mark.parametrize("name", documents.names(".asyncapi.yaml"))
def test_the_contract_of_channels_has_the_parts_of_asyncapi_3(name: str) -> None:
    document = documents.document(name)
    assert document["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(document["info"])
    messages = document["components"]["messages"]
    named = {
        reference["$ref"]
        for channel in document["channels"].values()
        for reference in channel["messages"].values()
    }
    assert named == {f"#/components/messages/{each}" for each in messages}
    for message in messages.values():
        assert message["summary"]
        # AsyncAPI knows no schema but an object: `{}` is what allows everything.
        assert isinstance(message["payload"], dict)
        assert isinstance(message.get("headers", {}), dict)


def test_every_contract_belongs_to_somebody() -> None:
    answered = {role.answers for role in roles().values() if role.answers}
    assert answered <= set(documents.names(".openapi.yaml"))


class Somebody:
    name = application = role = "somebody"


def sending(channel: str, operation: str, **parameters: object) -> Call:
    return Call(Somebody(), "sqs", operation, channel, parameters)  # type: ignore[arg-type]


@pytest.fixture
def watch() -> Watch:
    watch = Watch()
    watch.know(roles()["publisher"], lambda word: word)
    return watch


def test_what_fits_is_no_breach(watch: Watch) -> None:
    for _ in range(2):
        call = sending(
            "completed rides", "Publish", Message=json.dumps(RIDE), MessageAttributes=ATTRIBUTES
        )
        watch.hear(call, {})
    assert watch.broken == []


@pytest.mark.parametrize(
    ("message", "attributes", "said"),
    [
        ("this is no JSON", ATTRIBUTES, "the body is no JSON"),
        (json.dumps({**RIDE, "fare": "much"}), ATTRIBUTES, "/fare"),
        (json.dumps(RIDE), {}, "of the attributes"),
    ],
)
def test_what_does_not_fit_is_told_with_who_and_why(
    watch: Watch, message: str, attributes: dict[str, object], said: str
) -> None:
    call = sending("completed rides", "Publish", Message=message, MessageAttributes=attributes)
    watch.hear(call, {})
    (breach,) = watch.broken
    assert breach.startswith("somebody sent to 'completed rides' what publish_subscribe.asyncapi")
    assert said in breach


def test_each_entry_of_a_batch_is_looked_at(watch: Watch) -> None:
    entries = [{"Message": json.dumps(RIDE), "MessageAttributes": ATTRIBUTES}, {"Message": "no"}]
    watch.hear(sending("completed rides", "PublishBatch", PublishBatchRequestEntries=entries), {})
    assert len(watch.broken) == 1


def test_what_is_broken_on_purpose_is_allowed_once_and_on_arrival(watch: Watch) -> None:
    with watch.allowing(True):
        watch.hear(sending("completed rides", "Publish", Message="poison"), {})
    watch.hear(sending("completed rides", "ReceiveMessage"), {"Messages": [{"Body": "poison"}]})
    assert watch.broken == []
    watch.hear(sending("completed rides", "Publish", Message="poison"), {})
    assert len(watch.broken) == 1


def test_what_nobody_was_heard_to_send_is_looked_at_on_arrival(watch: Watch) -> None:
    watch.hear(sending("triggers", "ReceiveMessage"), {"Messages": [{"Body": "{}"}]})
    (breach,) = watch.broken
    assert breach.startswith("somebody sent to 'triggers'")


def test_a_channel_without_a_contract_is_not_looked_at(watch: Watch) -> None:
    watch.hear(sending("elsewhere", "SendMessage", MessageBody="no"), {})
    assert watch.broken == []


def test_a_message_of_one_of_several_kinds_fits(watch: Watch) -> None:
    replies: ChannelContract = channels("request_response")["replies"]
    headers = {"CorrelationId": "c-1", "Status": "refused"}
    assert replies.misfit('{"reason": "no"}', headers) == ""
    assert "no receipt" in replies.misfit("{}", headers)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HttpAnswer(201, {"content-type": "application/json"}, b'{"id": "r-1"}'), ""),
        (HttpAnswer(200, {"content-type": "application/json"}, b'{"id": "r-1"}'), "Received: 200"),
        (HttpAnswer(201, {"content-type": "application/json"}, b"{}"), "id"),
        (HttpAnswer(400, {"content-type": "text/plain"}, b"bad"), "ontent"),
    ],
)
def test_an_answer_is_held_against_its_contract(answer: HttpAnswer, said: str) -> None:
    operation = apis.contract("ride_completion.openapi.yaml").operation(
        "POST", "/submit-ride-completion"
    )
    assert operation is not None
    wrong = operation.wrong(answer)
    assert said in wrong
    assert bool(wrong) == bool(said)


def test_a_request_is_held_against_its_contract() -> None:
    operation = apis.contract("ride_completion.openapi.yaml").operation(
        "POST", "/submit-ride-completion"
    )
    assert operation is not None
    ride = {name: value for name, value in RIDE.items() if name != "id"}
    right = HttpRequest("POST", "/submit-ride-completion", body=json.dumps(ride).encode())
    wrong = HttpRequest("POST", "/submit-ride-completion", body=json.dumps(RIDE).encode())
    assert operation.misfit(right) == ""
    assert "id" in operation.misfit(wrong)


def test_a_path_with_a_parameter_is_found_and_no_longer_one() -> None:
    contract = apis.ApiContract(
        "x",
        (apis.Operation("GET", "/rides/{id}", None, frozenset(), None),),  # type: ignore[arg-type]
    )
    assert contract.operation("GET", "/rides/r-1")
    assert contract.operation("GET", "/rides/r-1/more") is None
    assert contract.operation("GET", "/rides/") is None
    assert contract.operation("POST", "/rides/r-1") is None
