"""``pattern-tck mutate``, as a process of its own, with small commands and with the example."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "acceptance"
MAIN = "from pattern_tck.commands.main import main; main()"
#: Calls the door without an SDK, which would take longer to import than to call.
CALLS = """
import json, os, sys, urllib.request

def call(operation, **asked):
    headers = {
        "X-Amz-Target": "AmazonSQS." + operation,
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request",
    }
    url = os.environ["AWS_ENDPOINT_URL"] + "/"
    body = json.dumps(asked).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return json.load(opener.open(urllib.request.Request(url, body, headers)))

def attributes(name):
    url = call("GetQueueUrl", QueueName=name)["QueueUrl"]
    asked = {"QueueUrl": url, "AttributeNames": ["All"]}
    return call("GetQueueAttributes", **asked)["Attributes"]

def create(name, **attributes):
    call("CreateQueue", QueueName=name, Attributes=attributes)
"""
#: Makes two things that may be wrong, and looks at one of them.
LOOKS_AT_ONE = (
    CALLS
    + """
create("orders", VisibilityTimeout="60", DelaySeconds="5")
assert attributes("orders")["DelaySeconds"] == "5"
"""
)


def mutate(*words, cwd=None):
    return subprocess.run(
        [sys.executable, "-c", MAIN, "mutate", *words],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def script(text):
    return ("--", sys.executable, "-c", text)


def test_what_a_command_looks_at_is_caught_and_nothing_else(tmp_path):
    file = tmp_path / "report.json"
    ran = mutate("--report-json", str(file), *script(LOOKS_AT_ONE))
    assert ran.returncode == 1, ran.stderr
    report = json.loads(file.read_text("utf-8"))
    assert (report["format"], report["version"]) == ("pattern-tck-mutation", 1)
    assert {one["mutant"]: one["outcome"] for one in report["mutants"]} == {
        "delay_removed@queue orders": "caught",
        "visibility_below_the_work@queue orders": "survived",
    }
    assert report["noticed"] == 50
    (caught,) = (one for one in report["mutants"] if one["outcome"] == "caught")
    assert caught["run"]["exit_code"] == 1
    assert "AssertionError" in caught["run"]["printed"]
    assert "1 caught, 1 survived; 50 % of 2 noticed" in ran.stdout
    assert "[2/2] survived" in ran.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--at-least", "50"], 0, "50 % of 2"),
        (["--only", "delay_*"], 0, "100 % of 1"),
        (["--skip", "*@queue orders"], 3, "no mutant has that name"),
        (["--list"], 0, "2 mutants"),
    ],
)
def test_its_exit_code_says_how_it_came_out(words, code, said):
    ran = mutate(*words, *script(LOOKS_AT_ONE))
    assert ran.returncode == code, ran.stderr
    assert said in ran.stdout + ran.stderr


def test_a_command_that_fails_without_a_mutant_shows_nothing():
    ran = mutate(*script("print('our queue is gone'); raise SystemExit(4)"))
    assert ran.returncode == 3
    assert "ended with 4, so it can show nothing" in ran.stderr
    assert "our queue is gone" in ran.stderr


def test_a_command_that_makes_nothing_shows_nothing():
    ran = mutate(*script("pass"))
    assert ran.returncode == 3
    assert "nothing was made that a mutant changes" in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say which command is to be run"),
        (["--parameter", "A=B", "--", "true"], "--parameter is for a template"),
        (["--template", "t.yaml", "--load", "w", "--", "true"], "not both"),
        (["--load", "there-is-none", "--", "true"], "--load there-is-none"),
        (["--template", "there-is-none", "--", "true"], "cannot be read"),
        (["--", "there-is-no-such-command"], "there-is-no-such-command cannot be run"),
        (["--report-json", "no/such/folder/r.json", "--", "true"], "there is no such folder"),
        (["--timeout", "0", "--", "true"], "--timeout"),
    ],
)
def test_what_cannot_be_done_is_a_mistake_of_usage(words, said):
    ran = mutate(*words)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_changes_are_listed_without_a_command():
    ran = mutate("--list")
    assert ran.returncode == 0
    assert "redrive_removed" in ran.stdout
    assert "delay_removed" in ran.stdout


#: Stays, with a child of its own, when its queue has another delay than it wants.
STAYS = (
    CALLS
    + """
import subprocess
create("orders", DelaySeconds="5")
if attributes("orders")["DelaySeconds"] == "0":
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    with open(sys.argv[1], "w") as told:
        told.write(f"{os.getpid()} {child.pid}")
    print("stays", flush=True)
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pause()
"""
)


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that nobody has waited for yet is no process any more.
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")


def test_who_stays_is_ended_by_the_timeout_with_its_children(tmp_path):
    told = tmp_path / "told"
    ran = mutate("--timeout", "10", *script(STAYS), str(told))
    assert ran.returncode == 0, ran.stderr
    assert "1 ended by timeout; 100 % of 1 noticed" in ran.stdout
    assert not any(is_there(int(pid)) for pid in told.read_text("utf-8").split())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_interrupts_it_ends_what_it_has_started(number, tmp_path):
    os.mkfifo(tmp_path / "told")
    words = [sys.executable, "-c", MAIN, "mutate", *script(STAYS), str(tmp_path / "told")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        pids = (tmp_path / "told").read_text("utf-8").split()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not any(is_there(int(pid)) for pid in pids)


def test_a_world_that_was_saved_is_the_beginning_of_each_run(tmp_path):
    file = tmp_path / "w.jsonl"
    made = 'create("orders", DelaySeconds="5", VisibilityTimeout="60")'
    saved = subprocess.run(
        [sys.executable, "-c", MAIN, "simulate", "--port", "0", "--save", str(file), "--",
         sys.executable, "-c", CALLS + made],
        check=False, timeout=60,
    )  # fmt: skip
    assert saved.returncode == 0
    looks = CALLS + 'assert attributes("orders")["DelaySeconds"] == "5"'
    ran = mutate("--load", str(file), *script(looks))
    assert ran.returncode == 1, ran.stderr
    assert "1 caught, 1 survived" in ran.stdout


def test_the_example_shows_what_its_page_says():
    ran = mutate(
        "--template", "template.yaml", "--time", "virtual", "--list",
        "--", sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider",
        "test_orders.py", cwd=EXAMPLE,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "16 mutants" in ran.stdout
