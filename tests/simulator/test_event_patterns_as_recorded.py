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


def test_fewer_wildcards_that_are_alike_are_taken():
    """``content_wildcard_simplified`` and ``content_wildcard_repeating``."""
    assert verdict({"detail": {"arn": [{"wildcard": "*:*:b/*"}]}}, detail={"arn": "x:y:b/z"})
