"""Small definitions, and what is said of them."""

from __future__ import annotations

import json

from pattern_tck.simulator.workflows.language.diagnostics import diagnose

SEND = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sqs:sendMessage",
    "Parameters": {"QueueUrl": "https://q", "MessageBody.$": "$"},
    "End": True,
}
PASS = {"Type": "Pass", "End": True}
RULE = {"Variable": "$.n", "NumericEquals": 1, "Next": "B"}


def machine(start="A", *, top=None, **states):
    return json.dumps({"StartAt": start, "States": states, **(top or {})})


def told(definition, kind="STANDARD"):
    return [str(one) for one in diagnose(definition, kind)]


def told_of(state, kind="STANDARD", **more):
    """Tell what is said of one state, beside which there is a state B that it may go to."""
    states = {"A": state, "B": PASS, **more} if '"B"' in json.dumps(state) else {"A": state}
    # Where a state does not end as it should, the whole has no end either.
    return [one for one in told(machine(**states), kind) if not one.startswith("MISSING_END")]
