"""An estimate in words, for the head of a run and for ``verify --dry-run``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pattern_tck.estimate.calls import Call, calls_of
from pattern_tck.estimate.plan import Plan
from pattern_tck.estimate.prices import AS_OF, price

#: A cap that nobody has asked for is so many times the estimate, and no less than this.
_GENEROUS = 5
_LEAST_CAP = 10_000

#: As people say it.
_NAMES: Mapping[str, str] = {
    "sqs": "SQS",
    "sns": "SNS",
    "events": "EventBridge",
    "dynamodb": "DynamoDB",
    "stepfunctions": "Step Functions",
    "cloudwatch": "CloudWatch",
    "iam": "IAM",
    "sts": "STS",
}


def estimate(plan: Plan) -> str:
    """Give the calls and their price in one sentence."""
    calls = calls_of(plan)
    dollars = price(calls)
    cost = f"about {dollars:.2f} US dollars" if dollars >= 0.01 else "less than a cent"
    services = ", ".join(f"{name} {count:,}" for name, count in by_service(calls))
    return (
        f"about {calls.total():,} calls ({services}), {cost} at prices of us-east-1 of {AS_OF} "
        "without free tiers, to be checked at aws.amazon.com/pricing"
    )


def by_service(calls: Mapping[Call, int]) -> list[tuple[str, int]]:
    """Give the number of calls of each service, the most called first."""
    counts: Counter[str] = Counter()
    for call, count in calls.items():
        service = call.partition(" ")[0]
        counts[_NAMES.get(service, service)] += count
    return counts.most_common()


def generous_cap(plan: Plan) -> int:
    """Give the number of calls at which a run is ended that has gone astray."""
    return max(_LEAST_CAP, _GENEROUS * calls_of(plan).total())
