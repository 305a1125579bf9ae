"""The gateway: any SDK is served at one loopback address, by the one thread of the kit."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pattern_tck.channels import Directory
from pattern_tck.fixtures.targets.simulator import SimulatorTarget, open_target
from pattern_tck.gateway.gateway import Gateway, serve
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.journal import Journal
from pattern_tck.ports import TargetSettings
from pattern_tck.simulator.doors.wire.requests import JSON, Asked
from pattern_tck.tap import Crash, Fault, Tap
from tests.fakes import Participant


class Desk:
    """A caller in a thread, and the kit that serves it."""

    def __init__(self, target: SimulatorTarget, gateway: Gateway) -> None:
        self.target = target
        self.gateway = gateway
        self.key, self.line = gateway.admit()
        journal = Journal(target.clock.now())
        self.tap = Tap(Directory(), journal, target.clock.now)
        self.threads = ThreadPoolExecutor(4)
        self.session = boto3.session.Session(
            aws_access_key_id=self.key, aws_secret_access_key="-", region_name="us-east-1"
        )

    @cache  # noqa: B019 - a desk lives no longer than its test
    def client(self, service: str, patience: float = 20) -> Any:
        config = Config(retries={"total_max_attempts": 1}, read_timeout=patience)
        client = self.session.client(service, endpoint_url=self.gateway.url, config=config)
        # The door of the simulator is open in this process: this client has to pass it by.
        client.__dict__["_make_api_call"] = self.target.door._original.__get__(client)
        return client

    def call(self, service: str, operation: str, **parameters: Any) -> Any:
        """Have a caller call, serve it, and give what it got."""
        future = self.threads.submit(getattr(self.client(service), operation), **parameters)
        self.serve_until(future.done)
        return future.result()

    def serve_until(self, done: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not done():
            assert time.monotonic() < end, "the caller was not served"
            if waiting := self.line.take(lambda _: True):
                self.serve(waiting)
            else:
                self.line.await_news(0.01)

    def serve(self, waiting: Waiting) -> None:
        answer = serve(waiting, Participant(), self.tap, self.target.client)
        if answer is not None and waiting.asked.operation == "ReceiveMessage":
            waiting.answer(answer)

    def await_request(self) -> None:
        end = time.monotonic() + 30
        while not self.line.waiting():
            assert time.monotonic() < end, "no request came"
            self.line.await_news(0.05)


@pytest.fixture(scope="module")
def target() -> Iterator[SimulatorTarget]:
    target = open_target(TargetSettings())
    yield target
    target.close()


@pytest.fixture
def gateway(target: SimulatorTarget) -> Iterator[Gateway]:
    gateway = Gateway(target, "us-east-1")
    yield gateway
    gateway.close()
    target.reset()


@pytest.fixture
def desk(target: SimulatorTarget, gateway: Gateway) -> Iterator[Desk]:
    desk = Desk(target, gateway)
    yield desk
    gateway.cut_off(desk.key)
    desk.threads.shutdown()


def test_it_listens_on_loopback_alone(gateway: Gateway) -> None:
    assert gateway._endpoint._server.socket.getsockname()[0] == "127.0.0.1"


def test_a_message_goes_through_with_its_attributes(desk: Desk) -> None:
    url = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]
    word = {"DataType": "String", "StringValue": "wörd"}
    blob = {"DataType": "Binary", "BinaryValue": b"\x00\xff"}
    sent = desk.call(
        "sqs",
        "send_message",
        QueueUrl=url,
        MessageBody="höre",
        MessageAttributes={"W": word, "B": blob},
    )
    got = desk.call(
        "sqs",
        "receive_message",
        QueueUrl=url,
        MessageAttributeNames=["All"],
        AttributeNames=["All"],
    )["Messages"][0]
    assert (got["MessageId"], got["Body"]) == (sent["MessageId"], "höre")
    assert got["MessageAttributes"] == {"W": word, "B": blob}
    assert got["Attributes"]["ApproximateReceiveCount"] == "1"


def test_each_service_of_the_patterns_passes(desk: Desk) -> None:
    topic = desk.call("sns", "create_topic", Name="t")["TopicArn"]
    assert desk.call("sns", "publish", TopicArn=topic, Message="m")["MessageId"]
    desk.call("events", "create_event_bus", Name="b")
    entry = {"Source": "s", "DetailType": "t", "Detail": "{}", "EventBusName": "b"}
    assert desk.call("events", "put_events", Entries=[entry])["FailedEntryCount"] == 0
    definition = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
    machine = desk.call(
        "stepfunctions",
        "create_state_machine",
        name="m",
        definition=definition,
        roleArn="arn:aws:iam::123456789012:role/r",
    )["stateMachineArn"]
    started = desk.call("stepfunctions", "start_execution", stateMachineArn=machine, input="{}")
    assert started["executionArn"]


def table(desk: Desk) -> None:
    desk.call(
        "dynamodb",
        "create_table",
        TableName="t",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def test_an_error_has_its_class_and_its_members(desk: Desk) -> None:
    table(desk)
    put = {
        "TableName": "t",
        "Item": {"pk": {"S": "1"}},
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    desk.call("dynamodb", "put_item", **put)
    with pytest.raises(ClientError) as refused:
        desk.call("dynamodb", "put_item", **put)
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    with pytest.raises(ClientError) as refused:
        desk.call("dynamodb", "transact_write_items", TransactItems=[{"Put": put}])
    assert refused.value.response["CancellationReasons"][0]["Code"] == "ConditionalCheckFailed"


def test_an_error_of_a_queue_has_both_its_codes(desk: Desk) -> None:
    client = desk.client("sqs")
    url = f"{desk.gateway.url}/123456789012/nowhere"
    future = desk.threads.submit(client.send_message, QueueUrl=url, MessageBody="m")
    desk.serve_until(future.done)
    with pytest.raises(client.exceptions.QueueDoesNotExist) as refused:
        future.result()
    told = refused.value.response["Error"]
    assert told["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert told["QueryErrorCode"] == "QueueDoesNotExist"


def test_urls_of_queues_are_the_gateways_for_everybody(desk: Desk) -> None:
    theirs = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]
    ours = desk.target.client("sqs").get_queue_url(QueueName="q")["QueueUrl"]
    listed = desk.call("sqs", "list_queues")["QueueUrls"]
    assert theirs == ours
    assert theirs.startswith(desk.gateway.url + "/")
    assert listed == [theirs]


def test_urls_are_the_targets_again_when_the_gateway_is_closed(target: SimulatorTarget) -> None:
    before = target.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    gateway = Gateway(target, "us-east-1")
    shown = target.client("sqs").get_queue_url(QueueName="q")["QueueUrl"]
    gateway.close()
    assert shown != before
    assert target.client("sqs").get_queue_url(QueueName="q")["QueueUrl"] == before
    target.reset()


def post(desk: Desk, body: bytes, **headers: str) -> Any:
    request = urllib.request.Request(desk.gateway.url, body, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=20) as answer:
        return answer.status, answer.read()


def scope(key: str, service: str) -> str:
    return (
        f"AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/{service}/aws4_request, Signature=0"
    )


def test_an_older_sdk_speaks_the_query_protocol_to_queues(desk: Desk) -> None:
    url = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]
    form = (
        "Action=SendMessage&Version=2012-11-05&MessageBody=hello"
        "&MessageAttribute.1.Name=W&MessageAttribute.1.Value.DataType=String"
        f"&MessageAttribute.1.Value.StringValue=w&QueueUrl={url}"
    )
    headers = {
        "Authorization": scope(desk.key, "sqs"),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    future: Future[Any] = desk.threads.submit(post, desk, form.encode(), **headers)
    desk.serve_until(future.done)
    status, body = future.result()
    assert status == 200
    assert b"<SendMessageResponse" in body
    got = desk.call("sqs", "receive_message", QueueUrl=url, MessageAttributeNames=["W"])
    assert got["Messages"][0]["Body"] == "hello"
    assert got["Messages"][0]["MessageAttributes"]["W"]["StringValue"] == "w"


@pytest.mark.parametrize(
    ("headers", "body", "status", "said"),
    [
        ({}, b"{}", 403, "not signed"),
        ({"Authorization": scope("AKIANOBODY", "sqs")}, b"{}", 403, "nobody has this key"),
        ({"Authorization": scope("*", "s3")}, b"{}", 400, "does not know the service 's3'"),
        (
            {"Authorization": scope("*", "sqs"), "X-Amz-Target": "AmazonSQS.Fly"},
            b"{}", 400, "no operation 'Fly'",
        ),
        (
            {"Authorization": scope("*", "sqs"), "X-Amz-Target": "AmazonSQS.SendMessage"},
            b"{nonsense", 400, "cannot be read",
        ),
        ({"Authorization": scope("*", "sns")}, b"\xff\xfe", 400, "cannot be read"),
        ({"Authorization": scope("*", "sns")}, b"Version=1", 400, "names no Action"),
        (
            {"Authorization": scope("*", "sns"), "X-Amz-Target": "SNS.Publish"},
            b'{"Message": 1}', 400, "NUMBER_VALUE can not be converted to a String",
        ),
        (
            {"Authorization": scope("*", "monitoring"), "Smithy-Protocol": "rpc-v2-cbor"},
            b"", 400, "is no operation",
        ),
    ],
)  # fmt: skip
def test_what_is_no_request_of_an_sdk_is_refused_in_words(
    desk: Desk, headers: dict[str, str], body: bytes, status: int, said: str
) -> None:
    given = {name: value.replace("=*/", f"={desk.key}/") for name, value in headers.items()}
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(desk, body, **given)
    told = refused.value.read().decode("utf-8", "replace")
    assert refused.value.code == status
    assert said in told.replace("&#x27;", "'")
    assert desk.line.waiting() == []


def in_cbor(desk: Desk, operation: str, asked: dict[str, Any]) -> Future[Any]:
    """Have a caller ask CloudWatch as the newer SDKs do."""
    import cbor2

    path = f"{desk.gateway.url}/service/GraniteServiceVersion20100801/operation/{operation}"
    headers = {"Authorization": scope(desk.key, "monitoring"), "Smithy-Protocol": "rpc-v2-cbor"}
    request = urllib.request.Request(path, cbor2.dumps(asked), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answer() -> Any:
        try:
            with opener.open(request, timeout=20) as given:
                return given.status, cbor2.loads(given.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    return desk.threads.submit(answer)


def test_the_newer_sdks_speak_cbor_to_alarms(desk: Desk) -> None:
    alarm = {"AlarmName": "deep", "Namespace": "AWS/SQS", "MetricName": "M", "Period": 60,
             "Statistic": "Maximum", "EvaluationPeriods": 1, "Threshold": 0.5,
             "ComparisonOperator": "GreaterThanThreshold"}  # fmt: skip
    put = in_cbor(desk, "PutMetricAlarm", alarm)
    desk.serve_until(put.done)
    assert put.result() == (200, {})
    described = in_cbor(desk, "DescribeAlarms", {"AlarmNames": ["deep"]})
    desk.serve_until(described.done)
    status, answer = described.result()
    assert (status, answer["MetricAlarms"][0]["Threshold"]) == (200, 0.5)


def test_what_is_missing_is_for_the_target_to_say(desk: Desk) -> None:
    headers = {"Authorization": scope(desk.key, "sqs"), "X-Amz-Target": "AmazonSQS.SendMessage"}
    future: Future[Any] = desk.threads.submit(post, desk, b'{"MessageBody": "m"}', **headers)
    desk.await_request()
    assert desk.line.waiting()[0].asked.parameters == {"MessageBody": "m"}
    desk.serve_until(future.done)
    with pytest.raises(urllib.error.HTTPError) as refused:
        future.result()
    with refused.value as answer:
        assert b'Missing required parameter in input: \\"QueueUrl\\"' in answer.read()


def test_a_caller_that_hung_up_is_given_nothing(desk: Desk) -> None:
    url = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]
    impatient = desk.client("sqs", 0.2)
    future = desk.threads.submit(impatient.receive_message, QueueUrl=url, WaitTimeSeconds=20)
    with pytest.raises(Exception, match="timeout"):
        future.result()
    desk.call("sqs", "send_message", QueueUrl=url, MessageBody="m")
    assert desk.line.waiting() == []
    assert len(desk.call("sqs", "receive_message", QueueUrl=url)["Messages"]) == 1


def test_who_is_killed_gets_no_answer_and_no_more_service(desk: Desk) -> None:
    url = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]

    def kill(*_: Any) -> None:
        raise Crash("killed before SendMessage")

    operations = frozenset({"SendMessage"})
    desk.tap.order(Fault("dies", "consumer", operations, "", kill))
    future = desk.threads.submit(desk.client("sqs").send_message, QueueUrl=url, MessageBody="m")
    desk.await_request()
    waiting = desk.line.take(lambda _: True)
    assert waiting is not None
    with pytest.raises(Crash):
        desk.serve(waiting)
    desk.gateway.cut_off(desk.key)
    with pytest.raises(Exception, match="onnection"):
        future.result()
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        desk.client("sqs").list_queues()
    assert desk.target.client("sqs").receive_message(QueueUrl=url).get("Messages", []) == []


def test_a_request_that_comes_after_the_end_is_dropped() -> None:
    line = Line()
    line.close()
    late = Waiting(None, lambda: False)  # type: ignore[arg-type]
    line.put(late)
    assert late.wait() is None
    assert line.take(lambda _: True) is None


def test_a_request_that_comes_between_a_look_and_the_wait_is_news() -> None:
    line = Line()
    assert line.take(lambda _: True) is None
    came = Waiting(Asked("sqs", "ReceiveMessage", {}, "", JSON, ""), lambda: False)
    line.put(came)
    assert line.await_news(0.0), "whoever waits now would wait for the request after it"
    assert line.take(lambda _: False) is None
    assert not line.await_news(0.0), "it was looked at, and is no news any more"
    assert line.take(lambda _: True) is came


def test_many_callers_are_served_by_one_thread(desk: Desk) -> None:
    url = desk.call("sqs", "create_queue", QueueName="q")["QueueUrl"]
    served_by = set()
    proceed = desk.target.client

    def noting(service: str) -> Any:
        served_by.add(threading.get_ident())
        return proceed(service)

    futures = [
        desk.threads.submit(desk.client("sqs").send_message, QueueUrl=url, MessageBody=str(n))
        for n in range(12)
    ]
    end = time.monotonic() + 30
    while not all(future.done() for future in futures):
        assert time.monotonic() < end
        if waiting := desk.line.take(lambda _: True):
            serve(waiting, Participant(), desk.tap, noting)
        else:
            desk.line.await_news(0.01)
    assert served_by == {threading.get_ident()}
    assert {future.result()["ResponseMetadata"]["HTTPStatusCode"] for future in futures} == {200}


class Stumbling:
    """A client in whose target something is broken."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def _make_api_call(self, operation: str, parameters: dict[str, Any]) -> Any:
        raise self.error


def test_a_target_that_stumbles_is_a_service_in_trouble(desk: Desk) -> None:
    future = desk.threads.submit(desk.client("sqs").list_queues)
    desk.await_request()
    waiting = desk.line.take(lambda _: True)
    assert waiting is not None
    assert serve(waiting, Participant(), desk.tap, lambda _: Stumbling(KeyError("x"))) is None
    with pytest.raises(ClientError, match="the target failed: KeyError: 'x'") as refused:
        future.result()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_nobody_waits_for_an_answer_when_the_scenario_is_over(desk: Desk) -> None:
    future = desk.threads.submit(desk.client("sqs").list_queues)
    desk.await_request()
    waiting = desk.line.take(lambda _: True)
    assert waiting is not None
    with pytest.raises(AssertionError, match="unmet"):
        serve(waiting, Participant(), desk.tap, lambda _: Stumbling(AssertionError("unmet")))
    with pytest.raises(Exception, match="onnection"):
        future.result()
