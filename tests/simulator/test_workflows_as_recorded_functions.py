"""Intrinsic functions give what AWS gave for the same kind of arguments.

Each case is on record: LocalStack's validated tests, ``intrinsic_functions`` in
``tests/aws/services/stepfunctions/v2``; the docstrings name the recorded test.
"""

import pytest

from .workflow_account import Account, machine


def given(call, **arguments):
    """What a call gives in a Pass state, as a part of its output."""
    state = {"Type": "Pass", "Parameters": {"found.$": call}}
    return Account().output(machine(("Call", state)), arguments)["found"]


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("", None),
        (" ", None),
        ("null", None),
        ("-0", 0),
        ("2.5", 2.5),
        ("false", False),
        ('"a text"', "a text"),
        ('[1, 2, "a"]', [1, 2, "a"]),
        ('{"a": 1, "b": []}', {"a": 1, "b": []}),
    ],
)
def test_a_text_is_read_and_nothing_is_null(text, document):
    """As AWS answered: test_string_to_json."""
    assert given("States.StringToJson($.text)", text=text) == document


@pytest.mark.parametrize(
    ("value", "text"),
    [("", ""), (" ", " "), ("Ada", "Ada"), (None, "null"), (1, "1"), (1.1, "1.1")],
)
def test_a_value_is_put_into_a_text(value, text):
    """As AWS answered: test_format_1."""
    assert given("States.Format('so {}.', $.value)", value=value) == f"so {text}."


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [(-9, 3, -6), (1.49, 1.5, 3), (1.5, 1.51, 4), (-1.49, -1.5, -2), (-1.5, -1.51, -3)],
)
def test_numbers_are_rounded_before_they_are_added(one, other, total):
    """As AWS answered: test_math_add (a half is rounded up, below zero too)."""
    assert given("States.MathAdd($.one, $.other)", one=one, other=other) == total


@pytest.mark.parametrize(
    ("text", "signs", "parts"),
    [
        (" ", ",", [" "]),
        (" , ", ",", [" ", " "]),
        (", , ,", ",", [" ", " "]),
        (",,,,", ",", []),
        ("a.b+c,d=e", ".+,=", ["a", "b", "c", "d", "e"]),
        ("one T and \ntwo", "T\n", ["one ", " and ", "two"]),
    ],
)
def test_a_text_is_split_at_any_of_the_signs_and_nothing_is_no_part(text, signs, parts):
    """As AWS answered: test_string_split."""
    assert given("States.StringSplit($.text, $.signs)", text=text, signs=signs) == parts
