"""Whatever is sent to the door on loopback gets an error of the service, and the next call goes on.

No status but the declared 501 is above 499, no connection hangs, nothing closes the door.
"""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.doors.wire.service_models import service_model
from pattern_tck.simulator.world import SERVICES, World
from tests.simulator.http_door import open_door, read_answer, request, signed

TARGETS = {
    "sqs": "AmazonSQS",
    "events": "AWSEvents",
    "states": "AWSStepFunctions",
    "monitoring": "GraniteServiceVersion20100801",
}
NAMES = {"states": "stepfunctions", "monitoring": "cloudwatch"}
TOPIC = "arn:aws:sns:eu-central-1:123456789012:t"
MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:m"
PASS = '{"Type": "Pass", "End": true}'
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

#: Values that a parameter may take, also such as no SDK would send.
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["", "q", "a.fifo", "{}", "[]", '{"a": [{"prefix": "b"}]}', "All", "1"])
    | st.binary(max_size=9).map(lambda raw: raw.decode("latin-1")),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def door():
    with open_door(time="virtual") as opened:
        sqs = opened.client("sqs")
        sqs.create_queue(QueueName="q")
        sqs.create_queue(QueueName="a.fifo", Attributes={"FifoQueue": "true"})
        sqs.send_message(QueueUrl="x/q", MessageBody="m")
        opened.client("sns").create_topic(Name="t")
        opened.client("stepfunctions").create_state_machine(
            name="m",
            definition=json.dumps({"StartAt": "A", "States": {"A": json.loads(PASS)}}),
            roleArn="arn:aws:iam::123456789012:role/x",
        )
        yield opened


def answers(door, data):
    """Give the statuses of all answers to some bytes, after which nothing more is sent."""
    with door.connect() as connection, connection.makefile("rb") as stream:
        try:
            connection.sendall(data)
            connection.shutdown(1)
        except OSError:
            return []
        statuses = []
        try:
            while (answer := read_answer(stream)) is not None:
                statuses.append(answer[0])
        except (ConnectionError, ValueError, IndexError):
            # It may hang up on the rest of what it has refused.
            pass
        return statuses


def check(door, statuses):
    assert all(status < 500 or status == 501 for status in statuses), statuses
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(request("ListQueues", {"QueueNamePrefix": "q"}))
        assert read_answer(stream)[0] == 200


@given(data=st.binary(max_size=400))
@CALM
def test_any_bytes(door, data):
    check(door, answers(door, data))


@given(
    cuts=st.lists(
        st.tuples(st.integers(0, 700), st.integers(0, 12), st.binary(max_size=12)), max_size=4
    )
)
@CALM
def test_a_request_with_some_bytes_changed(door, cuts):
    document = {"QueueUrl": "x/q", "MessageBody": "m" * 80, "DelaySeconds": 1}
    data = request("SendMessage", document) * 2
    for at, length, instead in cuts:
        data = data[:at] + instead + data[at + length :]
    check(door, answers(door, data))


@st.composite
def calls(draw):
    """Draw an operation of a service, and parameters that have its names and any values."""
    signature = draw(st.sampled_from(sorted(TARGETS)))
    service = NAMES.get(signature, signature)
    operation = draw(st.sampled_from(sorted(World().region("r").operations(service))))
    shape = service_model(service).operation(operation).input
    return signature, operation, draw(filled(shape) if shape else st.just({}))


def filled(shape, depth=0):
    """Give values that mostly fit a shape, so that they come as far as the model."""
    if depth > 4:
        return VALUES
    kind = shape.kind
    if kind == "structure":
        members = {name: filled(member, depth + 1) for name, member in shape.members.items()}
        required = {name: members.pop(name) for name in shape.required}
        fits = st.fixed_dictionaries(required, optional=members)
    elif kind == "list":
        fits = st.lists(filled(shape.member, depth + 1), max_size=3)
    elif kind == "map":
        fits = st.dictionaries(st.text(max_size=9), filled(shape.value, depth + 1), max_size=3)
    elif kind == "string":
        fits = st.sampled_from(["q", "x/q", "a.fifo", "{}", "[", "", "0", "\ud7ff", "x" * 300])
        fits |= st.text(max_size=12)
        fits |= st.sampled_from(["sns:r:123456789012:t", "sqs:r:123456789012:q"]).map(
            "arn:aws:".__add__
        )
    elif kind in {"integer", "long"}:
        fits = st.integers(-2, 2**31 - 1)
    elif kind == "boolean":
        fits = st.booleans()
    elif kind in {"float", "double", "timestamp"}:
        fits = st.floats(allow_nan=False, allow_infinity=False)
    else:
        fits = st.sampled_from(["AAEC", "", "!"])
    return st.one_of(*[fits] * 9, VALUES)


@given(call=calls())
@settings(CALM, max_examples=300)
def test_a_call_with_any_parameters(door, call):
    signature, operation, parameters = call
    body = json.dumps(parameters, default=str).encode("utf-8", "surrogatepass")
    data = request(operation, body, signature, TARGETS[signature])
    if operation == "UpdateArchive":
        return  # an archive that is not there is an InternalException of AWS itself
    if parameters.get("WaitTimeSeconds") if isinstance(parameters, dict) else False:
        return
    check(door, answers(door, data))


def test_a_tag_without_a_key_is_not_modelled(door):
    tags = {"name": "a", "tags": [{"value": "v"}]}
    assert answers(door, request("CreateActivity", tags, "states", TARGETS["states"])) == [501]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("UpdateStateMachine", {"stateMachineArn": "q"}),
        ("DeleteStateMachineVersion", {"stateMachineVersionArn": "q"}),
    ],
)
def test_what_is_no_arn_is_said_to_be_none(door, operation, parameters):
    data = request(operation, parameters, "states", TARGETS["states"])
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(data)
        status, _, body = read_answer(stream)
    assert (status, json.loads(body)["__type"]) == (400, "InvalidArn")


@given(
    fields=st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "Action",
                    "TopicArn",
                    "Name",
                    "Message",
                    "Attributes.entry.1.key",
                    "Attributes.entry.1.value",
                    "Attributes.entry.1",
                    "Tags.member.1.Key",
                    "Tags.member.x",
                    "PublishBatchRequestEntries.member.1.Id",
                    "PublishBatchRequestEntries.member.1.Message",
                    "...",
                ]
            )
            | st.text(max_size=20),
            st.sampled_from(["arn:aws:sns:eu-central-1:123456789012:t", "", "t"])
            | st.text(max_size=20),
        ),
        max_size=6,
    ),
    action=st.sampled_from(["Publish", "PublishBatch", "CreateTopic", "Subscribe", "TagResource"]),
    service=st.sampled_from(["sns", "sqs", "monitoring"]),
)
@CALM
def test_a_form_with_any_fields(door, fields, action, service):
    body = urlencode([("Action", action), *fields], errors="replace").encode()
    check(door, answers(door, form_of(service, body)))


def form_of(service, body):
    head = (
        f"POST / HTTP/1.1\r\nHost: x\r\n{signed(service)}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@given(
    path=st.sampled_from(["time", "faults", "journal", "reset", "worlds", "state", "", "page.js"])
    | st.text("abc/.%2e?&=", max_size=12),
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS"]),
    document=VALUES,
)
@CALM
def test_a_control_endpoint_with_anything(door, path, method, document):
    body = json.dumps({"advance": document, "freedom": document}).encode("utf-8", "surrogatepass")
    head = f"{method} /_simulator/{path} HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    with door.connect() as connection, connection.makefile("rb") as stream:
        connection.sendall(head.encode() + body)
        status = int(stream.readline().split()[1])
    check(door, [status])


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("events", "PutRule", {"Name": "r", "EventPattern": "{}"}),
        ("events", "TestEventPattern", {"EventPattern": "{}", "Event": "{}"}),
        ("events", "PutEvents", {"Entries": [{"Source": "s", "DetailType": "d", "Detail": "{}"}]}),
        ("sqs", "CreateQueue", {"QueueName": "d", "Attributes": {"Policy": "{}"}}),
        ("states", "CreateStateMachine", {"name": "m", "definition": "{}", "roleArn": "a"}),
        ("states", "ValidateStateMachineDefinition", {"definition": "{}"}),
        ("states", "StartExecution", {"stateMachineArn": MACHINE, "input": "{}"}),
        ("states", "SendTaskSuccess", {"taskToken": "t", "output": "{}"}),
        ("states", "TestState", {"definition": PASS, "roleArn": "a", "input": "{}"}),
        ("sqs", "SetQueueAttributes", {"QueueUrl": "x/q", "Attributes": {"RedrivePolicy": "{}"}}),
    ],
)
def test_deeply_nested_json_inside_of_parameters(door, depth, service, operation, parameters):
    nested = '{"a":' * depth + "1" + "}" * depth
    text = json.dumps(parameters).replace('"{}"', json.dumps(nested))
    check(door, answers(door, request(operation, text.encode(), service, TARGETS[service])))


@pytest.mark.parametrize(
    "fields",
    [
        {"Action": "Publish", "TopicArn": TOPIC, "MessageStructure": "json", "Message": "{}"},
        {
            "Action": "SetTopicAttributes",
            "TopicArn": TOPIC,
            "AttributeName": "DeliveryPolicy",
            "AttributeValue": "{}",
        },
        {
            "Action": "Subscribe",
            "TopicArn": TOPIC,
            "Protocol": "sqs",
            "Endpoint": "arn:aws:sqs:eu-central-1:123456789012:q",
            "Attributes.entry.1.key": "FilterPolicy",
            "Attributes.entry.1.value": "{}",
        },
    ],
)
@pytest.mark.parametrize("depth", [1_000, 10_000])
def test_deeply_nested_json_inside_of_forms(door, depth, fields):
    nested = '{"a":' * depth + "1" + "}" * depth
    body = urlencode({name: nested if text == "{}" else text for name, text in fields.items()})
    check(door, answers(door, form_of("sns", body.encode())))


def test_every_service_has_a_target_here():
    rest = {name for name in SERVICES if service_model(name).is_rest}
    assert {NAMES.get(name, name) for name in TARGETS} | {
        "sns",
        "cloudformation",
    } | rest == SERVICES
