"""A worker that is forked from a warm interpreter is to its launcher what a process would be."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.bindings.processes import FOLDER, worker_command

ROLE = """
import os
import signal

class Tells:
    def __init__(self, environment, client, now):
        key = client("sqs")._request_signer._credentials.access_key
        print(os.getpid(), os.getcwd(), environment["WORD"], key, flush=True)

    def work(self):
        if os.environ["WORD"] == "leave":
            raise SystemExit(3)
        signal.pause()
"""


def launch(tmp_path: Path, word: str, key: str = "KEY") -> subprocess.Popen[str]:
    (tmp_path / "telling.py").write_text(ROLE)
    environment = {
        "PATH": os.environ["PATH"],
        "WORD": word,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": "-",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    return subprocess.Popen(
        [*worker_command(), "--path", str(tmp_path), "telling:Tells"],
        cwd=FOLDER, env=environment, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def told(launcher: subprocess.Popen[Any]) -> list[str]:
    assert launcher.stdout
    assert select.select([launcher.stdout], [], [], 60)[0], "it was not launched"
    return launcher.stdout.readline().split()


def test_it_has_an_environment_a_folder_and_an_end_of_its_own(tmp_path: Path) -> None:
    for key in ("ONE", "OTHER"):
        with launch(tmp_path, "leave", key) as launcher:
            assert told(launcher)[1:] == [str(FOLDER), "leave", key]
            assert launcher.wait(20) == 3


def test_what_it_prints_at_its_death_is_to_be_read() -> None:
    nobody = ended(surroundings())
    assert b"No module named 'nowhere'" in nobody.stderr
    assert nobody.returncode == 1


def test_it_is_killed_with_its_launcher(tmp_path: Path) -> None:
    with launch(tmp_path, "stay") as launcher:
        worker = os.pidfd_open(int(told(launcher)[0]))
        launcher.kill()
        ended = select.poll()
        ended.register(worker, select.POLLIN)
        assert ended.poll(20_000)
        os.close(worker)


def surroundings(**others: str) -> dict[str, str]:
    """Give what a worker needs to get as far as its role, which there is none of."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_ACCESS_KEY_ID": "K",
        "AWS_SECRET_ACCESS_KEY": "-",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_DEFAULT_REGION": "us-east-1",
        **others,
    }


def ended(environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*worker_command(), "nowhere:Nobody"],
        cwd=FOLDER, env=environment, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def test_who_cannot_be_launched_is_told_and_harms_nobody_after_him() -> None:
    nowhere = surroundings(AWS_DEFAULT_REGION="no region at all")
    assert ended(nowhere).returncode == 70
    assert ended(surroundings()).returncode == 1


def test_whom_nobody_could_be_forked_for_changes_no_keys(tmp_path: Path) -> None:
    with launch(tmp_path, "leave", "ONE") as launcher:
        assert told(launcher)[3] == "ONE"
    assert ended(surroundings(AWS_DEFAULT_REGION="no region at all")).returncode == 70
    with launch(tmp_path, "leave", "OTHER") as launcher:
        assert told(launcher)[3] == "OTHER"


def test_who_is_killed_while_he_is_looked_at_is_not_taken_for_one_without_keys(
    tmp_path: Path,
) -> None:
    folder = Path(worker_command()[2])
    with launch(tmp_path, "leave", "ONE") as launcher:
        assert told(launcher)[3] == "ONE"
    # Of a process that is about to go, /proc shows an empty environment: as of this one.
    with subprocess.Popen(["sleep", "60"], env={}) as going:
        answered = folder / str(going.pid)
        os.mkfifo(answered)
        (folder / "asked").write_text(f"{going.pid}\n")
        with launch(tmp_path, "leave", "OTHER") as launcher:
            assert told(launcher)[3] == "OTHER"
        going.kill()
    assert answered.exists(), "somebody was asked to launch"


FORKS = """
import atexit, os, subprocess, sys
from bench.bindings.processes import FOLDER, worker_command

def launch():
    surroundings = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    return subprocess.run(
        [*worker_command(), "nowhere:Nobody"], cwd=FOLDER, env=surroundings, capture_output=True,
        timeout=60,
    ).returncode

before = worker_command()
if not os.fork():
    code = launch() if worker_command() != before else 2
    atexit._run_exitfuncs()
    os._exit(code)
print(os.waitstatus_to_exitcode(os.wait()[1]), launch())
"""


def test_a_fork_has_a_warm_interpreter_of_its_own_and_ends_that_of_nobody_else() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FORKS],
        cwd=FOLDER.parents[1], env=surroundings(), capture_output=True, text=True, check=False,
        timeout=200,
    )  # fmt: skip
    assert ran.stdout.split() == ["1", "1"], ran.stderr
