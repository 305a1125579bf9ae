"""A second opinion on filter policies: moto's, wherever no clause speaks against it."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from moto.sns.utils import FilterPolicyMatcher

from pattern_tck.simulator.matching.filter_policy import compile_filter_policy

from .matching_differences import (
    NUMBERS,
    SHARED_OPERATORS,
    Difference,
    asks,
    boolean,
    nodes,
    number,
    objects,
    some,
)


def alternatives_of(policy):
    """The arrays of a policy, apart from the alternatives of an $or."""
    for node in nodes(policy):
        if isinstance(node, dict):
            yield from (v for k, v in node.items() if isinstance(v, list) and k not in NO_KEYS)


NO_KEYS = ("$or", "numeric", "anything-but")


def has_array(document):
    return some(document, lambda n: isinstance(n, list))


SHARED_DIFFERENCES = [
    Difference(
        "SNS-FLT-03",
        "a number before other alternatives ends the comparison with a text",
        lambda policy, message: (
            any(some(leaf[:-1], number) for leaf in alternatives_of(policy))
            and some(message, lambda n: isinstance(n, str))
        ),
        {"a": [1, "x"]},
        {"a": "x"},
    ),
    Difference(
        "SNS-FLT-04",
        "moto stops at an absent key before it comes to exists: false",
        lambda policy, _message: any(
            {"exists": False} in leaf[1:] for leaf in alternatives_of(policy)
        ),
        {"a": ["x", {"exists": False}]},
        {"b": "x"},
    ),
    Difference(
        "SNS-FLT-04",
        "for moto what is empty or null exists",
        lambda policy, message: (
            some(policy, lambda n: asks(n, "exists"))
            and some(message, lambda n: n in ("", None, [], {}))
        ),
        {"a": [{"exists": True}]},
        {"a": ""},
    ),
    Difference(
        "SNS-FLT-05",
        "moto compares equals-ignore-case as it is written with the value in small letters",
        lambda policy, _message: some(policy, lambda n: asks(n, "equals-ignore-case")),
        {"a": [{"equals-ignore-case": "B"}]},
        {"a": "b"},
    ),
    Difference(
        "SNS-FLT-05",
        "a text is taken for a JSON array, or an array for a text",
        lambda policy, message: some(policy, lambda n: isinstance(n, str)) and has_array(message),
        {"a": [{"prefix": "a"}]},
        {"a": ["ab"]},
    ),
    Difference(
        "SNS-FLT-06",
        "of an array moto wants every element outside",
        lambda policy, message: (
            some(policy, lambda n: asks(n, "anything-but")) and has_array(message)
        ),
        {"a": [{"anything-but": ["x"]}]},
        {"a": [1, "x", "y"]},
    ),
    Difference(
        "SNS-FLT-07",
        "numbers of an array are not compared by numeric",
        lambda policy, message: some(policy, lambda n: asks(n, "numeric")) and has_array(message),
        {"a": [{"numeric": ["=", 1]}]},
        {"a": [1]},
    ),
    Difference(
        "SNS-FLT-12",
        "a plain number in the policy with an array that holds other things",
        lambda policy, message: some(policy, number) and has_array(message),
        {"a": [1]},
        {"a": [True]},
    ),
]
ATTRIBUTE_DIFFERENCES = [
    *SHARED_DIFFERENCES,
    Difference(
        "SNS-FLT-12",
        "for moto true is 1",
        lambda policy, message: some(policy, boolean) and some(message, lambda n: not boolean(n)),
        {"a": [True]},
        {"a": 1},
    ),
    Difference(
        "SNS-FLT-04",
        "a message without attributes matches exists: false",
        lambda _policy, message: not message,
        {"a": [{"exists": False}]},
        {},
    ),
]
BODY_DIFFERENCES = [
    *SHARED_DIFFERENCES,
    Difference(
        "SNS-FLT-07",
        "for moto a number is not anything but a text with a prefix; no clause says, Ruler does",
        lambda policy, message: (
            some(policy, lambda n: asks(n, "anything-but") and isinstance(n["anything-but"], dict))
            and some(message, number)
        ),
        {"a": [{"anything-but": {"prefix": "x"}}]},
        {"a": 1},
    ),
    Difference(
        "SNS-FLT-09",
        "null in a policy never matches, nor does true, or it matches 1",
        lambda policy, message: (
            some(policy, lambda n: n is None or boolean(n)) or some(message, boolean)
        ),
        {"a": [None]},
        {"a": None},
    ),
    Difference(
        "SNS-FLT-09",
        "$or is not understood",
        lambda policy, _message: some(policy, lambda n: asks(n, "$or")),
        {"$or": [{"a": ["x"]}, {"b": ["x"]}]},
        {"a": "x"},
    ),
    Difference(
        "SNS-FLT-09",
        "exists: false does not match below an absent parent",
        lambda policy, _message: some(policy, lambda n: n == {"exists": False}),
        {"a": {"b": [{"exists": False}]}},
        {"b": "x"},
    ),
    Difference(
        "SNS-FLT-09",
        "of an array of objects each may match another key",
        lambda _policy, message: some(
            message, lambda n: isinstance(n, list) and any(isinstance(one, dict) for one in n)
        ),
        {"a": {"a": ["x"], "b": ["y"]}},
        {"a": [{"a": "x"}, {"b": "y"}]},
    ),
]
#: An operator on a value of another type (SNS-FLT-09, SNS-FLT-12) ends in an error of moto's,
#: which its Publish raises; so does a single number after anything-but (SNS-FLT-06).
CRASHES = (TypeError, AttributeError, KeyError, ValueError)
CRASHING = [
    ({"a": [{"numeric": ["<", 1]}]}, {"a": "x"}),
    ({"a": [{"prefix": "x"}]}, {"a": 1}),
    ({"a": [{"anything-but": 1}]}, {"a": 2}),
]


def ours_of_attributes(policy, message):
    typed = {
        name: {"DataType": kind, "StringValue": text}
        for name, (kind, text) in map_types(message).items()
    }
    return compile_filter_policy(json.dumps(policy), "MessageAttributes").accepts(typed, "")


def motos_of_attributes(policy, message):
    # moto stores Number attributes as their text.
    typed = {
        name: {"Type": kind, "Value": text} for name, (kind, text) in map_types(message).items()
    }
    return moto_says(FilterPolicyMatcher(policy, "MessageAttributes"), typed, "")


def map_types(message):
    return {
        name: ("String", value)
        if isinstance(value, str)
        else ("String.Array" if isinstance(value, list) else "Number", json.dumps(value))
        for name, value in message.items()
    }


def ours_of_body(policy, message):
    compiled = compile_filter_policy(json.dumps(policy), "MessageBody", most_combinations=1000)
    return compiled.accepts({}, json.dumps(message))


def motos_of_body(policy, message):
    return moto_says(FilterPolicyMatcher(policy, "MessageBody"), None, json.dumps(message))


def moto_says(matcher, attributes, body):
    try:
        return bool(matcher.matches(attributes, body))
    except CRASHES as crash:
        return type(crash)


# What is empty, null, true or false is left to the examples of the differences: almost everything
# would differ.
FULL = st.sampled_from(["a", "ab", "b", "B"]) | NUMBERS
FULL_DOCUMENTS = objects(FULL | FULL | st.lists(FULL, min_size=1, max_size=2))
RULES = st.lists(FULL | SHARED_OPERATORS, min_size=1, max_size=2)
FLAT_POLICIES = st.dictionaries(st.sampled_from(["a", "b"]), RULES, min_size=1, max_size=2)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["a", "b"]),
    FULL | FULL | st.lists(FULL, min_size=1, max_size=2),
    max_size=2,
)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(FLAT_POLICIES, ATTRIBUTES)
@example({"a": ["x"]}, {"a": "x"})
def test_filter_policies_on_attributes(policy, message):
    ours, motos = ours_of_attributes(policy, message), motos_of_attributes(policy, message)
    assert (
        ours == motos
        or motos in CRASHES
        or any(known.applies(policy, message) for known in ATTRIBUTE_DIFFERENCES)
    )


@settings(max_examples=400, derandomize=True, deadline=None)
@given(objects(RULES), FULL_DOCUMENTS)
def test_filter_policies_on_bodies(policy, message):
    ours, motos = ours_of_body(policy, message), motos_of_body(policy, message)
    assert (
        ours == motos
        or motos in CRASHES
        or any(known.applies(policy, message) for known in BODY_DIFFERENCES)
    )


@pytest.mark.parametrize("known", ATTRIBUTE_DIFFERENCES, ids=lambda known: known.words)
def test_a_difference_on_attributes_is_still_there(known):
    assert known.applies(known.pattern, known.document)
    ours = ours_of_attributes(known.pattern, known.document)
    assert ours != motos_of_attributes(known.pattern, known.document)


@pytest.mark.parametrize("known", BODY_DIFFERENCES, ids=lambda known: known.words)
def test_a_difference_on_bodies_is_still_there(known):
    assert known.applies(known.pattern, known.document)
    ours = ours_of_body(known.pattern, known.document)
    assert ours != motos_of_body(known.pattern, known.document)


@pytest.mark.parametrize(("policy", "message"), CRASHING)
def test_a_crash_on_a_body_is_still_there(policy, message):
    assert motos_of_body(policy, message) in CRASHES
    assert ours_of_body(policy, message) in {True, False}
