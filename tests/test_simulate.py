"""``pattern-tck simulate``, as a process of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

MAIN = "from pattern_tck.commands.main import main; main()"
#: What a command under the simulator does: it asks how things are, and says with which settings.
ASKS = """
import json, os, sys, urllib.request
url = os.environ["AWS_ENDPOINT_URL"]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
health = json.load(opener.open(url + "/_simulator/health"))
settings = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
print(json.dumps({"health": health, "settings": settings}))
sys.exit(7)
"""


def command(*words):
    return [sys.executable, "-c", MAIN, "simulate", *words]


def run(*words, **environment):
    return subprocess.run(
        command(*words),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_command_finds_the_simulator_and_its_exit_code_is_passed_on():
    ran = run(
        "--port",
        "0",
        "--time",
        "virtual",
        "--",
        sys.executable,
        "-c",
        ASKS,
        AWS_PROFILE="somebody",
        AWS_SESSION_TOKEN="secret",
        AWS_ACCESS_KEY_ID="AKIASOMEBODY",
        AWS_ENDPOINT_URL_SQS="http://127.0.0.1:1",
    )
    assert ran.returncode == 7, ran.stderr
    told = json.loads(ran.stdout)
    assert told["health"]["time"] == "virtual"
    settings = told["settings"]
    assert settings["AWS_ACCESS_KEY_ID"] == "test"
    assert settings["AWS_REGION"] == settings["AWS_DEFAULT_REGION"] == "us-east-1"
    assert not settings.keys() & {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_SQS"}


def test_an_account_number_as_key_stays():
    ran = run("--port", "0", "--", sys.executable, "-c", ASKS, AWS_ACCESS_KEY_ID="111111111111")
    assert json.loads(ran.stdout)["settings"]["AWS_ACCESS_KEY_ID"] == "111111111111"


def test_a_command_that_is_not_there_is_said_as_a_shell_says_it():
    ran = run("--port", "0", "--", "there-is-no-such-command")
    assert ran.returncode == 127
    assert "there is no command 'there-is-no-such-command'" in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_when_it_is_told(number):
    with subprocess.Popen(command("--port", "0"), stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        url = re.search(r"AWS_ENDPOINT_URL=(http://127\.0\.0\.1:\d+) AWS_ACCESS", line)[1]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url + "/_simulator/health") as answer:
            assert json.load(answer)["status"] == "ready"
        process.send_signal(number)
        assert process.wait(20) == 0


def test_an_address_that_is_taken_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("--port", str(taken.getsockname()[1]))
    assert ran.returncode == 2
    assert re.fullmatch(
        r"pattern-tck: cannot listen on 127\.0\.0\.1:\d+ \(Address already in use\): "
        r"choose another --port, 0 for a free one\n",
        ran.stderr,
    )


def test_beyond_loopback_there_is_a_warning():
    ran = run("--port", "0", "--host", "0.0.0.0", "--", sys.executable, "-c", ASKS)
    assert "warning: 0.0.0.0 can be reached from other machines" in ran.stderr
    assert json.loads(ran.stdout)["health"]["status"] == "ready"


def test_a_server_that_is_not_installed_is_named():
    script = f"import sys; sys.modules['uvicorn'] = None; {MAIN}"
    ran = subprocess.run(
        [sys.executable, "-c", script, "simulate"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert "pip install 'pattern-tck[simulate]' (there is no uvicorn)" in ran.stderr


def test_neither_an_sdk_nor_moto_is_imported():
    script = (
        "import sys, pattern_tck.commands.simulate, pattern_tck.simulator.doors.http.server\n"
        "print([m for m in sys.modules if m.partition('.')[0] in {'boto3', 'moto', 'urllib3', "
        "'pytest'} or m.startswith('botocore.')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
