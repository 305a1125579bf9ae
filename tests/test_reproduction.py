"""Scripts of boto3 alone that show what a target does otherwise: written, short, and true."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pattern_tck.judging import Judgement
from pattern_tck.known import shipped_divergences
from pattern_tck.reproduction.script import script
from pattern_tck.reproduction.shortening import shortened
from pattern_tck.reproduction.transcript import Made, Transcribed, Waited
from pattern_tck.reproduction.writing import file_name
from pattern_tck.scenarios import folder, scenarios
from pattern_tck.verdicts import Verdict
from tests.fakes import Client, Target
from tests.moto_served import moto_served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import Runs


def call(operation: str, answer: Any = None, **parameters: Any) -> Made:
    return Made("sqs", operation, parameters, answer or {})


EMPTY = call("ReceiveMessage", QueueUrl="queue-1")
SEND = call("SendMessage", QueueUrl="queue-1", MessageBody="a")


# -- recording


def test_only_what_is_asked_between_begin_and_end_is_noted() -> None:
    target: Any = Target()
    target.client = lambda name: Client({"said": name}, name)
    recorded = Transcribed(target)
    client = recorded.client("sqs")
    client._make_api_call("ListQueues", {})
    recorded.begin()
    client._make_api_call("CreateQueue", {"QueueName": "a"})
    recorded.clock.pass_time(3)
    recorded.end()
    client._make_api_call("DeleteQueue", {})

    assert recorded.steps == [
        Made("sqs", "CreateQueue", {"QueueName": "a"}, {"said": "sqs"}),
        Waited(3),
    ]
    assert recorded.client("sqs") is client


# -- shortening


def test_looks_that_saw_nothing_new_are_one_look_and_their_waits_one_wait() -> None:
    steps = [SEND, EMPTY, Waited(1), EMPTY, Waited(1), EMPTY]
    assert shortened(steps) == [SEND, Waited(2), EMPTY]


def test_a_question_that_is_asked_until_its_answer_changes_is_asked_once() -> None:
    one = call("DescribeExecution", {"status": "RUNNING"}, executionArn="e")
    other = call("DescribeExecution", {"status": "FAILED"}, executionArn="e")
    assert shortened([SEND, one, Waited(1), one, Waited(2), other]) == [SEND, Waited(3), other]


def test_looks_in_turns_are_one_look_each_until_something_is_done() -> None:
    look = call("DescribeExecution", {"status": "RUNNING"}, executionArn="e")
    steps = [SEND, EMPTY, look, Waited(1), EMPTY, look, SEND, EMPTY, look]
    assert shortened(steps) == [SEND, Waited(1), EMPTY, SEND, EMPTY, look]


def test_nothing_that_has_an_effect_is_left_out() -> None:
    steps = [SEND, SEND, Waited(1), SEND]
    assert shortened(steps) == steps


def test_a_question_stays_if_its_answer_is_used_or_it_is_asked_in_the_end() -> None:
    used = call("GetQueueUrl", {"QueueUrl": "https://queue-1"}, QueueName="a")
    unused = call("GetQueueAttributes", {"Attributes": {"QueueArn": "arn:of:queue"}}, QueueUrl="q")
    send = call("SendMessage", QueueUrl="https://queue-1", MessageBody="a")
    last = call("GetQueueAttributes", {"Attributes": {"Visible": "1"}}, QueueUrl="q")
    assert shortened([used, unused, send, last]) == [used, send, last]


# -- scripts


def test_what_the_kit_tags_for_itself_is_left_out() -> None:
    pairs = [{"Key": "pattern-tck", "Value": "run"}, {"Key": "team", "Value": "a"}]
    text = script(
        Judgement(next(one for one in scenarios() if one.role is None), Verdict.FAILED),
        [
            Made("sns", "CreateTopic", {"Name": "t", "Tags": pairs}, {}),
            Made("sqs", "CreateQueue", {"QueueName": "q", "tags": {"pattern-tck": "run"}}, {}),
        ],
        "moto 5",
        "http://127.0.0.1:1",
    )
    assert "pattern-tck" not in text
    assert "'team'" in text
    assert "tags=" not in text


@pytest.fixture
def server() -> Iterator[str]:
    with moto_served() as url:
        yield url


def test_a_script_shows_what_the_scenario_has_shown(
    runs: Runs, server: str, tmp_path: Path
) -> None:
    ended = runs.run(
        "--target=moto", "--partial", "-m", "SQS-FIFO-08 or SQS-FIFO-16", "-q",
        f"--reproductions={tmp_path}", str(folder() / "contract"),
    )  # fmt: skip
    assert ended.code == 0, ended.out
    written = sorted((tmp_path / "moto").iterdir())
    assert len(written) == len(ended.judged("inconclusive"))
    for file in written:
        ast.parse(file.read_text())
    deleted = tmp_path / "moto" / "SQS-FIFO-08-the-first-one-is-deleted-already.py"
    text = deleted.read_text()
    assert text.startswith('"""SQS-FIFO-08: The deduplication id stays remembered')
    assert "tck-" not in text
    shown = subprocess.run(
        [sys.executable, str(deleted)],
        env={"AWS_ENDPOINT_URL": server, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    # The second message was dropped on AWS: its deduplication id is remembered.
    assert "'Body': 'g-2'" in shown.stdout.splitlines()[-1]


def test_what_a_target_keeps_or_lacks_and_what_a_role_does_has_no_script(
    runs: Runs, tmp_path: Path
) -> None:
    ended = runs.run(
        "--target=moto", "--partial", "-m", "SQS-VIS-02 or DLQ-20 or SG-11", "-q",
        f"--reproductions={tmp_path}", str(folder()),
    )  # fmt: skip
    verdicts = {one["verdict"] for one in ended.judgements}
    assert verdicts == {"passed", "inconclusive"}
    assert not list(tmp_path.iterdir())


def test_no_two_divergences_of_a_target_have_one_name() -> None:
    for target in ("moto", "ministack", "localstack"):
        listed = shipped_divergences(target)
        found = [one for one in scenarios() if one.role is None and listed.find(one)]
        assert len({file_name(one) for one in found}) == len(found)


SHOWN = Path(__file__).parents[1] / "docs" / "divergences"


@pytest.mark.parametrize("target", sorted(one.name for one in SHOWN.iterdir()))
def test_the_scripts_in_the_documentation_are_those_of_what_is_listed(target: str) -> None:
    listed = shipped_divergences(target)
    entries = [(one, listed.find(one)) for one in scenarios() if one.role is None]
    wanted = {file_name(one) for one, entry in entries if entry and not entry.only_if}
    there = {one.name for one in (SHOWN / target).iterdir()}
    again = (
        f"pytest --pyargs pattern_tck.features --target {target} --reproductions docs/divergences"
    )
    assert there == wanted, f"run: {again}"
