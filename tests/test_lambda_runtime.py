"""The runtime API: what a runtime in a process of its own is given, and what it may say."""

from __future__ import annotations

import json
import sys
import textwrap
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from pattern_tck.bindings.binding import Part
from pattern_tck.channels import Directory
from pattern_tck.fixtures.targets.simulator import SimulatorTarget, open_target
from pattern_tck.gateway.gateway import close_gateways
from pattern_tck.journal import Journal
from pattern_tck.lambda_platform.context import Configuration
from pattern_tck.lambda_platform.function import FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.runtime_api import Outcome, RuntimeApi
from pattern_tck.lambda_platform.runtime_process import Deadlines, RuntimeProcess
from pattern_tck.ports import TargetSettings
from pattern_tck.tap import Call, Crash, Fault, Proceed, Tap
from tests.fakes import Participant

NEXT = "/2018-06-01/runtime/invocation/next"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:booking"


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    made = RuntimeApi()
    yield made
    made.close()


def ask(
    api: RuntimeApi, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    host, _, port = api.address.partition(":")
    connection = HTTPConnection(host, int(port), timeout=30)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


def about(invocation: str, what: str) -> str:
    return f"/2018-06-01/runtime/invocation/{invocation}/{what}"


def test_it_listens_on_loopback_alone(api: RuntimeApi) -> None:
    assert api.address.startswith("127.0.0.1:")


def test_an_event_comes_with_what_lambda_says_of_it(api: RuntimeApi) -> None:
    offered = api.offer({"a": "ü"}, ARN, 1_700_000_000.25)
    assert not api.is_taken(offered)
    status, headers, body = ask(api, "GET", NEXT)
    assert (status, json.loads(body)) == (200, {"a": "ü"})
    assert headers["lambda-runtime-aws-request-id"] == offered
    assert headers["lambda-runtime-deadline-ms"] == "1700000000250"
    assert headers["lambda-runtime-invoked-function-arn"] == ARN
    assert headers["lambda-runtime-trace-id"].startswith("Root=1-")
    assert api.is_taken(offered)


def test_who_asks_first_waits_for_the_event(api: RuntimeApi) -> None:
    got: list[bytes] = []
    thread = threading.Thread(target=lambda: got.append(ask(api, "GET", NEXT)[2]))
    thread.start()
    api.offer({"a": 1}, ARN, 0)
    thread.join(30)
    assert got == [b'{"a": 1}']


def taken(api: RuntimeApi) -> str:
    offered = api.offer({}, ARN, 0)
    ask(api, "GET", NEXT)
    return offered


def test_an_answer_is_given_once(api: RuntimeApi) -> None:
    invocation = taken(api)
    assert api.outcome(invocation) is None
    status, _, _ = ask(api, "POST", about(invocation, "response"), b'{"b": 2}')
    assert status == 202
    assert api.outcome(invocation) == Outcome(b'{"b": 2}')
    assert api.outcome(invocation) is None


def test_an_answer_may_come_in_chunks(api: RuntimeApi) -> None:
    invocation = taken(api)
    ask(api, "POST", about(invocation, "response"), iter([b'{"b"', b": 2}"]))
    assert api.outcome(invocation) == Outcome(b'{"b": 2}')


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (b'{"errorType": "ValueError", "errorMessage": "no"}', {}, "ValueError: no"),
        (b'{"errorMessage": "no"}', {"Lambda-Runtime-Function-Error-Type": "Own"}, "Own: no"),
        (b"", {"Lambda-Runtime-Function-Error-Type": "Own.Kind"}, "Own.Kind"),
        (b"no JSON", {}, "no JSON"),
        (b"[]", {"Lambda-Runtime-Function-Error-Type": "Own.Kind"}, "Own.Kind"),
    ],
)
def test_an_error_is_told(api: RuntimeApi, body: bytes, headers: Any, said: str) -> None:
    invocation = taken(api)
    assert ask(api, "POST", about(invocation, "error"), body, **headers)[0] == 202
    assert api.outcome(invocation) == Outcome(error=said)


def test_what_cannot_begin_says_so(api: RuntimeApi) -> None:
    body = b'{"errorType": "Runtime.ImportModuleError", "errorMessage": "no app"}'
    assert ask(api, "POST", "/2018-06-01/runtime/init/error", body)[0] == 202
    assert api.init_error == "Runtime.ImportModuleError: no app"


def test_nobody_speaks_about_another_invocation(api: RuntimeApi) -> None:
    first = taken(api)
    second = taken(api)
    assert ask(api, "POST", about(first, "response"), b"{}")[0] == 400
    assert ask(api, "POST", about("made-up", "response"), b"{}")[0] == 400
    assert api.outcome(first) is None
    assert ask(api, "POST", about(second, "response"), b"{}")[0] == 202


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", about("x", "response")), ("POST", about("x", "nothing"))],
)
def test_there_is_nothing_else(api: RuntimeApi, method: str, path: str) -> None:
    assert ask(api, method, path)[0] == 404


def test_who_waits_when_it_closes_gets_no_event() -> None:
    api = RuntimeApi()
    said: list[str] = []

    def wait() -> None:
        try:
            ask(api, "GET", NEXT)
        except (HTTPException, OSError) as hung_up:
            said.append(type(hung_up).__name__)

    thread = threading.Thread(target=wait)
    thread.start()
    api.close()
    thread.join(30)
    assert len(said) == 1
    assert not api.is_taken(api.offer({}, ARN, 0))


# -- a runtime in a process

RUNTIME = """
    import json, os, sys, urllib.request

    api = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime"
    def post(path, value):
        body = json.dumps(value).encode()
        urllib.request.urlopen(urllib.request.Request(api + path, body, method="POST")).read()
    def send(body):
        import boto3
        boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=body)
    if os.environ["DOES"] == "cannot begin":
        post("/init/error", {"errorType": "Runtime.ImportModuleError", "errorMessage": "no app"})
        sys.exit(1)
    count = 0
    while True:
        with urllib.request.urlopen(api + "/invocation/next") as next:
            id, event = next.headers["Lambda-Runtime-Aws-Request-Id"], json.loads(next.read())
        count += 1
        does = event.get("does", "")
        if does == "fail":
            post(f"/invocation/{id}/error", {"errorType": "ValueError", "errorMessage": "no"})
        elif does == "exit":
            print("going")
            sys.exit(7)
        elif does == "send":
            send("b")
            post(f"/invocation/{id}/response", "sent")
        else:
            told = [count, sys.argv[1], os.environ["_HANDLER"], os.environ["MINE"]]
            post(f"/invocation/{id}/response", told)
"""


class Runtime:
    """One runtime before the simulator, in a participant's turn."""

    def __init__(self, target: SimulatorTarget, here: Path, does: str = "") -> None:
        self.target = target
        directory = Directory()
        now = target.clock.now
        self.tap = Tap(directory, Journal(now()), now)
        queue = target.client("sqs").create_queue(QueueName="q")["QueueUrl"]
        part = Part("consumer", "consumer", {}, target, self.tap)
        (here / "runtime.py").write_text(textwrap.dedent(RUNTIME), "utf-8")
        self.function = RuntimeProcess(
            command=(sys.executable, "runtime.py"),
            handler="app.handler",
            folder=here,
            variables={"QUEUE": queue, "MINE": "yes", "DOES": does},
            configuration=Configuration("booking", "us-east-1", 5.0),
            part=part,
            participant=Participant(),
            deadlines=Deadlines(),
        )
        self.queue = queue

    def sent(self) -> int:
        asked = self.target.client("sqs").get_queue_attributes(
            QueueUrl=self.queue, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(asked["Attributes"]["ApproximateNumberOfMessages"])


@pytest.fixture
def target() -> Iterator[SimulatorTarget]:
    opened = open_target(TargetSettings())
    yield opened
    close_gateways()
    opened.reset()
    opened.close()


@pytest.fixture
def runtime(target: SimulatorTarget, tmp_path: Path) -> Iterator[Runtime]:
    made = Runtime(target, tmp_path)
    yield made
    made.function.close()


def test_it_is_given_events_until_it_is_killed(runtime: Runtime) -> None:
    invoke, told = runtime.function.invoke, ["app.handler", "app.handler", "yes"]
    assert [invoke({}), invoke({})] == [[1, *told], [2, *told]]
    runtime.function.kill()
    assert invoke({}) == [1, *told]


def test_an_error_leaves_it_alive(runtime: Runtime) -> None:
    with pytest.raises(FunctionFailed, match="ValueError: no"):
        runtime.function.invoke({"does": "fail"})
    assert runtime.function.invoke({})[0] == 2


def test_it_ends_itself(runtime: Runtime) -> None:
    with pytest.raises(FunctionDied, match=r"(?s)exit code 7, having printed: .*going"):
        runtime.function.invoke({"does": "exit"})


def test_it_cannot_begin(target: SimulatorTarget, tmp_path: Path) -> None:
    runtime = Runtime(target, tmp_path, does="cannot begin")
    with pytest.raises(FunctionDied, match=r"no app|exit code 1"):
        runtime.function.invoke({})
    runtime.function.close()


def test_its_calls_pass_the_tap(runtime: Runtime) -> None:
    assert runtime.function.invoke({"does": "send"}) == "sent"
    assert runtime.sent() == 1
    assert [event.operation for event in runtime.tap.journal.events] == ["sqs SendMessage"]


def fault(does: Any) -> Fault:
    return Fault("suffers", "consumer", frozenset({"SendMessage"}), "", does)


def test_a_crash_at_a_call_kills_it(runtime: Runtime) -> None:
    def crash(call: Call, proceed: Proceed) -> Any:
        raise Crash("killed before SendMessage")

    runtime.tap.order(fault(crash))
    with pytest.raises(Crash):
        runtime.function.invoke({"does": "send"})
    runtime.function.kill()
    assert runtime.sent() == 0
    assert runtime.function.invoke({"does": "send"}) == "sent"


def test_a_call_that_outlasts_the_timeout_is_its_last(runtime: Runtime) -> None:
    def slow(call: Call, proceed: Proceed) -> Any:
        runtime.target.clock.pass_time(5.1)
        return proceed(call.parameters)

    runtime.tap.order(fault(slow))
    with pytest.raises(FunctionDied, match=r"Task timed out after 5\.00 seconds"):
        runtime.function.invoke({"does": "send"})
    assert runtime.sent() == 1


def test_who_comes_after_the_dead_waits_for_the_end_of_their_invocation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, slept = 100.0, []
    monkeypatch.setattr("pattern_tck.lambda_platform.runtime_process.time.time", lambda: now)
    monkeypatch.setattr("pattern_tck.lambda_platform.runtime_process.time.sleep", slept.append)
    deadlines = Deadlines()
    deadlines.note("consumer", 101.5)
    deadlines.note("consumer", 101.0)
    deadlines.wait("responder")
    deadlines.wait("consumer")
    deadlines.wait("consumer")
    assert slept == [0.0, 1.5, 0.0]
