"""Changes of a configuration: each one thing that a template gets wrong, on whatever it is made.

A change looks at a call and gives other parameters; `None` is a call that is not made at all. It
leaves alone what it has nothing to do with, so that one change can be tried on every role.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Parameters = Mapping[str, Any]
_QUEUES = ("CreateQueue", "SetQueueAttributes")
_FOURTEEN_DAYS = str(14 * 24 * 60 * 60)
_FOUR_DAYS = str(4 * 24 * 60 * 60)
_DELETED: Final = object()


@dataclass(frozen=True)
class Change:
    """One wrong configuration: what is wrong in words, and what it makes of a call."""

    defect: str
    of: Callable[[str, Parameters], Parameters | None]


def changes() -> Mapping[str, Change]:
    """Give every change by its name."""
    return {
        "redrive_removed": Change(
            "The queue has no redrive policy.",
            _attributes("RedrivePolicy", lambda _: _DELETED, _QUEUES),
        ),
        "one_receive_more": Change(
            "maxReceiveCount is one too high.", _redrive("maxReceiveCount", lambda n: int(n) + 1)
        ),
        "one_receive_less": Change(
            "maxReceiveCount is one too low.",
            _redrive("maxReceiveCount", lambda n: max(1, int(n) - 1)),
        ),
        "letters_kept_shortly": Change(
            "The queues for dead letters keep them for four days, like any other queue.",
            _attributes(
                "MessageRetentionPeriod",
                lambda kept: _FOUR_DAYS if kept == _FOURTEEN_DAYS else kept,
                _QUEUES,
            ),
        ),
        "visibility_below_the_work": Change(
            "A message becomes visible again while it is worked on.",
            _attributes("VisibilityTimeout", lambda _: "1", _QUEUES),
        ),
        "policy_missing": Change("No queue policy admits the sender.", _no_policy),
        "policy_of_another": Change(
            "The queue policy admits another topic or rule.",
            _attributes("Policy", _of_another, _QUEUES),
        ),
        "policy_open_to_all": Change(
            "The queue policy admits every topic or rule there is.",
            _attributes("Policy", _without_condition, _QUEUES),
        ),
        "standard_for_fifo": Change("A standard queue stands where a FIFO one should.", _standard),
        "alarm_missing": Change(
            "No alarm watches the queue.",
            lambda operation, asked: None if operation == "PutMetricAlarm" else asked,
        ),
        "alarm_on_another_queue": Change(
            "The alarm watches a queue of another name.",
            _field("PutMetricAlarm", "Dimensions", _other_values),
        ),
        "alarm_too_late": Change(
            "The threshold of the alarm is a thousand times too high.",
            _field("PutMetricAlarm", "Threshold", lambda limit: 1000 * (limit or 1)),
        ),
        "raw_delivery_flipped": Change(
            "The subscription delivers raw where an envelope is read, or the other way round.",
            _subscription("RawMessageDelivery", _flipped),
        ),
        "filter_removed": Change(
            "The subscription has no filter.",
            _subscription("FilterPolicy", lambda had: had and _DELETED),
        ),
        "filter_scope_swapped": Change(
            "The filter looks at the body instead of the attributes, or the other way round.",
            _filter_scope,
        ),
        "filter_key_mistyped": Change(
            "A key of the filter is mistyped.",
            _subscription("FilterPolicy", lambda had: had and _mistyped(had)),
        ),
        "subscription_without_redrive": Change(
            "What the topic cannot deliver is gone.",
            _subscription("RedrivePolicy", lambda had: had and _DELETED),
        ),
        "target_without_dead_letters": Change(
            "What the rule cannot deliver is gone.",
            _targets(lambda target: _but(target, "DeadLetterConfig")),
        ),
        "target_tried_once": Change(
            "The target of the rule is tried only once.",
            _targets(lambda target: {**target, "RetryPolicy": {"MaximumRetryAttempts": 0}}),
        ),
        "event_pattern_mistyped": Change(
            "A value of the event pattern is mistyped.",
            _field("PutRule", "EventPattern", _mistyped_values),
        ),
        "rule_disabled": Change(
            "The rule was left disabled.",
            lambda operation, asked: (
                {**asked, "State": "DISABLED"} if operation == "PutRule" else asked
            ),
        ),
        "archive_missing": Change(
            "Nothing archives the events of the bus.",
            lambda operation, asked: None if operation == "CreateArchive" else asked,
        ),
        "express_workflow": Change(
            "The workflow is an express one, which keeps no names and no history.",
            lambda operation, asked: (
                {**asked, "type": "EXPRESS"} if operation == "CreateStateMachine" else asked
            ),
        ),
        "catch_without_result_path": Change(
            "An error takes the place of all that the workflow knew.",
            _states(lambda state: _each(state, "Catch", lambda one: _but(one, "ResultPath"))),
        ),
        "catch_removed": Change(
            "No step of the workflow catches an error.",
            _states(lambda state: _but(state, "Catch")),
        ),
        "retry_removed": Change(
            "No step of the workflow is tried again.",
            _states(lambda state: _but(state, "Retry")),
        ),
        "retry_of_everything": Change(
            "Steps are tried again after any error, also those that are no idempotent ones.",
            _states(_retried),
        ),
        "time_limits_removed": Change(
            "No step of the workflow has an end of patience.",
            _states(lambda state: _but(state, "TimeoutSeconds", "HeartbeatSeconds")),
        ),
    }


def _attributes(
    name: str, change: Callable[[Any], Any], operations: tuple[str, ...]
) -> Callable[[str, Parameters], Parameters]:
    """Change an attribute that is said in a call of these operations."""

    def changed(operation: str, asked: Parameters) -> Parameters:
        said = asked.get("Attributes", {})
        if operation not in operations or name not in said:
            return asked
        return {**asked, "Attributes": _with(said, name, change(said[name]))}

    return changed


def _subscription(
    name: str, change: Callable[[Any], Any]
) -> Callable[[str, Parameters], Parameters]:
    """Change an attribute of a subscription, also where it was left to its default."""

    def changed(operation: str, asked: Parameters) -> Parameters:
        if operation != "Subscribe" or asked.get("Protocol") != "sqs":
            return asked
        said = asked.get("Attributes", {})
        value = change(said.get(name))
        return asked if value is None else {**asked, "Attributes": _with(said, name, value)}

    return changed


def _filter_scope(operation: str, asked: Parameters) -> Parameters:
    said = asked.get("Attributes", {})
    if operation != "Subscribe" or "FilterPolicy" not in said:
        return asked
    by_body = said.get("FilterPolicyScope") == "MessageBody"
    scope = "MessageAttributes" if by_body else "MessageBody"
    return {**asked, "Attributes": {**said, "FilterPolicyScope": scope}}


def _redrive(name: str, change: Callable[[Any], Any]) -> Callable[[str, Parameters], Parameters]:
    def changed(policy: str) -> str:
        said = json.loads(policy)
        return json.dumps({**said, name: change(said[name])})

    return _attributes("RedrivePolicy", changed, _QUEUES)


def _no_policy(operation: str, asked: Parameters) -> Parameters | None:
    said = asked.get("Attributes", {})
    if operation not in _QUEUES or "Policy" not in said:
        return asked
    left = _but(said, "Policy")
    return {**asked, "Attributes": left} if left or operation == "CreateQueue" else None


def _of_another(policy: str) -> str:
    said = json.loads(policy)
    for statement in said["Statement"]:
        sources = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
        statement["Condition"] = {
            "ArnEquals": {"aws:SourceArn": [f"{source}-old" for source in sources]}
        }
    return json.dumps(said)


def _without_condition(policy: str) -> str:
    said = json.loads(policy)
    return json.dumps(
        {**said, "Statement": [_but(statement, "Condition") for statement in said["Statement"]]}
    )


def _standard(operation: str, asked: Parameters) -> Parameters:
    said = asked.get("Attributes", {})
    if operation != "CreateQueue" or "FifoQueue" not in said:
        return asked
    left = {name: said[name] for name in said if name not in _ONLY_FIFO}
    return {**asked, "QueueName": asked["QueueName"].removesuffix(".fifo"), "Attributes": left}


_ONLY_FIFO = frozenset(
    {"FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"}
)


def _field(
    operation: str, name: str, change: Callable[[Any], Any]
) -> Callable[[str, Parameters], Parameters]:
    def changed(called: str, asked: Parameters) -> Parameters:
        if called != operation or name not in asked:
            return asked
        return {**asked, name: change(asked[name])}

    return changed


def _targets(change: Callable[[Parameters], Parameters]) -> Callable[[str, Parameters], Parameters]:
    return _field("PutTargets", "Targets", lambda targets: [change(one) for one in targets])


def _states(change: Callable[[Any], Any]) -> Callable[[str, Parameters], Parameters]:
    """Change every state of a workflow, those within others too."""

    def deeply(states: Mapping[str, Any]) -> dict[str, Any]:
        return {name: change(within(state)) for name, state in states.items()}

    def within(state: Mapping[str, Any]) -> dict[str, Any]:
        inner = {
            name: {**state[name], "States": deeply(state[name]["States"])}
            for name in ("ItemProcessor", "Iterator")
            if name in state
        }
        if "Branches" in state:
            branches = [{**one, "States": deeply(one["States"])} for one in state["Branches"]]
            inner["Branches"] = branches
        return {**state, **inner}

    def changed(definition: str) -> str:
        said = json.loads(definition)
        other = {**said, "States": deeply(said["States"])}
        return definition if other == said else json.dumps(other)

    return _field("CreateStateMachine", "definition", changed)


def _retried(state: Mapping[str, Any]) -> Mapping[str, Any]:
    if state["Type"] != "Task":
        return state
    again = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2}
    return {**state, "Retry": [again]}


def _each(state: Mapping[str, Any], name: str, change: Callable[[Any], Any]) -> Mapping[str, Any]:
    return {**state, name: [change(one) for one in state[name]]} if name in state else state


def _other_values(dimensions: list[Parameters]) -> list[Parameters]:
    return [{**one, "Value": f"{one['Value']}-old"} for one in dimensions]


def _flipped(said: str | None) -> str:
    return "false" if said == "true" else "true"


def _mistyped(policy: str) -> str:
    (key, *others) = (said := json.loads(policy))
    return json.dumps({f"{key}s": said[key], **{other: said[other] for other in others}})


def _mistyped_values(pattern: str) -> str:
    said = json.loads(pattern)
    kinds = said.get("detail-type")
    if not kinds or not isinstance(kinds[0], str):
        return pattern
    return json.dumps({**said, "detail-type": [f"{kind}s" for kind in kinds]})


def _but(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in said if name not in names}


def _with(said: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    return _but(said, name) if value is _DELETED else {**said, name: value}
