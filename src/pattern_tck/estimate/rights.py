"""The rights that a run needs on AWS: a policy with what it calls, on what bears its names.

What is made is named ``tck-...``, so rights to make and remove reach no further. Channels of a
system that runs already are named one by one, and may be sent to, asked and listened to.

Source of the names of rights and of the resources that each is asked for with: the Service
Authorization Reference, in AWS's machine-readable form. Rights about a subscription are asked for
with the ARN of its topic; older pages of the reference name no resource for them. The partition is
``aws``: for China and GovCloud the ARNs have to be changed by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pattern_tck.channels import kind_of
from pattern_tck.estimate.calls import operations_of
from pattern_tck.estimate.plan import Plan
from pattern_tck.numbering import BEGIN

#: The services that are called otherwise in a policy.
_PREFIXES: Final = {"stepfunctions": "states"}
#: Where the name of a right is not that of the operation.
_RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sns:PublishBatch": ("sns:Publish",),
    "dynamodb:TransactWriteItems": (
        "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
        "dynamodb:ConditionCheckItem",
    ),
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
}  # fmt: skip
#: What goes with a right: tags are set as things are made, and a role is handed on.
_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "sqs:CreateQueue": ("sqs:TagQueue",),
    "sns:CreateTopic": ("sns:TagResource",),
    "dynamodb:CreateTable": ("dynamodb:TagResource", "dynamodb:DescribeTable"),
    "events:CreateEventBus": ("events:TagResource",),
    "events:PutRule": ("events:TagResource",),
    "states:CreateStateMachine": ("states:TagResource",),
    "cloudwatch:PutMetricAlarm": ("cloudwatch:TagResource",),
    "iam:CreateRole": ("iam:TagRole",),
    # Effects are asked for by key where they can be.
    "dynamodb:Scan": ("dynamodb:Query",),
}
#: What `pattern-tck clean` asks to find what was left.
_FINDS: Final = (
    "sqs:ListQueues", "sns:ListTopics", "sns:ListSubscriptions", "dynamodb:ListTables",
    "events:ListEventBuses", "events:ListRules", "events:ListTargetsByRule", "events:ListArchives",
    "states:ListStateMachines", "states:ListExecutions", "cloudwatch:DescribeAlarms",
    "iam:ListRoles", "iam:ListRolePolicies", "tag:GetResources", "sts:GetCallerIdentity",
)  # fmt: skip
#: Rights that know no resource, or are asked for with one that nobody knows beforehand.
_EVERYWHERE: Final = frozenset(
    {*_FINDS, "states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"}
)
#: What bears the kit's names, by service.
_OURS: Final[Mapping[str, tuple[str, ...]]] = {
    "sqs": (f"arn:aws:sqs:*:*:{BEGIN}*",),
    "sns": (f"arn:aws:sns:*:*:{BEGIN}*",),
    "dynamodb": (f"arn:aws:dynamodb:*:*:table/{BEGIN}*",),
    "events": tuple(
        f"arn:aws:events:*:*:{kind}"
        for kind in (
            f"event-bus/{BEGIN}*", f"rule/{BEGIN}*", f"rule/*/{BEGIN}*", f"archive/{BEGIN}*",
            f"replay/{BEGIN}*",
        )
    ),
    "states": (
        f"arn:aws:states:*:*:stateMachine:{BEGIN}*", f"arn:aws:states:*:*:execution:{BEGIN}*",
    ),
    "cloudwatch": (f"arn:aws:cloudwatch:*:*:alarm:{BEGIN}*",),
    "iam": (f"arn:aws:iam::*:role/{BEGIN}*",),
}  # fmt: skip
#: What is done to a channel of a running system, by its kind.
_TO_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "queue": ("sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
    "topic": (
        "sns:Publish", "sns:Subscribe", "sns:Unsubscribe", "sns:ListSubscriptionsByTopic",
        "sns:GetSubscriptionAttributes",
    ),
    "bus": ("events:PutEvents", "events:DescribeEventBus"),
    "table": ("dynamodb:Scan", "dynamodb:Query"),
    "workflow": ("states:StartExecution", "states:ListExecutions"),
}  # fmt: skip
#: What is asked of that which goes with a channel, by the channel's kind, and how the ARN follows
#: from the channel's. A dead-letter queue is named by the redrive policy of another queue, which
#: nobody has read yet: so it may be any of the same account and region.
_BESIDE: Final[Mapping[str, tuple[str, tuple[str, ...], Callable[[str], str]]]] = {
    "queue": (
        "DeadLetters",
        ("sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
        lambda queue: f"{queue.rpartition(':')[0]}:*",
    ),
    "workflow": (
        "Executions",
        ("states:DescribeExecution", "states:GetExecutionHistory"),
        lambda workflow: f"{workflow.replace(':stateMachine:', ':execution:')}:*",
    ),
}


def policy(plan: Plan) -> dict[str, Any]:
    """Give the policy for a run."""
    by_service: dict[str, set[str]] = defaultdict(set)
    everywhere = set(_EVERYWHERE)
    for right in _rights(operations_of(plan.roles)):
        if right not in everywhere:
            by_service[right.partition(":")[0]].add(right)
    statements: list[dict[str, Any]] = [
        _statement(f"Own{service.capitalize()}", sorted(rights), list(_OURS[service]))
        for service, rights in sorted(by_service.items())
        if service in _OURS
    ]
    if "iam:CreateRole" in by_service.get("iam", ()):
        handed = _statement("HandOwnRolesOn", ["iam:PassRole"], list(_OURS["iam"]))
        to = ["states.amazonaws.com", "events.amazonaws.com"]
        statements.append({**handed, "Condition": {"StringEquals": {"iam:PassedToService": to}}})
    statements.append(_statement("Find", sorted(everywhere), ["*"]))
    statements += _on_others(plan.channels)
    return {"Version": "2012-10-17", "Statement": statements}


def _rights(operations: Collection[str]) -> Iterator[str]:
    for call in operations:
        service, _, operation = call.partition(" ")
        name = f"{_PREFIXES.get(service, service)}:{operation}"
        for right in _RIGHTS.get(name, (name,)):
            yield right
            yield from _WITH.get(right, ())


def _on_others(channels: Collection[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    by_kind: dict[str, set[str]] = defaultdict(set)
    for variable, address in channels:
        kind = "" if variable == "EFFECTS_URL" else kind_of(variable)
        if kind in _TO_OTHERS:
            by_kind[kind].add(_arn(kind, address))
    for kind, arns in sorted(by_kind.items()):
        yield _statement(f"Their{kind.capitalize()}", list(_TO_OTHERS[kind]), sorted(arns))
        if kind in _BESIDE:
            name, rights, arn_beside = _BESIDE[kind]
            yield _statement(f"Their{name}", list(rights), sorted(set(map(arn_beside, arns))))


def _arn(kind: str, address: str) -> str:
    if address.startswith("arn:"):
        return address
    if kind == "queue":
        parts = urlsplit(address)
        host = (parts.hostname or "").split(".")
        region = host[1] if host[0] == "sqs" and len(host) > 2 else "*"
        account, _, name = parts.path.strip("/").rpartition("/")
        return f"arn:aws:sqs:{region}:{account or '*'}:{name}"
    if kind == "bus":
        return f"arn:aws:events:*:*:event-bus/{address}"
    return f"arn:aws:dynamodb:*:*:table/{address}"


def _statement(name: str, actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": resources}
