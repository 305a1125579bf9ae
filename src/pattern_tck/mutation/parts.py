"""Parts: the single states of a workflow, each of which may be wrong by itself.

Who forgets the way to a state forgets the state: AWS refuses a workflow with states that cannot be
reached. So those to which no way leads after a change are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

#: What a state has other states in.
_WITHIN: Final = ("Branches", "ItemProcessor", "Iterator")

#: Gives a state with one thing wrong, or the same.
ChangeState = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def all_states_changed(said: Mapping[str, Any], change: ChangeState) -> Mapping[str, Any]:
    """Give a workflow with every state changed, those within others too."""
    return _rebuilt(said, lambda _, state: change(state))


def one_state_changed(definition: str, change: ChangeState) -> Iterator[tuple[str, str]]:
    """Give the workflow with one state changed, for each that a change makes another one of.

    The name of the state stands before it: it is given once in a whole workflow.
    """
    said = json.loads(definition)
    for name in dict(_states(said)):
        other = _rebuilt(said, _only(name, change))
        if other != said:
            yield name, json.dumps(other)


def reachable(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a workflow without the states to which no way leads, those within others too."""
    if "States" not in said:
        return said
    kept = _reached(said["States"], said["StartAt"])
    states = {
        name: _within(said["States"][name], reachable) for name in said["States"] if name in kept
    }
    return {**said, "States": states}


def _only(name: str, change: ChangeState) -> Callable[[str, Mapping[str, Any]], Mapping[str, Any]]:
    return lambda each, state: change(state) if each == name else state


def _rebuilt(
    said: Mapping[str, Any], change: Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
) -> Mapping[str, Any]:
    if "States" not in said:
        return said
    states = {
        name: change(name, _within(state, lambda one: _rebuilt(one, change)))
        for name, state in said["States"].items()
    }
    lost = _reached(said["States"], said["StartAt"]) - _reached(states, said["StartAt"])
    return {**said, "States": {name: states[name] for name in states if name not in lost}}


def _within(
    state: Mapping[str, Any], change: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Give a state with what it has other states in changed."""
    inner = {
        part: [change(one) for one in state[part]]
        if isinstance(state[part], list)
        else change(state[part])
        for part in _WITHIN
        if part in state
    }
    return {**state, **inner}


def _reached(states: Mapping[str, Mapping[str, Any]], start: str) -> set[str]:
    """Give the names of the states to which a way leads."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in states and name not in reached:
            reached.add(name)
            waiting.extend(_ways(states[name]))
    return reached


def _ways(state: Mapping[str, Any]) -> Iterator[str]:
    for one in (state, *state.get("Catch", ()), *state.get("Choices", ())):
        if "Next" in one:
            yield one["Next"]
    if "Default" in state:
        yield state["Default"]


def _states(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, state in said.get("States", {}).items():
        yield name, state
        for part in _WITHIN:
            inner = state.get(part, [])
            for one in inner if isinstance(inner, list) else [inner]:
                yield from _states(one)
