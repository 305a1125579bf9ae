"""A process that plays a role by a class of Python: ``worker.py [--path FOLDER] MODULE:CLASS``.

Everything that it knows of AWS is in its environment.
"""

from __future__ import annotations

import argparse
import functools
import http.client
import importlib
import os
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import boto3

#: Seconds between two turns of a worker that had nothing to do, if its receives do not wait.
_PAUSE = 0.02

_PARSER = argparse.ArgumentParser()
_PARSER.add_argument("--path", action="append", default=[], help="where modules are looked for")
_PARSER.add_argument("role", help="MODULE:CLASS")


def main(arguments: list[str], new_client: Callable[[str], Any] = boto3.client) -> None:
    """Work until killed."""
    asked = _PARSER.parse_args(arguments)
    sys.path[:0] = asked.path
    module, _, name = asked.role.partition(":")
    role = getattr(importlib.import_module(module), name)
    client = functools.cache(new_client)
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    if "CLOCK_URL" in os.environ:
        now = told = Told(os.environ["CLOCK_URL"])
        sleep = told.sleep
    worker = role(os.environ, client, now)
    idle = False
    while True:
        # Once more at least: the next look may find what the last one could not have.
        was_idle, idle = idle, not worker.work()
        if was_idle and idle:
            sleep(_PAUSE)


class Told:
    """The time as the kit tells it."""

    def __init__(self, url: str) -> None:
        self._at = urlsplit(url)
        self._connection = http.client.HTTPConnection(self._at.netloc)
        self._last: float | None = None

    def __call__(self) -> float:
        """Give the seconds since 1970."""
        return self._get(self._at.path)

    def sleep(self, seconds: float) -> None:
        """Come back when so much time has passed since it was last told."""
        since = self() if self._last is None else self._last
        self._get(f"{self._at.path}?until={since + seconds}")

    def _get(self, path: str) -> float:
        self._connection.request("GET", path)
        self._last = float(self._connection.getresponse().read())
        return self._last


if __name__ == "__main__":
    main(sys.argv[1:])
