"""The same saga, each time with one defect.

To see what the kit says of one, name its function as ``deploy`` in conformance.toml, or the class
as ``python``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from fare_deployment import create, definition
from fare_starter import FareStarter

States = dict[str, dict[str, Any]]
Deploy = Callable[[Mapping[str, str], Any], dict[str, str]]


def _with(change: Callable[[States], None]) -> Deploy:
    def deploy(environment: Mapping[str, str], client: Any) -> dict[str, str]:
        machine = definition(environment)
        change(machine["States"])
        return create(environment, client, machine)

    return deploy


def _oldest_first(states: States) -> None:
    for catcher in states["Credit account"]["Catch"]:
        catcher["Next"] = "Mark fare as failed"
    states["Mark fare as failed"]["Next"] = "Refund fare"
    states["Refund fare"]["Next"] = "Debit account"
    states["Debit account"]["Next"] = "Announce failure"


def _silence_is_no(states: States) -> None:
    for name in ("Register fare", "Charge fare", "Credit account"):
        refused, unknown = states[name]["Catch"]
        unknown["Next"] = refused["Next"]


def _once(states: States) -> None:
    for name in ("Debit account", "Refund fare", "Mark fare as failed"):
        del states[name]["Retry"]


#: Undoes the oldest step first (SAGA-02).
undoes_in_forward_order = _with(_oldest_first)
#: Takes a step that was never answered for one that was never done (SAGA-04).
takes_silence_for_no = _with(_silence_is_no)
#: Tries each compensation a single time (SAGA-06).
compensates_once = _with(_once)


class NamesAtRandom(FareStarter):
    """Leaves the name of an execution to chance: the engine cannot know it again (SAGA-11)."""

    def name(self, request: Mapping[str, Any]) -> str:
        return str(uuid.uuid4())
