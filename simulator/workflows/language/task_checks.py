"""Checks of what a Task state calls (SFN-EXP-02)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.findings import Findings
from pattern_tck.simulator.workflows.language.state_fields import JSONATA

EXPRESS: Final = "EXPRESS"

_INTEGRATION: Final = re.compile(r"arn:[^:]+:states:::(?P<service>[^:]+):(?P<call>.+)")
_ACTIVITY: Final = re.compile(r"arn:[^:]+:states:[^:]+:[^:]+:activity:")
_PATTERN: Final = re.compile(r"\.(?:sync|waitForTaskToken)(?::2)?$")
#: Services of which no call waits for a job, or for a token.
_WITHOUT_JOBS: Final = frozenset(
    {"lambda", "sns", "sqs", "dynamodb", "events", "apigateway", "aws-sdk", "bedrock-agentcore"}
)
_WITHOUT_TOKENS: Final = frozenset(
    {"athena", "batch", "codebuild", "elasticmapreduce", "emr-containers", "emr-serverless"}
    | {"glue", "databrew", "mediaconvert", "sagemaker", "dynamodb", "bedrock-agentcore"}
)
#: What must be said to a call.
_REQUIRED: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("lambda", "invoke"): ("FunctionName",),
    ("sqs", "sendMessage"): ("QueueUrl", "MessageBody"),
    ("sns", "publish"): ("Message",),
    ("dynamodb", "putItem"): ("TableName", "Item"),
    ("dynamodb", "getItem"): ("TableName", "Key"),
    ("states", "startExecution"): ("StateMachineArn",),
    ("events", "putEvents"): ("Entries",),
    ("ecs", "runTask"): ("TaskDefinition",),
    ("glue", "startJobRun"): ("JobName",),
}
_TOKENS: Final = "'.waitForTaskToken' service integration "


def check_task(
    state: Mapping[str, Any], language: str, kind: str, location: str, findings: Findings
) -> None:
    """Check the resource of a Task state in a state machine of a kind."""
    _check_times(state, location, findings)
    resource = state.get("Resource")
    if not isinstance(resource, str):
        return
    place = f"{location}/Resource"
    if not resource.startswith("arn:"):
        findings.wrong("Value is not a valid resource ARN", place)
        return
    if _ACTIVITY.match(resource):
        if kind == EXPRESS:
            findings.wrong("Express state machine does not support Activity ARN", place)
        if "Credentials" in state:
            findings.wrong("The field 'Credentials' is not supported for activities", location)
        return
    if integration := _INTEGRATION.fullmatch(resource):
        _check_pattern(resource, integration["service"], kind, place, findings)
        _check_arguments(state, integration, language, location, findings)


def _check_times(state: Mapping[str, Any], location: str, findings: Findings) -> None:
    heartbeat, timeout = state.get("HeartbeatSeconds"), state.get("TimeoutSeconds")
    # A heartbeat that is due no sooner than the end would never be missed (SFN-INT-05).
    if type(heartbeat) is int and type(timeout) is int and heartbeat >= timeout:
        findings.wrong(
            "HeartbeatSeconds must be smaller than TimeoutSeconds", f"{location}/HeartbeatSeconds"
        )


def _check_pattern(resource: str, service: str, kind: str, place: str, findings: Findings) -> None:
    pattern = _PATTERN.search(resource)
    if pattern is None:
        return
    waits_for_job = pattern[0].startswith(".sync")
    if kind == EXPRESS:
        # The two sentences of AWS differ by a space at the end.
        named = "'.sync' service integration" if waits_for_job else _TOKENS
        findings.wrong(f"Express state machine does not support {named}", place)
    impossible = service in (_WITHOUT_JOBS if waits_for_job else _WITHOUT_TOKENS)
    if impossible or (pattern[0] == ".sync:2" and service != "states"):
        findings.wrong(
            f"The resource provided {resource} is not recognized. The value is not a valid "
            "resource ARN, or the resource is not available in this region.",
            place,
        )


def _check_arguments(
    state: Mapping[str, Any],
    integration: re.Match[str],
    language: str,
    location: str,
    findings: Findings,
) -> None:
    name = "Arguments" if language == JSONATA else "Parameters"
    service, call = integration["service"], _PATTERN.sub("", integration["call"])
    if name not in state:
        if service != "aws-sdk":
            findings.wrong(f"{name} field is required for resource ARN: {integration[0]}", location)
        return
    given = state[name]
    if isinstance(given, dict):
        for field in _REQUIRED.get((service, call), ()):
            if field not in given and f"{field}.$" not in given:
                findings.wrong(f"The field '{field}' is required but was missing", location)
