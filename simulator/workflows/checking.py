"""Checking definitions, before anything is made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.definitions import check
from pattern_tck.simulator.workflows.execution import Execution, read_input
from pattern_tck.simulator.workflows.failure import TIMEOUT
from pattern_tck.simulator.workflows.holdings import Holdings
from pattern_tck.simulator.workflows.language.diagnostics import diagnose
from pattern_tck.simulator.workflows.machine import STANDARD, Chosen, Machine, Revision
from pattern_tck.simulator.workflows.program import compile_program
from pattern_tck.simulator.workflows.resource_reading import is_answered_at_once
from pattern_tck.simulator.workflows.trying import Trial, around, mocked

_MOST: Final = 100
#: How long a state may take that is tried, in seconds.
_LONGEST_TRIAL: Final = 300
#: What a state is called that came without a name.
_NAME: Final = "TestState"


class Checking(Holdings):
    """The operations that try a definition out."""

    @operation("ValidateStateMachineDefinition")
    def validate_state_machine_definition(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the mistakes of a definition; warnings only if they are asked for."""
        found = [
            one
            for one in diagnose(asked["definition"], asked.get("type", STANDARD))
            if one.severity == "ERROR" or asked.get("severity") == "WARNING"
        ]
        most = asked.get("maxResults") or _MOST
        failed = any(one.severity == "ERROR" for one in found)
        return {
            "result": "FAIL" if failed else "OK",
            "diagnostics": [
                {
                    "severity": one.severity,
                    "code": one.code,
                    "message": one.message,
                    "location": one.location,
                }
                for one in found[:most]
            ],
            "truncated": len(found) > most,
        }

    @operation("TestState")
    def test_state(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Run one state once, up to five minutes, and say how that went.

        Raises `Refusal`: InvalidDefinition, InvalidExecutionInput, ValidationException.
        """
        name, machine = _single(asked)
        check(json.dumps(machine), STANDARD)
        given, mock = machine["States"][name], asked.get("mock")
        _check_testable(given, mock)
        configured = asked.get("stateConfiguration") or {}
        if configured.keys() - {"retrierRetryCount"}:
            raise NotModelled("a stateConfiguration of TestState about a Map")
        state = mocked(compile_program(machine, self.world.tasks).states[name], mock)
        trial = Trial(name, state, configured.get("retrierRetryCount", 0))
        execution = self._trial_of(trial, asked)
        execution.start()
        deadline = self.moment + _LONGEST_TRIAL * SECOND
        while execution.running and self.moment < deadline:
            self.world.wait(deadline)
        if execution.running:
            execution.abort(None, None)
            return {"status": "FAILED", "error": TIMEOUT}
        answer = trial.answer
        if asked.get("inspectionLevel", "INFO") != "INFO":
            answer["inspectionData"] = trial.inspected
        return answer

    def _trial_of(self, trial: Trial, asked: Mapping[str, Any]) -> Execution:
        """Make an execution that nobody can ask for."""
        role = asked.get("roleArn", "")
        revision = Revision("", "", role, trial, None, self.moment, {})
        arn = self.region.arn("states", "stateMachine:TestState")
        machine = Machine("TestState", arn, "EXPRESS", self.moment, revision)
        text = asked.get("input", "{}")
        try:
            value = read_input(text)
            context = read_input(asked.get("context", "{}"))
            variables = read_input(asked.get("variables", "{}"))
        except ValueError as error:
            raise Refusal("InvalidExecutionInput", f"Invalid Input: '{error}'") from None
        name = self.world.identities.uuid()
        arn = self.region.arn("states", f"express:TestState:{name}:{name}")
        execution = Execution(self, Chosen(machine, revision), arn, name, text, value=value)
        execution.pretend(context, variables)
        return execution


def _single(asked: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Give the state to be tried, in a machine of its own."""
    try:
        given = read_json(asked["definition"])
    except ValueError as error:
        raise Refusal("InvalidDefinition", f"Invalid Definition: '{error}'") from None
    if not isinstance(given, dict):
        raise Refusal("InvalidDefinition", "Invalid Definition: 'it is no JSON object'")
    name = asked.get("stateName")
    if name is None:
        machine = around(_NAME, {key: v for key, v in given.items() if key != "QueryLanguage"})
        language = given.get("QueryLanguage")
        return _NAME, machine | ({"QueryLanguage": language} if language else {})
    states = given.get("States")
    if not isinstance(states, dict) or name not in states:
        raise Refusal("ValidationException", f"There is no state {name!r} in the definition")
    language = given.get("QueryLanguage")
    return name, around(name, states[name]) | ({"QueryLanguage": language} if language else {})


def _check_testable(given: Mapping[str, Any], mock: Mapping[str, Any] | None) -> None:
    """Refuse what can only be tried with a mock of its work."""
    kind = given["Type"]
    needs = kind in {"Parallel", "Map"} or (
        kind == "Task" and not is_answered_at_once(str(given["Resource"]))
    )
    if needs and mock is None:
        raise Refusal(
            "ValidationException",
            "TestState needs a mock for activities, .sync, .waitForTaskToken, Parallel and Map",
        )
