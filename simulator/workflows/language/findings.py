"""Findings: what is wrong, or looks wrong, with a definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ERROR: Final = "ERROR"
WARNING: Final = "WARNING"

# The codes of the API reference, page ValidateStateMachineDefinitionDiagnostic.
INVALID_JSON_DESCRIPTION: Final = "INVALID_JSON_DESCRIPTION"
SCHEMA_VALIDATION_FAILED: Final = "SCHEMA_VALIDATION_FAILED"
MISSING_TRANSITION_TARGET: Final = "MISSING_TRANSITION_TARGET"
MISSING_END_STATE: Final = "MISSING_END_STATE"
DUPLICATE_STATE_NAME: Final = "DUPLICATE_STATE_NAME"
INVALID_STATE_NAME: Final = "INVALID_STATE_NAME"
DUPLICATE_LABEL_NAME: Final = "DUPLICATE_LABEL_NAME"
INVALID_LABEL_NAME: Final = "INVALID_LABEL_NAME"
NO_DOLLAR: Final = "NO_DOLLAR"
NO_PATH: Final = "NO_PATH"
PASS_RESULT_IS_STATIC: Final = "PASS_RESULT_IS_STATIC"  # noqa: S105 - a state, no secret
# Codes that AWS answers with, though no page lists them.
INVALID_JSONATA_EXPRESSION: Final = "INVALID_JSONATA_EXPRESSION"
UNSUPPORTED_JSONATA_EXPRESSION: Final = "UNSUPPORTED_JSONATA_EXPRESSION"
RESERVED_VARIABLE_NAME: Final = "RESERVED_VARIABLE_NAME"
INVALID_VARIABLE_NAME: Final = "INVALID_VARIABLE_NAME"


@dataclass(frozen=True)
class Diagnostic:
    """One finding, as ValidateStateMachineDefinition tells it.

    ``location`` is a place such as ``/States/Pay/Next``, or empty where there is none.
    """

    severity: str
    code: str
    message: str
    location: str = ""

    def __str__(self) -> str:
        """Give it as the refusal of CreateStateMachine lists it."""
        return f"{self.code}: {self.message} at {self.location or 'null'}"


@dataclass
class Findings:
    """Collects what is found, in the order in which it is found."""

    found: list[Diagnostic] = field(default_factory=list)

    def wrong(self, message: str, location: str, code: str = SCHEMA_VALIDATION_FAILED) -> None:
        """Note a mistake: such a definition is refused."""
        self.found.append(Diagnostic(ERROR, code, message, location))

    def doubtful(self, code: str, message: str, location: str) -> None:
        """Note what is allowed and hardly meant."""
        self.found.append(Diagnostic(WARNING, code, message, location))

    def require(self, thing: Mapping[str, Any], names: tuple[str, ...], location: str) -> None:
        """Note which fields are not there that have to be."""
        missing = [name for name in names if name not in thing]
        if missing:
            self.wrong(f"These fields are required: [{', '.join(missing)}]", location)

    def allow(self, thing: Mapping[str, Any], names: frozenset[str], location: str) -> None:
        """Note which fields are there that may not be."""
        for name in thing:
            if name not in names:
                self.wrong(f"Field '{name}' is not supported", location)

    def only_one(self, thing: Mapping[str, Any], names: tuple[str, ...], location: str) -> bool:
        """Note if several of these fields are there; say whether at least one is."""
        given = [name for name in names if name in thing]
        if len(given) > 1:
            listed = ", ".join(names)
            self.wrong(f"There should only be one of the following fields: [{listed}]", location)
        return bool(given)
