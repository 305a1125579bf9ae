"""A second opinion on templates, intrinsic functions and choices: moto's own interpreter."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventHistoryContext
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

from pattern_tck.simulator.workflows.language.choices import choice
from pattern_tck.simulator.workflows.language.templates import template

from .language_scope import scope

INPUT = {
    "text": "a,b;c",
    "number": 5,
    "float": 1.5,
    "yes": True,
    "null": None,
    "early": "2026-03-14T01:59:00Z",
    "list": [3, "x", None, 3],
    "object": {"a": {"b": [1, 2]}, "c": "d"},
    "encoded": "eyJhIjoxfQ==",
}


def moto_state(state):
    definition = {
        "StartAt": "S",
        "States": {"S": {**state, **({"End": True} if state["Type"] == "Pass" else {})}},
    }
    program, _ = AmazonStateLanguageParser.parse(json.dumps(definition))
    return program.states.states["S"]


def ask_moto(component):
    environment = Environment(
        aws_execution_details=None,
        execution_type="STANDARD",
        context={"Execution": {"Id": "run-1", "Input": INPUT}, "StateMachine": {}},
        event_history_context=EventHistoryContext.of_program_start(),
        cloud_watch_logging_session=None,
        activity_store={},
    )
    environment.next_state_name = "S"
    environment.states.reset(INPUT)
    environment.stack.append(INPUT)
    component.eval(environment)
    return environment.stack.pop()


@pytest.mark.parametrize(
    "field",
    [
        "$.text",
        "$.object.a.b[1]",
        "$.object.a.b",
        "$.list[*]",
        "$.object.a.b[0:1]",
        "$.list[0]",
        "$$.Execution.Id",
        "States.Format('{}-{}-{}-{}', $.text, $.number, $.float, $.yes)",
        "States.JsonToString($.number)",
        "States.StringToJson('[1, 2]')",
        "States.Array($.text, 1, 'x')",
        "States.ArrayPartition($.list, 3)",
        "States.ArrayContains($.list, 'x')",
        "States.ArrayContains($.list, 'y')",
        "States.ArrayRange(1, 9, 3)",
        "States.ArrayGetItem($.list, 1)",
        "States.ArrayLength($.list)",
        "States.ArrayUnique($.list)",
        "States.Base64Encode($.text)",
        "States.Base64Decode($.encoded)",
        "States.Hash($.text, 'SHA-256')",
        "States.Hash($.text, 'MD5')",
        "States.JsonMerge($.object, $.object.a, false)",
        "States.MathAdd($.number, -7)",
        "States.StringSplit($.text, ',')",
        "States.StringSplit($.text, ',;')",
        "States.ArrayGetItem(States.StringSplit($.text, ','), 0)",
    ],
)
def test_a_field_is_filled_in_as_moto_fills_it_in(field):
    value = {"kept": [1, {"x": None}], "in": [{"it.$": field}]}
    parameters = moto_state({"Type": "Pass", "Parameters": value}).parameters
    theirs = ask_moto(parameters.template_eval_component)
    assert template(value)(scope(INPUT)) == theirs


VARIABLES = st.sampled_from(["text", "number", "float", "yes", "null", "early", "list"])
SIGNS = st.sampled_from(
    ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"]
)
TEXTS = st.sampled_from(["", "a", "a,b;c", "b", "2026-03-14T01:59:00Z"])


def compared(names, operands):
    return st.builds(
        lambda variable, name, operand: {"Variable": f"$.{variable}", name: operand},
        VARIABLES,
        names,
        operands,
    )


# moto has another order for texts and other kinds of values with ...Path: it compares whatever
# Python compares. Operands are literals here.
COMPARISONS = st.one_of(
    compared(SIGNS.map("String{}".format), TEXTS),
    compared(SIGNS.map("Numeric{}".format), st.sampled_from([1.5, 5, 6, -1])),
    compared(st.just("BooleanEquals"), st.booleans()),
    compared(st.just("StringMatches"), st.sampled_from(["*", "a*", "*c", "a*;*", "b"])),
    compared(
        st.sampled_from(["IsNull", "IsNumeric", "IsString", "IsBoolean", "IsPresent"]),
        st.booleans(),
    ),
    st.builds(lambda there: {"Variable": "$.nothing", "IsPresent": there}, st.booleans()),
)
RULES = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(lambda rules: {"And": rules}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda rules: {"Or": rules}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda rule: {"Not": rule}, inner),
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_a_rule_is_met_where_moto_says_so(rule):
    state = moto_state({"Type": "Choice", "Choices": [{**rule, "Next": "S"}]})
    theirs = ask_moto(state.choices_decl.rules[0])
    assert choice(rule)(scope(INPUT)) is theirs
