"""Rules of Choice states: every comparison, and how they are joined."""

import pytest

from pattern_tck.simulator.workflows.language.choices import choice
from pattern_tck.simulator.workflows.language.comparisons import NAMES, timestamp
from pattern_tck.simulator.workflows.language.errors import InvalidExpression, StateError

from .language_scope import scope

INPUT = {
    "text": "Bonn*",
    "other": "Köln",
    "number": 5,
    "float": 5.0,
    "big": 7,
    "yes": True,
    "no": False,
    "null": None,
    "list": [1],
    "early": "2026-03-14T01:59:00Z",
    "late": "2026-03-14T03:00:00.5+01:00",
}


def met(rule, document=INPUT, **more):
    return choice(rule)(scope(document, **more))


def compared(variable, name, operand):
    return met({"Variable": f"$.{variable}", name: operand})


@pytest.mark.parametrize(
    ("variable", "name", "operand", "expected"),
    [
        ("text", "StringEquals", "Bonn*", True),
        ("text", "StringEquals", "Bonn", False),
        ("text", "StringEqualsPath", "$.text", True),
        ("number", "StringEquals", "5", False),
        ("text", "StringEqualsPath", "$.number", False),
        ("text", "StringLessThan", "Bonnz", True),
        ("text", "StringLessThanPath", "$.other", True),
        ("text", "StringLessThanEquals", "Bonn*", True),
        ("text", "StringGreaterThan", "Aachen", True),
        ("text", "StringGreaterThanEquals", "C", False),
        ("other", "StringGreaterThanEqualsPath", "$.text", True),
        ("text", "StringMatches", "B*", True),
        ("text", "StringMatches", "*n*", True),
        ("text", "StringMatches", "Bonn\\*", True),
        ("other", "StringMatches", "K*\\*", False),
        ("other", "StringMatches", "ln", False),
        ("number", "StringMatches", "*", False),
        ("number", "NumericEquals", 5, True),
        ("number", "NumericEqualsPath", "$.float", True),
        ("text", "NumericEquals", 5, False),
        ("yes", "NumericEquals", 1, False),
        ("number", "NumericLessThan", 5, False),
        ("number", "NumericLessThanEquals", 5, True),
        ("number", "NumericLessThanPath", "$.big", True),
        ("number", "NumericLessThanEqualsPath", "$.text", False),
        ("big", "NumericGreaterThan", 6.5, True),
        ("big", "NumericGreaterThanPath", "$.number", True),
        ("big", "NumericGreaterThanEquals", 7, True),
        ("big", "NumericGreaterThanEqualsPath", "$.yes", False),
        ("yes", "BooleanEquals", True, True),
        ("no", "BooleanEquals", True, False),
        ("number", "BooleanEquals", True, False),
        ("yes", "BooleanEqualsPath", "$.no", False),
        ("early", "TimestampEquals", "2026-03-14T02:59:00+01:00", True),
        ("early", "TimestampEqualsPath", "$.late", False),
        ("early", "TimestampLessThanPath", "$.late", True),
        ("early", "TimestampLessThan", "2026-03-14T01:59:00.000001Z", True),
        ("early", "TimestampLessThanEquals", "2026-03-14T01:59:00Z", True),
        ("late", "TimestampGreaterThan", "2026-03-14T02:00:00Z", True),
        ("late", "TimestampGreaterThanEqualsPath", "$.early", True),
        ("text", "TimestampEquals", "2026-03-14T01:59:00Z", False),
        ("number", "TimestampLessThan", "2026-03-14T01:59:00Z", False),
        ("null", "IsNull", True, True),
        ("text", "IsNull", True, False),
        ("text", "IsNull", False, True),
        ("null", "IsPresent", True, True),
        ("nothing", "IsPresent", True, False),
        ("nothing", "IsPresent", False, True),
        ("number", "IsNumeric", True, True),
        ("yes", "IsNumeric", True, False),
        ("text", "IsString", True, True),
        ("list", "IsString", False, True),
        ("no", "IsBoolean", True, True),
        ("number", "IsBoolean", True, False),
        ("late", "IsTimestamp", True, True),
        ("text", "IsTimestamp", False, True),
    ],
)
def test_a_comparison(variable, name, operand, expected):
    assert compared(variable, name, operand) is expected


def test_every_comparison_is_known():
    assert len(NAMES) == 39


@pytest.mark.parametrize("name", sorted(NAMES - {"IsPresent"}))
def test_what_is_compared_and_is_not_there_fails_the_state(name):  # SFN-CHO-02
    operand = {"S": "x", "N": 1, "B": True, "I": True, "T": INPUT["early"]}[name[0]]
    with pytest.raises(StateError) as failed:
        compared("nothing", name, "$.text" if name.endswith("Path") else operand)
    assert failed.value.error == "States.Runtime"
    assert failed.value.cause == (
        "Invalid path '$.nothing': The choice state's condition path references an invalid value."
    )


def test_what_it_is_compared_with_and_is_not_there_fails_the_state():
    with pytest.raises(StateError):
        compared("number", "NumericEqualsPath", "$.nothing")


YES = {"Variable": "$.yes", "BooleanEquals": True}
NO = {"Variable": "$.yes", "BooleanEquals": False}
MISSING = {"Variable": "$.nothing", "IsNull": True}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"And": [YES, YES]}, True),
        ({"And": [YES, NO]}, False),
        ({"Or": [NO, YES]}, True),
        ({"Or": [NO, NO]}, False),
        ({"Not": NO}, True),
        ({"Not": {"And": [YES, {"Or": [NO, {"Not": NO}]}]}}, False),
        # What is decided is not asked on: so a variable can be guarded.
        ({"And": [NO, MISSING]}, False),
        ({"Or": [YES, MISSING]}, True),
        ({**YES, "Next": "A", "Comment": "x", "Assign": {"a": 1}}, True),
    ],
)
def test_rules_are_joined(rule, expected):
    assert met(rule) is expected


def test_a_rule_sees_variables_and_the_context():
    rule = {"Variable": "$left", "NumericEqualsPath": "$$.Map.Item.Index"}
    assert met(rule, variables={"left": 2})
    assert not met(rule, variables={"left": 3})


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"Variable": "$.a"},
        {"NumericEquals": 1},
        {"Variable": "$.a", "NumericEquals": "1"},
        {"Variable": "$.a", "NumericEquals": True},
        {"Variable": "$.a", "BooleanEquals": 1},
        {"Variable": "$.a", "StringEquals": 1},
        {"Variable": "$.a", "TimestampEquals": "today"},
        {"Variable": "$.a", "NumericEquals": 1, "IsNull": True},
        {"Variable": "$.a", "Equals": 1},
        {"Variable": "a", "NumericEquals": 1},
        {"Variable": "$.a", "NumericEqualsPath": 1},
        {"And": []},
        {"And": YES},
        {"And": [1]},
        {"Not": [YES]},
        {"And": [YES], "Or": [YES]},
        {"And": [{**YES, "Next": "A"}]},
        {"Not": NO, "Variable": "$.a"},
        {"Variable": "$.a", "IsNull": True, "More": 1},
    ],
)
def test_what_is_no_rule(rule):
    with pytest.raises(InvalidExpression):
        choice(rule)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "2026-03-14T01:59Z",
        "2026-03-14t01:59:00Z",
        "2026-03-14T01:59:00z",
        "2026-03-14T01:59:00",
        "2026-02-30T01:59:00Z",
        "2026-03-14 01:59:00Z",
        "1",
    ],
)
def test_what_is_no_timestamp(text):
    assert timestamp(text) is None


def condition(text, document=INPUT, **more):
    return choice({"Condition": text}, "JSONata", "Choices[0]/Condition")(scope(document, **more))


def test_a_condition_in_jsonata():
    assert condition("{% $states.input.number > 4 %}")
    assert not condition("{% $states.input.text = 'Köln' %}")
    assert condition("{% $left = 3 %}", variables={"left": 3})
    assert condition(True)


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("1", "number", "1"),
        ("'x'", "string", '"x"'),
        ("null", "null", "null"),
        ("[true, 1]", "array", "[true,1]"),
        ("{'a': 1}", "object", '{"a":1}'),
    ],
)
def test_a_condition_is_true_or_false(text, kind, written):
    with pytest.raises(StateError) as failed:
        condition(f"{{% {text} %}}")
    assert failed.value.error == "States.QueryEvaluationError"
    assert failed.value.cause == (
        f"The JSONata expression '{text}' specified for the field 'Choices[0]/Condition' returned "
        f"an unexpected result type. Expected 'boolean', but was '{kind}' for value: {written}"
    )


def test_a_rule_in_jsonata_has_a_condition():
    with pytest.raises(InvalidExpression):
        choice(YES, "JSONata")
