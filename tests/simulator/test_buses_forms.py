"""What targets are given: Input, InputPath, InputTransformer."""

from __future__ import annotations

import json

import pytest

from pattern_tck.simulator.buses.paths import MISSING, compile_path
from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.bus_account import Account

DETAIL = {"state": "SENT", "n": 1, "parts": [{"sku": "a b"}, {"sku": "c"}], "none": None}
RULE = "arn:aws:events:us-east-1:123456789012:rule/all"


def given(detail=None, *, dead=False, **form):
    """Give the body that a target gets in this form."""
    account = Account()
    target = {"Id": "t", "Arn": account.queue()} | form
    if dead:
        target["DeadLetterConfig"] = {"Arn": account.queue("dead")}
    account.rule(target)
    text = json.dumps(DETAIL) if detail is None else detail
    account.put({"Source": "shop", "DetailType": "Sold", "Detail": text})
    [message] = account.messages("dead" if dead else "taken")
    return message if dead else message["Body"]


def transformed(template, paths=None, **more):
    return given(InputTransformer={"InputPathsMap": paths or {}, "InputTemplate": template}, **more)


def test_a_constant_is_given_as_it_is():
    assert given(Input='{"a":  1.0}') == '{"a":  1.0}'


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("$.detail.state", '"SENT"'),
        ("$.detail.n", "1"),
        ("$.detail.none", "null"),
        ("$.detail.parts", '[{"sku":"a b"},{"sku":"c"}]'),
        ("$.detail.parts[1].sku", '"c"'),
        ("$.detail-type", '"Sold"'),
        ("$.resources", "[]"),
    ],
)
def test_a_part_is_given_as_json(path, body):
    assert given(InputPath=path) == body


def test_the_whole_is_a_part_too():
    assert json.loads(given(InputPath="$"))["detail"] == DETAIL


def test_a_part_keeps_its_numbers_as_they_were_written():
    body = given('{"a": {"b": [1.50, 3E2, 7]}}', InputPath="$.detail.a")
    assert body == '{"b":[1.50,3E2,7]}'


def test_a_part_that_is_not_there_is_not_modelled():
    with pytest.raises(NotModelled):
        given(InputPath="$.detail.nowhere")


def test_variables_in_strings_and_as_values():
    body = transformed(
        '{"id": <n>, "state": <state>, "said": "it \\"<state>\\" is <n>", "all": <parts>}',
        {"n": "$.detail.n", "state": "$.detail.state", "parts": "$.detail.parts"},
    )
    assert json.loads(body) == {
        "id": 1,
        "state": "SENT",
        "said": 'it "SENT" is 1',
        "all": DETAIL["parts"],
    }


def test_an_object_in_a_string_loses_its_quotes():
    body = transformed('"parts: <parts>"', {"parts": "$.detail.parts"})
    assert body == '"parts: [{sku:a b},{sku:c}]"'


def test_lines_of_text():
    body = transformed('"<state>"\n"and <n>"', {"state": "$.detail.state", "n": "$.detail.n"})
    assert body == '"SENT"\n"and 1"'


def test_a_variable_without_a_value_is_nothing_in_a_string():
    assert transformed('{"a": "<x>"}', {"x": "$.detail.nowhere"}) == '{"a": ""}'


def test_what_is_no_json_goes_to_the_dead_letters():
    message = transformed('{"a": <x>}', {"x": "$.detail.nowhere"}, dead=True)
    assert message["Body"] == '{"a": }'
    said = message["MessageAttributes"]
    assert said["ERROR_CODE"]["StringValue"] == "INVALID_JSON"
    assert said["RETRY_ATTEMPTS"]["StringValue"] == "0"


def test_values_are_not_escaped_inside_strings():
    message = transformed('"said <x>"', {"x": "$.detail.x"}, detail='{"x": "\\"hi\\""}', dead=True)
    assert message["Body"] == '"said "hi""'


def test_reserved_variables():
    body = transformed(
        '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>",'
        ' "at": <aws.events.event.ingestion-time>, "event": <aws.events.event>,'
        ' "whole": <aws.events.event.json>}'
    )
    found = json.loads(body)
    assert found["arn"] == RULE
    assert found["name"] == "all"
    assert found["at"] == "2027-01-15T08:00:00Z"
    assert found["event"] == {
        "id": found["whole"]["id"],
        "account": "123456789012",
        "detailType": "Sold",
        "time": "2027-01-15T08:00:00Z",
        "source": "shop",
        "region": "us-east-1",
        "resources": [],
        "version": "0",
    }
    assert found["whole"]["detail"] == DETAIL


def test_signs_that_are_no_variables_stay():
    assert transformed('"1 < 2 and <b c> > 0"') == '"1 < 2 and <b c> > 0"'


@pytest.mark.parametrize(
    "path", ["", "detail", "$detail", "$.", "$.a..b", "$.a[x]", "$[*]", "$.a[?(1)]"]
)
def test_what_is_no_definite_path(path):
    with pytest.raises((ValueError, NotModelled)):
        compile_path(path)


@pytest.mark.parametrize("path", ["$.b", "$.a.b", "$.a[2]", "$[0]", "$.a[0].b"])
def test_paths_that_lead_nowhere(path):
    assert compile_path(path)({"a": [1, 2]}) is MISSING
