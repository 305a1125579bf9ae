"""The codec: what botocore writes is read as it was meant, what is written botocore reads again."""

import datetime as dt
import subprocess
import sys
from urllib.parse import urlencode

import boto3
import pytest
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from pattern_tck.simulator.doors.wire.answers import write_answer, write_refusal
from pattern_tck.simulator.doors.wire.requests import CBOR, JSON, Caller, Sent, read_request
from pattern_tck.simulator.doors.wire.service_models import SPOKEN, service_model
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import SERVICES

ITEM = {
    "pk": {"S": "ride-1"},
    "bytes": {"B": b"\x00\xff"},
    "count": {"N": "12.50"},
    "parts": {
        "L": [{"M": {"deep": {"M": {"deeper": {"BS": [b"\x01", b"\x02"]}}}}}, {"NULL": True}]
    },
    "names": {"SS": ["ä", "漢"]},
    "is": {"BOOL": False},
}
WHEN = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)

#: A call of each service beside the simulator, and an answer to it.
CALLS = {
    "dynamodb": (
        "TransactWriteItems",
        {
            "TransactItems": [
                {"Put": {"TableName": "t", "Item": ITEM}},
                {"Delete": {"TableName": "t", "Key": {"pk": {"S": "ride-2"}}}},
            ],
            "ClientRequestToken": "once",
        },
        {"ItemCollectionMetrics": {"t": [{"ItemCollectionKey": ITEM}]}},
    ),
    "iam": (
        "CreateRole",
        {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Tags": [{"Key": "a", "Value": "<&>"}]},
        {
            "Role": {
                "Path": "/", "RoleName": "r", "RoleId": "i", "Arn": "a", "CreateDate": WHEN,
                "Tags": [{"Key": "a", "Value": "<&>\r\n"}],
            }
        },
    ),
    "sts": ("GetCallerIdentity", {}, {"UserId": "u", "Account": "1", "Arn": "a"}),
}  # fmt: skip


def model_of(service):
    client = boto3.client(service, "us-east-1", aws_access_key_id="-", aws_secret_access_key="-")
    model: ServiceModel = client.meta.service_model
    return model


def sent(service, operation, parameters):
    model = model_of(service)
    serializer = create_serializer(model.resolved_protocol, include_validation=False)
    given = serializer.serialize_to_request(parameters, model.operation_model(operation))
    body = given["body"]
    written = urlencode(body).encode() if isinstance(body, dict) else body
    headers = {name.lower(): value for name, value in given["headers"].items()}
    return Sent(given["method"], given["url_path"], "", headers, written)


def parsed(service, operation, written):
    model = model_of(service)
    given = {
        "status_code": written.status,
        "headers": {name.decode(): value.decode() for name, value in written.headers},
        "body": written.body,
    }
    shape = model.operation_model(operation).output_shape
    answer = create_parser(model.resolved_protocol).parse(given, shape)
    metadata = answer.pop("ResponseMetadata")
    return answer, (metadata["HTTPStatusCode"], metadata["RequestId"])


@pytest.mark.parametrize("service", CALLS)
def test_services_beside_the_simulator_are_read_and_written(service):
    operation, parameters, answer = CALLS[service]
    asked = read_request(Caller("k", "r", service), sent(service, operation, parameters))
    assert (asked.operation, asked.parameters) == (operation, parameters)
    written = write_answer(asked, answer, "request-1")
    assert parsed(service, operation, written) == (answer, (200, "request-1"))


def test_an_error_brings_its_members():
    reasons = [{"Code": "ConditionalCheckFailed", "Item": {"pk": {"B": b"\x00"}}}]
    code = "TransactionCanceledException"
    refusal = Refusal(code, "no", members={"CancellationReasons": reasons})
    written = write_refusal("dynamodb", JSON, refusal, "r")
    given = {"status_code": 400, "headers": {}, "body": written.body}
    assert create_parser("json").parse(given, None)["Error"] == {"Code": code, "Message": "no"}
    # botocore reads what belongs to an error in a second pass, as it does an answer.
    shape = model_of("dynamodb").shape_for_error_code(code)
    error = create_parser("json").parse({**given, "status_code": 200}, shape)
    assert error["CancellationReasons"] == reasons


def test_whoever_is_asked_may_say_himself_what_is_missing():
    who, call = Caller("k", "r", "sqs"), sent("sqs", "SendMessage", {"MessageBody": "m"})
    with pytest.raises(Refusal, match="QueueUrl"):
        read_request(who, call)
    assert read_request(who, call, checked=False).parameters == {"MessageBody": "m"}


def test_all_that_is_simulated_is_spoken():
    assert SERVICES < SPOKEN
    assert {service: service_model(service).service for service in SPOKEN}


def test_without_cbor2_whoever_speaks_cbor_is_told_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "cbor2", None)
    headers = {"smithy-protocol": "rpc-v2-cbor"}
    call = Sent("POST", "/service/Granite/operation/DescribeAlarms", "", headers, b"\xa0")
    with pytest.raises(Refusal, match=r"pattern-tck\[simulate\]") as refused:
        read_request(Caller("k", "r", "cloudwatch"), call)
    written = write_refusal("cloudwatch", CBOR, refused.value, "r")
    assert b'"__type":"UnsupportedProtocol"' in written.body


def test_the_codec_needs_nothing_but_the_data_of_botocore():
    said = (
        "import sys\n"
        "import pattern_tck.simulator.doors.wire.answers as answers\n"
        "from pattern_tck.simulator.doors.wire.requests import JSON, Asked\n"
        "answers.write_answer(Asked('sqs', 'ListQueues', {}, '', JSON, ''), {}, 'r')\n"
        "unwanted = {'moto', 'cbor2', 'uvicorn', 'httptools', 'botocore.model', 'werkzeug'}\n"
        "print(sorted(unwanted & set(sys.modules)))\n"
    )
    ended = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True)
    assert ended.stdout == "[]\n"
