"""Checks of a pipe: what CreatePipe and UpdatePipe refuse.

The words were measured on AWS (cdk-preflight, ``rules/pipes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pattern_tck.simulator.buses.constraints import check, invalid, number_violations, violation
from pattern_tck.simulator.buses.paths import compile_path
from pattern_tck.simulator.matching.event_pattern import InvalidPattern, compile_event_pattern
from pattern_tck.simulator.pipes.pipe import Filter
from pattern_tck.simulator.pipes.templates import check_template
from pattern_tck.simulator.refusals import NotModelled

_OF_SOURCE: Final = {
    "KinesisStreamParameters": "kinesis",
    "DynamoDBStreamParameters": "dynamodb",
    "SqsQueueParameters": "sqs",
    "ManagedStreamingKafkaParameters": "kafka",
    "ActiveMQBrokerParameters": "mq",
    "RabbitMQBrokerParameters": "mq",
}
_OF_TARGET: Final = {
    "LambdaFunctionParameters": ("lambda",),
    "StepFunctionStateMachineParameters": ("states",),
    "KinesisStreamParameters": ("kinesis",),
    "EcsTaskParameters": ("ecs",),
    "BatchJobParameters": ("batch",),
    "SqsQueueParameters": ("sqs",),
    "EventBridgeEventBusParameters": ("events",),
    "HttpParameters": ("events", "execute-api"),
    "RedshiftDataParameters": ("redshift", "redshift-serverless"),
    "SageMakerPipelineParameters": ("sagemaker",),
    "CloudWatchLogsParameters": ("logs",),
    "TimestreamParameters": ("timestream",),
}
_HERE: Final = frozenset({"sqs", "sns", "events", "states", "lambda"})
_ENRICHES: Final = frozenset({"lambda", "states", "execute-api", "events"})
#: What an ARN looks like here, of an API whose other sources are brokers with addresses.
_ARN: Final = (
    r"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-]+):"
    r"([a-z]{2,4}((-gov)|(-de)|(-iso([a-z]?)))?-[a-z]+(-\d{1})?)?:(\d{12})?:(.+)"
)
#: How many records a target takes at once.
_MOST: Final = {"sqs": 10, "sns": 10, "events": 10}


def service_of(arn: str) -> str:
    """Give the service of an ARN."""
    return _part(arn, 2)


def _part(arn: str, number: int) -> str:
    parts = arn.split(":")
    return parts[number] if len(parts) > number else ""


def check_pipe(given: Mapping[str, Any], region: str) -> None:
    """Refuse what AWS refuses; raises `NotModelled` for sources and targets that are not here."""
    source, target = given["Source"], given["Target"]
    check(
        violation(arn, at, f"Member must satisfy regular expression pattern: {_ARN}")
        for at, arn in (("source", source), ("target", target))
        if arn.startswith("arn:") and not re.fullmatch(_ARN, arn)
    )
    for arn in (source, target):
        home = _part(arn, 3)
        if home and home != region:
            raise invalid("Creating cross-region pipe is not permitted.")
    _check_source(service_of(source), given.get("SourceParameters") or {})
    _check_target(target, given.get("TargetParameters") or {})
    _check_enrichment(given)
    size = ((given.get("SourceParameters") or {}).get("SqsQueueParameters") or {}).get("BatchSize")
    most = _MOST.get(service_of(target))
    if size is not None and most is not None and size > most:
        raise invalid(
            f"The configured batch size {size} is greater than the max supported batch size {most}."
        )
    log = given.get("LogConfiguration") or {}
    if log.get("Level", "OFF") != "OFF" and not any(name.endswith("Destination") for name in log):
        raise invalid("Must provide at least 1 log destination in LogConfiguration.")


def filters_of(given: Mapping[str, Any], most: int) -> tuple[Filter, ...]:
    """Compile the filters of a source; ``most`` bounds the combinations of one."""
    parameters = given.get("SourceParameters") or {}
    found = []
    for one in (parameters.get("FilterCriteria") or {}).get("Filters") or ():
        try:
            found.append(compile_event_pattern(one["Pattern"], most_combinations=most))
        except InvalidPattern as error:
            words = str(error).replace("Event pattern is not valid", "Invalid Event Pattern", 1)
            raise invalid(words) from None
    return tuple(found)


def _check_source(service: str, parameters: Mapping[str, Any]) -> None:
    for name, of in _OF_SOURCE.items():
        if parameters.get(name) is not None and service != of:
            raise invalid("Invalid source parameter provided for source.")
    if service != "sqs":
        raise NotModelled(f"a pipe from {service or 'a broker'}")
    given = parameters.get("SqsQueueParameters") or {}
    at = "sourceParameters.sqsQueueParameters"
    check(
        [
            *number_violations(given.get("BatchSize", 10), f"{at}.batchSize", least=1, most=10_000),
            *number_violations(
                given.get("MaximumBatchingWindowInSeconds", 0),
                f"{at}.maximumBatchingWindowInSeconds",
                least=0,
                most=300,
            ),
        ]
    )


def _check_target(arn: str, parameters: Mapping[str, Any]) -> None:
    service = service_of(arn)
    for name, services in _OF_TARGET.items():
        if parameters.get(name) is not None and service not in services:
            raise invalid("Invalid target parameter provided for target.")
    if service == "sns" and arn.endswith(".fifo"):
        raise invalid("SNS FIFO topics are not supported as a pipe target.")
    if service not in _HERE or ":api-destination/" in arn:
        raise NotModelled(f"a pipe to {arn}")
    check_template(parameters.get("InputTemplate") or "")
    for path in _dynamic(parameters):
        try:
            compile_path(path)
        except NotModelled:
            raise
        except ValueError:
            raise invalid(f"{path} is not a path") from None


def _dynamic(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Give the paths among the parameters of a target, which are worked out for each record."""
    for name in ("SqsQueueParameters", "EventBridgeEventBusParameters"):
        for value in (parameters.get(name) or {}).values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one.startswith("$."):
                    yield one


def _check_enrichment(given: Mapping[str, Any]) -> None:
    arn = given.get("Enrichment")
    if not arn:
        return
    service = service_of(arn)
    if service not in _ENRICHES:
        raise invalid("Invalid pipe enrichment.")
    if service != "states":
        raise NotModelled(f"a pipe enriched by {arn}")
    check_template((given.get("EnrichmentParameters") or {}).get("InputTemplate") or "")
