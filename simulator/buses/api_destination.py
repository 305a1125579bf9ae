"""An API destination: an HTTPS endpoint behind a connection. Kept as a record; nobody is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class ApiDestination:
    """One API destination. Times are in microseconds; ``given`` is what it was told."""

    name: str
    arn: str
    made: int
    changed: int
    given: dict[str, Any]
