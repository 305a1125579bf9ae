"""How SNS refuses a parameter."""

from __future__ import annotations

from pattern_tck.simulator.refusals import Refusal


def invalid(what: str) -> Refusal:
    """Make the refusal of a parameter: its name, and the reason where there is more to say."""
    return Refusal("InvalidParameter", f"Invalid parameter: {what}")


def flag(name: str, value: str) -> bool:
    """Read ``true`` or ``false``, in any letters; `Refusal` for anything else."""
    if value.lower() not in {"true", "false"}:
        raise invalid(f"{name} Reason: {value} is neither true nor false")
    return value.lower() == "true"
