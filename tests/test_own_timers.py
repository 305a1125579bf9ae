"""Scenarios that a timer of the implementation decides are known, so a process waits only there."""

from __future__ import annotations

from pattern_tck.scenarios import scenarios
from tests.running import Runs


def test_what_the_reference_cannot_pass_on_its_own_time_is_tagged(runs: Runs) -> None:
    ended = runs.run(
        "features", "--implementation=tests.broken.own_time:own_time", "-k", "not contract",
        "--partial", "-q",
    )  # fmt: skip
    own_timer = {scenario.key for scenario in scenarios() if scenario.own_timer}
    decided = {
        one["key"] for one in ended.judgements if one["verdict"] not in {"passed", "inconclusive"}
    }
    assert decided - own_timer == set()
    # Not the other way round: whether the clocks have come apart depends on what was played before.
    assert len(decided) > len(own_timer) / 2
