"""Changes of a configuration: each one thing that a template gets wrong, on whatever it is made.

A change looks at a call and gives other parameters; `None` is a call that is not made at all. It
leaves alone what it has nothing to do with, so that one change can be tried on every role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pattern_tck.mutation.editing import (
    DELETED,
    Parameters,
    but,
    document,
    each,
    field,
    replaced,
)
from pattern_tck.mutation.parts import ChangeState, all_states_changed

_QUEUES = ("CreateQueue", "SetQueueAttributes")
_FOURTEEN_DAYS = str(14 * 24 * 60 * 60)
_FOUR_DAYS = str(4 * 24 * 60 * 60)


@dataclass(frozen=True)
class Change:
    """One wrong configuration: what is wrong in words, and what it makes of a call."""

    defect: str
    of: Callable[[str, Parameters], Parameters | None]
    #: What it makes of one state, if it is about the states of a workflow.
    of_state: ChangeState | None = None


def of_states(defect: str, change: ChangeState) -> Change:
    """Give the change of every state of a workflow."""
    changed = document(lambda said: all_states_changed(said, change))
    return Change(defect, field("CreateStateMachine", "definition", changed), change)


def changes() -> Mapping[str, Change]:
    """Give every change by its name."""
    return {
        "redrive_removed": Change(
            "The queue has no redrive policy.",
            _attributes("RedrivePolicy", lambda had: had and DELETED, _QUEUES),
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
            _attributes("Policy", _statements(_of_another), _QUEUES),
        ),
        "policy_open_to_all": Change(
            "The queue policy admits every topic or rule there is.",
            _attributes("Policy", _statements(lambda one: but(one, "Condition")), _QUEUES),
        ),
        "standard_for_fifo": Change("A standard queue stands where a FIFO one should.", _standard),
        "alarm_missing": Change(
            "No alarm watches the queue.",
            lambda operation, asked: None if operation == "PutMetricAlarm" else asked,
        ),
        "alarm_on_another_queue": Change(
            "The alarm watches a queue of another name.",
            field("PutMetricAlarm", "Dimensions", _other_values),
        ),
        "alarm_too_late": Change(
            "The threshold of the alarm is a thousand times too high.",
            field("PutMetricAlarm", "Threshold", lambda limit: 1000 * (limit or 1)),
        ),
        "raw_delivery_flipped": Change(
            "The subscription delivers raw where an envelope is read, or the other way round.",
            _subscription("RawMessageDelivery", _flipped),
        ),
        "filter_removed": Change(
            "The subscription has no filter.",
            _subscription("FilterPolicy", lambda had: had and DELETED),
        ),
        "filter_scope_swapped": Change(
            "The filter looks at the body instead of the attributes, or the other way round.",
            _filter_scope,
        ),
        "filter_key_mistyped": Change(
            "A key of the filter is mistyped.",
            _subscription("FilterPolicy", lambda had: had and document(_mistyped)(had)),
        ),
        "subscription_without_redrive": Change(
            "What the topic cannot deliver is gone.",
            _subscription("RedrivePolicy", lambda had: had and DELETED),
        ),
        "target_without_dead_letters": Change(
            "What the rule cannot deliver is gone.",
            _targets(lambda target: but(target, "DeadLetterConfig")),
        ),
        "target_tried_once": Change(
            "The target of the rule is tried only once.",
            _targets(lambda target: {**target, "RetryPolicy": {"MaximumRetryAttempts": 0}}),
        ),
        "event_pattern_mistyped": Change(
            "A value of the event pattern is mistyped.",
            field("PutRule", "EventPattern", document(_mistyped_values)),
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
        "catch_without_result_path": of_states(
            "An error takes the place of all that the workflow knew.",
            (lambda state: each(state, "Catch", lambda one: but(one, "ResultPath"))),
        ),
        "catch_removed": of_states(
            "No step of the workflow catches an error.",
            (lambda state: but(state, "Catch")),
        ),
        "retry_removed": of_states(
            "No step of the workflow is tried again.",
            (lambda state: but(state, "Retry")),
        ),
        "retry_of_everything": of_states(
            "Steps are tried again after any error, also those that are no idempotent ones.",
            (_retried),
        ),
        "time_limits_removed": of_states(
            "No step of the workflow has an end of patience.",
            (lambda state: but(state, "TimeoutSeconds", "HeartbeatSeconds")),
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
        return {**asked, "Attributes": replaced(said, name, change(said[name]))}

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
        return asked if value is None else {**asked, "Attributes": replaced(said, name, value)}

    return changed


def _filter_scope(operation: str, asked: Parameters) -> Parameters:
    said = asked.get("Attributes", {})
    if operation != "Subscribe" or "FilterPolicy" not in said:
        return asked
    by_body = said.get("FilterPolicyScope") == "MessageBody"
    scope = "MessageAttributes" if by_body else "MessageBody"
    return {**asked, "Attributes": {**said, "FilterPolicyScope": scope}}


def _redrive(name: str, change: Callable[[Any], Any]) -> Callable[[str, Parameters], Parameters]:
    def changed(said: Parameters) -> Parameters:
        return {**said, name: change(said[name])} if name in said else said

    return _attributes("RedrivePolicy", document(changed), _QUEUES)


def _no_policy(operation: str, asked: Parameters) -> Parameters | None:
    said = asked.get("Attributes", {})
    if operation not in _QUEUES or "Policy" not in said:
        return asked
    left = but(said, "Policy")
    return {**asked, "Attributes": left} if left or operation == "CreateQueue" else None


def _statements(change: Callable[[Parameters], Parameters]) -> Callable[[Any], Any]:
    """Change every statement of a policy."""

    def changed(said: Parameters) -> Parameters:
        found = said.get("Statement", [])
        statements = found if isinstance(found, list) else [found]
        return {**said, "Statement": [change(one) for one in statements]}

    return document(changed)


def _of_another(statement: Parameters) -> Parameters:
    condition = statement.get("Condition")
    if not condition:
        return statement
    other = {
        operator: {
            key: _renamed(value) if key.lower() == "aws:sourcearn" else value
            for key, value in compared.items()
        }
        for operator, compared in condition.items()
    }
    return {**statement, "Condition": other}


def _renamed(sources: Any) -> Any:
    return [_renamed(one) for one in sources] if isinstance(sources, list) else f"{sources}-old"


def _standard(operation: str, asked: Parameters) -> Parameters:
    said = asked.get("Attributes", {})
    if operation != "CreateQueue" or "FifoQueue" not in said:
        return asked
    left = {name: said[name] for name in said if name not in _ONLY_FIFO}
    return {**asked, "QueueName": asked["QueueName"].removesuffix(".fifo"), "Attributes": left}


_ONLY_FIFO = frozenset(
    {"FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"}
)


def _targets(change: Callable[[Parameters], Parameters]) -> Callable[[str, Parameters], Parameters]:
    return field("PutTargets", "Targets", lambda targets: [change(one) for one in targets])


def _retried(state: Mapping[str, Any]) -> Mapping[str, Any]:
    if state["Type"] != "Task":
        return state
    again = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2}
    return {**state, "Retry": [again]}


def _other_values(dimensions: list[Parameters]) -> list[Parameters]:
    return [{**one, "Value": f"{one['Value']}-old"} for one in dimensions]


def _flipped(said: str | None) -> str:
    return "false" if said == "true" else "true"


def _mistyped(said: Parameters) -> Parameters:
    if not said:
        return said
    key, *others = said
    return {f"{key}s": said[key], **{other: said[other] for other in others}}


def _mistyped_values(said: Parameters) -> Parameters:
    for key in ("detail-type", "source"):
        kinds = said.get(key)
        if kinds and isinstance(kinds[0], str):
            return {**said, key: [f"{kind}s" for kind in kinds]}
    return said
