"""What a function is given, and what its answer means: queues and HTTP APIs, as Lambda has it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, SQSEvent
from botocore.exceptions import ClientError, ReadTimeoutError

from pattern_tck.http import HttpRequest
from pattern_tck.lambda_platform.batch_results import batch_result
from pattern_tck.lambda_platform.event_source import EventSource, MappingSettings
from pattern_tck.lambda_platform.function import FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.http_events import http_answer, http_event
from pattern_tck.lambda_platform.queue_events import queue_event
from pattern_tck.lambda_platform.schedule import Schedule
from pattern_tck.verdicts import UsageMistake

ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
MESSAGE = {
    "MessageId": "m-1",
    "ReceiptHandle": "handle",
    "Body": '{"id": "r-1"}',
    "MD5OfBody": "0d0e8d7e3ae1a2c0d2d3b2a6d1f0a9f1",
    "MD5OfMessageAttributes": "582c92c5c5b6ac403040a4f3ab3115c9",
    "Attributes": {
        "ApproximateReceiveCount": "2",
        "SentTimestamp": "1520621625029",
        "SenderId": "AIDA",
        "ApproximateFirstReceiveTimestamp": "1520621634884",
        "MessageGroupId": "g",
        "SequenceNumber": "18849496460467696128",
    },
    "MessageAttributes": {
        "ReplyTo": {"DataType": "String", "StringValue": "https://queue"},
        "Fare": {"DataType": "Number.dollars", "StringValue": "20"},
        "Raw": {"DataType": "Binary", "BinaryValue": b"1100"},
    },
}


def test_a_record_has_the_fields_of_lambda_in_the_casing_of_lambda() -> None:
    [record] = queue_event([MESSAGE], ARN)["Records"]
    assert record == {
        "messageId": "m-1",
        "receiptHandle": "handle",
        "body": '{"id": "r-1"}',
        "attributes": MESSAGE["Attributes"],
        "messageAttributes": {
            "ReplyTo": {
                "stringValue": "https://queue",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "String",
            },
            "Fare": {
                "stringValue": "20",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "Number.dollars",
            },
            "Raw": {
                "binaryValue": "MTEwMA==",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "Binary",
            },
        },
        "md5OfBody": "0d0e8d7e3ae1a2c0d2d3b2a6d1f0a9f1",
        "md5OfMessageAttributes": "582c92c5c5b6ac403040a4f3ab3115c9",
        "eventSource": "aws:sqs",
        "eventSourceARN": ARN,
        "awsRegion": "eu-west-1",
    }
    json.dumps(record)


def test_powertools_reads_the_event() -> None:
    [record] = SQSEvent(queue_event([MESSAGE], ARN)).records
    assert record.json_body == {"id": "r-1"}
    assert record.attributes.approximate_receive_count == "2"
    assert record.attributes.message_group_id == "g"
    assert record.message_attributes["ReplyTo"].string_value == "https://queue"
    assert record.queue_url.endswith("/orders")


def test_a_message_without_attributes_has_empty_ones() -> None:
    bare = {name: MESSAGE[name] for name in ("MessageId", "ReceiptHandle", "Body")}
    [record] = queue_event([bare], ARN)["Records"]
    assert record["attributes"] == record["messageAttributes"] == {}
    assert record["md5OfBody"] == hashlib.md5(bare["Body"].encode()).hexdigest()
    assert "md5OfMessageAttributes" not in record


# -- what the answer means

ALL = {"a", "b", "c"}


def failing(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailure": [{"itemIdentifier": "a"}]}, set()),
        ({"statusCode": 200}, set()),
        (failing("b"), {"b"}),
        (failing("b", "c"), {"b", "c"}),
        (failing("b", "b"), {"b"}),
        (failing(""), ALL),
        (failing(None), ALL),
        (failing(7), ALL),
        (failing("unknown"), ALL),
        (failing("b", "unknown"), ALL),
        ({"batchItemFailures": [{"messageId": "b"}]}, ALL),
        ({"batchItemFailures": [{}]}, ALL),
        ({"batchItemFailures": ["b"]}, ALL),
        ({"batchItemFailures": "b"}, ALL),
        ({"batchItemFailures": {"itemIdentifier": "b"}}, ALL),
        ("OK", ALL),
        ([], ALL),
        (0, ALL),
        (False, ALL),
    ],
    # Sets are written in another order by each process, and workers must agree on the names.
    ids=lambda given: repr(sorted(given) if isinstance(given, set) else given),
)
def test_which_messages_come_again(answer: Any, failed: set[str]) -> None:
    result = batch_result(answer, sorted(ALL), reports=True)
    assert result.failed == failed
    assert bool(result.why) == (failed == ALL)


@pytest.mark.parametrize("answer", [None, "OK", failing("b"), failing("unknown")], ids=repr)
def test_without_the_setting_nobody_looks_at_the_answer(answer: Any) -> None:
    assert not batch_result(answer, sorted(ALL), reports=False).failed


# -- the mapping


class Queue:
    """A queue as far as a poller sees it: FIFO or not makes no difference to a poller."""

    def __init__(self, *bodies: str, a_receive: int = 10) -> None:
        self.waiting = [
            {"MessageId": body, "ReceiptHandle": f"handle of {body}", "Body": body}
            for body in bodies
        ]
        self.asked: list[int] = []
        self.attempts: list[str | None] = []
        self.deleted: list[str] = []
        self.calls_to_delete: list[int] = []
        self.refuses = False
        #: What is raised in place of an answer.
        self.refusal: Exception = ClientError({"Error": {"Code": "InternalError"}}, "Any")
        self._a_receive = a_receive

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        self.attempts.append(asked.get("ReceiveRequestAttemptId"))
        if self.refuses:
            raise self.refusal
        assert asked["AttributeNames"] == asked["MessageAttributeNames"] == ["All"]
        self.asked.append(asked["MaxNumberOfMessages"])
        number = min(asked["MaxNumberOfMessages"], self._a_receive)
        taken, self.waiting = self.waiting[:number], self.waiting[number:]
        return {"Messages": taken} if taken else {}

    def delete_message_batch(self, **asked: Any) -> dict[str, Any]:
        if self.refuses:
            raise self.refusal
        handles = [entry["ReceiptHandle"] for entry in asked["Entries"]]
        assert len({entry["Id"] for entry in asked["Entries"]}) == len(handles)
        self.calls_to_delete.append(len(handles))
        self.deleted += [handle.removeprefix("handle of ") for handle in handles]
        return {}


class Functions:
    """A function that answers as it is told, and remembers its batches."""

    def __init__(self, *answers: Any) -> None:
        self.batches: list[list[str]] = []
        self._answers = list(answers)

    def invoke(self, event: dict[str, Any]) -> Any:
        self.batches.append([record["messageId"] for record in event["Records"]])
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, BaseException):
            raise answer
        return answer


class Mapped:
    def __init__(self, queue: Queue, url: str = "url", **settings: Any) -> None:
        self.now = 1000.0
        self.told: list[str] = []
        self.source = EventSource(
            url,
            ARN,
            MappingSettings(**settings),
            queue,
            lambda: self.now,
            lambda bodies, outcome: self.told.append(outcome),
        )


def test_a_batch_that_is_done_is_deleted() -> None:
    queue, function = Queue("a", "b"), Functions(None)
    assert Mapped(queue).source.turn(function.invoke)
    assert function.batches == [["a", "b"]]
    assert queue.deleted == ["a", "b"]


def test_nothing_there_is_no_invocation() -> None:
    function = Functions()
    assert not Mapped(Queue()).source.turn(function.invoke)
    assert function.batches == []


def test_a_failure_leaves_the_whole_batch_on_the_queue() -> None:
    queue = Queue("a", "b")
    mapped = Mapped(queue, report_batch_item_failures=True)
    assert mapped.source.turn(Functions(FunctionFailed("ValueError: no")).invoke)
    assert queue.deleted == []
    assert mapped.told == ["all 2 come again: the function failed: ValueError: no"]


def test_a_death_leaves_the_whole_batch_on_the_queue_and_is_passed_on() -> None:
    queue = Queue("a", "b")
    mapped = Mapped(queue)
    with pytest.raises(FunctionDied):
        mapped.source.turn(Functions(FunctionDied("exit")).invoke)
    assert queue.deleted == []
    assert mapped.source.idle


def test_only_what_was_reported_comes_again() -> None:
    queue = Queue("a", "b", "c", "d", "e")
    mapped = Mapped(queue, report_batch_item_failures=True)
    mapped.source.turn(Functions(failing("b", "d")).invoke)
    assert queue.deleted == ["a", "c", "e"]
    assert mapped.told == ["2 of 5 failed and come again"]


def test_what_was_reported_without_the_setting_is_lost() -> None:
    queue = Queue("a", "b")
    Mapped(queue).source.turn(Functions(failing("b")).invoke)
    assert queue.deleted == ["a", "b"]


def test_of_a_fifo_queue_the_rest_of_a_batch_comes_again_if_it_is_reported() -> None:
    queue = Queue("g1", "g2", "g3")
    mapped = Mapped(queue, report_batch_item_failures=True)
    mapped.source.turn(Functions(failing("g2", "g3")).invoke)
    assert queue.deleted == ["g1"]


def test_no_more_are_asked_for_than_a_batch_holds() -> None:
    queue, function = Queue(*"abc"), Functions()
    source = Mapped(queue, batch_size=2).source
    source.turn(function.invoke)
    source.turn(function.invoke)
    assert queue.asked[0] == 2
    assert function.batches == [["a", "b"], ["c"]]


def test_a_window_gathers_until_it_is_over() -> None:
    queue, function = Queue("a", a_receive=1), Functions()
    mapped = Mapped(queue, batch_size=20, batch_window=5)
    assert mapped.source.turn(function.invoke)
    assert not mapped.source.idle
    queue.waiting = Queue("b", "c").waiting
    mapped.now += 4.9
    assert mapped.source.turn(function.invoke)
    assert function.batches == []
    mapped.now += 0.1
    assert mapped.source.turn(function.invoke)
    assert function.batches == [["a", "b", "c"]]
    assert mapped.source.idle


def test_a_full_batch_does_not_wait_for_its_window() -> None:
    queue, function = Queue(*(str(number) for number in range(25))), Functions()
    mapped = Mapped(queue, batch_size=25, batch_window=300)
    mapped.source.turn(function.invoke)
    assert queue.asked == [10, 10, 5]
    assert len(function.batches[0]) == 25
    assert queue.calls_to_delete == [10, 10, 5]


def test_what_is_gathered_is_forgotten_by_the_dead() -> None:
    mapped = Mapped(Queue("a"), batch_size=10, batch_window=5)
    mapped.source.turn(Functions().invoke)
    mapped.source.forget()
    assert mapped.source.idle


def test_an_event_is_no_larger_than_six_megabytes() -> None:
    queue, function = Queue(), Functions()
    queue.waiting = [
        {"MessageId": str(number), "ReceiptHandle": "x", "Body": "b" * 1_000_000}
        for number in range(10)
    ]
    Mapped(queue).source.turn(function.invoke)
    assert [len(batch) for batch in function.batches] == [6, 4]


def test_a_queue_that_refuses_is_polled_again() -> None:
    queue, function = Queue("a"), Functions()
    source = Mapped(queue).source
    queue.refuses = True
    assert not source.turn(function.invoke)
    queue.refuses = False
    assert source.turn(function.invoke)
    assert queue.deleted == ["a"]


def test_a_delete_that_is_refused_is_no_failure_of_the_function() -> None:
    queue = Queue("a")

    def refusing(event: dict[str, Any]) -> None:
        queue.refuses = True

    assert Mapped(queue).source.turn(refusing)
    assert queue.deleted == []


def test_a_poller_whose_answers_are_lost_goes_on() -> None:
    queue, function = Queue("a"), Functions()
    source = Mapped(queue).source
    queue.refuses, queue.refusal = True, ReadTimeoutError(endpoint_url="the queue")
    assert not source.turn(function.invoke)
    queue.refuses = False

    def losing(event: dict[str, Any]) -> None:
        queue.refuses = True

    assert source.turn(losing)
    assert queue.deleted == []


def test_a_lost_receive_of_a_fifo_queue_is_tried_again_as_the_same() -> None:
    queue = Queue("a", "b", a_receive=1)
    source = Mapped(queue, "url.fifo").source
    queue.refuses, queue.refusal = True, ReadTimeoutError(endpoint_url="the queue")
    source.turn(Functions().invoke)
    queue.refuses = False
    source.turn(Functions().invoke)
    source.turn(Functions().invoke)
    first, again, next_one = queue.attempts
    assert first is not None
    assert first == again != next_one


def test_a_receive_of_any_other_queue_has_no_number() -> None:
    queue = Queue("a")
    Mapped(queue).source.turn(Functions().invoke)
    assert queue.attempts == [None]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"batch_size": 0}, "1 to 10000 messages"),
        ({"batch_size": 10_001}, "1 to 10000 messages"),
        ({"batch_window": 301}, "0 to 300 s"),
        ({"batch_window": -1}, "0 to 300 s"),
        ({"batch_size": 11}, "need a batch_window of at least 1 second"),
    ],
)
def test_settings_that_lambda_would_refuse(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageMistake, match=said):
        MappingSettings(**settings)


# -- HTTP


def test_a_request_becomes_an_event() -> None:
    request = HttpRequest(
        "POST",
        "/rides",
        "a=1&a=2&b=",
        {"content-type": "application/json; charset=utf-8", "x-id": "7", "cookie": "c=1; d=2"},
        b'{"fare": 20}',
    )
    event = http_event(request, 1_500_000_000.5)
    assert event["version"] == "2.0"
    assert event["rawPath"] == "/rides"
    assert event["rawQueryString"] == "a=1&a=2&b="
    assert event["queryStringParameters"] == {"a": "1,2", "b": ""}
    assert event["cookies"] == ["c=1", "d=2"]
    assert "cookie" not in event["headers"]
    assert event["headers"]["x-id"] == "7"
    assert (event["body"], event["isBase64Encoded"]) == ('{"fare": 20}', False)
    context = event["requestContext"]
    assert context["http"]["method"] == "POST"
    assert context["timeEpoch"] == 1_500_000_000_500
    assert context["time"] == "14/Jul/2017:02:40:00 +0000"
    read = APIGatewayProxyEventV2(json.loads(json.dumps(event)))
    assert read.json_body == {"fare": 20}
    assert read.http_method == "POST"


@pytest.mark.parametrize(
    ("kind", "encoded"),
    [
        ("application/json", False),
        ("text/csv; charset=utf-8", False),
        ("application/xml", False),
        ("application/octet-stream", True),
        ("application/x-www-form-urlencoded", True),
        ("", True),
    ],
)
def test_bodies_that_are_no_text_come_in_base_64(kind: str, encoded: bool) -> None:
    event = http_event(HttpRequest("POST", "/", "", {"content-type": kind}, b"abc"), 0)
    assert event["isBase64Encoded"] is encoded
    assert event["body"] == ("YWJj" if encoded else "abc")


def test_bytes_that_are_no_utf_8_are_not_lost() -> None:
    headers = {"content-type": "application/json"}
    event = http_event(HttpRequest("POST", "/", "", headers, b"\xff\x00"), 0)
    assert base64.b64decode(event["body"]) == b"\xff\x00"
    assert event["isBase64Encoded"] is True


def test_no_body_is_no_field() -> None:
    event = http_event(HttpRequest("GET", "/"), 0)
    assert "body" not in event
    assert "queryStringParameters" not in event
    assert "cookies" not in event


@pytest.mark.parametrize(
    ("answer", "status", "kind", "body"),
    [
        ({"statusCode": 201, "body": "x"}, 201, "text/plain", b"x"),
        ({"statusCode": "404"}, 404, "", b""),
        ({"statusCode": 200, "headers": {"Content-Type": "a/b"}, "body": "x"}, 200, "a/b", b"x"),
        ({"statusCode": 200, "body": "YWJj", "isBase64Encoded": True}, 200, "text/plain", b"abc"),
        ({"id": 7}, 200, "application/json", b'{"id": 7}'),
        ("hello", 200, "application/json", b"hello"),
        ({"statusCode": "no"}, 500, "application/json", b'{"message": "Internal Server Error"}'),
        ({"statusCode": 200, "headers": "x"}, 500, "application/json", None),
        (
            {"statusCode": 200, "body": "???", "isBase64Encoded": True},
            500,
            "application/json",
            None,
        ),
    ],
    ids=repr,
)
def test_an_answer_becomes_a_response(answer: Any, status: int, kind: str, body: Any) -> None:
    response = http_answer(answer)
    assert (response.status, response.type) == (status, kind)
    assert body is None or response.body == body


def test_cookies_are_set() -> None:
    answer = http_answer({"statusCode": 200, "cookies": ["a=1", "b=2"]})
    assert answer.headers["set-cookie"] == "a=1, b=2"


# -- a schedule


class Relay:
    """A function that always fails, and remembers its events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def invoke(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        raise FunctionFailed("ValueError: no")


def test_a_schedule_invokes_in_time_and_tells_what_has_failed() -> None:
    relay: Any = Relay()
    told: list[str] = []
    now = [0.0]
    schedule = Schedule(relay, 30.0, "eu-central-1", lambda: now[0], 30.0, told.append)
    assert not schedule.turn()

    now[0] = 31.0
    assert schedule.turn()
    assert not schedule.turn()
    assert [event["detail-type"] for event in relay.events] == ["Scheduled Event"]
    assert told == ["failed: ValueError: no"]
