"""What the clauses say of filter policies, beyond the rows of features/contract/filters.feature."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.matching.filter_policy import (
    LARGEST_POLICY,
    InvalidPolicy,
    compile_filter_policy,
)


def attribute(value):
    if isinstance(value, str):
        return {"DataType": "String", "StringValue": value}
    if isinstance(value, bytes):
        return {"DataType": "Binary", "BinaryValue": value}
    kind = "String.Array" if isinstance(value, list) else "Number"
    return {"DataType": kind, "StringValue": json.dumps(value)}


def passes(policy, attributes=None, body="no JSON", scope="MessageAttributes"):
    typed = {name: attribute(value) for name, value in (attributes or {}).items()}
    return compile_filter_policy(json.dumps(policy), scope).accepts(typed, body)


def passes_body(policy, body):
    return passes(policy, body=json.dumps(body), scope="MessageBody")


def test_the_empty_policy_asks_for_nothing():  # SNS-FLT-01
    assert passes({})
    assert passes({}, body="no JSON", scope="MessageBody")


def test_the_scope_is_where_a_policy_looks():  # SNS-FLT-02
    policy, body = {"store": ["Bonn"]}, '{"store": "Bonn"}'
    assert not passes(policy, {"kind": "taxi"}, body)
    assert passes(policy, {"kind": "taxi"}, body, "MessageBody")
    assert not passes(policy, {"store": "Bonn"}, "{}", "MessageBody")


# Each row holds for an attribute and for a field of the body alike.
@pytest.mark.parametrize("ask", [passes, passes_body])
@pytest.mark.parametrize(
    ("alternatives", "value", "expected"),
    [
        # SNS-FLT-04
        ([{"exists": True}], "x", True),
        ([{"exists": True}], "", False),
        ([{"exists": True}], 0, True),
        ([{"exists": True}], [], False),
        ([{"exists": False}], 0, False),
        # SNS-FLT-05
        (["Köln"], "Köln", True),
        (["Köln"], "köln", False),
        (["Bonn"], ["Ulm", "Bonn"], True),
        ([{"prefix": "Bo"}], ["Ulm", "Bonn"], True),
        ([{"suffix": "nn"}], ["Ulm", "Bonn"], True),
        ([{"equals-ignore-case": "BONN"}], ["Ulm", "bonn"], True),
        ([{"equals-ignore-case": "BONN"}], "bonner", False),
        # SNS-FLT-06
        ([{"anything-but": ["rugby", "tennis"]}], ["rugby", "chess"], True),
        ([{"anything-but": ["rugby", "tennis"]}], ["rugby", "tennis"], False),
        ([{"anything-but": ["rugby", "tennis"]}], [], False),
        ([{"anything-but": 100}], 100, False),
        ([{"anything-but": 100}], 100.0, False),
        ([{"anything-but": 100}], 101, True),
        ([{"anything-but": ["x"]}, "x"], "x", True),
        # SNS-FLT-07
        ([{"anything-but": {"prefix": "order-"}}], ["order-1", "ride-1"], True),
        ([{"anything-but": {"prefix": "order-"}}], ["order-1", "order-2"], False),
        ([{"anything-but": {"suffix": "-1"}}], "order-1", False),
        ([{"anything-but": {"wildcard": "o*-1"}}], "order-1", False),
        ([{"wildcard": "o*-1"}], "order-1", True),
        ([{"cidr": "10.0.0.0/24"}], "10.0.0.7", True),
        ([{"cidr": "10.0.0.0/24"}], "10.0.1.7", False),
        ([10], 10.0, True),
        ([10.0], 10, True),
        ([10], 10.00001, False),
        ([{"numeric": ["=", 301.5]}], 301.50, True),
        ([{"numeric": [">", 0, "<=", 150]}], 150.00001, False),
        ([{"numeric": [">", 0, "<=", 150]}], [200, 150], True),
        ([{"numeric": [">=", 1]}], 1, True),
        ([{"numeric": [">", 1]}], 1, False),
        ([{"numeric": [">", 0]}], 1_000_000_000, True),
        ([{"numeric": [">", 0]}], 1_000_000_001, False),
        # SNS-FLT-12
        ([{"numeric": [">=", 100]}], "100", False),
        ([100], "100", False),
        (["100"], 100, False),
        ([True], [True], True),
        ([True], ["true"], False),
        ([1], [True], False),
        ([None], [None], True),
        ([None], [""], False),
        ([{"prefix": "1"}], 100, False),
    ],
)
def test_a_value(ask, alternatives, value, expected):
    assert ask({"it": alternatives}, {"it": value}) is expected


@pytest.mark.parametrize("ask", [passes, passes_body])
@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        (["x"], False),
        ([None], False),
        ([{"anything-but": ["x"]}], False),
        ([{"anything-but": ["x"]}, {"exists": False}], True),
        ([{"exists": False}, "x"], True),
        (["x", {"exists": False}], True),
        ([{"exists": True}], False),
    ],
)
def test_an_absent_key(ask, alternatives, expected):  # SNS-FLT-04
    assert ask({"it": alternatives}, {"other": "x"}) is expected


def test_a_message_without_any_attribute_matches_no_policy():  # SNS-FLT-04
    assert not passes({"it": [{"exists": False}]})
    assert passes_body({"it": [{"exists": False}]}, {})


@pytest.mark.parametrize(
    "foreign",
    [
        {"DataType": "Binary", "BinaryValue": b"Bonn"},
        {"DataType": "Binary", "StringValue": "Bonn"},
        {"DataType": "String.Array", "StringValue": '"Bonn"'},
        {"DataType": "String.Array", "StringValue": "Bonn"},
        {"DataType": "Number", "StringValue": '"Bonn"'},
        {"DataType": "Number", "StringValue": "many"},
    ],
)
def test_what_is_of_no_type_that_is_compared_takes_no_part(foreign):  # SNS-FLT-12
    store = {"store": foreign, "kind": attribute("taxi")}
    policies = ({"store": ["Bonn"]}, {"store": [{"exists": True}]}, {"store": [{"exists": False}]})
    compiled = [compile_filter_policy(json.dumps(p), "MessageAttributes") for p in policies]
    assert [one.accepts(store, "") for one in compiled] == [False, False, True]


@pytest.mark.parametrize("body", ["text", '"store"', "[]", '{"store": "Bonn"', "NaN", "[" * 9999])
def test_a_body_that_is_no_object_is_not_delivered(body):  # SNS-FLT-09
    for policy in ({"store": ["Bonn"]}, {"store": [{"exists": False}]}):
        assert not passes(policy, body=body, scope="MessageBody")


def test_a_policy_looks_into_the_body():  # SNS-FLT-09
    policy = {"ride": {"store": ["Bonn"], "fare": [{"exists": False}]}}
    assert passes_body(policy, {"ride": {"store": "Bonn"}})
    assert not passes_body(policy, {"ride": {"store": "Bonn", "fare": 1}})
    assert not passes_body(policy, {"store": "Bonn"})
    assert passes_body({"ride": {"fare": [{"exists": False}]}}, {"store": "Bonn"})


@pytest.mark.parametrize("ask", [passes, passes_body])
def test_or_beside_other_keys(ask):  # SNS-FLT-03
    policy = {"kind": ["taxi"], "$or": [{"store": ["Bonn"]}, {"fare": [{"numeric": ["<", 5]}]}]}
    assert ask(policy, {"kind": "taxi", "store": "Bonn"})
    assert ask(policy, {"kind": "taxi", "fare": 4})
    assert not ask(policy, {"kind": "taxi", "fare": 5})
    assert not ask(policy, {"kind": "bus", "fare": 4})


def refused(policy, scope="MessageAttributes", **limits):
    with pytest.raises(InvalidPolicy) as refusal:
        compile_filter_policy(policy, scope, **limits)
    return str(refusal.value)


def test_five_keys():  # SNS-FLT-08
    policy = {f"key{n}": ["x"] for n in range(6)}
    assert refused(json.dumps(policy)) == "Filter policy can not have more than 5 keys"
    compile_filter_policy(json.dumps(policy), "MessageBody", most_keys=6)
    # Of a nested policy the outermost keys are counted.
    compile_filter_policy(json.dumps({"a": policy}), "MessageBody")


@pytest.mark.parametrize(
    ("policy", "combinations"),
    [
        ({"a": list("xyz"), "b": ["x"], "c": ["x", "y"]}, 6),
        # The example of the documentation: 4 values x 3 levels x 3 values x 2 levels.
        ({"a": {"b": {"c": list("wxyz")}}, "d": {"e": list("xyz")}}, 72),
        ({"s": ["x"], "$or": [{"a": ["x", "y"]}, {"b": list("xyz")}]}, 5),
        ({"s": ["x", "y"], "$or": [{"a": ["x", "y"]}, {"b": ["x"], "c": list("xyz")}]}, 10),
    ],
)
def test_combinations(policy, combinations):  # SNS-FLT-08
    text = json.dumps(policy)
    compile_filter_policy(text, "MessageBody", most_combinations=combinations)
    told = refused(text, "MessageBody", most_combinations=combinations - 1)
    assert told == "Filter policy is too complex"


def test_a_policy_of_256_kilobytes():  # SNS-FLT-08
    room = LARGEST_POLICY - len('{"a": [""]}')
    compile_filter_policy('{"a": ["' + "x" * room + '"]}', "MessageAttributes")
    assert refused('{"a": ["' + "ä" * (room // 2 + 1) + '"]}') == "Filter policy is too long"


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("{", "failed to parse JSON."),
        ("[]", "Filter policy must be a JSON object"),
        (
            '{"ride": {"store": ["Bonn"]}}',
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        (
            '{"$or": [{"a": ["x"]}, {"ride": {"store": ["Bonn"]}}]}',
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        ('{"store": "Bonn"}', '"store" must be an object or an array'),
        ('{"store": []}', "Empty arrays are not allowed"),
        ('{"store": [["Bonn"]]}', "Match value must be String, number, true, false, or null"),
        ('{"store": [{"like": "x"}]}', "Unrecognized match type like"),
        ('{"store": [{"exists": "x"}]}', "exists match pattern must be either true or false."),
        ('{"fare": [1000000001]}', "Value must be between -1.0E9 and 1.0E9, inclusive"),
        (
            '{"fare": [{"numeric": ["<", -1000000001]}]}',
            "Value must be between -1.0E9 and 1.0E9, inclusive",
        ),
        (
            '{"a": [{"prefix": {"equals-ignore-case": "x"}}]}',
            "prefix match pattern must be a string",
        ),
        (
            '{"a": [{"anything-but": {"equals-ignore-case": "x"}}]}',
            "Unsupported anything-but pattern: equals-ignore-case",
        ),
    ],
)
def test_an_invalid_policy(policy, reason):
    assert refused(policy) == reason


texts = st.sampled_from(["", "a", "b", "ab", "A"])
values = texts | st.integers(-2, 2) | st.sampled_from([0.5, 1.0])
rules = st.one_of(
    values,
    st.builds(lambda prefix: {"prefix": prefix}, texts),
    st.builds(lambda bound: {"numeric": [">", bound]}, st.integers(-2, 2)),
    st.builds(lambda known: {"exists": known}, st.booleans()),
)


@given(st.lists(rules, min_size=1, max_size=3), st.lists(values, max_size=3))
def test_an_array_passes_if_one_element_and_one_alternative_agree(alternatives, elements):
    expected = any(
        passes({"it": [one]}, {"it": element, "other": "x"})
        for one in alternatives
        for element in elements
    ) or (not elements and {"exists": False} in alternatives)
    assert passes({"it": alternatives}, {"it": elements, "other": "x"}) is expected


@given(st.lists(rules, min_size=1, max_size=3), values)
def test_attributes_and_body_are_compared_alike(alternatives, value):
    message = {"it": value, "other": "x"}
    assert passes({"it": alternatives}, message) is passes_body({"it": alternatives}, message)


@given(rules, rules, values, values)
def test_keys_are_all_asked_and_or_asks_for_one(first, second, a, b):
    message = {"a": a, "b": b}
    one, other = passes({"a": [first]}, message), passes({"b": [second]}, message)
    assert passes({"a": [first], "b": [second]}, message) is (one and other)
    assert passes({"$or": [{"a": [first]}, {"b": [second]}]}, message) is (one or other)
