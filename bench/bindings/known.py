"""The bindings that the table shows: how the reference is judged in each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class KnownBinding:
    """One binding.

    ``implementation`` is what pytest is given, nothing for what runs already when it is judged:
    then ``script`` runs it, with the target and where that is, prints where it is to be found, and
    ends when its input does. ``says`` stands in the table's legend.
    """

    says: str
    implementation: str = ""
    script: str = ""


BINDINGS: Final[Mapping[str, KnownBinding]] = {
    "object": KnownBinding(
        "a Python object that is given turns, in the kit's process",
        "pattern_tck.reference_impl:implementation",
    ),
    "process": KnownBinding(
        "a process for each instance, all calls through the gateway; its channels are lent, and it "
        "is told the time where that is virtual",
        "bench.bindings.processes:reference",
    ),
    "process in its own time": KnownBinding(
        "the same with a clock of its own, so that its timers are waited for in real time",
        "bench.bindings.processes:in_own_time",
    ),
    "lambda": KnownBinding(
        "a Lambda handler, each queue of which an event source mapping polls, with an HTTP API "
        "before it and a schedule beside it",
        "bench.bindings.functions:reference",
    ),
    "url": KnownBinding(
        "the APIs alone, at addresses of 127.0.0.1; their channels are out of the kit's sight",
        script="serve.py",
    ),
    "deployed": KnownBinding(
        "systems that run already, known by the addresses of their channels; nothing is done to "
        "them, and two that call third parties are not among them",
        script="fleet.py",
    ),
}
