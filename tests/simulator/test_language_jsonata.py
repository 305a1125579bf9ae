"""JSONata in workflows: what expressions see, what Step Functions adds, how they fail."""

import builtins
import subprocess
import sys

import pytest
from hypothesis import given

from pattern_tck.simulator.workflows.language import jsonata as module
from pattern_tck.simulator.workflows.language.errors import InvalidExpression, StateError
from pattern_tck.simulator.workflows.language.jsonata import jsonata
from pattern_tck.simulator.workflows.language.jsonata_functions import numbers
from pattern_tck.simulator.workflows.language.scope import MissingSource, Scope

from .language_scope import DOCUMENTS, at_leisure, scope

INPUT = {"id": "r-1", "fares": [3, 1, 2], "none": None, "stops": [{"at": "A"}, {"at": "B"}]}


def value(text, document=INPUT, **more):
    return jsonata(f"{{% {text} %}}", "Output/v")(scope(document, **more))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$states.input", INPUT),
        ("$states.input.id", "r-1"),
        ("$states.input.fares[0]", 3),
        ("$states.input.fares[$ > 1]", [3, 2]),
        ("$states.input.stops.at", ["A", "B"]),
        ("$sum($states.input.fares)", 6),
        ("$states.context.Execution.Id", "run-1"),
        ("$left & '!'", "7!"),
        ("{'id': $states.input.id, 'gone': $states.input.nothing}", {"id": "r-1"}),
        ("10 / 4", 2.5),
        ("10 / 5", 2),
        ("$states.input.id = 'r-1' and true", True),
        # Null is a value, and not what is not there.
        ("$states.input.none", None),
        ("[$states.input.none, 1]", [None, 1]),
        ("$exists($states.input.none)", True),
        ("$nobody", None),
        # What Step Functions adds.
        ("$partition([1..5], 2)", [[1, 2], [3, 4], [5]]),
        ("$partition([1..5], 2.9)", [[1, 2], [3, 4], [5]]),
        ("$range(0, 10, 4)", [0, 4, 8]),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$range(-1.7, 1, 1)", [-1, 0, 1]),
        ("$range(7, 7, 1)", 7),
        ("$partition([1..3])", [[1, 2, 3]]),
        ("$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
        ("$parse('{\"a\": [1, null]}')", {"a": [1, None]}),
        ("$parse('null')", None),
        ("$now()", "2027-01-15T08:00:00.250Z"),
        ("$millis()", 1_800_000_000_250),
        ("$fromMillis($millis(), '[Y]')", "2027"),
    ],
)
def test_what_an_expression_gives(text, expected):
    given = value(text, variables={"left": 7, "nobody": None})
    assert given == expected
    assert type(given) is type(expected)


def test_a_range_may_have_so_many_numbers():
    assert len(numbers(1, 360_145, 1)) == 360_145
    with pytest.raises(ValueError, match="memory limit exceeded"):
        numbers(1, 360_146, 1)


def test_expressions_are_evaluated_wherever_they_are():
    document = {"kind": "ride", "id": "{% $states.input.id %}", "all": [1, "{% $left %}", "{%"]}
    assert jsonata(document)(scope(INPUT, variables={"left": None})) == {
        "kind": "ride",
        "id": "r-1",
        "all": [1, None, "{%"],
    }


def test_a_result_and_an_error_are_seen_where_there_is_one():
    assert value("$states.result.ok", result={"ok": True}) is True
    assert value("$states.errorOutput.Error", error_output={"Error": "Boom"}) == "Boom"
    for absent in ("$states.result", "$states.errorOutput"):
        with pytest.raises(StateError):
            value(absent)


@at_leisure
@given(DOCUMENTS)
def test_a_document_passes_through(document):
    assert value("$states.input", document) == document
    assert jsonata({"a": [document]})(scope()) == {"a": [document]}


@pytest.mark.parametrize(
    "text",
    [
        "$states.input.nothing",
        "$nothing",
        "$partition([1], 0)",
        "$partition([], 1)",
        "$range(1, 3)",
        "$range(1, 3, -1)",
        "$range(1, 3, 0.5)",
        "$hash('x')",
    ],
)
def test_an_expression_that_gives_nothing_fails_the_state(text):
    with pytest.raises(StateError) as failed:
        value(text)
    assert failed.value.error == "States.QueryEvaluationError"
    assert failed.value.cause == (
        f"The JSONata expression '{text}' specified for the field 'Output/v' returned nothing "
        "(undefined)."
    )


@pytest.mark.parametrize(
    "text",
    [
        "1 + 'a'",
        "$eval('1')",
        "$unknown()",
        "$hash('x', 'CRC')",
        "$parse('{')",
        "$range('0', 4, 1)",
        "$range(1)",
        "$range(1, 360146, 1)",
        "$partition([1], -1)",
        "$parse(null)",
        "$error('so it is')",
        "1 / 0",
        "($f := function($n){$f($n + 1) + 1}; $f(0))",
    ],
)
def test_an_expression_that_goes_wrong_fails_the_state(text):
    with pytest.raises(StateError) as failed:
        value(text)
    assert failed.value.error == "States.QueryEvaluationError"
    assert "specified for the field 'Output/v' threw an error during eval" in failed.value.cause


def test_a_function_is_no_document():
    """As AWS answered: LocalStack's validated test_map_state_items_eval_jsonata_fail[function]."""
    with pytest.raises(StateError) as failed:
        value("function($x){$x}")
    assert failed.value.error == "States.QueryEvaluationError"
    assert failed.value.cause == (
        "The JSONata expression 'function($x){$x}' specified for the field 'Output/v' returned an "
        "unsupported result type."
    )


def test_the_cause_names_the_field_in_a_document():
    with pytest.raises(StateError) as failed:
        jsonata({"a": {"b": [1, "{% $nothing %}"]}}, "Output")(scope())
    assert "for the field 'Output/a/b[1]'" in failed.value.cause


@pytest.mark.parametrize("text", ["a[1,2)", '"unterminated', "1 +", '{"a":}', "$x :=", "/abc"])
def test_what_is_no_expression(text):
    with pytest.raises(InvalidExpression):
        jsonata(f"{{% {text} %}}")


@pytest.mark.parametrize("text", ["x", "{% 1", " {% 1 %}", "{%}", "1 %}"])
def test_a_text_that_is_no_expression_is_itself(text):
    assert jsonata(text)(scope()) == text


def test_chance_comes_from_the_scope():
    for text in ("$uuid()", "$random()", "$shuffle([1..30])"):
        assert value(text, seed=7) == value(text, seed=7) != value(text, seed=8)
    assert value("$uuid()")[14] == "4"
    assert value("$random(3)", seed=1) == value("$random(3)", seed=2) != value("$random(4)")


@pytest.mark.parametrize("text", ["$uuid()", "$now()"])
def test_without_chance_and_time_nothing_is_made_up(text):
    with pytest.raises(MissingSource):
        jsonata(f"{{% {text} %}}")(Scope({}, {}))


def test_the_library_does_not_change_how_deep_the_process_may_go():
    script = (
        "import sys; before = sys.getrecursionlimit()\n"
        "from pattern_tck.simulator.workflows.language.jsonata import jsonata\n"
        "from pattern_tck.simulator.workflows.language.scope import MissingSource, Scope\n"
        "assert jsonata('{% 1 + 1 %}')(Scope({}, {})) == 2\n"
        "assert sys.getrecursionlimit() == before and 'jsonata' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_an_expression_may_be_deep():
    assert value("+".join(["1"] * 100)) == 100
    assert value("(" * 90 + "1" + ")" * 90) == 1


def test_without_the_library_the_state_fails_and_says_why(monkeypatch):
    def no_jsonata(name, *args, **more):
        if name.partition(".")[0] == "jsonata":
            raise ImportError(name)
        return really(name, *args, **more)

    really = builtins.__import__
    module._compiled.cache_clear()
    monkeypatch.setattr(builtins, "__import__", no_jsonata)
    evaluate = jsonata({"a": "{% 1 %}"})
    with pytest.raises(StateError) as failed:
        evaluate(scope())
    assert failed.value.error == "States.Runtime"
    assert "pip install 'pattern-tck[jsonata]'" in failed.value.cause
