"""The reference as systems that run already: ``fleet.py TARGET ENDPOINT``, a system for each role.

Each has channels of its own on the target, and lives in real time. Prints their addresses as
``{"ROLE": {"VARIABLE": "ADDRESS"}}`` when all of them work, and ends when its input does, with
nothing of theirs left.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck import catalogue, reference_impl
from pattern_tck.implementation import Implementation, bound
from pattern_tck.in_step import in_step
from pattern_tck.opening import open_target
from pattern_tck.ports import Target
from pattern_tck.stage import Stage

#: What scenarios would have told them. A system that runs already is told nothing.
_TOLD: Final = {
    "STEP_TIMEOUT": 5, "ESCALATE_AFTER": 60, "DOWNSTREAM_LIMIT": 10, "STAGE_DEADLINE": 5,
    "CAPACITY": 10, "WORK_SECONDS": 1, "TENANTS": "A,B,C", "MAX_REDRIVES": 3,
    "REQUEST_TIMEOUT": 15, "DEADLINE": 5, "KEEP_CLOSED": 60, "READ_TIMEOUT": 1,
    "FIRST_SEQUENCE": 1, "GAP_PATIENCE": 2, "FLOW_TIMEOUT": 5, "FILTER": "register",
    "COMPLETE_BY": "deadline",
}  # fmt: skip

#: They call third parties, whose addresses each scenario gives them anew.
_NOT_ALONE: Final = ("fare-saga", "payment-filter")


class System:
    """One role of the reference, alone on its stage."""

    def __init__(self, target: Target, role: str) -> None:
        self._role = catalogue.roles()[role]
        #: What its first instance found in its environment.
        self._told: Mapping[str, str] = {}
        played = reference_impl.implementation()[role]
        noted = type(played.__name__, (played,), {"__init__": self._noting(played)})
        # Not named as what the kit makes: a system that runs already is somebody else's.
        name = f"fleet-{os.getpid()}-{role}"
        self._stage = Stage(target, Implementation("the fleet", {role: bound(noted)}), prefix=name)
        self._stage.ask_for(**_TOLD)
        self._stage.cast(role)

    def _noting(self, played: Any) -> Any:
        def begin(worker: Any, environment: Mapping[str, str], *others: Any) -> None:
            self._told = dict(environment)
            played.__init__(worker, environment, *others)

        return begin

    def channels(self) -> dict[str, str]:
        """Give the addresses of what it was given and of what it owns, by variable."""
        names = [*self._role.given, *self._role.makes]
        return {name: self._told[name] for name in names if self._told.get(name)}

    def work(self) -> None:
        """Give it a turn."""
        self._stage.turn()

    def close(self) -> None:
        """Leave nothing on the target."""
        self._stage.close()
        self._stage.remove()


def main(target: str, endpoint: str) -> None:
    """Have every role work until standard input ends."""
    opened = in_step(open_target(target, endpoint))
    systems = {name: System(opened, name) for name in catalogue.roles() if name not in _NOT_ALONE}
    print(json.dumps({role: one.channels() for role, one in systems.items()}), flush=True)
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    while not ended.is_set():
        for one in systems.values():
            one.work()
    for one in systems.values():
        one.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
