"""Alternatives: what may stand in the array of a leaf, a plain value or ``{operator: operand}``.

EventBridge and SNS share the language; a `Dialect` says where they part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.matching import numbers, texts
from pattern_tck.simulator.matching.documents import written
from pattern_tck.simulator.matching.faults import Fault, Place, within
from pattern_tck.simulator.matching.numbers import Test, is_number


@dataclass(frozen=True)
class Dialect:
    """Where the two languages differ."""

    #: Numbers in a numeric condition lie within this, on both sides of zero.
    bound: float
    #: A plain number beyond the bound is compared by its text, and not refused.
    takes_any_number: bool
    #: ``exists: true`` asks for a value that is neither null nor empty.
    needs_content: bool
    #: Operators that ``anything-but`` may turn round.
    negatable: frozenset[str]
    #: ``prefix`` and ``suffix`` may take ``{"equals-ignore-case": text}``.
    folds_ends: bool
    #: How many wildcards of one pattern may have the same letter behind them; None for any number.
    most_alike: int | None = None


@dataclass(frozen=True)
class Alternatives:
    """The compiled array of a leaf; one of them is enough (EB-PAT-01, SNS-FLT-03)."""

    #: The plain strings, which a look into a set finds.
    strings: frozenset[str]
    #: All others.
    tests: tuple[Test, ...]
    #: Whether absence will do, too: ``exists: false``.
    absence: bool


def compile_alternatives(members: list[Any], dialect: Dialect) -> Alternatives:
    """Compile the array of a leaf. Raises ValueError in AWS's words."""
    if not members:
        raise Fault("Empty arrays are not allowed", place=Place.END)
    strings, tests, absence = set(), [], False
    for number, member in enumerate(members):
        if isinstance(member, str):
            strings.add(member)
        elif member == {"exists": False} and member["exists"] is False:
            absence = True
        else:
            with within(number):
                tests.append(_compiled(member, dialect))
    return Alternatives(frozenset(strings), tuple(tests), absence)


def _compiled(member: Any, dialect: Dialect) -> Test:
    if isinstance(member, dict):
        return _operator(member, dialect)
    if member is None or isinstance(member, bool):
        # null and "" are different (EB-PAT-05), and so are true and 1, whatever Python thinks.
        return lambda value: value is member
    if is_number(member):
        return _number(member, dialect)
    raise ValueError("Match value must be String, number, true, false, or null")


def _number(number: float, dialect: Dialect) -> Test:
    """Compile a plain number: values count, however they are written (EB-PAT-03).

    The user guide says otherwise of EventBridge, but AWS was recorded to find 300.0 where a pattern
    has 300 (LocalStack's validated tests, ``number_comparison_float``).
    """
    if -dialect.bound <= number <= dialect.bound:
        return lambda value: is_number(value) and bool(value == number)
    if not dialect.takes_any_number:
        return numbers.numeric(["=", number], dialect.bound)  # says what is wrong with it
    text = written(number)
    return lambda value: is_number(value) and written(value) == text


def _operator(member: Mapping[str, Any], dialect: Dialect) -> Test:
    if not member:
        raise Fault("Match expression name not found", place=Place.END)
    name, operand = next(iter(member.items()))
    with within(name):
        compiled = _OPERATORS.get(name)
        if compiled is None:
            raise ValueError(f"Unrecognized match type {name}")
        test = compiled(operand, dialect)
    _check_alone(member)
    return test


def _check_alone(member: Mapping[str, Any]) -> None:
    if len(member) > 1:
        raise Fault("Only one key allowed in match expression", list(member)[1])


def _text_operator(name: str, test: Callable[[str], Test]) -> Callable[[Any, Dialect], Test]:
    return lambda operand, _dialect: test(_string(operand, name))


def _end_operator(name: str, test: Callable[..., Test]) -> Callable[[Any, Dialect], Test]:
    def compiled(operand: Any, dialect: Dialect) -> Test:
        if dialect.folds_ends and isinstance(operand, dict):
            if set(operand) != {"equals-ignore-case"}:
                raise ValueError(f"Unsupported {name} pattern: {next(iter(operand), '')}")
            return test(_string(operand["equals-ignore-case"], name), fold=True)
        return test(_string(operand, name))

    return compiled


def _string(operand: Any, name: str) -> str:
    if not isinstance(operand, str):
        raise ValueError(f"{name} match pattern must be a string")  # noqa: TRY004
    return operand


def _wildcard(pattern: str, dialect: Dialect) -> Test:
    try:
        test = texts.wildcard(pattern)
    except ValueError as error:
        raise Fault(str(error), place=Place.END) from None
    if dialect.most_alike is not None and texts.most_alike(pattern) > dialect.most_alike:
        raise Fault(
            "Rule is too complex - try using fewer wildcard characters or fewer repeating "
            "character sequences after a wildcard character",
            place=Place.UNSAID,
        )
    return test


def _cidr(block: str) -> Test:
    try:
        return texts.cidr(block)
    except ValueError as error:
        raise Fault(str(error), place=Place.UNSAID) from None


def _exists(operand: Any, dialect: Dialect) -> Test:
    if operand is not True:
        raise ValueError("exists match pattern must be either true or false.")
    if dialect.needs_content:
        return lambda value: value is not None and value != ""
    return lambda _value: True


def _anything_but(operand: Any, dialect: Dialect) -> Test:
    """Compile what a value must not be.

    Of an array one element outside is enough (SNS-FLT-06); the leaf asks element by element. A
    number is outside of all strings, and does not begin as any string.
    """
    if isinstance(operand, dict):
        return _not_so(operand, dialect)
    if not isinstance(operand, (str, list)) and not is_number(operand):
        raise ValueError(_ONE_VALUE)
    unwanted = operand if isinstance(operand, list) else [operand]
    for number, one in enumerate(unwanted):
        if not isinstance(one, str) and not is_number(one):
            reason = "Inside anything but list, start|null|boolean is not supported."
            raise Fault(reason, number, twice=True)
    if len({isinstance(one, str) for one in unwanted}) != 1:
        raise ValueError(
            "Inside anything but list, either all values are number or string, "
            "mixed type is not supported"
        )
    # Values and not texts: true and false are no numbers, so they must not meet 1 and 0.
    forbidden = frozenset(unwanted)
    return lambda value: isinstance(value, bool) or value not in forbidden


def _not_so(operand: Mapping[str, Any], dialect: Dialect) -> Test:
    name = next(iter(operand), "")
    if name not in dialect.negatable:
        raise Fault(f"Unsupported anything-but pattern: {name}", *([name] if name else []))
    with within(name):
        test = _none_of(name, operand[name])
    _check_alone(operand)
    return test


def _none_of(name: str, operand: Any) -> Test:
    if isinstance(operand, dict):
        raise ValueError(_ONE_VALUE)  # noqa: TRY004
    listed = operand if isinstance(operand, list) else [operand]
    reason = _NO_STRING.get(name, f"{name} match pattern must be a string")
    for number, one in enumerate(listed):
        if not isinstance(one, str):
            many = isinstance(operand, list)
            raise Fault(reason, *([number] if many else []), twice=many)
    if not listed:
        raise ValueError(reason)
    if name in ("prefix", "suffix") and "" in listed:
        raise ValueError("Null prefix/suffix not allowed")
    tests = tuple(_NEGATED[name](one) for one in listed)
    return lambda value: not any(test(value) for test in tests)


_ONE_VALUE: Final = "Value of anything-but must be an array or single string/number value."
_NO_STRING: Final = {
    "prefix": "prefix/suffix match pattern must be a string",
    "suffix": "prefix/suffix match pattern must be a string",
    "equals-ignore-case": "Inside anything-but/equals-ignore-case list, "
    "number|start|null|boolean is not supported.",
}
_NEGATED: Final[Mapping[str, Callable[[str], Test]]] = {
    "prefix": texts.begins,
    "suffix": texts.ends,
    "equals-ignore-case": texts.equals_in_any_case,
    "wildcard": texts.wildcard,
}
_OPERATORS: Final[Mapping[str, Callable[[Any, Dialect], Test]]] = {
    "anything-but": _anything_but,
    # The wording about prefixes is AWS's.
    "cidr": lambda operand, _dialect: _cidr(_string(operand, "prefix")),
    "equals-ignore-case": _text_operator("equals-ignore-case", texts.equals_in_any_case),
    "exists": _exists,
    "numeric": lambda operand, dialect: numbers.numeric(operand, dialect.bound),
    "prefix": _end_operator("prefix", texts.begins),
    "suffix": _end_operator("suffix", texts.ends),
    "wildcard": lambda operand, dialect: _wildcard(_string(operand, "wildcard"), dialect),
}

#: Names that a field of an ``$or`` cannot have.
OPERATOR_NAMES: Final = frozenset(_OPERATORS)
