"""Filter policies: which messages of a topic a subscription takes (SNS-FLT-*)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pattern_tck.simulator.matching import complaints
from pattern_tck.simulator.matching.alternatives import Dialect
from pattern_tck.simulator.matching.documents import load
from pattern_tck.simulator.matching.numbers import is_number
from pattern_tck.simulator.matching.trees import Condition, compile_tree
from pattern_tck.simulator.octets import length

SNS: Final = Dialect(
    bound=1e9,
    takes_any_number=False,
    needs_content=True,
    negatable=frozenset({"prefix", "suffix", "wildcard"}),
    folds_ends=False,
)
#: SNS-FLT-08, in bytes.
LARGEST_POLICY: Final = 256 * 1024

#: Message attributes as Publish takes them.
Attributes = Mapping[str, Mapping[str, Any]]


class InvalidPolicy(ValueError):
    """A policy that SNS refuses, in the words that follow ``Invalid parameter: FilterPolicy: ``."""


class PolicyOutOfScope(InvalidPolicy):
    """A policy that asks for more than its scope has, in words that follow no name (SNS-FLT-09)."""


@dataclass(frozen=True)
class FilterPolicy:
    """A compiled policy."""

    #: Says of the attributes and the body of a message whether it is delivered.
    accepts: Callable[[Attributes, str], bool]


def compile_filter_policy(
    text: str, scope: str, *, most_keys: int = 5, most_combinations: int = 150
) -> FilterPolicy:
    """Compile a policy for a scope, ``MessageAttributes`` or ``MessageBody`` (SNS-FLT-02).

    The empty object asks for nothing, so it takes every message. Raises `InvalidPolicy`.
    """
    policy = _read(text)
    if not policy:
        return FilterPolicy(lambda _attributes, _body: True)
    if len(policy) > most_keys:
        raise InvalidPolicy(f"Filter policy can not have more than {most_keys} keys")
    try:
        tree = compile_tree(policy, SNS)
    except ValueError as error:
        raise InvalidPolicy(str(error)) from None
    on_body = scope == "MessageBody"
    if not on_body and _nested(policy):
        raise PolicyOutOfScope(
            "Filter policy scope MessageAttributes does not support nested filter policy"
        )
    if tree.combinations > most_combinations:
        raise InvalidPolicy("Filter policy is too complex")
    return FilterPolicy((_on_body if on_body else _on_attributes)(tree.matches, _keys(policy)))


def _read(text: str) -> dict[str, Any]:
    if length(text) > LARGEST_POLICY:
        raise InvalidPolicy("Filter policy is too long")
    try:
        policy = load(text)
    except ValueError:
        raise InvalidPolicy(complaints.of_json(text)) from None
    if not isinstance(policy, dict):
        raise InvalidPolicy("Filter policy must be a JSON object")
    return policy


def _nested(policy: Mapping[str, Any]) -> bool:
    return any(
        isinstance(value, dict)
        or (
            key == "$or"
            and isinstance(value, list)
            and any(isinstance(member, dict) and _nested(member) for member in value)
        )
        for key, value in policy.items()
    )


def _keys(policy: Mapping[str, Any]) -> frozenset[str]:
    keys: set[str] = set()
    for key, value in policy.items():
        if key == "$or":
            keys.update(*(_keys(member) for member in value))
        else:
            keys.add(key)
    return frozenset(keys)


def _on_attributes(condition: Condition, keys: frozenset[str]) -> Callable[[Attributes, str], bool]:
    wanted = tuple(sorted(keys))

    def accepts(attributes: Attributes, _body: str) -> bool:
        # Not even exists: false matches a message that has no attributes at all (SNS-FLT-04).
        if not attributes:
            return False
        seen = {}
        for key in wanted:
            if key in attributes:
                value = _value(attributes[key])
                if value is not _TAKES_NO_PART:
                    seen[key] = value
        return condition(seen, seen)

    return accepts


def _on_body(condition: Condition, _keys: frozenset[str]) -> Callable[[Attributes, str], bool]:
    def accepts(_attributes: Attributes, body: str) -> bool:
        document = _document(body)
        return document is not None and condition(document, document)

    return accepts


_TAKES_NO_PART: Final = object()


def _value(attribute: Mapping[str, Any]) -> Any:
    """Give what an attribute says: a text, a number or an array (SNS-FLT-12).

    Binary attributes take no part, nor does what is not of the type that it claims.
    """
    kind = attribute.get("DataType")
    if kind == "String":
        return attribute.get("StringValue", _TAKES_NO_PART)
    if kind in ("Number", "String.Array"):
        try:
            value = load(attribute.get("StringValue", ""))
        except ValueError:
            return _TAKES_NO_PART
        if is_number(value) if kind == "Number" else isinstance(value, list):
            return value
    return _TAKES_NO_PART


@lru_cache(maxsize=16)
def _document(body: str) -> dict[str, Any] | None:
    """Read a body once for all subscriptions; None if it is no JSON object (SNS-FLT-09)."""
    try:
        document = load(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
