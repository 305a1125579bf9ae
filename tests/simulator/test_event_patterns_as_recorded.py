"""Event patterns as AWS answered them.

What AWS said is public in the records of LocalStack's tests that were validated on AWS
(``test_events_patterns.py``); the patterns and events here are others of the same kind.
"""

import json

import pytest

from tests.simulator.bus_account import Account, refused

EVENT = {
    "id": "7",
    "account": "123456789012",
    "source": "shop",
    "time": "2026-11-21T09:00:00Z",
    "region": "us-east-1",
    "detail-type": "Sold",
}


def verdict(pattern, **fields):
    answer = Account().events(
        "TestEventPattern", EventPattern=json.dumps(pattern), Event=json.dumps(EVENT | fields)
    )
    return answer["Result"]


def reason(pattern):
    """Give why a pattern is refused."""
    text = pattern if isinstance(pattern, str) else json.dumps(pattern)
    message = refused(
        "InvalidEventPatternException",
        Account().events,
        "TestEventPattern",
        EventPattern=text,
        Event=json.dumps(EVENT),
    )
    beginning = "Event pattern is not valid. Reason: "
    assert message.startswith(beginning)
    return message.removeprefix(beginning)


def test_an_event_does_without_resources_and_detail():
    """``test_event_pattern_source``."""
    assert verdict({"source": ["shop"], "detail-type": ["Sold"]})
    assert not verdict({"source": ["store"]})


@pytest.mark.parametrize("event", ["sold", '"sold"', "[]", '{"source": "shop"}'])
def test_an_event_that_is_none_is_refused_without_a_reason(event):
    """``test_plain_string_payload``, ``test_invalid_event_payload``."""
    account = Account()
    told = refused(
        "ValidationException",
        account.events,
        "TestEventPattern",
        EventPattern='{"source": ["shop"]}',
        Event=event,
    )
    assert told == "Parameter Event is not valid."


def test_names_are_joined_by_dots():
    """``dot_joining_pattern`` and its opposite."""
    nested, joined = {"order": {"state": "sent"}}, {"order.state": "sent"}
    for pattern in ({"order.state": ["sent"]}, {"order": {"state": ["sent"]}}):
        assert verdict({"detail": pattern}, detail=nested)
        assert verdict({"detail": pattern}, detail=joined)
        assert not verdict({"detail": pattern}, detail={"order": {"states": "sent"}})


def test_a_name_with_a_dot_stands_beside_others_of_its_object():
    detail = {"order": {"id": 1}, "order.state": "sent"}
    assert verdict({"detail": {"order": {"id": [1], "state": ["sent"]}}}, detail=detail)
    assert not verdict({"detail": {"order": {"id": [2], "state": ["sent"]}}}, detail=detail)


def test_a_rule_joins_names_by_dots_too():
    account = Account()
    account.rule(account.queue(), pattern={"detail": {"order.state": ["sent"]}})
    sent = json.dumps({"n": 1, "order": {"state": "sent"}})
    account.put(account.entry(Detail=sent), 2)
    assert account.got() == [1]


@pytest.mark.parametrize(
    ("test", "matches"),
    [
        ({"anything-but": ["sent"]}, True),
        ({"anything-but": {"prefix": "se"}}, True),
        ({"anything-but": {"suffix": ["nt", "x"]}}, True),
        ({"anything-but": {"equals-ignore-case": ["SENT"]}}, True),
        ({"anything-but": {"wildcard": "s*"}}, True),
        ({"exists": True}, True),
        ({"numeric": [">", 0]}, False),
        ({"prefix": "nu"}, False),
    ],
)
def test_null_is_a_value_of_its_own(test, matches):
    """``content_anything_but_string_null`` and others; ``numeric-null_NEG``."""
    assert verdict({"detail": {"state": [test]}}, detail={"state": None}) is matches


def test_what_is_not_there_is_not_anything_but():
    """``content_anything_but_string_missing_NEG`` and others."""
    for test in ("x", ["x"], {"prefix": "x"}, {"suffix": ["x"]}, {"wildcard": "*x"}):
        assert not verdict({"detail": {"state": [{"anything-but": test}]}}, detail={"n": 1})


def test_an_empty_array_does_not_exist():
    """``exists_list_empty`` and ``exists_list_empty_NEG``."""
    assert verdict({"resources": [{"exists": False}]}, resources=[])
    assert not verdict({"resources": [{"exists": True}]}, resources=[])


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ({"count": 5}, '"count" must be an object or an array'),
        ({"name": "x"}, '"name" must be an object or an array'),
        ({"names": []}, "Empty arrays are not allowed"),
        ({"a": [{"NUMERIC": ["=", 1]}]}, "Unrecognized match type NUMERIC"),
        ({"a": [{"EXISTS": False}]}, "Unrecognized match type EXISTS"),
        ({"a": [{"numeric": [">", 1, ">", 2]}]}, "Bad numeric range operator: >"),
        ({"a": [{"numeric": [">", 1, "<"]}]}, "Value of < must be numeric"),
        ({"a": [{"wildcard": "a**b"}]}, "Consecutive wildcard characters at pos 2"),
        ({"a": [{"wildcard": 1}]}, "wildcard match pattern must be a string"),
        ({"a": [{"wildcard": ["x"]}]}, "wildcard match pattern must be a string"),
        ({"a": [{"prefix": 1}]}, "prefix match pattern must be a string"),
        ({"a": [{"suffix": ["x"]}]}, "suffix match pattern must be a string"),
        (
            {"a": [{"equals-ignore-case": ["x"]}]},
            "equals-ignore-case match pattern must be a string",
        ),
        (
            {"a": [{"equals-ignore-case": {"prefix": "x"}}]},
            "equals-ignore-case match pattern must be a string",
        ),
        ({"a": [{"cidr": ["x"]}]}, "prefix match pattern must be a string"),
        ({"a": [{"cidr": "10.0.0.1"}]}, "Malformed CIDR, one '/' required"),
        ({"a": [{"cidr": "10.0.0.1/x"}]}, "Malformed CIDR, mask bits must be an integer"),
        ({"a": [{"cidr": "10.x.0/8"}]}, "Nonstandard IP address: 10.x.0"),
        (
            {"a": [{"anything-but": {"equals-ignore-case": [7]}}]},
            (
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not "
                "supported."
            ),
        ),
        (
            {"a": [{"anything-but": {"prefix": 7}}]},
            "prefix/suffix match pattern must be a string",
        ),
        (
            {"a": [{"anything-but": {"suffix": [7, "x"]}}]},
            "prefix/suffix match pattern must be a string",
        ),
        ({"a": [{"anything-but": {"wildcard": 7}}]}, "wildcard match pattern must be a string"),
        (
            {"a": [{"anything-but": {"prefix": {"equals-ignore-case": "x"}}}]},
            "Value of anything-but must be an array or single string/number value.",
        ),
        (
            {"a": [{"wildcard": "*/*/*/*/*/x*"}]},
            (
                "Rule is too complex - try using fewer wildcard characters or fewer repeating "
                "character sequences after a wildcard character"
            ),
        ),
    ],
)
def test_patterns_that_are_refused(pattern, words):
    """Each of the records ``..._EXC``."""
    assert reason(pattern).partition("\n")[0] == words


@pytest.mark.parametrize(
    ("pattern", "column", "times"),
    [
        # After a number, after the quotation mark of a text, after the bracket of an array.
        ('{"no": 7}', 9, 1),
        ('{"no": "seven"}', 9, 1),
        ('{"of": [{"prefix": 7}]}', 21, 1),
        ('{"of": [{"prefix": [7]}]}', 21, 1),
        ('{"of": [{"NUMERIC": ["=", 5]}]}', 22, 1),
        ('{"of": [{"EXISTS": true}]}', 24, 1),
        # What was read to its end.
        ('{"of": []}', 10, 1),
        ('{"of": [{"numeric": [">", 0, ">", 0]}]}', 33, 1),
        ('{"of": [{"numeric": [">", 0, "<"]}]}', 34, 1),
        ('{"of": [{"wildcard": "a**"}]}', 27, 1),
        # In lists the place is said twice.
        ('{"of": [{"anything-but": {"prefix": 7}}]}', 38, 1),
        ('{"of": [{"anything-but": {"prefix": [7, "x"]}}]}', 39, 2),
        ('{"of": [{"anything-but": {"suffix": {"equals-ignore-case": "x"}}}]}', 38, 1),
        # Texts that are no pattern.
        ("[7]", 2, 1),
        ("seven words", 6, 1),
        ("{'of': 7}", 2, 1),
        ('{"of": seven"', 13, 1),
        # Of addresses and of what is too complex no place is said.
        ('{"of": [{"cidr": "10.0.0.1"}]}', 0, 0),
        ('{"of": [{"wildcard": "*:*:*:*:*:x/*"}]}', 0, 0),
        # Names that were joined by dots are found again.
        ('{"detail": {"a.b": 7}}', 21, 1),
    ],
)
def test_a_refusal_says_how_far_the_pattern_was_read(pattern, column, times):
    """The records ``..._EXC`` and ``test_invalid_json_event_pattern``, with their places."""
    place = f'\n at [Source: (String)"{pattern}"; line: 1, column: {column}]'
    said = reason(pattern)
    assert said.count(" at [Source: ") == times
    assert said.endswith(place * times)


def test_lines_are_counted_and_long_patterns_cut_short():
    pattern = '{"of":\n  7}'
    assert reason(pattern).endswith("; line: 2, column: 4]")
    long = json.dumps({"of": "x" * 600})
    shown = f'"{long[:500]}"[truncated {len(long) - 500} chars]'
    assert reason(long).endswith(f"(String){shown}; line: 1, column: 9]")


def test_fewer_wildcards_that_are_alike_are_taken():
    """``content_wildcard_simplified`` and ``content_wildcard_repeating``."""
    assert verdict({"detail": {"arn": [{"wildcard": "*:*:b/*"}]}}, detail={"arn": "x:y:b/z"})
