"""How many calls a run makes on AWS, by what the suite was seen to do with the tempo of AWS.

The table ``calls.json`` is made by ``bench/aws_calls.py``: the reference performs the whole suite
on the simulator, whose clock takes no time to pass. On AWS the numbers are about as large: who
waits there longer asks more often. A system that runs already makes its own calls besides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pattern_tck.estimate.plan import Plan

#: An operation, as ``sqs SendMessage``: the service by boto3's name, the operation by the API's.
Call = str


@dataclass(frozen=True)
class Row:
    """What the scenarios of one role were seen to call, the kit and the player of the role."""

    scenarios: int
    kit: Mapping[Call, int]
    player: Mapping[Call, int]


@cache
def table() -> Mapping[str, Row]:
    """Give the rows by role; under no name is what judges the target itself."""
    text = resources.files(__package__).joinpath("calls.json").read_text("utf-8")
    rows: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return {role: Row(**row) for role, row in rows.items()}


def calls_of(plan: Plan) -> Counter[Call]:
    """Give how many calls of each operation a run makes that leaves no scenario out.

    A role that is not the reference's is performed twice at most: by who plays it, and where he
    does not pass by the reference, to see whether the target can show it.
    """
    total: Counter[Call] = Counter()
    for role, count in Counter(scenario.role or "" for scenario in plan.chosen).items():
        row = table().get(role)
        if row is None:
            continue
        share = count / row.scenarios
        again = bool(role) and not plan.is_reference
        kit = 2 if again else 1
        player = 2 if again and role not in plan.deployed else 1
        for call, seen in row.kit.items():
            total[call] += round(seen * share * kit)
        for call, seen in row.player.items():
            total[call] += round(seen * share * player)
    return total


def operations_of(roles: Collection[str]) -> frozenset[Call]:
    """Give the operations that scenarios of these roles were seen to call, and of the target."""
    rows = [row for role, row in table().items() if not role or role in roles]
    return frozenset(call for row in rows for call in (*row.kit, *row.player))
