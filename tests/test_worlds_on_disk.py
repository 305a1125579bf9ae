"""``pattern-tck simulate --load --save``: a world outlives the process that served it."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import boto3
import pytest
from botocore.config import Config

from tests.test_simulate import command, run

#: What runs under the simulator: it sends a message, or says which it finds.
WORKS = """
import sys, boto3
sqs = boto3.client("sqs")
url = sqs.create_queue(QueueName="kept")["QueueUrl"]
if sys.argv[1:]:
    sqs.send_message(QueueUrl=url, MessageBody=sys.argv[1])
else:
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    print(sorted(message["Body"] for message in found.get("Messages", ())))
"""


def under(*words, options=()):
    options = ["--port", "0", "--time", "virtual", *map(str, options)]
    return run(*options, "--", sys.executable, "-c", WORKS, *words)


def test_the_next_process_goes_on_where_the_last_one_ended(tmp_path):
    file = tmp_path / "w.jsonl"
    both = ("--load", file, "--save", file)
    for word in ("first", "second"):
        ran = under(word, options=both)
        assert ran.returncode == 0, ran.stderr
    ran = under(options=("--load", file))
    assert ran.stdout == "['first', 'second']\n", ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["w.jsonl"]


@contextmanager
def serving(*options):
    process = subprocess.Popen(
        command("--port", "0", *map(str, options)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        first = process.stdout.readline()
        assert first, process.stderr.read()
        client = boto3.session.Session().client(
            "sqs",
            region_name="us-east-1",
            endpoint_url=first.split()[2],
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(proxies={}),
        )
        yield process, client
    finally:
        process.kill()
        process.communicate(timeout=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_ends_it_saves_it(tmp_path, number):
    file = tmp_path / "w.jsonl"
    with serving("--save", file) as (process, sqs):
        url = sqs.create_queue(QueueName="kept")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="before the signal")
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
    assert under(options=("--load", file)).stdout == "['before the signal']\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory"),
        ("", "the file is empty"),
        ("<html>", "line 1: this is no saved world"),
        ('{"format": "pattern-tck-world", "version": 9}', "of version 9, and this reads version 1"),
    ],
)
def test_a_file_that_cannot_be_loaded_ends_it_with_one_sentence(tmp_path, text, said):
    file, other = tmp_path / "w.jsonl", tmp_path / "other"
    if text is not None:
        file.write_text(text, "utf-8")
    ran = under("never", options=("--load", file, "--save", other))
    assert ran.returncode == 2
    assert f"--load {file}: " in ran.stderr
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert not other.exists()


def test_a_broken_file_is_not_written_over(tmp_path):
    file = tmp_path / "w.jsonl"
    file.write_text("mine", "utf-8")
    assert under("never", options=("--load", file, "--save", file)).returncode == 2
    assert file.read_text("utf-8") == "mine"


def test_a_place_that_is_not_there_is_said_before_anything_is_served(tmp_path):
    ran = under("never", options=("--save", tmp_path / "no" / "w.jsonl"))
    assert (ran.returncode, "there is no folder" in ran.stderr) == (2, True), ran.stderr


def test_a_place_that_went_away_is_said_at_the_end(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    script = f"import os; os.rmdir({str(folder)!r})"
    options = ("--port", "0", "--save", str(folder / "w.jsonl"))
    ran = run(*options, "--", sys.executable, "-c", script)
    assert (ran.returncode, "No such file or directory" in ran.stderr) == (2, True), ran.stderr
    assert len(ran.stderr.splitlines()) == 1
