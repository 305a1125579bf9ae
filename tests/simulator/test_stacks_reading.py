"""Templates as texts: JSON, YAML with its tags, and what is no template."""

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.template_text import read_text
from tests.simulator.stack_account import StackAccount, asked


def test_a_tag_is_the_short_form_of_a_function():
    text = """
    AWSTemplateFormatVersion: 2010-09-09
    A: !Ref Queue
    B: !GetAtt Queue.Arn
    C: !GetAtt [Queue, Arn]
    D: !Sub ["${x}", {x: !Select [0, !Split [",", "a,b"]]}]
    E: !If [Big, 2, !Ref "AWS::NoValue"]
    F: {Fn::Join: ["", [a, 1]]}
    G: !Condition Big
    """
    assert read_text(text) == {
        "AWSTemplateFormatVersion": "2010-09-09",
        "A": {"Ref": "Queue"},
        "B": {"Fn::GetAtt": ["Queue", "Arn"]},
        "C": {"Fn::GetAtt": ["Queue", "Arn"]},
        "D": {"Fn::Sub": ["${x}", {"x": {"Fn::Select": [0, {"Fn::Split": [",", "a,b"]}]}}]},
        "E": {"Fn::If": ["Big", 2, {"Ref": "AWS::NoValue"}]},
        "F": {"Fn::Join": ["", ["a", 1]]},
        "G": {"Condition": "Big"},
    }


def test_scalars_have_the_types_of_yaml_but_for_dates():
    text = "{a: 1, b: 1.5, c: true, d: 'true', e: 2012-10-17, f: 'x', 7: seven, g: 0x1F}"
    assert read_text(f"x: {text}")["x"] == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "true",
        "e": "2012-10-17",
        "f": "x",
        "7": "seven",
        "g": 31,
    }


_SCALARS = st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20)
_DOCUMENTS = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _DOCUMENTS, max_size=4))
def test_json_and_yaml_of_a_document_mean_the_same(document):
    as_json = read_text(json.dumps(document))
    assert as_json == document
    assert read_text("---\n" + yaml.safe_dump(document)) == document


@given(st.text())
def test_any_text_is_a_template_or_refused(text):
    with suppress(Refusal):
        assert isinstance(read_text(text), dict)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"Resources": {}', "JSON not well-formed. (line 1, column 17)"),
        ("Resources:\n  a: [1", "YAML not well-formed. (line 2, column 8)"),
        ("Resources: !Unheard of", "YAML not well-formed. (line 1, column 12)"),
        ("a: b\n---\nc: d", "YAML not well-formed. (line 2, column 1)"),
        ("? [a]\n: b", "YAML not well-formed. (line 1, column 3)"),
        ("just words", "unsupported structure."),
        ("", "unsupported structure."),
        ("a: " + "[" * 5_000, "YAML not well-formed. (line 1, column 103)"),
        ("a: " + "[" * 101 + "]" * 101, "YAML not well-formed. (line 1, column 103)"),
        ('{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", "JSON not well-formed."),
        ('{"a": ' + "[" * 500 + "]" * 500 + "}", "unsupported structure."),
    ],
)
def test_what_is_no_template(text, complaint):
    with pytest.raises(Refusal) as refused:
        read_text(text)
    assert refused.value.code == "ValidationError"
    assert refused.value.message == f"Template format error: {complaint}"


def test_aliases_are_refused_and_so_cannot_grow():
    """As AWS says; otherwise ten lines would mean a thousand million words."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(Refusal, match="YAML aliases are not allowed in CloudFormation templates"):
        read_text("\n".join(lines))


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "a: 1\na: 2", "x: {b: 1, b: 1}"])
def test_a_name_that_stands_twice_is_not_modelled(text):
    with pytest.raises(NotModelled, match="twice in one mapping"):
        read_text(text)


QUEUE = {"Type": "AWS::SQS::Queue"}


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ({}, "Template format error: At least one Resources member must be defined."),
        ({"Resources": {}}, "Template format error: At least one Resources member must be defined"),
        ({"Resources": {"Q": "x"}}, "Template format error: Any Resources member must be an obje"),
        (
            {"Resources": {"Q": {"Properties": {}}}},
            "Template format error: [/Resources/Q] Every Resources object must contain a Type mem",
        ),
        ({"Resources": {"Q": QUEUE | {"Color": 1}}}, "Invalid template resource property 'Color'"),
        ({"Resources": {"Q-1": QUEUE}}, "Template format error: Resource name Q-1 is non alpha"),
        ({"Resources": {"Q": QUEUE}, "Colors": 1}, "Invalid template property or properties [Col"),
        (
            {"Resources": {"Q": QUEUE}, "Outputs": {"O": {"Value": None}}},
            "[/Outputs/O/Value] 'null' values are not allowed in templates",
        ),
        (
            {"Resources": {"Q": QUEUE}, "Outputs": {"O": {}}},
            "Template format error: Every Outputs member must contain a Value object",
        ),
        (
            {"Resources": {"Q": QUEUE}, "Mappings": {"M": {"a": "b"}}},
            "Template format error: Every Mappings member a must be a map",
        ),
        (
            {"Resources": {"Q": QUEUE}, "Mappings": {"M": {"a": {"b": {"c": "d"}}}}},
            "Template format error: Every Mappings attribute must be a String or a List.",
        ),
        (
            {"Resources": {"Q": QUEUE | {"DependsOn": ["Gone"]}}},
            "Template format error: Unresolved resource dependencies [Gone] in the Resources bloc",
        ),
    ],
)
def test_what_a_template_cannot_say(template, complaint):
    """As AWS answered (recorded, LocalStack's validated tests of `test_validations`, `test_stacks`,
    `test_mappings` and `test_references`); property of the top, name of a resource: not recorded.
    """
    assert StackAccount().complaint(template).startswith(complaint)


def test_a_template_of_more_than_51200_bytes_is_refused():
    """As AWS answered (recorded, `test_to_validate_template_limit_for_macro`)."""
    account = StackAccount()
    text = json.dumps({"Resources": {"Q": QUEUE}, "Description": "x" * 51_200})
    code, told = account.refused("CreateStack", **asked(text))
    assert code == "ValidationError"
    assert told.startswith("1 validation error detected: Value '{")
    assert told.endswith("Member must have length less than or equal to 51200")
    assert len(text) > 51_200 > len(text) - 100


@pytest.mark.parametrize(
    "more",
    [
        {"Rules": {"R": {"Assertions": []}}},
        {"Transform": "AWS::Include"},
        {"Transform": [{"Name": "Own", "Parameters": {}}]},
        {"Parameters": {"P": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/p"}}},
        {"Resources": {"Q": QUEUE | {"CreationPolicy": {}}}},
        {"Outputs": {"O": {"Value": {"Fn::GetAZs": ""}}}},
        {"Outputs": {"O": {"Value": "{{resolve:ssm:/p}}"}}},
    ],
)
def test_what_is_not_modelled_is_said(more):
    account = StackAccount()
    code, told = account.refused("CreateStack", **asked({"Resources": {"Q": QUEUE}, **more}))
    assert code == "NotModelled"
    assert "is not modelled by the simulator" in told
    assert account.stacks("DescribeStacks")["Stacks"] == []
