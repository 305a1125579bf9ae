"""Checks of the graph: every way leads to a state, every state is led to, and one ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pattern_tck.simulator.workflows.language.findings import (
    MISSING_END_STATE,
    MISSING_TRANSITION_TARGET,
    Findings,
)

_States = Mapping[str, Any]


def check_graph(
    machine: Mapping[str, Any], location: str, findings: Findings, *, outermost: bool
) -> None:
    """Check the ways between the states of a machine or a branch.

    That a state ends is only asked of the outermost states; without one, AWS does not go on to
    look for states that nothing leads to.
    """
    states = machine["States"]
    start = machine.get("StartAt")
    if isinstance(start, str) and start not in states:
        _missing(start, f"{location}/StartAt", findings)
    for name, state in states.items():
        if isinstance(state, dict):
            for field, target in _ways(state):
                if target not in states:
                    _missing(target, f"{location}/States/{name}/{field}", findings)
    if outermost and not any(map(_ends, states.values())):
        findings.wrong("Workflow has no terminal state", "", MISSING_END_STATE)
        return
    for name in _unreached(states, start) if isinstance(start, str) else ():
        findings.wrong(
            f'State "{name}" is not reachable.',
            f"{location}/States/{name}",
            MISSING_TRANSITION_TARGET,
        )


def _missing(target: str, location: str, findings: Findings) -> None:
    # The word is Next whichever field it stands in: so AWS has it.
    findings.wrong(f"Missing 'Next' target: {target}", location, MISSING_TRANSITION_TARGET)


def _ends(state: Any) -> bool:
    return isinstance(state, dict) and (
        state.get("Type") in ("Succeed", "Fail") or state.get("End") is True
    )


def _ways(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("Next", "Default"):
        if isinstance(state.get(field), str):
            yield field, state[field]
    for field in ("Choices", "Catch"):
        entries = state.get(field)
        for at, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get("Next"), str):
                yield f"{field}[{at}]/Next", entry["Next"]


def _unreached(states: _States, start: Any) -> Iterator[str]:
    """Tell the states that nothing leads to, and one of each ring that only leads to itself."""
    reached: set[str] = set()
    _reach(start, states, reached)
    led_to = {
        target
        for name, state in states.items()
        if isinstance(state, dict)
        for _, target in _ways(state)
        if target != name
    }
    for orphans_only in (True, False):
        for name in states:
            if name not in reached and not (orphans_only and name in led_to):
                yield name
                _reach(name, states, reached)


def _reach(start: Any, states: _States, reached: set[str]) -> None:
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if isinstance(name, str) and name in states and name not in reached:
            reached.add(name)
            if isinstance(states[name], dict):
                ahead += [target for _, target in _ways(states[name])]
