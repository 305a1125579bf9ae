"""Checking definitions, before anything is made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.definitions import check
from pattern_tck.simulator.workflows.execution import Execution, read_input
from pattern_tck.simulator.workflows.failure import TIMEOUT
from pattern_tck.simulator.workflows.holdings import Holdings
from pattern_tck.simulator.workflows.language.diagnostics import Diagnostic, diagnose
from pattern_tck.simulator.workflows.language.json_text import read_json
from pattern_tck.simulator.workflows.machine import STANDARD, Chosen, Machine, Revision
from pattern_tck.simulator.workflows.mocks import Mocked, check_mock
from pattern_tck.simulator.workflows.pretending import check_context
from pattern_tck.simulator.workflows.program import compile_program
from pattern_tck.simulator.workflows.resource_reading import is_answered_at_once
from pattern_tck.simulator.workflows.task_state import TaskState
from pattern_tck.simulator.workflows.trying import Trial, around

_MOST: Final = 100
#: How long a state may take that is tried, in seconds.
_LONGEST_TRIAL: Final = 300
#: What a state is called that came without a name.
_NAME: Final = "StateName"


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
            "diagnostics": [_told(one) for one in found[:most]],
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
        _check_testable(given, asked)
        context = None
        if "context" in asked:
            context = check_context(_read(asked["context"]), given)
        configured = asked.get("stateConfiguration") or {}
        if "mapItemReaderData" in configured:
            raise NotModelled("mapItemReaderData of TestState, since there is no S3 here,")
        state = compile_program(machine, self.world.tasks).states[name]
        mocked = None
        if mock is not None:
            mocked = Mocked(mock, getattr(state, "resource", None))
            if isinstance(state, TaskState):
                state.resource = mocked
        retries = configured.get("retrierRetryCount", None if context else 0)
        failures = configured.get("mapIterationFailureCount", 0)
        trial = Trial(name, state, mocked, retries=retries, failures=failures)
        execution = self._trial_of(trial, asked, context)
        execution.start()
        deadline = self.moment + _LONGEST_TRIAL * SECOND
        while execution.running and self.moment < deadline:
            self.world.pause(deadline)
        if execution.running:
            execution.abort(None, None)
            return {"status": "FAILED", "error": TIMEOUT}
        answer = trial.answer
        if asked.get("inspectionLevel", "INFO") != "INFO":
            answer["inspectionData"] = trial.inspected
        return answer

    def _trial_of(
        self, trial: Trial, asked: Mapping[str, Any], context: dict[str, Any] | None
    ) -> Execution:
        """Make an execution that nobody can ask for, with the names that AWS gives it."""
        role = asked.get("roleArn", "")
        revision = Revision("", "", role, trial, None, self.moment, {})
        of, name = self.world.identities.uuid(), self.world.identities.uuid()
        arn = self.region.arn("states", f"stateMachine:{of}")
        machine = Machine(of, arn, "EXPRESS", self.moment, revision)
        text = asked.get("input", "{}")
        value, variables = _read(text), _read(asked.get("variables", "{}"))
        arn = self.region.arn("states", f"express:{of}:{name}")
        execution = Execution(self, Chosen(machine, revision), arn, name, text, value=value)
        execution.pretend(context, variables)
        return execution


def _read(text: str) -> Any:
    try:
        return read_input(text)
    except ValueError as error:
        raise Refusal("InvalidExecutionInput", f"Invalid Input: '{error}'") from None


def _told(one: Diagnostic) -> dict[str, str]:
    told = {"severity": one.severity, "code": one.code, "message": one.message}
    return told | ({"location": one.location} if one.location else {})


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


def _check_testable(given: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Refuse what can only be tried with a mock of its work, and a mock that does not fit."""
    kind, mock = given["Type"], asked.get("mock")
    if mock is not None:
        if asked.get("revealSecrets"):
            raise Refusal(
                "ValidationException",
                "TestState does not support RevealSecrets when a mock is specified.",
            )
        check_mock(given, mock)
    elif kind in {"Parallel", "Map"}:
        raise Refusal(
            "InvalidDefinition",
            "TestState API does not support Map or Parallel states. Supported state types "
            "include: [Task, Wait, Pass, Succeed, Fail, Choice]",
        )
    elif kind == "Task" and not is_answered_at_once(str(given["Resource"])):
        raise Refusal(
            "ValidationException",
            "TestState needs a mock for activities, .sync and .waitForTaskToken",
        )
