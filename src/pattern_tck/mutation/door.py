"""The door of one run: fresh worlds on a free port of 127.0.0.1, served by a thread."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from pattern_tck.mutation.present import say_again
from pattern_tck.mutation.standing_between import Prepare
from pattern_tck.simulator.doors.http.live_world import LiveWorld
from pattern_tck.simulator.doors.http.server import Server, listen
from pattern_tck.simulator.doors.http.worlds import DEFAULT, Worlds
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.saved.files import read_worlds
from pattern_tck.simulator.saved.reading import Unreadable
from pattern_tck.verdicts import UsageMistake

if TYPE_CHECKING:
    from types import TracebackType

_HOST: Final = "127.0.0.1"
#: Makes what is there at the beginning, in a world behind a URL.
Begin = Callable[[LiveWorld, str], Awaitable[object]]


@dataclass(frozen=True)
class Beginning:
    """How each run begins: the kind of time, the stack that is made, the file that is loaded."""

    time: str
    make: Begin | None = None
    skip_unknown: bool = False
    load: Path | None = None


class Unmade(Exception):
    """What is there at the beginning cannot be made, with what the simulator says."""


class Door(AbstractContextManager["Door"]):
    """Serves from ``with`` to its end; raises `Unmade` if the beginning is refused."""

    def __init__(self, beginning: Beginning, prepare: Prepare) -> None:
        self._beginning = beginning
        self._prepare = prepare
        self._worlds = Worlds(time=beginning.time, prepare=prepare)
        self._worlds.skip_unknown_resources = beginning.skip_unknown
        self._listening = listen(_HOST, 0)
        self.url = f"http://{_HOST}:{self._listening.getsockname()[1]}"
        self._server = Server(self._worlds, self._listening)
        self._begun = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        self._begun.wait()
        if self._failed is not None:
            self.__exit__(None, None, None)
            raise self._failed
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving; what the worlds hold is gone."""
        self._server.stop()
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        try:
            self._server.run(begin=self._begin)
        except BaseException as failed:  # noqa: BLE001 - raised again where somebody waits for it
            self._failed = self._failed or failed
        finally:
            self._begun.set()

    async def _begin(self) -> None:
        try:
            if self._beginning.load is not None:
                self._load(self._beginning.load)
            if self._beginning.make is not None:
                await self._beginning.make(self._worlds.named(DEFAULT), self.url)
        except Refusal as refusal:
            raise Unmade(str(refusal)) from refusal
        except UsageMistake as mistake:
            raise Unmade(str(mistake)) from mistake
        self._begun.set()

    def _load(self, file: Path) -> None:
        try:
            self._worlds.load(read_worlds(file))
        except Unreadable as why:
            raise Unmade(f"--load {file}: {why}") from None
        except OSError as error:
            raise Unmade(f"--load {file}: {error.strerror or error}") from None
        for live in self._worlds.all():
            say_again(live.world)
