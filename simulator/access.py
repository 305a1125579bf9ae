"""Access: what a resource policy lets a service do (SNS-PUB-08, EB-DEL-04).

Callers of the account itself are its owner and always admitted; a policy decides about services
that deliver on somebody's behalf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from pattern_tck.simulator.json_texts import read_json

Policy = Mapping[str, Any]

_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "stringequals": lambda seen, wanted: seen == wanted,
    "stringnotequals": lambda seen, wanted: seen != wanted,
    "stringequalsignorecase": lambda seen, wanted: seen.lower() == wanted.lower(),
    "stringlike": fnmatchcase,
    "stringnotlike": lambda seen, wanted: not fnmatchcase(seen, wanted),
    "arnequals": fnmatchcase,
    "arnlike": fnmatchcase,
    "arnnotequals": lambda seen, wanted: not fnmatchcase(seen, wanted),
    "arnnotlike": lambda seen, wanted: not fnmatchcase(seen, wanted),
    "bool": lambda seen, wanted: seen.lower() == wanted.lower(),
}


#: What of a statement names something, by one pattern or by several.
_NAMING: Final = ("Action", "NotAction", "Resource", "NotResource")


def read(text: str) -> Policy:
    """Read a policy; ValueError if it is no JSON object with statements that can be read."""
    policy = read_json(text)
    if not isinstance(policy, dict) or not isinstance(policy.get("Statement"), (list, dict)):
        raise ValueError("a policy is a JSON object with a Statement")  # noqa: TRY004
    for statement in _listed(policy["Statement"]):
        _check(statement)
    return policy


def admits(
    policy: Policy | None, *, service: str, action: str, resource: str, context: Mapping[str, str]
) -> bool:
    """Say whether a service (``sns.amazonaws.com``) may do an action (``sqs:SendMessage``).

    ``context`` holds the condition keys that are known, such as ``aws:SourceArn``. Nothing is
    allowed without a policy, and a Deny counts for more than any Allow.
    """
    keys = {key.lower(): value for key, value in context.items()}
    effects = {
        statement.get("Effect")
        for statement in _listed((policy or {}).get("Statement", ()))
        if _names(statement, service)
        and _meant(statement, "Action", action.lower(), fold=True)
        and _meant(statement, "Resource", resource)
        and _met(statement.get("Condition", {}), keys)
    }
    return "Allow" in effects and "Deny" not in effects


def _check(statement: Any) -> None:
    """Raise ValueError for a statement of which nobody can say what it means."""
    if not isinstance(statement, dict):
        raise ValueError("a statement is a JSON object")  # noqa: TRY004
    if not isinstance(statement.get("Effect", ""), str):
        raise ValueError("an Effect is a text")  # noqa: TRY004
    for word in _NAMING:
        named = statement.get(word, "")
        texts = named if isinstance(named, list) else [named]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{word} is a text, or some texts")
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(
        isinstance(wanted, dict) for wanted in condition.values()
    ):
        raise ValueError("a Condition has operators, each with keys and values")


def _names(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal")
    if isinstance(principal, Mapping):
        named = [*_listed(principal.get("Service", ())), *_listed(principal.get("AWS", ()))]
    else:
        named = _listed(principal or ())
    return "*" in named or service in named


def _meant(statement: Mapping[str, Any], word: str, value: str, *, fold: bool = False) -> bool:
    if f"Not{word}" in statement:
        patterns = _listed(statement[f"Not{word}"])
        return not any(fnmatchcase(value, str(p).lower() if fold else str(p)) for p in patterns)
    patterns = _listed(statement.get(word, ()))
    return any(fnmatchcase(value, str(p).lower() if fold else str(p)) for p in patterns)


def _met(condition: Mapping[str, Any], keys: Mapping[str, str]) -> bool:
    for operator, wanted in condition.items():
        name = operator.lower()
        optional = name.endswith("ifexists")
        test = _TESTS.get(name.removesuffix("ifexists"))
        for key, values in wanted.items():
            seen = keys.get(key.lower())
            if seen is None:
                if optional:
                    continue
                return False
            if test is None:
                return False
            tests = [test(seen, str(value)) for value in _listed(values)]
            # Of several values one is enough; of several forbidden ones, none may be met.
            if not (all(tests) if "not" in name else any(tests)):
                return False
    return True


def _listed(value: Any) -> list[Any]:
    if isinstance(value, (str, Mapping)):
        return [value]
    return list(value) if isinstance(value, Iterable) else []
