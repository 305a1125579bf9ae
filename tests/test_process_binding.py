"""A process is judged like an object, suffers like one, and is gone when the run is over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck.bindings import process
from pattern_tck.bindings.binding import Part
from pattern_tck.bindings.child import Child
from pattern_tck.bindings.watchdog import close_watchdog
from pattern_tck.gateway.gateway import close_gateways
from pattern_tck.verdicts import UsageMistake
from tests import processes
from tests.running import Runs

_PROC = pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="needs /proc to see which processes live; run it on Linux"
)


def judged(runs: Runs, implementation: str, marks: str, *more: str) -> Any:
    return runs.run(
        "features", f"--implementation=tests.processes:{implementation}", "-m", marks, "--partial",
        *more,
    )  # fmt: skip


def test_a_process_dies_is_held_up_and_repeats_like_an_object(runs: Runs) -> None:
    ended = judged(runs, "consumer", "P2P-03 or P2P-04 or SQS-VIS-02 or DLQ-10 or SQS-DEL-02")
    assert ended.code == 0, ended.out
    passed = {one["clause"] for one in ended.judged("passed")}
    assert passed >= {"P2P-03", "P2P-04", "SQS-VIS-02", "DLQ-10", "SQS-DEL-02"}


def test_a_wrong_process_fails_on_the_same_clause_as_the_same_object(runs: Runs) -> None:
    ended = judged(runs, "acknowledges_first", "SQS-VIS-02 or P2P-01")
    assert ended.code == 1, ended.out
    assert {one["clause"] for one in ended.judged("failed")} == {"SQS-VIS-02"}
    (failed,) = ended.judged("failed")
    assert "expected one booking, seen []" in failed["reason"]


def test_a_command_makes_the_channels(runs: Runs) -> None:
    ended = judged(runs, "deploys_itself", "P2P-01 or DLQ-01")
    assert ended.code == 0, ended.out
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


def test_timers_of_a_process_run_in_real_time(runs: Runs) -> None:
    ended = judged(runs, "requester", "RR-08", "-k", "Nobody_answers or nobody_answers")
    assert ended.code == 0, ended.out
    assert [one["verdict"] for one in ended.judgements] == ["passed"]


def test_one_empty_receive_proves_nothing_to_a_process_that_does_not_wait(runs: Runs) -> None:
    ended = judged(runs, "operator", "DLQ-16", "-k", "outage_is_over_for_some")
    assert ended.code == 0, ended.out
    assert [one["verdict"] for one in ended.judgements] == ["passed"]


def test_a_role_whose_channels_do_all_the_work_need_not_call(runs: Runs) -> None:
    ended = judged(runs, "router", "EB-PAT-09")
    assert ended.code == 0, ended.out
    assert {one["verdict"] for one in ended.judgements} == {"passed"}


def test_what_a_process_cannot_show_is_said_whatever_fault_was_ordered(runs: Runs) -> None:
    ended = judged(runs, "api", "DEC-05 or DEC-10")
    assert {one["verdict"] for one in ended.judgements} == {"not exercised"}
    for one in ended.judgements:
        assert "ride-api is a process, whose API the kit does not call" in one["reason"]


def test_a_process_that_ends_says_why(runs: Runs) -> None:
    ended = judged(runs, "ends", "P2P-01")
    assert ended.code == 1, ended.out
    assert "ended with exit code 3, having printed: there is no configuration" in " ".join(
        ended.out.split()
    )


def test_a_program_that_is_not_there_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageMistake, match="no-such-program cannot be started"):
        Child(["no-such-program"], tmp_path, {})


def test_who_never_calls_is_told_how_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "_START", 0.1)
    client = SimpleNamespace(meta=SimpleNamespace(region_name="eu-west-1"), _make_api_call=None)
    target: Any = SimpleNamespace(client=lambda _: client, clock=SimpleNamespace(virtual=True))
    part = Part("consumer", "consumer", {}, target, tap=None)  # type: ignore[arg-type]
    program = ("sleep", "60")
    binding = process.ProcessBinding(program, tmp_path, topology=None)  # type: ignore[arg-type]
    player = binding.player(part, "consumer")
    try:
        with pytest.raises(AssertionError, match="does it take its endpoint from AWS_ENDPOINT_URL"):
            player.work()
    finally:
        player.close()
        close_gateways()


def test_no_credentials_of_the_user_reach_a_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("DATABASE_PASSWORD", "very-secret")
    child = Child(
        [sys.executable, "-c", "import os; print(dict(os.environ))"], tmp_path, {"A": "b"}
    )
    try:
        child._process.wait(30)
        assert "'A': 'b'" in child.printed()
        assert "very-secret" not in child.printed()
        assert "production" not in child.printed()
    finally:
        child.kill()


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def await_end(pid: int) -> None:
    end = time.monotonic() + 20
    while lives(pid):
        assert time.monotonic() < end, "it lives on"
        os.sched_yield()


@_PROC
def test_the_children_of_a_child_die_with_it(tmp_path: Path) -> None:
    child = Child(["sh", "-c", "sleep 600 & echo $!; wait"], tmp_path, {})
    end = time.monotonic() + 20
    while not child.printed().strip():
        assert time.monotonic() < end
        os.sched_yield()
    grandchild = int(child.printed())
    assert lives(grandchild)
    child.kill()
    await_end(grandchild)


@_PROC
@pytest.mark.parametrize("grandchild", ["sleep 600", "setsid sleep 600"], ids=["group", "own"])
def test_a_child_and_its_children_die_with_the_kit(tmp_path: Path, grandchild: str) -> None:
    command = ["sh", "-c", f"{grandchild} & echo $!; wait"]
    code = (
        "import time; from pathlib import Path; "
        "from pattern_tck.bindings.child import Child; "
        f"child = Child({command!r}, Path('.'), {{}}); "
        "print(child._process.pid, flush=True)\n"
        "while not child.printed().strip(): pass\n"
        "print(child.printed(), flush=True); time.sleep(600)"
    )
    kit = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path)
    assert kit.stdout
    with kit.stdout:
        pids = [int(kit.stdout.readline()) for _ in range(2)]
    assert all(map(lives, pids))
    kit.send_signal(signal.SIGKILL)
    kit.wait()
    for pid in pids:
        await_end(pid)


@_PROC
def test_the_end_of_a_kit_is_no_end_for_who_is_not_its_child(tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as neighbour:
        child = Child(["sleep", "600"], tmp_path, {})
        child.kill()
        close_watchdog()
        assert lives(neighbour.pid)
        neighbour.kill()


def test_the_folder_of_processes_is_where_they_are_started() -> None:
    assert processes.consumer["consumer"].folder.joinpath("worker.py").is_file()
