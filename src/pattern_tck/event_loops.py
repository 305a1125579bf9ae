"""Event loops of participants that take their turns in one thread.

While a call of one participant is slow, others get their turns further up the same stack. asyncio
would take the loop of the first for theirs, and refuse to run a second one.
"""

from __future__ import annotations

from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_event_loop() -> Iterator[None]:
    """Have no event loop running, as in a process of one's own, for as long as the block runs."""
    running = _get_running_loop()
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(running)


def alone(error: BaseException) -> BaseException:
    """Give what is no `Exception` out of a group, if there is one, else the error as it is.

    A task group puts whatever ends one of its tasks into a group with the rest, also what only the
    kit raises and looks for.
    """
    if not isinstance(error, BaseExceptionGroup):
        return error
    rest = error.split(Exception)[1]
    return error if rest is None else alone(rest.exceptions[0])
