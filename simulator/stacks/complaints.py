"""How CloudFormation refuses what a template says, before anything of it is made."""

from __future__ import annotations

from pattern_tck.simulator.refusals import Refusal


def invalid(message: str) -> Refusal:
    """Give the refusal that CloudFormation has for nearly everything."""
    return Refusal("ValidationError", message)


def misformed(message: str) -> Refusal:
    """Give the refusal of a template that is none."""
    return invalid(f"Template format error: {message}")


def wrong(message: str) -> Refusal:
    """Give the refusal of a function of a template that cannot be followed."""
    return invalid(f"Template error: {message}")
