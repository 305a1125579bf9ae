"""Functions are judged as what they are: handlers, with the clients and the modules they make."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.lambda_handler import LambdaBinding, timeout_for
from pattern_tck.lambda_platform.context import Configuration
from pattern_tck.lambda_platform.function import FunctionDied, FunctionFailed
from pattern_tck.lambda_platform.imported import ImportedFunction
from pattern_tck.scenarios import folder
from pattern_tck.tap import Crash
from pattern_tck.verdicts import UsageMistake
from tests.fakes import Client, Clock, Target, tap
from tests.lambda_functions import FOLDER, Nothing
from tests.running import Ended, Runs

# -- whole roles


def judged(runs: Runs, what: str, *arguments: str) -> Ended:
    return runs.run(
        f"--implementation=tests.lambda_functions:{what}", "--partial", "-q", *arguments
    )


def patterns(*names: str) -> list[str]:
    return [str(folder() / name) for name in names]


QUEUES = [*patterns("point_to_point", "request_response"), "-m", "role-consumer or role-responder"]


@pytest.mark.parametrize("target", ["simulator", "moto"])
def test_functions_written_with_powertools_keep_their_patterns(runs: Runs, target: str) -> None:
    ended = judged(runs, "good", f"--target={target}", *QUEUES)
    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}
    assert len(ended.judgements) >= 48


def test_a_function_behind_an_http_api_and_one_on_a_schedule(runs: Runs) -> None:
    ended = judged(runs, "api", *patterns("ride_completion"))
    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


def test_an_api_that_has_nobody_to_tell_what_it_has_stored(runs: Runs) -> None:
    ended = judged(
        runs, "api_without_relay", *patterns("ride_completion"), "-m", "DEC-05 or DEC-06 or DEC-07"
    )
    assert ended.code == 1
    assert {one["clause"] for one in ended.judged("failed")} == {"DEC-05", "DEC-06"}


#: What a process can do differently from an object: die, be slow, hold a lock on its own clock.
HARD = "dies_after or killed or same_time or before_the_acknowledgement or first_of_a_batch"


def test_the_same_functions_under_the_runtime_of_lambda(runs: Runs) -> None:
    pytest.importorskip("awslambdaric", reason="the extra `lambda` is not installed")
    ended = judged(runs, "process", *patterns("point_to_point/consumer.feature"), "-k", HARD)
    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}
    assert len(ended.judgements) >= 4


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_a_runtime_of_ones_own_in_another_language(runs: Runs) -> None:
    ended = judged(runs, "node", *patterns("point_to_point/consumer.feature"), "-k", HARD)
    assert ended.code == 0, ended.out + ended.err
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


def test_the_journey_tells_each_invocation(runs: Runs) -> None:
    ended = runs.run(
        "--implementation=tests.broken.lambda_functions:whole_batch",
        "--partial",
        "-q",
        *patterns("point_to_point"),
        "-m",
        "P2P-07",
    )
    [failed] = ended.judged("failed")
    told = " ".join(failed["evidence"])
    assert "invocation of app_broken.booking on work of consumer" in told
    assert "all 3 come again: the function failed: " in told


# -- one handler in this process


class Seen:
    """What the target's own clients saw, by service."""

    def __init__(self) -> None:
        self.clients = {name: Client({"said": name}, name) for name in ("sqs", "dynamodb")}

    def __call__(self, service: str) -> Client:
        return self.clients[service]

    @property
    def calls(self) -> list[tuple[str, Mapping[str, Any]]]:
        return [call for client in self.clients.values() for call in client.calls]


class Bench:
    """Makes functions out of the text of a module."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.seen = Seen()
        self.clock = Clock()
        self._started: list[ImportedFunction] = []

    def function(self, text: str, *, named: str = "app.handler", **variables: str):
        (self.here / "app.py").write_text(textwrap.dedent(text), "utf-8")
        return self.again(named, **variables)

    def again(self, named: str = "app.handler", **variables: str) -> ImportedFunction:
        function = ImportedFunction(
            handler=named,
            folder=self.here,
            variables=variables,
            configuration=Configuration("booking", "eu-west-1", 5.0),
            clients=self.seen,
            clock=self.clock,
            instance=f"booking-{len(self._started)}",
        )
        function.start()
        self._started.append(function)
        return function

    def close(self) -> None:
        for function in self._started:
            function.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    before = surroundings()
    made = Bench(tmp_path)
    yield made
    made.close()
    assert surroundings() == before
    assert "app" not in sys.modules


def surroundings() -> Any:
    """Give what a function could change, and must not."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    calls = (BaseClient._make_api_call, threading.Thread.start, botocore.session.create_loader)
    return calls, own, list(sys.path), boto3.DEFAULT_SESSION


def test_a_handler_gets_the_event_and_gives_its_answer(bench: Bench) -> None:
    function = bench.function("def handler(event, context): return {'got': event['a'] + 1}")
    assert function.invoke({"a": 1}) == {"got": 2}


def test_an_event_is_the_handlers_own(bench: Bench) -> None:
    event = {"Records": [{"body": "x"}]}
    bench.function("def handler(event, context): event['Records'].clear()").invoke(event)
    assert event == {"Records": [{"body": "x"}]}


def test_modules_are_each_instances_own_and_are_kept_between_invocations(bench: Bench) -> None:
    (bench.here / "beside.py").write_text("counted = []\n", "utf-8")
    text = """
        def handler(event, context):
            import beside
            beside.counted.append(1)
            return len(beside.counted)
    """
    one, other = bench.function(text), bench.again()
    assert [one.invoke({}), one.invoke({}), other.invoke({})] == [1, 2, 1]
    one.kill()
    assert one.invoke({}) == 1
    assert "beside" not in sys.modules


def test_variables_are_there_on_import_and_later_and_nowhere_else(bench: Bench) -> None:
    text = """
        import os
        at_import = os.environ["TABLE"]
        def handler(event, context):
            seen = os.environ.get("CHANGED")
            os.environ["CHANGED"] = "by me"
            return [at_import, os.environ["TABLE"], seen, os.environ["AWS_REGION"],
                    os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ["_HANDLER"]]
    """
    one, other = bench.function(text, TABLE="mine"), bench.again(TABLE="theirs")
    rest = ["eu-west-1", "booking", "app.handler"]
    assert one.invoke({}) == ["mine", "mine", None, *rest]
    assert one.invoke({}) == ["mine", "mine", "by me", *rest]
    assert other.invoke({}) == ["theirs", "theirs", None, *rest]
    assert "TABLE" not in os.environ
    assert "CHANGED" not in os.environ


def test_nothing_of_the_users_own_aws_settings_is_seen(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    text = """
        import os
        def handler(event, context):
            return [os.environ.get("AWS_PROFILE"), os.environ.get("AWS_SESSION_TOKEN")]
    """
    assert bench.function(text).invoke({}) == [None, None]


CLIENTS = {
    "a client": "boto3.client('sqs').send_message(QueueUrl='q', MessageBody='b')",
    "a session's": "boto3.session.Session().client('sqs').send_message("
    "QueueUrl='q', MessageBody='b')",
    "a resource's": "boto3.resource('sqs').Queue('q').send_message(MessageBody='b')",
    "botocore's": "__import__('botocore.session').session.get_session().create_client('sqs')"
    ".send_message(QueueUrl='q', MessageBody='b')",
    "a thread's": "list(ThreadPoolExecutor(1).map(lambda body: boto3.client('sqs').send_message("
    "QueueUrl='q', MessageBody=body), ['b']))",
    "asyncio's": "asyncio.run(asyncio.to_thread(boto3.client('sqs').send_message, "
    "QueueUrl='q', MessageBody='b'))",
}


@pytest.mark.parametrize("how", CLIENTS)
def test_whatever_client_a_handler_makes_is_seen(bench: Bench, how: str) -> None:
    text = f"""
        import asyncio
        import boto3
        from concurrent.futures import ThreadPoolExecutor
        def handler(event, context):
            {CLIENTS[how]}
    """
    bench.function(text).invoke({})
    assert bench.seen.calls == [("SendMessage", {"QueueUrl": "q", "MessageBody": "b"})]


def test_a_client_that_was_made_on_import_is_seen_too(bench: Bench) -> None:
    text = """
        import boto3
        sqs = boto3.client("sqs")
        def handler(event, context):
            sqs.send_message(QueueUrl="q", MessageBody="b")
    """
    bench.function(text).invoke({})
    assert len(bench.seen.calls) == 1


def test_resources_translate_values_both_ways(bench: Bench) -> None:
    bench.seen.clients["dynamodb"].answer = {"Item": {"fare": {"N": "7"}}}
    text = """
        import boto3
        table = boto3.resource("dynamodb").Table("rides")
        def handler(event, context):
            return int(table.get_item(Key={"id": "r-1"})["Item"]["fare"])
    """
    assert bench.function(text).invoke({}) == 7
    assert bench.seen.calls == [("GetItem", {"TableName": "rides", "Key": {"id": {"S": "r-1"}}})]


def test_an_error_has_the_class_that_the_handlers_client_knows(bench: Bench) -> None:
    refusal = {"Error": {"Code": "ConditionalCheckFailedException", "Message": "no"}}
    bench.seen.clients["dynamodb"].answer = ClientError(refusal, "PutItem")
    text = """
        import boto3
        dynamodb = boto3.client("dynamodb")
        def handler(event, context):
            try:
                dynamodb.put_item(TableName="t", Item={})
            except dynamodb.exceptions.ConditionalCheckFailedException as error:
                return error.response["Error"]["Message"]
    """
    assert bench.function(text).invoke({}) == "no"


def test_who_is_no_handler_is_not_seen(bench: Bench) -> None:
    function = bench.function("def handler(event, context): pass")
    function.invoke({})
    client = boto3.session.Session().client(
        "sqs",
        region_name="eu-west-1",
        aws_access_key_id="x",
        aws_secret_access_key="y",
        endpoint_url="http://127.0.0.1:9",
    )
    with pytest.raises(Exception, match=r"127\.0\.0\.1:9"):
        client.list_queues()
    assert bench.seen.calls == []


def test_the_kit_has_its_own_surroundings_while_it_serves_a_call(bench: Bench) -> None:
    seen: list[Any] = []

    def look(operation: str, parameters: Mapping[str, Any]) -> Any:
        seen.append((os.environ.get("TABLE"), "app" in sys.modules, boto3.DEFAULT_SESSION))
        return {}

    bench.seen.clients["sqs"]._make_api_call = look
    text = """
        import os
        import boto3
        def handler(event, context):
            boto3.client("sqs").send_message(QueueUrl="q", MessageBody="b")
            return os.environ["TABLE"]
    """
    before = boto3.DEFAULT_SESSION
    assert bench.function(text, TABLE="mine").invoke({}) == "mine"
    assert seen == [(None, False, before)]
    assert boto3.DEFAULT_SESSION is before


def test_time_is_the_targets(bench: Bench) -> None:
    def slow(operation: str, parameters: Mapping[str, Any]) -> Any:
        bench.clock.pass_time(4)
        return {}

    bench.seen.clients["sqs"]._make_api_call = slow
    text = """
        import datetime
        import time
        import boto3
        def handler(event, context):
            before, left = time.time(), context.get_remaining_time_in_millis()
            boto3.client("sqs").send_message(QueueUrl="q", MessageBody="b")
            return [int(before), int(time.time()), datetime.datetime.now().timestamp() // 1,
                    left, context.get_remaining_time_in_millis()]
    """
    assert bench.function(text).invoke({}) == [1000, 1004, 1004, 5000, 1000]


def dying(operation: str, parameters: Mapping[str, Any]) -> Any:
    raise Crash("killed before SendMessage")


DYING = """
    import boto3
    def handler(event, context):
        sqs = boto3.client("sqs")
        try:
            sqs.send_message(QueueUrl="q", MessageBody="b")
        except Exception:
            return "caught"
        finally:
            boto3.client("dynamodb").put_item(TableName="t", Item={})
"""


def test_a_crash_passes_through_and_the_dead_make_no_calls(bench: Bench) -> None:
    bench.seen.clients["sqs"]._make_api_call = dying
    function = bench.function(DYING)
    with pytest.raises(Crash):
        function.invoke({})
    assert bench.seen.calls == []


def test_a_crash_in_a_thread_is_the_death_of_the_function(bench: Bench) -> None:
    bench.seen.clients["sqs"]._make_api_call = dying
    text = """
        import boto3
        from concurrent.futures import ThreadPoolExecutor
        sqs = boto3.client("sqs")
        def handler(event, context):
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda n: sqs.send_message(QueueUrl="q", MessageBody="b"), [1, 2]))
    """
    with pytest.raises(Crash):
        bench.function(text).invoke({})


def test_a_function_that_takes_too_long_is_stopped_but_what_it_asked_for_stands(
    bench: Bench,
) -> None:
    asked: list[str] = []

    def slow(operation: str, parameters: Mapping[str, Any]) -> Any:
        asked.append(parameters["MessageBody"])
        bench.clock.pass_time(5.1)
        return {}

    bench.seen.clients["sqs"]._make_api_call = slow
    text = """
        import boto3
        def handler(event, context):
            sqs = boto3.client("sqs")
            sqs.send_message(QueueUrl="q", MessageBody="late")
            sqs.send_message(QueueUrl="q", MessageBody="never")
    """
    with pytest.raises(FunctionDied, match=r"Task timed out after 5\.00 seconds"):
        bench.function(text).invoke({})
    assert asked == ["late"]


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("raise ValueError('no')", FunctionFailed, "ValueError: no"),
        ("return object()", FunctionFailed, "Runtime.MarshalError"),
        ("raise SystemExit(3)", FunctionDied, "Runtime.ExitError: exit status 3"),
    ],
)
def test_how_an_invocation_fails(bench: Bench, body: str, kind: type[Exception], said: str) -> None:
    function = bench.function(f"def handler(event, context): {body}")
    with pytest.raises(kind, match=said):
        function.invoke({})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('at import')", "cannot be imported: RuntimeError: at import"),
        ("import nothing_like_it", "No module named 'nothing_like_it'"),
        ("handlr = 1", "has no attribute 'handler'"),
        ("handler = 7", "is 7, which cannot be called"),
        ("raise SystemExit(1)", "Runtime.ExitError"),
    ],
)
def test_what_cannot_be_imported_cannot_begin(bench: Bench, text: str, said: str) -> None:
    with pytest.raises(FunctionDied, match=said):
        bench.function(text).invoke({})


def test_decimals_are_numbers(bench: Bench) -> None:
    text = """
        import decimal
        def handler(event, context): return [decimal.Decimal("7"), decimal.Decimal("7.5")]
    """
    assert bench.function(text).invoke({}) == [7, 7.5]


def test_the_context_has_what_lambdas_has(bench: Bench) -> None:
    text = """
        def handler(event, context):
            return [context.function_name, context.function_version, context.memory_limit_in_mb,
                    context.invoked_function_arn, context.log_group_name,
                    context.log_stream_name, len(context.aws_request_id),
                    context.identity.cognito_identity_id, context.client_context]
    """
    assert bench.function(text).invoke({}) == [
        "booking",
        "$LATEST",
        "128",
        "arn:aws:lambda:eu-west-1:123456789012:function:booking",
        "/aws/lambda/booking",
        "pattern-tck/[$LATEST]booking-0",
        36,
        None,
        None,
    ]


# -- settings


@pytest.mark.parametrize(
    ("visibilities", "timeout"),
    [
        ([], 29.0),
        ([30.0], 5.0),
        ([2.0], 2.0),
        ([6.0], 3.0),
        ([43200.0], 900.0),
        ([60.0, 30.0], 5.0),
    ],
)
def test_a_timeout_that_goes_with_the_queues(visibilities: list[float], timeout: float) -> None:
    assert timeout_for(visibilities) == timeout


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        ("handler", "expected MODULE.FUNCTION"),
        (".handler", "expected MODULE.FUNCTION"),
        ("app.", "expected MODULE.FUNCTION"),
        ("apps.booking", "no module 'apps'"),
    ],
)
def test_handlers_that_are_nowhere(handler: str, said: str) -> None:
    with pytest.raises(UsageMistake, match=said):
        LambdaBinding(handler=handler, folder=FOLDER, topology=Nothing())


def test_a_library_in_the_folder_is_shared(bench: Bench) -> None:
    library = bench.here / "site-packages" / "shared_by_all.py"
    library.parent.mkdir()
    library.write_text("counted = []\n", "utf-8")
    text = """
        import os, sys
        sys.path.append(os.environ["LIBRARIES"])
        import shared_by_all
        def handler(event, context):
            shared_by_all.counted.append(1)
            return len(shared_by_all.counted)
    """
    libraries = str(library.parent)
    one, other = bench.function(text, LIBRARIES=libraries), bench.again(LIBRARIES=libraries)
    assert [one.invoke({}), other.invoke({})] == [1, 2]
    del sys.modules["shared_by_all"]


def test_a_function_that_was_never_started_can_be_closed(bench: Bench) -> None:
    before = surroundings()
    ImportedFunction(
        handler="app.handler",
        folder=bench.here,
        variables={},
        configuration=Configuration("booking", "eu-west-1", 5.0),
        clients=bench.seen,
        clock=bench.clock,
        instance="x",
    ).close()
    assert surroundings() == before


def test_a_source_that_is_no_queue_of_the_role() -> None:
    binding = LambdaBinding(
        handler="app.booking", folder=FOLDER, topology=Nothing(), sources=("WORK_QUEUE",)
    )
    part = Part("consumer", "consumer", {"WORK_QUEUE_URL": "q"}, Target(), tap())
    with pytest.raises(UsageMistake, match=r"no such queue; did you mean 'WORK_QUEUE_URL'"):
        binding.player(part, "consumer")


def test_a_runtime_knows_by_itself_what_its_handler_is() -> None:
    binding = LambdaBinding(
        handler="main", folder=FOLDER, topology=Nothing(), runtime=("./bootstrap",)
    )
    assert binding.behind_gateway
