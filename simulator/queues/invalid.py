"""How SQS refuses the value of a parameter: always in the same words."""

from __future__ import annotations

from pattern_tck.simulator.refusals import Refusal


def invalid(name: str, value: object, reason: str) -> Refusal:
    """Give the refusal of a parameter's value, with the reason in AWS's words."""
    return Refusal(
        "InvalidParameterValue",
        f"Value {value} for parameter {name} is invalid. Reason: {reason}",
    )
