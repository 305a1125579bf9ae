"""Diagnostics: all that is wrong with a definition, as Step Functions tells it.

AWS promises whether a definition is accepted, not the words, their number or their order. The
words here are AWS's own where they are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pattern_tck.simulator.workflows.language.definition_text import Fields, read_definition
from pattern_tck.simulator.workflows.language.findings import (
    DUPLICATE_STATE_NAME,
    ERROR,
    INVALID_STATE_NAME,
    Diagnostic,
    Findings,
)
from pattern_tck.simulator.workflows.language.graph_checks import check_graph
from pattern_tck.simulator.workflows.language.map_checks import check_label, processor_of
from pattern_tck.simulator.workflows.language.state_checks import check_state
from pattern_tck.simulator.workflows.language.state_fields import (
    BRANCH_FIELDS,
    JSONPATH,
    MACHINE_FIELDS,
    MACHINE_NUMBERS,
    PROCESSOR_FIELDS,
    QUERY_LANGUAGES,
    language_of,
)
from pattern_tck.simulator.workflows.language.value_checks import (
    check_numbers,
    check_one_of,
    filled_list,
)

STANDARD: Final = "STANDARD"
#: The longest name of a state, in characters.
LONGEST_NAME: Final = 80

__all__ = ["Diagnostic", "diagnose", "refusal_of"]


def diagnose(definition: str, kind: str = STANDARD) -> Sequence[Diagnostic]:
    """Tell what is wrong, or looks wrong, with the definition of a state machine of a kind."""
    findings = Findings()
    machine = read_definition(definition, findings)
    if machine is not None:
        _Validation(findings, kind, language_of(machine, JSONPATH)).of_machine(machine)
    return tuple(findings.found)


def refusal_of(diagnostics: Sequence[Diagnostic]) -> str:
    """Give the message of the InvalidDefinition for these diagnostics; empty if all may pass."""
    mistakes = ", ".join(str(one) for one in diagnostics if one.severity == ERROR)
    return mistakes and f"Invalid State Machine Definition: '{mistakes}'"


class _Validation:
    def __init__(self, findings: Findings, kind: str, language: str) -> None:
        self._findings = findings
        self._kind = kind
        self._language = language
        self._names: set[str] = set()
        self._labels: set[str] = set()

    def of_machine(self, machine: Fields) -> None:
        """Look at a state machine."""
        self._findings.allow(machine, MACHINE_FIELDS, "/")
        self._findings.require(machine, ("States", "StartAt"), "/")
        check_one_of(machine, "QueryLanguage", QUERY_LANGUAGES, "", self._findings)
        check_one_of(machine, "Version", ("1.0",), "", self._findings)
        check_numbers(machine, MACHINE_NUMBERS, "", self._findings)
        self._of_states(machine, "", outermost=True)

    def _of_branch(self, branch: Any, known: frozenset[str], location: str) -> None:
        if not isinstance(branch, dict):
            self._findings.wrong("Expected value of type [OBJECT]", location)
            return
        self._findings.allow(branch, known, location)
        self._findings.require(branch, ("States", "StartAt"), location)
        self._of_states(branch, location, outermost=False)

    def _of_states(self, machine: Mapping[str, Any], location: str, *, outermost: bool) -> None:
        if "StartAt" in machine and not isinstance(machine["StartAt"], str):
            self._findings.wrong("Expected value of type [STRING]", f"{location}/StartAt")
        if "States" not in machine:
            return
        states = machine["States"]
        if not isinstance(states, Fields):
            self._findings.wrong("Expected value of type [OBJECT]", f"{location}/States")
            return
        for name in states.twice:
            self._duplicate(name, f"{location}/States/{name}")
        for name, state in states.items():
            self._of_state(name, state, f"{location}/States/{name}")
        check_graph(machine, location, self._findings, outermost=outermost)

    def _duplicate(self, name: str, location: str) -> None:
        self._findings.wrong(f"Duplicate State name: {name}", location, DUPLICATE_STATE_NAME)

    def _of_state(self, name: str, state: Any, location: str) -> None:
        if name in self._names:
            self._duplicate(name, location)
        self._names.add(name)
        if len(name) > LONGEST_NAME:
            self._findings.wrong(
                f"The state name '{name}' exceeds the {LONGEST_NAME}-character limit allowed by "
                "the service",
                location,
                INVALID_STATE_NAME,
            )
        if not isinstance(state, dict):
            self._findings.wrong("Expected value of type [OBJECT]", location)
            return
        check_state(state, self._language, self._kind, location, self._findings)
        if state.get("Type") == "Parallel":
            branches = filled_list(state, "Branches", location, self._findings)
            for at, branch in enumerate(branches):
                self._of_branch(branch, BRANCH_FIELDS, f"{location}/Branches[{at}]")
        elif state.get("Type") == "Map":
            check_label(state, self._labels, location, self._findings)
            field, processor = processor_of(state)
            if field in state:
                self._of_branch(processor, PROCESSOR_FIELDS, f"{location}/{field}")
