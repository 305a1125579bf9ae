"""Runs the matrix: a child for each feature file, two at a time, each a fork of this process."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pattern_tck.scenarios import folder as features
from tests.forking import warm_up
from tests.mutants.mutant import Mutant
from tests.mutants.results import Results, Row
from tests.running import PLUGINS


@dataclass(frozen=True)
class Job:
    """The judgements that one child makes: the mutants of each scenario of a feature file."""

    file: str
    outside: bool
    mutants: Mapping[str, list[str]]

    @property
    def size(self) -> int:
        """Give the number of judgements; one of a process weighs as much as twenty others."""
        return sum(map(len, self.mutants.values())) * (20 if self.outside else 1)

    @property
    def name(self) -> str:
        """Give a name that is good for a file."""
        return self.file.replace("/", ".") + (".outside" if self.outside else "")


def jobs(mutants: Iterable[Mutant], rows: Mapping[str, Row]) -> list[Job]:
    """Give what is left to be judged, the longest first, so that nobody waits for it at the end."""
    left: dict[tuple[str, bool], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mutant in mutants:
        for scenario in mutant.judged_by():
            if scenario.key not in rows[mutant.name].verdicts:
                left[scenario.file, mutant.outside][scenario.key].append(mutant.name)
    found = [Job(file, outside, by_key) for (file, outside), by_key in left.items()]
    return sorted(found, key=lambda job: -job.size)


def run(mutants: Mapping[str, Mutant], results: Results, at_once: int) -> None:
    """Judge what is left; `KeyboardInterrupt` loses nothing of what was judged."""
    waiting = jobs(mutants.values(), results.rows(mutants))
    left = sum(len(names) for job in waiting for names in job.mutants.values())
    if not waiting:
        return
    before, began = results.count(), time.monotonic()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    warm_up()
    importlib.import_module("tests.mutants.judging")
    running: set[int] = set()
    # Blocked, so that an end between two looks is not lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.add(_started(waiting.pop(0), results))
            signal.sigtimedwait({signal.SIGCHLD}, 5)
            for pid in [pid for pid in running if os.waitpid(pid, os.WNOHANG)[0]]:
                running.remove(pid)
            done, seconds = results.count() - before, time.monotonic() - began
            print(f"{done} of {left} judgements, {seconds:.0f} s", flush=True)
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        results.note_spent(used.ru_utime + used.ru_stime)


def _started(job: Job, results: Results) -> int:
    at = results.folder / f"{job.name}.{time.time_ns()}"
    told = at.with_name(at.name + ".job")
    asked = {"mutants": job.mutants, "outside": job.outside, "results": f"{at}.jsonl"}
    told.write_text(json.dumps(asked), "utf-8")
    pid = os.fork()
    if pid:
        return pid
    try:
        _be_the_child(job, told, at.with_name(at.name + ".said"))
    finally:
        os._exit(0)


def _be_the_child(job: Job, told: Path, said: Path) -> None:
    # Ctrl-C is for the parent, which ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    os.environ["MUTANTS_JOB"] = str(told)
    pytest.main(
        [
            *PLUGINS, "-p", "no:randomly", "-p", "no:cacheprovider", "-q", "--partial",
            "--target=simulator", "-p", "tests.mutants.judging", str(features() / job.file),
        ]
    )  # fmt: skip
    atexit._run_exitfuncs()  # there may be a warm interpreter, which nobody else would end
    sys.stdout.flush()
    sys.stderr.flush()
