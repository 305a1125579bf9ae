"""Python's own clock, put aside for a while: code under test that sleeps lets virtual time pass."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def patched(sleep: Callable[[float], None], now: Callable[[], float]) -> Iterator[None]:
    """Replace `time.sleep`, `time.time` and `time.monotonic` while the block runs.

    It is for the whole process. A name that was imported from `time` before stays what it was.
    """
    replaced = {"sleep": sleep, "time": now, "monotonic": now}
    real = {name: getattr(time, name) for name in replaced}
    vars(time).update(replaced)
    try:
        yield
    finally:
        vars(time).update(real)
