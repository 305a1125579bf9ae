"""What the clauses say of event patterns, and what AWS's documentation shows of them."""

import copy
import json
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.matching.documents import load, written
from pattern_tck.simulator.matching.event_pattern import InvalidPattern, compile_event_pattern


def matched(detail_pattern, detail):
    pattern = '{"detail": {"it": [' + detail_pattern + "]}}"
    event = {"source": "rides", "resources": [], "detail": load(detail)}
    return compile_event_pattern(pattern)(event)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        # EB-PAT-02
        ('"Order"', '"Order"', True),
        ('"Order"', '"order"', False),
        ('"arn:aws:a:b"', '"arn:aws:a/b"', False),
        # EB-PAT-03
        ("300", "300", True),
        ("300", "300.0", True),
        ("300.0", "300", True),
        ("300.0", "300.0", True),
        ("3.0e2", "300.0", True),
        ("3.0e2", "300.5", False),
        ("1", "true", False),
        # beyond what numeric takes texts are compared
        ("10000000000", "10000000000", True),
        ("10000000000", "1.0e10", False),
        ('{"numeric": ["=", 300]}', "300.0", True),
        ('{"numeric": ["=", 300]}', "3.0e2", True),
        ('{"numeric": ["=", 300]}', '"300"', False),
        ("300", '"300"', False),
        # EB-PAT-04
        ('"y", "z"', '["x", "y"]', True),
        ('"y", "z"', '["x"]', False),
        ('"y"', '[["x", "y"]]', True),
        ('"y"', "[]", False),
        # EB-PAT-05
        ("null", "null", True),
        ('""', "null", False),
        ("null", '""', False),
        ('""', '""', True),
        ('{"exists": true}', "null", True),
        ('{"exists": false}', "null", False),
        ('{"exists": true}', '{"below": 1}', False),
        ('{"exists": false}', '{"below": 1}', True),
        ('{"exists": true}', "[]", False),
        ('{"exists": false}', "[]", True),
        ('{"exists": true}', "[{}, 1]", True),
        ('"x", {"exists": false}', '"y"', False),
        ('"x", {"exists": false}', '"x"', True),
        # true and false are no numbers
        ("true", "true", True),
        ("true", "1", False),
        ("0", "false", False),
        ('{"numeric": ["=", 1]}', "true", False),
        ('{"anything-but": [1]}', "true", True),
        # EB-PAT-07
        ('{"prefix": "Or"}', '"Order"', True),
        ('{"prefix": "or"}', '"Order"', False),
        ('{"prefix": {"equals-ignore-case": "OR"}}', '"order"', True),
        ('{"suffix": "er"}', '"Order"', True),
        ('{"suffix": {"equals-ignore-case": "ER"}}', '"order"', True),
        ('{"suffix": "Or"}', '"Order"', False),
        ('{"equals-ignore-case": "ORDER"}', '"oRDER"', True),
        ('{"equals-ignore-case": "ORDER"}', '"orders"', False),
        ('{"prefix": "3"}', "300", False),
        ('{"anything-but": "x"}', '"y"', True),
        ('{"anything-but": "x"}', '"x"', False),
        ('{"anything-but": "x"}', "5", True),
        ('{"anything-but": "x"}', "null", True),
        ('{"anything-but": 300}', "300.0", False),
        ('{"anything-but": ["x", "y"]}', '["x", "y"]', False),
        ('{"anything-but": ["x", "y"]}', '["x", "z"]', True),
        ('{"anything-but": "x"}', '{"below": "y"}', False),
        ('{"anything-but": {"prefix": "us-"}}', '"us-east-1"', False),
        ('{"anything-but": {"prefix": "us-"}}', '"eu-west-1"', True),
        ('{"anything-but": {"prefix": ["us-", "eu-"]}}', '"eu-west-1"', False),
        ('{"anything-but": {"suffix": ".png"}}', '"a.png"', False),
        ('{"anything-but": {"equals-ignore-case": ["A", "b"]}}', '"B"', False),
        ('{"anything-but": {"wildcard": "*/lib/*"}}', '"a/lib/b"', False),
        ('{"anything-but": {"wildcard": "*/lib/*"}}', '"a/bin/b"', True),
        ('{"numeric": [">", 0, "<=", 5]}', "5.0", True),
        ('{"numeric": [">", 0, "<=", 5]}', "0", False),
        ('{"numeric": [">", 0, "<=", 5]}', "5.000001", False),
        ('{"numeric": [">", 0]}', "5000000000", True),
        ('{"numeric": [">", 0]}', "5000000001", False),
        ('{"cidr": "10.0.0.0/24"}', '"10.0.0.255"', True),
        ('{"cidr": "10.0.0.0/24"}', '"10.0.1.0"', False),
        ('{"cidr": "10.0.0.0/24"}', '"here"', False),
        ('{"cidr": "2001:db8::/32"}', '"2001:db8::1"', True),
        ('{"cidr": "10.0.0.0/24"}', '"2001:db8::1"', False),
        ('{"wildcard": "Simple*Service"}', '"Simple Queue Service"', True),
        ('{"wildcard": "Simple*Service"}', '"SimpleService"', True),
        ('{"wildcard": "Simple*Service"}', '"SimpleServices"', False),
        ('{"wildcard": "aba*aba"}', '"ababa"', False),
        ('{"wildcard": "*a*ab"}', '"aab"', True),
        (r'{"wildcard": "a\\*b"}', '"a*b"', True),
        (r'{"wildcard": "a\\*b"}', '"aXb"', False),
    ],
)
def test_a_value(pattern, value, expected):
    assert matched(pattern, '{"it": ' + value + "}") is expected


@pytest.mark.parametrize("detail", ["{}", '{"other": 1}'])
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('"x"', False),
        ("null", False),
        ('{"anything-but": "x"}', False),
        ('{"anything-but": {"prefix": "x"}}', False),
        ('{"exists": true}', False),
        ('{"exists": false}', True),
        ('"x", {"exists": false}', True),
    ],
)
def test_an_absent_value(pattern, detail, expected):
    assert matched(pattern, detail) is expected


def event_matches(pattern, **event):
    return compile_event_pattern(json.dumps(pattern))(event)


def test_all_fields_must_match_and_others_are_ignored():  # EB-PAT-01
    pattern = {"source": ["rides", "fares"], "detail": {"state": ["done"]}}
    assert event_matches(pattern, source="fares", detail={"state": "done", "more": 1})
    assert not event_matches(pattern, source="fares", detail={"more": 1})
    assert not event_matches(pattern, source="others", detail={"state": "done"})
    assert not event_matches(pattern, detail={"state": "done"})
    assert not event_matches(pattern, source="fares", detail="done")


def test_of_a_key_given_twice_the_last_one_counts():  # EB-PAT-06
    pattern = compile_event_pattern('{"a": [{"prefix": "x"}], "a": [{"prefix": "y"}]}')
    assert pattern({"a": "yes"})
    assert not pattern({"a": "xes"})


def test_an_array_of_objects_matches_by_one_of_them_as_a_whole():
    pattern = {"rides": {"city": ["Bonn"], "fare": [{"numeric": [">", 9]}]}}
    assert event_matches(pattern, rides=[{"city": "Ulm", "fare": 1}, {"city": "Bonn", "fare": 10}])
    assert not event_matches(
        pattern, rides=[{"city": "Bonn", "fare": 1}, {"city": "Ulm", "fare": 10}]
    )


def test_what_one_element_has_is_not_absent():
    pattern = {"rides": {"tip": [{"exists": False}]}}
    assert event_matches(pattern, rides=[{"fare": 1}, {"fare": 2}])
    assert not event_matches(pattern, rides=[{"fare": 1}, {"tip": 2}])
    assert event_matches(pattern, rides="none")
    assert event_matches(pattern)


def test_or():  # EB-PAT-07
    pattern = {"source": ["s"], "$or": [{"a": [1]}, {"b": [2], "c": [3]}]}
    assert event_matches(pattern, source="s", a=1)
    assert event_matches(pattern, source="s", b=2, c=3)
    assert not event_matches(pattern, source="s", b=2)
    assert not event_matches(pattern, source="t", a=1)


def alternation(n, prefix):
    return {"$or": [{f"{prefix}{i}": [i]} for i in range(n)]}


def test_or_has_at_most_a_thousand_combinations():  # EB-PAT-07
    both = {**alternation(40, "a"), "detail": alternation(25, "b")}
    compile_event_pattern(json.dumps(both))
    both["detail"] = alternation(26, "b")
    with pytest.raises(InvalidPattern, match="too complex"):
        compile_event_pattern(json.dumps(both))
    compile_event_pattern(json.dumps(both), most_combinations=1040)


def test_alternatives_within_alternatives_add_up():
    within = {"$or": [alternation(600, "a"), alternation(400, "b")]}
    compile_event_pattern(json.dumps(within))
    within["$or"].append({"c": [1]})
    with pytest.raises(InvalidPattern, match="too complex"):
        compile_event_pattern(json.dumps(within))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "Filter is not an object"),
        (
            "{",
            (
                "Unexpected end-of-input: expected close marker for Object "
                '(start marker at [Source: (String)"{"; line: 1, column: 1])'
            ),
        ),
        (
            '{"a": [1',
            (
                "Unexpected end-of-input: expected close marker for Array "
                '(start marker at [Source: (String)"{"a": [1"; line: 1, column: 7])'
            ),
        ),
        ('{"a": ["', "Unexpected end-of-input in VALUE_STRING"),
        (
            '{"a" [1]}',
            (
                "Unexpected character ('[' (code 91)): was expecting a colon to separate field "
                "name and value"
            ),
        ),
        (
            '{"a": [1 2]}',
            "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
        ),
        (
            '{"a": [1] "b": [2]}',
            (
                "Unexpected character ('\"' (code 34)): was expecting comma to separate Object "
                "entries"
            ),
        ),
        (
            '{"a": [NaN]}',
            (
                "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to "
                "allow"
            ),
        ),
        ('{"a": [1]} x', "Unexpected character ('x' (code 120)): was expecting end of input"),
        ("[" * 100_000, "Filter is not valid JSON"),
        ("[]", "Filter is not an object"),
        ("{}", "Empty objects are not allowed"),
        ('{"detail": {}}', "Empty objects are not allowed"),
        ('{"a": []}', "Empty arrays are not allowed"),
        ('{"slug": "x"}', '"slug" must be an object or an array'),
        ('{"a": [["x"]]}', "Match value must be String, number, true, false, or null"),
        ('{"a": [{}]}', "Match expression name not found"),
        ('{"a": [{"like": "x"}]}', "Unrecognized match type like"),
        ('{"a": [{"prefix": "x", "suffix": "y"}]}', "Only one key allowed in match expression"),
        ('{"a": [{"prefix": 1}]}', "prefix match pattern must be a string"),
        ('{"a": [{"suffix": ["x"]}]}', "suffix match pattern must be a string"),
        ('{"a": [{"exists": "no"}]}', "exists match pattern must be either true or false."),
        ('{"a": [{"exists": 0}]}', "exists match pattern must be either true or false."),
        ('{"a": [{"numeric": 1}]}', "Value of numeric must be an array."),
        ('{"a": [{"numeric": []}]}', "Invalid member in numeric match: ]"),
        ('{"a": [{"numeric": [1]}]}', "Invalid member in numeric match: 1"),
        ('{"a": [{"numeric": ["!", 1]}]}', "Unrecognized numeric range operator: !"),
        ('{"a": [{"numeric": ["="]}]}', "Value of equals must be numeric"),
        ('{"a": [{"numeric": ["<", "1"]}]}', "Value of < must be numeric"),
        ('{"a": [{"numeric": ["<", true]}]}', "Value of < must be numeric"),
        ('{"a": [{"numeric": ["=", 1, 2]}]}', "Too many elements in numeric expression"),
        ('{"a": [{"numeric": [">", 1, 2]}]}', "Bad value in numeric range: 2"),
        ('{"a": [{"numeric": [">", 1, ">", 2]}]}', "Bad numeric range operator: >"),
        ('{"a": [{"numeric": [">", 1, "<", 1]}]}', "Bottom must be less than top"),
        (
            '{"a": [{"numeric": [">", 1, "<", 2, 3]}]}',
            "Too many terms in numeric range expression",
        ),
        (
            '{"a": [{"numeric": ["<", 5000000001]}]}',
            "Value must be between -5.0E9 and 5.0E9, inclusive",
        ),
        (
            '{"a": [{"anything-but": null}]}',
            "Value of anything-but must be an array or single string/number value.",
        ),
        (
            '{"a": [{"anything-but": [true]}]}',
            "Inside anything but list, start|null|boolean is not supported.",
        ),
        (
            '{"a": [{"anything-but": ["x", 1]}]}',
            (
                "Inside anything but list, either all values are number or string, "
                "mixed type is not supported"
            ),
        ),
        ('{"a": [{"anything-but": {"exists": true}}]}', "Unsupported anything-but pattern: exists"),
        ('{"a": [{"anything-but": {"prefix": ""}}]}', "Null prefix/suffix not allowed"),
        (
            '{"a": [{"anything-but": {"suffix": 1}}]}',
            "prefix/suffix match pattern must be a string",
        ),
        ('{"a": [{"wildcard": "a**"}]}', "Consecutive wildcard characters at pos 2"),
        (r'{"a": [{"wildcard": "a\\n"}]}', "Invalid escape character at pos 2"),
        ('{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"),
        ('{"a": [{"cidr": "10.0.0.0/x"}]}', "Malformed CIDR, mask bits must be an integer"),
        ('{"a": [{"cidr": "here/8"}]}', "Nonstandard IP address: here"),
        ('{"$or": {"a": [1]}}', "It must be an Array followed with $or."),
        ('{"$or": [{"a": [1]}]}', "There must have at least 2 Objects in $or relationship."),
        (
            '{"$or": [{"a": [1]}, 1]}',
            "Only JSON object is allowed in array of $or relationship.",
        ),
        (
            '{"$or": [{"a": [1]}, {"prefix": ["x"]}]}',
            "prefix is Ruler reserved fieldName which cannot be used inside $or.",
        ),
    ],
)
def test_an_invalid_pattern(pattern, reason):
    with pytest.raises(InvalidPattern) as refused:
        compile_event_pattern(pattern)
    said = str(refused.value).partition("\n")[0]
    assert said == f"Event pattern is not valid. Reason: {reason}"


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_a_wildcard_matches_what_its_regular_expression_does(pattern, text):
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    fits = compile_event_pattern(json.dumps({"a": [{"wildcard": pattern}]}))
    assert fits({"a": text}) is bool(re.fullmatch(pattern.replace("*", ".*"), text))


numerals = st.from_regex(r"(0|-?[1-9][0-9]{0,3})(\.[0-9]{1,3})?([eE][+-]?[0-9])?", fullmatch=True)


@given(numerals, numerals)
def test_an_exact_number_is_its_value_as_far_as_numeric_goes(pattern, value):
    same = float(pattern) == float(value) if abs(float(pattern)) <= 5e9 else pattern == value
    assert matched(pattern, '{"it": ' + value + "}") is same


@given(numerals)
def test_a_document_keeps_the_texts_of_numbers(text):
    number = load(text)
    assert number == float(text)
    for same in (number, copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert written(same) == str(same) == text
