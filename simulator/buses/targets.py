"""Targets: where a rule sends its events, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check_name, invalid
from pattern_tck.simulator.buses.forms import INPUTS, Form, form_of
from pattern_tck.simulator.buses.retries import RetryPolicy, retry_policy
from pattern_tck.simulator.refusals import NotModelled

#: Which services have which parameters.
_FOR: Final = {
    "SqsParameters": ("sqs",),
    "KinesisParameters": ("kinesis",),
    "RunCommandParameters": ("ssm",),
    "EcsParameters": ("ecs",),
    "BatchParameters": ("batch",),
    "HttpParameters": ("events", "execute-api"),
    "RedshiftDataParameters": ("redshift", "redshift-serverless"),
    "SageMakerPipelineParameters": ("sagemaker",),
    "AppSyncParameters": ("appsync",),
}
#: What is reached by a role and not by a policy of its own.
_BY_ROLE: Final = frozenset(
    {"batch", "codebuild", "codepipeline", "ecs", "events", "firehose", "glue", "kinesis"}
    | {"inspector", "redshift", "sagemaker", "ssm", "ssm-incidents", "states"}
)
#: Parameters of kinds of targets that are not here.
_BEYOND: Final = tuple(name for name in _FOR if name != "SqsParameters")


@dataclass(frozen=True)
class Target:
    """One target of a rule. ``given`` is what PutTargets was told, and tells targets apart.

    ``service`` and ``region`` are those of its ARN. ``group`` is the fixed message group of a FIFO
    or fair queue (EB-DEL-11), ``dead_letters`` the ARN of the queue for what fails (EB-DEL-05).
    """

    given: Mapping[str, Any]
    id: str = field(compare=False)
    arn: str = field(compare=False)
    service: str = field(compare=False)
    region: str = field(compare=False)
    form: Form = field(compare=False)
    retry: RetryPolicy = field(compare=False)
    dead_letters: str = field(compare=False)
    group: str = field(compare=False)


def read_target(given: Mapping[str, Any], number: int, region: str) -> Target:
    """Read a target as PutTargets has it, the ``number``-th of a call in a region.

    Raises `Refusal` for what AWS refuses, `NotModelled` for kinds of targets that are not here.
    """
    at = f"targets.{number}.member"
    check_name(given["Id"], f"{at}.id", longest=64)
    service, home = _home(given["Arn"])
    for name, services in _FOR.items():
        if given.get(name) is not None and service not in services:
            raise invalid(f"Parameter(s) {name} not supported for target: {given['Id']}.")
    if service in _BY_ROLE and not given.get("RoleArn"):
        raise invalid(f"RoleArn is required for target {given['Arn']}.")
    if ":api-destination/" in given["Arn"]:
        raise NotModelled("delivery to an API destination")
    if service != "events" and home != region:
        raise NotModelled(f"a target in another region ({given['Arn']})")
    for name in _BEYOND:
        if given.get(name) is not None:
            raise NotModelled(f"{name} of a target")
    if service == "events" and any(given.get(name) is not None for name in INPUTS):
        raise NotModelled("another form of an event for a bus")
    return Target(
        given=dict(given),
        id=given["Id"],
        arn=given["Arn"],
        service=service,
        region=home,
        form=form_of(given),
        retry=retry_policy(given.get("RetryPolicy") or {}, f"{at}.retryPolicy"),
        dead_letters=_dead_letters(given, region),
        group=_group(given),
    )


def _home(arn: str) -> tuple[str, str]:
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or not parts[2] or not parts[5]:
        raise invalid(
            f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
        )
    return parts[2], parts[3]


def _dead_letters(given: Mapping[str, Any], region: str) -> str:
    """Read the ARN of the dead-letter queue: a standard one of the same region (EB-DEL-05)."""
    arn = str((given.get("DeadLetterConfig") or {}).get("Arn") or "")
    if not arn:
        return ""
    service, home = _home(arn)
    if service != "sqs":
        raise invalid(f"{service} is not supported as a dead letter resource.")
    if arn.endswith(".fifo"):
        raise invalid("SQS FIFO is not supported by Dead Letter Queues.")
    if home != region:
        raise invalid(
            f"Parameter DeadLetterConfig is not valid for target {given['Id']}. Reason: "
            f"{arn} is not in the Region of the rule."
        )
    return arn


def _group(given: Mapping[str, Any]) -> str:
    group = str((given.get("SqsParameters") or {}).get("MessageGroupId") or "")
    if given["Arn"].endswith(".fifo") and given["Arn"].startswith("arn:aws:sqs:") and not group:
        # EB-DEL-11
        raise invalid(f"Parameter(s) SqsParameters must be specified for target: {given['Id']}.")
    return group
