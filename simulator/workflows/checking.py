"""Checking definitions, before anything is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.workflows.holdings import Holdings
from pattern_tck.simulator.workflows.language.diagnostics import diagnose
from pattern_tck.simulator.workflows.machine import STANDARD

_MOST: Final = 100


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
