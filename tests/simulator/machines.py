"""How Hypothesis plays a state machine here: the same way in each run, and as fast as may be."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


def search(machine, *, examples, steps, derandomize=True):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=derandomize,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            # To explain a failure takes longer than to find it.
            phases=set(Phase) - {Phase.explain},
        ),
    )
