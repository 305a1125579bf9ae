"""A warm interpreter: forks a worker in milliseconds, where a new one imports for 300 of them.

A thousand scenarios start some two thousand processes, and nearly all of the time went into their
imports and their clients. What is forked here has a process of its own, an environment of its own
and credentials of its own, and knows nothing of the worker before it; only its modules have been
imported already, and the clients that it is given have been made. Ends when its standard input
does.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, os.path.dirname(__file__))  # noqa: PTH120 - beside this script
import worker
from clients import WarmClients

from pattern_tck import reference_impl

_PR_SET_PDEATHSIG = 1
#: The exit code of a launcher for whom no worker could be forked, as his script has it.
_NOT_LAUNCHED = 70


@dataclass(frozen=True)
class Launcher:
    """Who asks for a worker, as /proc shows him."""

    pid: int
    #: Readable when he has ended.
    ended: int
    arguments: list[str]
    environment: Mapping[str, str]

    @classmethod
    def of(cls, pid: int) -> Launcher:
        """Look at a launcher; OSError if it is gone."""
        ended = os.pidfd_open(pid)
        at = Path(f"/proc/{pid}")
        said = (at / "environ").read_bytes().decode().split("\0")
        if said == [""]:
            # As it is shown between the kill and the end. No worker has an environment like this.
            os.close(ended)
            raise ProcessLookupError(f"{pid} is being killed")
        environment = dict(one.split("=", 1) for one in said if "=" in one)
        # Before these stand the shell, its script and the folder of this interpreter.
        arguments = (at / "cmdline").read_bytes().decode().split("\0")[3:-1]
        return cls(pid, ended, arguments, environment)

    def lend(self) -> None:
        """Have this process work in his folder, and print where he would print."""
        os.chdir(f"/proc/{self.pid}/cwd")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number in (1, 2):
            shown = os.open(f"/proc/{self.pid}/fd/{number}", os.O_WRONLY | os.O_APPEND)
            os.dup2(shown, number)
            os.close(shown)


class WarmInterpreter:
    """Forks a worker for each launcher, watches both, and ends the one with the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._heard = selectors.DefaultSelector()
        self._clients = WarmClients()
        self._ended = False
        # Open for writing too, so that it never ends.
        self._asked = os.open(folder / "asked", os.O_RDWR)

    def serve(self) -> None:
        """Go on until standard input ends."""
        self._hear(self._asked, self._launch_all)
        self._hear(sys.stdin.fileno(), self._end)
        while not self._ended:
            # One at a time: what follows from one of them may be the end of another.
            for heard, _ in self._heard.select()[:1]:
                heard.data()

    def _hear(self, descriptor: int, then: Callable[[], None]) -> None:
        self._heard.register(descriptor, selectors.EVENT_READ, then)

    def _end(self) -> None:
        self._ended = True

    def _launch_all(self) -> None:
        # A line is written at once, and so is never read in halves.
        for said in os.read(self._asked, 4096).split():
            with contextlib.suppress(OSError):  # he was killed as soon as he had asked
                self._launch(int(said))

    def _launch(self, pid: int) -> None:
        launcher = Launcher.of(pid)
        told = os.open(self._folder / str(pid), os.O_RDWR)
        (self._folder / str(pid)).unlink()
        try:
            self._clients.warm_up(launcher.environment)
            forked = os.fork()
        except Exception:  # noqa: BLE001 - one launcher's trouble is not that of all others
            traceback.print_exc()
            os.write(told, b"%d\n" % _NOT_LAUNCHED)
            os.close(told)
            os.close(launcher.ended)
            return
        if not forked:
            self._be_a_worker(launcher)
        _Pair(self._heard, launcher.ended, forked, told)

    def _be_a_worker(self, launcher: Launcher) -> NoReturn:
        code = 1
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            self._heard.close()
            try:
                launcher.lend()
            except OSError:
                sys.exit(1)  # he was killed meanwhile, and nobody asks for a worker any more
            os.environ.clear()
            os.environ.update(launcher.environment)
            worker.main(launcher.arguments, self._clients.lend(launcher.environment))
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:  # noqa: BLE001 - as an interpreter does with what nobody catches
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


class _Pair:
    """A launcher and his worker: who is left is ended."""

    def __init__(
        self, heard: selectors.BaseSelector, launcher: int, worker: int, told: int
    ) -> None:
        self._heard = heard
        self._launcher = launcher
        self._worker = worker
        self._worker_ended = os.pidfd_open(worker)
        self._told = told
        heard.register(launcher, selectors.EVENT_READ, self._kill)
        heard.register(self._worker_ended, selectors.EVENT_READ, self._tell)

    def _kill(self) -> None:
        os.kill(self._worker, signal.SIGKILL)  # nobody has waited for it, so its number is its own
        self._heard.unregister(self._launcher)

    def _tell(self) -> None:
        _, status = os.waitpid(self._worker, 0)
        code = os.waitstatus_to_exitcode(status)
        os.write(self._told, b"%d\n" % (code if code >= 0 else 128 - code))
        for descriptor in (self._launcher, self._worker_ended):
            with contextlib.suppress(KeyError):
                self._heard.unregister(descriptor)
        for descriptor in (self._launcher, self._worker_ended, self._told):
            os.close(descriptor)


def main(folder: str) -> None:
    """Serve the launchers that ask in a folder."""
    reference_impl.implementation()
    gc.freeze()  # what is here already needs no looking through in each worker
    WarmInterpreter(Path(folder)).serve()


if __name__ == "__main__":
    main(sys.argv[1])
