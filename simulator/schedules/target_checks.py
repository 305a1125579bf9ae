"""Checks of a target: what CreateSchedule refuses, in the order and the words of AWS.

The words were measured on AWS (cdk-preflight, ``rules/scheduler``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check, invalid, number_violations
from pattern_tck.simulator.json_texts import read_json
from pattern_tck.simulator.refusals import NotModelled

#: How the ARN of a universal target begins; service and operation follow.
UNIVERSAL: Final = "arn:aws:scheduler:::aws-sdk:"
#: Which service has which parameters.
_FOR: Final = {
    "EcsParameters": "ecs",
    "EventBridgeParameters": "events",
    "KinesisParameters": "kinesis",
    "SageMakerPipelineParameters": "sagemaker",
    "SqsParameters": "sqs",
}
_READS: Final = ("get", "describe", "list")
_POLICY: Final = {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}


def read_target(given: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Check a target and give it with the retry policy that it has.

    Raises `Refusal` for what AWS refuses, `NotModelled` for kinds of targets that are not here.
    """
    arn = given["Arn"]
    policy = _POLICY | (given.get("RetryPolicy") or {})
    at = "target.retryPolicy"
    check(
        [
            *number_violations(
                policy["MaximumEventAgeInSeconds"],
                f"{at}.maximumEventAgeInSeconds",
                least=60,
                most=86_400,
            ),
            *number_violations(
                policy["MaximumRetryAttempts"], f"{at}.maximumRetryAttempts", least=0, most=185
            ),
        ]
    )
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        raise invalid(f"Provided Arn is not in correct format: {arn}.")
    if arn.startswith(UNIVERSAL):
        _check_universal(given)
    else:
        _check_templated(given, parts[2], parts[3], region)
    return dict(given) | {"RetryPolicy": policy}


def _check_universal(given: Mapping[str, Any]) -> None:
    if given.get("Input") is None:
        raise invalid("You must provide an input to set this target for your schedule.")
    api = given["Arn"].rpartition(":")[2]
    if api.startswith(_READS):
        raise invalid(f"{api} API is not supported.")
    _check_input(given)


def _check_templated(given: Mapping[str, Any], service: str, home: str, region: str) -> None:
    if service == "scheduler":
        raise invalid("scheduler is not a supported service for a target.")
    if home != region:
        raise invalid(f"The target ARN provided does not match the current region {region}.")
    _check_input(given)
    for name, of in _FOR.items():
        if given.get(name) is not None and service != of:
            raise invalid(f"Parameters {name} not supported for the target.")
    if service == "sqs":
        _check_group(given)
    if service == "events" and given.get("EventBridgeParameters") is None:
        raise invalid("Parameters EventBridgeParameters must be specified.")
    for name in ("EcsParameters", "KinesisParameters", "SageMakerPipelineParameters"):
        if given.get(name) is not None:
            raise NotModelled(f"{name} of a schedule")


def _check_group(given: Mapping[str, Any]) -> None:
    group = (given.get("SqsParameters") or {}).get("MessageGroupId")
    fifo = given["Arn"].endswith(".fifo")
    if fifo and not group:
        raise invalid("Parameters SqsParameters must be specified.")
    if group and not fifo:
        raise invalid("Parameters MessageGroupId not valid for the target.")


def _check_input(given: Mapping[str, Any]) -> None:
    text = given.get("Input")
    if text is None:
        return
    try:
        read_json(text)
    except ValueError:
        raise invalid("JSON syntax error in input for the target.") from None
