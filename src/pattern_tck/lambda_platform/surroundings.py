"""What belongs to one execution environment in this process: variables, modules, and the time.

The kit, and other instances of the same function, live in the same process. So a function's
environment variables, its own modules and its idea of the time are there while it runs, and put
away whenever the kit does something; what it has changed meanwhile is there again next time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import time_machine

from pattern_tck.ports import Clock

#: What a function is told by the machine it runs on, besides what Lambda and the team say.
_OF_THE_MACHINE = frozenset({"PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV"})

#: Where installed libraries lie. They are shared; only the team's own modules are made afresh.
_LIBRARIES = ("site-packages", "dist-packages")


class Surroundings:
    """The surroundings of one execution environment; `inside` puts them up."""

    def __init__(self, folder: Path, variables: Mapping[str, str], clock: Clock) -> None:
        self._folder = str(folder.absolute())
        self._clock = clock
        machine = {name: os.environ[name] for name in _OF_THE_MACHINE if name in os.environ}
        self._variables = {**machine, **variables}
        self._modules: dict[str, ModuleType] = {}
        #: Of the same names, or in the same folder, but of others: another instance, the kit's run.
        self._others: dict[str, ModuleType] = {}
        #: How many modules there were when `_modules` and `_others` were last known.
        self._count = 0
        self._path: list[str] = []
        self._session: Any = None
        self._up = False
        self._put_away: list[Any] = []

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Have the function's surroundings for as long as the block runs."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Have the kit's surroundings again, in the midst of `inside`."""
        if not self._up:  # a thread that the function left behind
            yield
            return
        self._leave()
        try:
            yield
        finally:
            self._enter()

    def _enter(self) -> None:
        variables = dict(os.environ)
        self._others = self._modules_here(self._others)
        _change(os.environ, variables, self._variables)
        _change(sys.modules, self._others, self._modules)
        self._count = len(sys.modules)
        path, sys.path[:] = list(sys.path), self._path or [self._folder, *sys.path]
        session, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, self._session
        time = self._time()
        time.__enter__()
        self._put_away.append((variables, self._others, path, session, time))
        self._up = True

    def _leave(self) -> None:
        self._up = False
        variables, others, path, session, time = self._put_away.pop()
        time.__exit__(None, None, None)
        self._variables, self._modules = dict(os.environ), self._modules_here(self._modules)
        self._session, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, session
        self._path, sys.path[:] = list(sys.path), path
        _change(sys.modules, self._modules, others)
        _change(os.environ, self._variables, variables)
        self._count = len(sys.modules)

    def _time(self) -> Any:
        # On a virtual clock the function lives at its time, or a lock that it has taken for half
        # a minute would outlive days. Within the function time goes on, or a loop might never end.
        if not self._clock.virtual:
            return nullcontext()
        return time_machine.travel(self._clock.now(), tick=True)

    def _modules_here(self, known: dict[str, ModuleType]) -> dict[str, ModuleType]:
        """Give the modules of the folder; looking through all there are takes a millisecond."""
        if self._count == len(sys.modules) and all(
            sys.modules.get(name) is module for name, module in known.items()
        ):
            return known
        return {name: module for name, module in list(sys.modules.items()) if self._owns(module)}

    def _owns(self, module: ModuleType) -> bool:
        described = getattr(module, "__dict__", {})
        file = described.get("__file__")
        if not isinstance(file, str) or not file.startswith(f"{self._folder}{os.sep}"):
            return False
        # The kit's own parts may lie in the folder too, in a clone; they are never the team's.
        ours = str(described.get("__name__", "")).partition(".")[0] == "pattern_tck"
        beneath = file.removeprefix(self._folder)
        return not ours and not any(library in beneath for library in _LIBRARIES)


def _change(
    mapping: MutableMapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Make of a mapping that has the items ``before`` one that has the items ``after``."""
    for name in before.keys() - after.keys():
        mapping.pop(name, None)
    for name, value in after.items():
        if before.get(name) is not value and before.get(name) != value:
            mapping[name] = value
