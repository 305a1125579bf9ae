"""The bindings that the table shows: how the reference is judged in each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class KnownBinding:
    """One binding.

    ``implementation`` is what pytest is given, nothing for APIs that are judged by their addresses.
    ``says`` stands in the table's legend.
    """

    says: str
    implementation: str = ""


BINDINGS: Final[Mapping[str, KnownBinding]] = {
    "object": KnownBinding(
        "a Python object that is given turns, in the kit's process",
        "pattern_tck.reference_impl:implementation",
    ),
    "process": KnownBinding(
        "a process for each instance, and one for each deployment, all calls through the gateway",
        "bench.bindings.processes:reference",
    ),
    "lambda": KnownBinding(
        "a Lambda handler, each queue of which an event source mapping polls, with an HTTP API "
        "before it and a schedule beside it",
        "bench.bindings.functions:reference",
    ),
    "url": KnownBinding(
        "the APIs alone, at addresses of 127.0.0.1; their channels are out of the kit's sight",
    ),
}
