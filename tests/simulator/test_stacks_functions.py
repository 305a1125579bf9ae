"""The functions of a template, its parameters, mappings and conditions."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulator.stack_account import StackAccount, asked, valued


def said(value, parameters=None, **sections):
    return StackAccount().make(valued(value, **sections), parameters=parameters)["Said"]


PARAMETERS = {
    "Stage": {"Type": "String", "Default": "test", "AllowedValues": ["test", "live"]},
    "Sizes": {"Type": "CommaDelimitedList", "Default": "s, m,l"},
    "Count": {"Type": "Number", "Default": 3},
}
MAPPINGS = {"Limits": {"test": {"Most": "5", "Names": ["a", "b"]}, "live": {"Most": "50"}}}


@pytest.mark.parametrize(
    ("value", "gives"),
    [
        ({"Ref": "Stage"}, "test"),
        ({"Ref": "Count"}, "3"),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Ref": "AWS::AccountId"}, "123456789012"),
        ({"Ref": "AWS::StackName"}, "shop"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 2]]}, "a-test-2"),
        ({"Fn::Join": ["+", {"Ref": "Sizes"}]}, "s+m+l"),
        ({"Fn::Select": ["1", {"Ref": "Sizes"}]}, "m"),
        ({"Fn::Select": [0, {"Fn::Split": [":", "a:b"]}]}, "a"),
        ({"Fn::Sub": "${Stage}/${AWS::Region}/${!Stage}/$Stage"}, "test/us-east-1/${Stage}/$Stage"),
        ({"Fn::Sub": ["${x}-${Stage}", {"x": {"Ref": "Count"}}]}, "3-test"),
        ({"Fn::FindInMap": ["Limits", {"Ref": "Stage"}, "Most"]}, "5"),
        ({"Fn::Join": ["", {"Fn::FindInMap": ["Limits", "test", "Names"]}]}, "ab"),
        ({"Fn::If": ["Live", "yes", "no"]}, "no"),
        ({"Fn::If": ["Both", "yes", "no"]}, "yes"),
        ({"Fn::Base64": "hello"}, base64.b64encode(b"hello").decode()),
        ({"Fn::Sub": "${Any.QueueName}@${Any.Arn}"}, None),
    ],
)
def test_a_function_gives(value, gives):
    conditions = {
        "Live": {"Fn::Equals": [{"Ref": "Stage"}, "live"]},
        "Small": {"Fn::Or": [{"Condition": "Live"}, {"Fn::Equals": [{"Ref": "Count"}, 3]}]},
        "Both": {"Fn::And": [{"Condition": "Small"}, {"Fn::Not": [{"Condition": "Live"}]}]},
    }
    found = said(value, Parameters=PARAMETERS, Mappings=MAPPINGS, Conditions=conditions)
    if gives is None:
        name, _, arn = found.partition("@")
        assert arn == f"arn:aws:sqs:us-east-1:123456789012:{name}"
    else:
        assert found == gives


def test_the_language_extensions_are_an_extension():
    value = {"Fn::Sub": ["${n}", {"n": {"Fn::Length": [1, 2, 3]}}]}
    assert said(value, Transform="AWS::LanguageExtensions") == "3"
    text = {"Fn::ToJsonString": {"a": [1, {"Ref": "AWS::Region"}]}}
    assert said(text, Transform=["AWS::LanguageExtensions"]) == '{"a":[1,"us-east-1"]}'
    absent = {"Fn::FindInMap": ["Limits", "no", "Most", {"DefaultValue": "7"}]}
    assert said(absent, Mappings=MAPPINGS, Transform="AWS::LanguageExtensions") == "7"
    assert "Fn::Length" in StackAccount().complaint(valued(value))


_PARTS = st.text(st.characters(codec="ascii", exclude_characters=",{}$"), max_size=8)


@given(st.lists(_PARTS, min_size=1, max_size=5))
def test_what_is_joined_can_be_split(parts):
    joined = {"Fn::Join": [",", parts]}
    for at, part in enumerate(parts):
        assert said({"Fn::Select": [at, {"Fn::Split": [",", joined]}]}) == part


@given(st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), _PARTS, min_size=1))
def test_sub_puts_every_value_in_its_place(values):
    text = "|".join(f"${{{name}}}" for name in values)
    assert said({"Fn::Sub": [text, values]}) == "|".join(values.values())


@given(st.booleans(), st.booleans())
def test_conditions_are_those_of_logic(a, b):
    def flag(name):
        return {"Fn::Equals": [{"Ref": name}, "true"]}

    conditions = {
        "A": flag("A"),
        "B": flag("B"),
        "NotBoth": {"Fn::Not": [{"Fn::And": [{"Condition": "A"}, {"Condition": "B"}]}]},
        "OneIsNot": {"Fn::Or": [{"Fn::Not": [{"Condition": "A"}]}, {"Fn::Not": [flag("B")]}]},
    }
    found = said(
        {"Fn::Join": ["", [{"Fn::If": [n, n, "-"]} for n in ("NotBoth", "OneIsNot")]]},
        {"A": str(a).lower(), "B": str(b).lower()},
        Parameters={"A": {"Type": "String"}, "B": {"Type": "String"}},
        Conditions=conditions,
    )
    assert found == ("--" if a and b else "NotBothOneIsNot")


def test_no_value_leaves_a_property_out():
    properties = {"DelaySeconds": {"Fn::If": ["Slow", 9, {"Ref": "AWS::NoValue"}]}}
    template = {
        "Parameters": {"Slow": {"Type": "String"}},
        "Conditions": {"Slow": {"Fn::Equals": [{"Ref": "Slow"}, "yes"]}},
        "Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": properties}},
    }
    account = StackAccount()
    account.make(template, parameters={"Slow": "yes"})
    account.make(template, "other", parameters={"Slow": "no"})
    assert account.attribute(account.physical("Q"), "DelaySeconds") == "9"
    assert account.attribute(account.physical("Q", "other"), "DelaySeconds") == "0"


def test_a_condition_keeps_a_resource_and_an_output_away():
    template = {
        "Conditions": {"No": {"Fn::Equals": ["a", "b"]}},
        "Resources": {
            "Here": {"Type": "AWS::SQS::Queue"},
            "Away": {"Type": "AWS::Lambda::Function", "Condition": "No"},
        },
        "Outputs": {"O": {"Value": {"Ref": "Away"}, "Condition": "No"}},
    }
    account = StackAccount()
    assert account.make(template) == {}
    assert [*account.resources()] == ["Here"]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ({"Ref": "Gone"}, "format error: Unresolved resource dependencies [Gone] in the Outputs b"),
        ({"Ref": ["Any"]}, "error: every Ref object must have a single String value."),
        (
            {"Fn::GetAtt": ["Gone", "Arn"]},
            "error: instance of Fn::GetAtt references undefined resource Gone",
        ),
        ({"Fn::Sub": "${Gone}"}, "format error: Unresolved resource dependencies [Gone] in the Ou"),
        ({"Fn::Sub": "${a-b}"}, "error: variable names in Fn::Sub syntax must contain only alphan"),
        ({"Fn::Sub": {"a": "b"}}, "error: One or more Fn::Sub intrinsic functions don't specify"),
        ({"Fn::Join": ["a"]}, "error: every Fn::Join object requires two parameters, (1) a string"),
        ({"Fn::Split": ["", "a"]}, "error: every Fn::Split object requires two parameters, (1) a"),
        (
            {"Fn::Select": [3, ["a"]]},
            "error: Fn::Select  cannot select nonexistent value at index 3",
        ),
        (
            {"Fn::FindInMap": ["Limits", "C", "Most"]},
            "error: Unable to get mapping for Limits::C::Most",
        ),
        (
            {"Fn::FindInMap": ["Gone", "C", "Most"]},
            "error: Mapping named 'Gone' is not present in the 'Mappings' section of template.",
        ),
        ({"Fn::If": ["Gone", 1, 2]}, "error: unresolved condition dependency Gone in Fn::If"),
        ({"Fn::If": ["Any", 1]}, "error: Fn::If requires a list argument with three elements"),
    ],
)
def test_a_function_that_cannot_be_followed(value, complaint):
    """The missing key of a mapping: as AWS answered (recorded, LocalStack's validated tests,
    `test_mapping_with_nonexisting_key`); the others as AWS is quoted in public.
    """
    told = StackAccount().complaint(valued(value, Mappings=MAPPINGS))
    assert told.startswith("Template " + complaint)


def test_conditions_know_no_resources_and_no_circles():
    account = StackAccount()
    template = valued("x", Conditions={"C": {"Fn::Equals": [{"Ref": "Any"}, "x"]}})
    template["Resources"]["Any"]["Condition"] = "C"
    assert account.complaint(template) == (
        "Template format error: Unresolved dependencies [Any]. Cannot reference resources in the "
        "Conditions block of the template"
    )
    circle = {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}}
    template = valued({"Fn::If": ["A", "x", "y"]}, Conditions=circle)
    assert "Circular dependency between conditions" in account.complaint(template)


def test_a_circle_of_resources_is_named_without_what_waits_for_it():
    def queue(*needs):
        return {"Type": "AWS::SQS::Queue", "DependsOn": list(needs)}

    resources = {"A": queue("B"), "B": queue("C"), "C": queue("A"), "D": queue("A"), "E": queue()}
    told = StackAccount().complaint({"Resources": resources})
    assert told == "Circular dependency between resources: [A, B, C]"


@pytest.mark.parametrize(
    ("declared", "given", "complaint"),
    [
        ({"Type": "String"}, {}, "Parameters: [P] must have values"),
        ({"Type": "String"}, {"P": "a", "X": "b"}, "Parameters: [X] do not exist in the template"),
        (
            {"Type": "String", "AllowedValues": ["a", "b"]},
            {"P": "c"},
            "Parameter 'P' must be one of AllowedValues",
        ),
        ({"Type": "Number"}, {"P": "many"}, "Parameter 'P' must be a number."),
        (
            {"Type": "Number", "MinValue": 3},
            {"P": "2"},
            "Parameter 'P' must be a number not less than 3",
        ),
        (
            {"Type": "Number", "MaxValue": 3},
            {"P": "3.5"},
            "Parameter 'P' must be a number not greater than 3",
        ),
        (
            {"Type": "String", "MinLength": 2},
            {"P": "a"},
            "Parameter 'P' must contain at least 2 characters",
        ),
        (
            {"Type": "String", "MaxLength": "2"},
            {"P": "abc"},
            "Parameter 'P' must contain at most 2 characters",
        ),
        (
            {"Type": "String", "AllowedPattern": "[a-z]+"},
            {"P": "A"},
            "Parameter 'P' must match pattern [a-z]+",
        ),
        (
            {"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "small"},
            {"P": "A"},
            "Parameter P failed to satisfy constraint: small",
        ),
    ],
)
def test_a_parameter_that_is_not_allowed(declared, given, complaint):
    template = valued("x", Parameters={"P": declared})
    assert StackAccount().complaint(template, **given) == complaint


def test_a_secret_parameter_is_used_and_not_shown():
    account = StackAccount()
    template = valued({"Ref": "P"}, Parameters={"P": {"Type": "String", "NoEcho": True}})
    assert account.make(template, parameters={"P": "key"}) == {"Said": "key"}
    assert account.stack()["Parameters"] == [{"ParameterKey": "P", "ParameterValue": "****"}]


def test_what_an_update_does_not_say_of_a_parameter():
    """A previous value is asked for by name, and else the default counts."""
    account = StackAccount()
    template = valued(
        {"Fn::Join": ["", [{"Ref": "P"}, {"Ref": "R"}]]},
        Parameters={n: {"Type": "String", "Default": n.lower()} for n in "PR"},
    )
    assert account.make(template, parameters={"P": "1", "R": "2"}) == {"Said": "12"}
    again = asked(template)
    again["Parameters"] = [{"ParameterKey": "P", "UsePreviousValue": True}]
    account.stacks("UpdateStack", **again)
    assert account.outputs() == {"Said": "1r"}
