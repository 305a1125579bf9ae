"""Deploys the state machine of ``fare_collection.asl.json``, as a template of SAM would."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DEFINITION = Path(__file__).with_name("fare_collection.asl.json")


def substitutions(environment: Mapping[str, str]) -> dict[str, str]:
    """Give what the placeholders of the definition stand for."""
    # Pauses of 1, 2, 4, ... seconds: n further tries take 2^n - 1 seconds.
    tries = math.floor(math.log2(float(environment["ESCALATE_AFTER"]) + 1))
    return {
        '"${StepTimeout}"': environment["STEP_TIMEOUT"],
        '"${TriesBeforeEscalation}"': str(tries),
        "${FaresQueue}": environment["FARES_QUEUE_URL"],
        "${PaymentsQueue}": environment["PAYMENTS_QUEUE_URL"],
        "${AccountsQueue}": environment["ACCOUNTS_QUEUE_URL"],
        "${AttentionQueue}": environment["ATTENTION_QUEUE_URL"],
        "${OutcomeTopic}": environment["OUTCOME_TOPIC_ARN"],
    }


def definition(environment: Mapping[str, str]) -> dict[str, Any]:
    """Give the state machine for these channels."""
    text = DEFINITION.read_text("utf-8")
    for placeholder, value in substitutions(environment).items():
        text = text.replace(placeholder, value)
    machine: dict[str, Any] = json.loads(text)
    return machine


def deploy(environment: Mapping[str, str], client: Any) -> dict[str, str]:
    """Make the state machine under the prefix."""
    return create(environment, client, definition(environment))


def create(environment: Mapping[str, str], client: Any, machine: Any) -> dict[str, str]:
    """Create a state machine, and give its address under the kit's name for it."""
    made = client("stepfunctions").create_state_machine(
        name=f"{environment['PREFIX']}-fares",
        definition=json.dumps(machine),
        roleArn=environment["ROLE_ARN"],
    )
    return {"STATE_MACHINE_ARN": made["stateMachineArn"]}
