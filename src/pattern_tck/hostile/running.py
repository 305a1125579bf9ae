"""Running: rounds of pytest in processes of their own, until every pattern has had its share."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pattern_tck.bindings.watchdog import MARK, watchdog
from pattern_tck.exit_codes import ExitCode
from pattern_tck.hostile.plan import Job, Plan, Task
from pattern_tck.hostile.results import Results
from pattern_tck.hostile.session import JOB
from pattern_tck.hostile.totals import totals
from pattern_tck.verdicts import UsageMistake

#: So many schedules a pattern are asked of chance in one round, so that none waits for the others.
_A_ROUND: Final = 2_000
#: How often progress is told, in seconds.
_TOLD_EVERY: Final = 15.0
#: How long a run that was interrupted has to end by itself, in seconds.
_GRACE: Final = 20.0


@dataclass(frozen=True)
class Asked:
    """What pytest is told besides: whose code, on how many processes, and what else."""

    implementation: Sequence[str] = ()
    workers: int = 2
    folder: Path = Path()


@dataclass(frozen=True)
class Rounds:
    """All rounds of one run; ``say`` is told the progress."""

    plan: Plan
    results: Results
    asked: Asked
    minutes: float | None
    say: Callable[[str], None]

    def play(self) -> ExitCode:
        """Play until all is done, the time is over or something breaks; give the exit code.

        `KeyboardInterrupt` goes through when the processes have ended; the results are usable.
        """
        until = time.time() + 60 * self.minutes if self.minutes is not None else None
        worst = ExitCode.CONFORMS
        for tasks in self._tasks():
            if until is not None and time.time() >= until:
                break
            code = self._round(tasks, until)
            if code in {ExitCode.USAGE, ExitCode.UNUSABLE}:
                return code
            if code is ExitCode.INCOMPLETE and until is not None and time.time() >= until:
                break  # nothing was judged in the last seconds; what was before decides
            worst = ExitCode.FAILED if ExitCode.FAILED in {worst, code} else max(worst, code)
        in_time = until is None or time.time() < until
        if worst is ExitCode.CONFORMS and not self._is_enough(in_time=in_time):
            return ExitCode.INCOMPLETE
        return worst

    def _tasks(self) -> Iterator[Mapping[str, Task]]:
        searches = self.plan.searches(self.results.lines())
        if searches:
            yield searches
        broken = self._broken() & searches.keys()
        before = -1
        while tasks := self.plan.by_chance(self.results.lines(), _A_ROUND, broken):
            done = sum(line.beyond - line.first for line in self.results.lines())
            if done == before:  # nothing was played, so nothing ever will be
                return
            before = done
            yield tasks
            broken |= self._broken() & tasks.keys()

    def _broken(self) -> set[str]:
        return {line.scenario for line in self.results.lines() if line.found}

    def _is_enough(self, *, in_time: bool) -> bool:
        """Say whether each single deviation was tried, and each pattern has had what was asked.

        What has no line although there was time has not passed politely, and says so by itself.
        """
        lines = self.results.lines()
        if not any(line.played for line in lines):
            return False
        tried = {line.scenario for line in lines}
        left = self.plan.searches(lines)
        if any(task.faults for key, task in left.items() if key in tried or not in_time):
            return False
        return self.minutes is not None or not self.plan.by_chance(lines, 1)

    def _round(self, tasks: Mapping[str, Task], until: float | None) -> ExitCode:
        with tempfile.TemporaryDirectory(prefix="pattern-tck-") as folder:
            job = Path(folder) / "job.json"
            path = str(self.results.path.absolute())
            Job(path, str(self.plan.shard), tasks, until).write(job)
            said = Path(folder) / "said"
            with said.open("wb") as out:
                process = subprocess.Popen(  # noqa: S603 - our own arguments
                    self._command(tasks, folder),
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    cwd=self.asked.folder,
                    env={**os.environ, JOB: str(job), MARK: watchdog().word},
                    start_new_session=True,
                )
                # Killed, this one ends nobody, and workers would go on for hours.
                watchdog().watch(process.pid)
                try:
                    self._wait(process)
                except KeyboardInterrupt:
                    _end(process)
                    raise
                finally:
                    watchdog().forget(process.pid)
            code = process.returncode
            if code != ExitCode.CONFORMS:
                self.say(_told(said.read_text("utf-8", "replace")))
            if code not in set(ExitCode):
                raise UsageMistake(f"a round ended with exit code {code}; what it said is above")
            return ExitCode(code)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_TOLD_EVERY)
            found = totals(self.results.lines()).values()
            seconds = sum(one.seconds for one in found)
            broken = sum(len(one.found) for one in found)
            self.say(
                f"{sum(one.distinct for one in found)} schedules of {len(found)} patterns, "
                f"{broken} scenarios broken; {seconds:.0f} s of all processes"
            )
            if process.returncode is not None:
                return

    def _command(self, tasks: Mapping[str, Task], folder: str) -> list[str]:
        files = sorted({key.partition("::")[0] for key in tasks})
        features = Path(str(_features()))
        workers = self.asked.workers if len(tasks) > 1 else 0
        return [
            sys.executable, "-m", "pytest", "-q", "-c", os.devnull, f"--rootdir={folder}",
            "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:schemathesis",
            "-p", "pattern_tck.hostile.session", "--assert=plain", "--partial",
            "--target=simulator", *self.asked.implementation, "-n", str(workers),
            # One scenario at a time: some take a hundred times as long as others.
            "--maxschedchunk", "1",
            *(str(features / file) for file in files),
        ]  # fmt: skip


def _features() -> Path:
    spec = importlib.util.find_spec("pattern_tck.features")
    assert spec is not None
    return Path(next(iter(spec.submodule_search_locations or ())))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have an interrupted round end by itself, which its workers do too; or by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _told(said: str) -> str:
    """Give what a person reads of pytest's words: the kit's summary, or all if there is none."""
    _, head, rest = said.partition(" pattern-tck ===")
    return rest.partition("\n")[2] if head else said
