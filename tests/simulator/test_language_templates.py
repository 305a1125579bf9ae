"""Payload templates: fields ending in .$ are filled in, all else stays as it is."""

import pytest
from hypothesis import given

from pattern_tck.simulator.workflows.language.errors import InvalidExpression, StateError
from pattern_tck.simulator.workflows.language.templates import template

from .language_scope import DOCUMENTS, at_leisure, scope


def test_fields_are_filled_in_wherever_they_are():
    fill = template(
        {
            "kind": "ride",
            "id.$": "$.id",
            "run.$": "$$.Execution.Id",
            "left.$": "$left",
            "text.$": "States.Format('{}!', $.id)",
            "inner": {"stops": [{"at.$": "$.stops[0]"}, "$.stops[1]", 7]},
            "all.$": "$.stops[*]",
        }
    )
    assert fill(scope({"id": "r-1", "stops": ["A", "B"]}, variables={"left": None})) == {
        "kind": "ride",
        "id": "r-1",
        "run": "run-1",
        "left": None,
        "text": "r-1!",
        "inner": {"stops": [{"at": "A"}, "$.stops[1]", 7]},
        "all": ["A", "B"],
    }


def test_fields_keep_their_order():
    fill = template({"z": 1, "y.$": "$.y", "x": {"b.$": "$.y", "a": 1}})
    assert list(fill(scope({"y": 2}))) == ["z", "y", "x"]
    assert list(fill(scope({"y": 2}))["x"]) == ["b", "a"]


def test_what_was_filled_in_once_does_not_show_in_the_next():
    fill = template({"a": {"b.$": "$.x"}, "c": [{"d.$": "$.x"}]})
    first = fill(scope({"x": 1}))
    assert fill(scope({"x": 2})) == {"a": {"b": 2}, "c": [{"d": 2}]}
    assert first == {"a": {"b": 1}, "c": [{"d": 1}]}


@at_leisure
@given(DOCUMENTS)
def test_what_has_nothing_to_fill_in_stays_as_it_is(document):
    assert template(document)(scope("other")) == document


@at_leisure
@given(DOCUMENTS, DOCUMENTS)
def test_the_whole_input_can_be_put_anywhere(document, constant):
    filled = template({"constant": constant, "in": [{"it.$": "$"}]})(scope(document))
    assert filled == {"constant": constant, "in": [{"it": document}]}


def test_the_cause_names_the_field():
    with pytest.raises(StateError) as failed:
        template({"a": {"b.$": "$.nope"}})(scope({}))
    assert failed.value.error == "States.Runtime"
    assert "specified for the field 'b.$'" in failed.value.cause


@pytest.mark.parametrize(
    "value",
    [
        {"a.$": 1},
        {"a.$": {"b.$": "$"}},
        {"a.$": "text"},
        {"a": [{"b.$": "$["}]},
        {"a": 1, "a.$": "$"},
        {"a.$": "States.Nothing()"},
    ],
)
def test_what_is_no_template(value):
    with pytest.raises(InvalidExpression):
        template(value)
