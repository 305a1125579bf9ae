"""Paths of the states language: what they find, what they refuse, where results are put."""

import jsonpath_ng.ext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.errors import InvalidExpression, StateError
from pattern_tck.simulator.workflows.language.path_walks import find
from pattern_tck.simulator.workflows.language.paths import path, result_path
from pattern_tck.simulator.workflows.language.scope import ABSENT

from .language_scope import DOCUMENTS, NAMES, at_leisure, scope

RIDE = {
    "id": "r-1",
    "fare": {"amount": 12.5, "currency": None},
    "stops": [{"at": "A", "min": 1}, {"at": "B", "min": 5}, {"at": "C", "min": 9, "toll": True}],
    "marks": [3, 1, 2],
    "odd.name": {"it's": 1},
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$", RIDE),
        ("$.id", "r-1"),
        ("$.fare.amount", 12.5),
        ("$.fare.currency", None),
        ("$['fare']['amount']", 12.5),
        ('$["fare"].amount', 12.5),
        ("$.odd\\.name['it\\'s']", 1),
        ("$['odd.name']", {"it's": 1}),
        ("$.marks[0]", 3),
        ("$.marks[-1]", 2),
        ("$.stops[1].at", "B"),
        ("$$.Execution.Id", "run-1"),
        ("$$.Map.Item.Index", 2),
        ("$left", [7, 8]),
        ("$left[1]", 8),
        # From here on a path may name several places, and gives a list.
        ("$.marks[0,2]", [3, 2]),
        ("$.marks[1:]", [1, 2]),
        ("$.marks[:-1]", [3, 1]),
        ("$.marks[*]", [3, 1, 2]),
        ("$.stops[*].at", ["A", "B", "C"]),
        ("$.stops[*].toll", [True]),
        ("$.fare.*", [12.5, None]),
        ("$.*.amount", [12.5]),
        ("$..*.toll", [True]),
        ("$..min", [1, 5, 9]),
        ("$..[0].at", ["A"]),
        ("$.id[*]", []),
        ("$..nothing", []),
        ("$.stops[?(@.min > 1)].at", ["B", "C"]),
        ("$.stops[?(@.min > 1 && @.toll == true)].at", ["C"]),
        ("$.stops[?(@.at == 'A' || @.at == \"C\")].min", [1, 9]),
        ("$.stops[?(!(@.toll))].at", ["A", "B"]),
        ("$.stops[?(@.at in ['A', 'B'])].min", [1, 5]),
        ("$.stops[?(@.at nin ['A', 'B'])].min", [9]),
        ("$.stops[?(@.min != $.marks[1])].at", ["B", "C"]),
        ("$.stops[?(@.min >= 5 && @.min <= 5)].at", ["B"]),
        ("$.marks[?(@ < 3)]", [1, 2]),
        ("$.marks[?(  @<3  &&  ! ( @ == 1 )  )]", [2]),
        ("$.marks[?(@ in [ 1 , 2 ])]", [1, 2]),
        ("$.stops[2]['at','min']", {"at": "C", "min": 9}),
    ],
)
def test_what_a_path_finds(text, found):
    assert path(text)(scope(RIDE, variables={"left": [7, 8]})) == found


@pytest.mark.parametrize(
    "text",
    [
        "$.nothing",
        "$.nothing[*]",
        "$.marks[3]",
        "$.marks[-4]",
        "$.id.length",
        "$.fare[0]",
        "$.fare[0:1]",
        "$.marks.at",
        "$.fare.currency.code",
        "$$.Task.Token",
        "$unknown",
    ],
)
def test_a_path_that_leads_nowhere_fails_the_state(text):  # SFN-ERR-08
    with pytest.raises(StateError) as failed:
        path(text, "ride.$")(scope({**RIDE, "stops": []}))
    assert failed.value.error == "States.Runtime"
    assert f"The JSONPath '{text}' specified for the field 'ride.$'" in failed.value.cause
    with pytest.raises(StateError) as failed:
        path(text, "InputPath")(scope({**RIDE, "stops": []}))
    assert failed.value.cause.startswith(f"Invalid path '{text}' : ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$.nope", "No results for path: $['nope']"),
        ("$.fare['it\\'s']", "No results for path: $['fare']['it\\'s']"),
        ("$.fare.x.y", "Missing property in path $['fare']['x']"),
        ("$.marks[7]", "No results for path: $['marks'][7]"),
        ("$.id[0]", 'Filter: [0] can only be applied to arrays. Current context is: "r-1"'),
    ],
)
def test_outside_templates_the_cause_names_the_step(text, reason):
    with pytest.raises(StateError) as failed:
        path(text, "OutputPath")(scope(RIDE))
    assert failed.value.cause == f"Invalid path '{text}' : {reason}"


def test_in_a_template_the_cause_tells_the_input():
    with pytest.raises(StateError) as failed:
        path("$.x", "y.$")(scope({"ä": [1, None]}))
    assert failed.value.cause == (
        "The JSONPath '$.x' specified for the field 'y.$' could not be found in the input "
        """'{"ä":[1,null]}'"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id",
        "$.",
        "$..",
        "$.a..",
        "$a.[0]x",
        "$[",
        "$[0",
        "$['a'",
        "$[a]",
        "$['a' 'b']",
        "$.a b",
        "$.a[?@.x]",
        "$.a[?(@.x ==)]",
        "$.a[?(@.x == 1]",
        "$.a[?((@.x == 1)]",
        "$.a[?(@.x == 1) 2]",
    ],
)
def test_what_is_no_path(text):
    with pytest.raises(InvalidExpression):
        path(text)


@pytest.mark.parametrize("text", ["$.a.length()", "$.a[?(@.x =~ /b/)]", "$.a[?(@.x subsetof [1])]"])
def test_what_only_one_library_knows_is_not_modelled(text):
    with pytest.raises(NotModelled):
        path(text)


STEPS = st.one_of(
    NAMES.map(lambda name: f".{name}"),
    NAMES.map(lambda name: f"['{name}']"),
    st.integers(0, 2).map(lambda at: f"[{at}]"),
)
MANY = st.sampled_from(["[*]", "[0:2]", "[1:]"])


@at_leisure
@given(DOCUMENTS, st.lists(STEPS, max_size=4).map(lambda steps: "$" + "".join(steps)))
def test_a_definite_path_finds_what_jsonpath_ng_finds(document, text):
    theirs = [match.value for match in jsonpath_ng.ext.parse(text).find(document)]
    found = find(text)(scope(document))
    assert ([] if found is ABSENT else [found]) == theirs


@at_leisure
@given(DOCUMENTS, MANY, st.lists(STEPS, max_size=2).map("".join))
def test_an_array_is_spread_as_jsonpath_ng_spreads_it(document, many, after):
    text = f"$.a{many}{after}"
    document = {"a": [document, *([document] if isinstance(document, list) else [])]}
    theirs = [match.value for match in jsonpath_ng.ext.parse(text).find(document)]
    assert find(text)(scope(document)) == theirs


@pytest.mark.parametrize(
    ("where", "raw", "output"),
    [
        ("$", {"a": 1}, "done"),
        (None, {"a": 1}, {"a": 1}),
        ("$.b", {"a": 1}, {"a": 1, "b": "done"}),
        ("$.a", {"a": 1}, {"a": "done"}),
        ("$.b.c", {"a": 1}, {"a": 1, "b": {"c": "done"}}),
        ("$['b']['c']", {}, {"b": {"c": "done"}}),
        ("$.a[1].b", {"a": [1, {"c": 2}]}, {"a": [1, {"c": 2, "b": "done"}]}),
        ("$[0]", [1, 2], ["done", 2]),
        ("$[-2]", [1, 2], ["done", 2]),
    ],
)
def test_where_a_result_is_put(where, raw, output):
    before = repr(raw)
    assert result_path(where)(raw, "done") == output
    assert repr(raw) == before


@pytest.mark.parametrize(
    ("where", "raw"), [("$.x", "foo"), ("$.a.b", {"a": 1}), ("$.a[2]", {"a": [1]}), ("$.a", [])]
)
def test_a_result_that_can_be_put_nowhere_fails_the_state(where, raw):
    with pytest.raises(StateError) as failed:
        result_path(where)(raw, "done")
    assert failed.value.error == "States.ResultPathMatchFailure"


@pytest.mark.parametrize("text", ["$.a[*]", "$..a", "$$.a", "$left", "$.a[0:1]", "a", "$.a[0,1]"])
def test_a_result_path_names_one_place_of_the_input(text):
    with pytest.raises(InvalidExpression):
        result_path(text)


@at_leisure
@given(st.lists(NAMES, min_size=1, max_size=4), DOCUMENTS, DOCUMENTS)
def test_what_is_put_somewhere_is_found_there(names, raw, result):
    where = "$." + ".".join(names)
    try:
        output = result_path(where)(raw, result)
    except StateError:
        return
    assert path(where)(scope(output)) == result
