"""A pipe, as the account holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pattern_tck.simulator.clock import Timer

#: Says of a record whether the pipe wants it.
Filter = Callable[[Any], bool]


@dataclass
class Pipe:
    """One pipe. Times are in microseconds; ``given`` is what it was told, in the API's names."""

    name: str
    arn: str
    made: int
    changed: int
    given: dict[str, Any]
    filters: tuple[Filter, ...]
    tags: dict[str, str] = field(default_factory=dict)
    desired: str = "RUNNING"
    state: str = "CREATING"
    #: What its state will become, a short time after a call has asked for it.
    timer: Timer | None = None

    @property
    def label(self) -> str:
        """Give what a person knows it by."""
        return self.name

    def __str__(self) -> str:
        """Give what a person knows it by."""
        return self.name

    @property
    def batch(self) -> int:
        """Give how many records it takes at once."""
        return int(self._of_source.get("BatchSize", 10))

    @property
    def window(self) -> int:
        """Give how long it waits for a batch to be full, in seconds."""
        return int(self._of_source.get("MaximumBatchingWindowInSeconds", 0))

    @property
    def _of_source(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.given["SourceParameters"]["SqsQueueParameters"]
        return found

    def of_target(self, name: str) -> Any:
        """Give one of the target's parameters; None if it was not given."""
        return (self.given.get("TargetParameters") or {}).get(name)
