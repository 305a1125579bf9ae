"""Told time: where a process can ask for the time of the target, if that is virtual.

Timers of a process go by real time, which no virtual clock moves: what they decide has to be waited
for, and what takes hours cannot be shown. A process that asks ``CLOCK_URL`` instead of the system
takes part in virtual time: a GET gives the time, and one with ``?until=SECONDS`` gives it when so
late it is, which is how such a process sleeps.
"""

from __future__ import annotations

import math
from typing import Final
from urllib.parse import parse_qs, urlsplit

from pattern_tck.simulator.doors.wire.answers import Written
from pattern_tck.simulator.doors.wire.requests import Asked

#: The variable that names the address. Without it time is real.
CLOCK_URL: Final = "CLOCK_URL"

_PATH: Final = "/clock/"
_OPERATION: Final = "GetTime"
_UNTIL: Final = "Until"


def path_of(key: str) -> str:
    """Give the path at which the holder of a key asks for the time."""
    return _PATH + key


def asked_at(address: str) -> tuple[str, Asked] | None:
    """Give the key and what a GET request of a path with its query asks for; None: for nothing."""
    parts = urlsplit(address)
    if not parts.path.startswith(_PATH):
        return None
    try:
        until = float(parse_qs(parts.query)["until"][0])
    except (LookupError, ValueError):
        until = -math.inf
    key = parts.path.removeprefix(_PATH)
    return key, Asked("", _OPERATION, {_UNTIL: until}, "", "text", "")


def is_for_the_time(asked: Asked) -> bool:
    """Say whether a request is one for the time."""
    return not asked.service and asked.operation == _OPERATION


def is_asleep(asked: Asked, now: float) -> bool:
    """Say whether who asks for the time wants to hear it later than now."""
    return bool(asked.parameters[_UNTIL] > now)


def written(now: float) -> Written:
    """Write the time: seconds since 1970 as a decimal number, and nothing else."""
    return Written(200, ((b"content-type", b"text/plain"),), f"{now:.6f}".encode("ascii"))
