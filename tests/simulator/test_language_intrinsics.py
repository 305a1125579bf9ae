"""The intrinsic functions: the examples of the developer guide, and what they refuse."""

import pytest

from pattern_tck.simulator.workflows.language.errors import InvalidExpression, StateError
from pattern_tck.simulator.workflows.language.intrinsic_functions import FUNCTIONS
from pattern_tck.simulator.workflows.language.intrinsics import intrinsic
from pattern_tck.simulator.workflows.language.scope import MissingSource, Scope

from .language_scope import scope

INPUT = {
    "name": "Foo",
    "json": {"name": "Foo", "year": 2020},
    "text": '{"number": 20}',
    "numbers": [1, 2, 3, 4, 5, 6, 7, 8, 9],
    "mixed": [1, 1.0, True, "1", [1], [1], {"a": 1, "b": 2}, {"b": 2, "a": 1}, None, None],
    "one": {"a": {"a1": 1, "a2": 2}, "b": 2},
    "other": {"a": {"a3": 1, "a4": 2}, "c": 3},
    "template": "{} \\{\\}",
    "big": 2147483647,
    "null": None,
    "a,b": "comma",
}


def value(call, **more):
    return intrinsic(call)(scope(INPUT, **more))


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("States.Format('Hello, my name is {}.', $.name)", "Hello, my name is Foo."),
        ("States.Format('{} {} {} {}', 2020, 1.5, true, $.null)", "2020 1.5 true null"),
        (
            "States.Format('Welcome {}\\'s \\{playlist\\} \\\\', $.name)",
            "Welcome Foo's {playlist} \\",
        ),
        ("States.Format($.template, 'x')", "x {}"),
        ("States.Format('{}', $.one)", "{a={a1=1, a2=2}, b=2}"),
        ("States.Format('{}', States.Array(1, null, 'x', true))", "[1, null, x, true]"),
        ("States.Format('é {}', 'ü')", "é ü"),
        ("States.Format('no hole')", "no hole"),
        ("States.StringToJson($.text)", {"number": 20}),
        ("States.JsonToString($.json)", '{"name":"Foo","year":2020}'),
        ("States.Array()", []),
        ("States.Array('Foo', 2020, $.json, null)", ["Foo", 2020, INPUT["json"], None]),
        ("States.ArrayPartition($.numbers, 4)", [[1, 2, 3, 4], [5, 6, 7, 8], [9]]),
        ("States.ArrayPartition($.numbers, 8.6)", [INPUT["numbers"]]),
        ("States.ArrayContains($.numbers, 5)", True),
        ("States.ArrayContains($.numbers, '5')", False),
        ("States.ArrayContains(States.Array(true), 1)", False),
        ("States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]),
        ("States.ArrayRange(3, 1, -1)", [3, 2, 1]),
        ("States.ArrayRange(3, 1, 1)", []),
        ("States.ArrayGetItem($.numbers, 5)", 6),
        ("States.ArrayLength($.numbers)", 9),
        (
            "States.ArrayUnique($.mixed)",
            [1, True, "1", [1], {"a": 1, "b": 2}, None],
        ),
        ("States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="),
        ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "Data to encode"),
        ("States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"),
        ("States.Hash('', 'MD5')", "d41d8cd98f00b204e9800998ecf8427e"),
        (
            "States.JsonMerge($.one, $.other, false)",
            {"a": {"a3": 1, "a4": 2}, "b": 2, "c": 3},
        ),
        ("States.MathAdd(111, -1)", 110),
        ("States.MathAdd(1.4, 1.6)", 3),
        ("States.MathAdd(2147483646, 1)", 2147483647),
        ("States.MathAdd(-2147483648, 0)", -2147483648),
        ("States.StringSplit('1,2,3,4,5', ',')", ["1", "2", "3", "4", "5"]),
        (
            "States.StringSplit('This.is+a,test=string', '.+,=')",
            ["This", "is", "a", "test", "string"],
        ),
        ("States.StringSplit(',a,,b', ',')", ["a", "b"]),
        ("States.StringSplit('ab', '')", ["ab"]),
        ("States.ArrayGetItem(States.StringSplit('a/b/c', '/'), 1)", "b"),
        ("  States.Array( 1 ,  $['a,b'] )  ", [1, "comma"]),
        ("States.Array($.numbers[?(@ > 8)], $.numbers[0:2])", [[9], [1, 2]]),
        ("States.Array($$.Execution.Id, $left)", ["run-1", 7]),
    ],
)
def test_what_a_function_gives(call, expected):
    given = value(call, variables={"left": 7})
    assert given == expected
    assert (
        [type(one) for one in given] == [type(one) for one in expected]
        if isinstance(expected, list)
        else type(given) is type(expected)
    )


@pytest.mark.parametrize(
    "call",
    [
        "States.Format($.template, 1, 2)",
        "States.Format($.numbers)",
        "States.StringToJson($.name)",
        "States.StringToJson('NaN')",
        "States.StringToJson(1)",
        "States.ArrayPartition($.numbers, 0)",
        "States.ArrayPartition($.name, 1)",
        "States.ArrayRange(0, 1000, 1)",
        "States.ArrayRange(1, 2000, 1)",
        "States.ArrayRange(1, 2, 0)",
        "States.ArrayGetItem($.numbers, 9)",
        "States.ArrayGetItem($.numbers, -1)",
        "States.ArrayGetItem($.numbers, 1.5)",
        "States.ArrayLength($.name)",
        "States.Base64Decode('=')",
        "States.Hash($.name, 'sha1')",
        "States.JsonMerge($.one, $.other, true)",
        "States.JsonMerge($.one, $.name, false)",
        "States.MathAdd($.big, 1)",
        "States.MathAdd(-2147483648, -1)",
        "States.MathAdd(2147483648, -1)",
        "States.MathAdd('1', 1)",
        "States.MathAdd(true, 1)",
        "States.MathRandom(2, 2)",
        "States.StringSplit($.numbers, ',')",
    ],
)
def test_what_a_function_refuses_fails_the_state(call):
    with pytest.raises(StateError) as failed:
        value(call)
    assert failed.value.error == "States.IntrinsicFailure"
    assert failed.value.cause.startswith(f"The function '{call}' had the following error: ")


def test_texts_have_a_longest_length():
    for call in ("States.Base64Encode($)", "States.Base64Decode($)", "States.Hash($, 'MD5')"):
        evaluate = intrinsic(call)
        evaluate(scope("A" * 10_000))
        with pytest.raises(StateError):
            evaluate(scope("A" * 10_001))


def test_a_path_among_the_arguments_that_leads_nowhere_fails_the_state():
    call = "States.Array(States.Format('{}',  $.nope))"
    with pytest.raises(StateError) as failed:
        intrinsic(call)(scope({"other": 1}))
    assert failed.value.error == "States.Runtime"
    assert failed.value.cause == (
        f"The function '{call}' had the following error: The JsonPath argument for the field "
        """'$.nope' could not be found in the input '{"other":1}'"""
    )


NESTED = "States.Array(" * 10 + ")" * 10


@pytest.mark.parametrize(
    "call",
    [
        "",
        "Format()",
        "States.Nothing()",
        "States.Array",
        "States.Array(",
        "States.Array(1",
        "States.Array(1 2)",
        "States.Array(1,)",
        "States.Array(x)",
        "States.Array('x)",
        "States.Array() x",
        "States.Format()",
        "States.Format('{}')",
        "States.Format('{', 1)",
        "States.Format('}')",
        "States.Format('{} {}', 1)",
        "States.MathAdd(1)",
        "States.UUID(1)",
        "States.Array($.)",
        f"States.Array({NESTED})",
    ],
)
def test_what_is_no_call(call):
    with pytest.raises(InvalidExpression):
        intrinsic(call)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_so_many_arguments(name):
    least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
    wrong = [*range(least), *([] if most is None else [most + 1])]
    for many in range(least, (least + 3 if most is None else most) + 1):
        intrinsic(f"{name}({', '.join('1' * many)})")
    for many in wrong:
        with pytest.raises(InvalidExpression):
            intrinsic(f"{name}({', '.join('1' * many)})")


def test_there_are_eighteen_functions():
    assert len(FUNCTIONS) + 1 == 18


def test_calls_may_be_nested_ten_deep():
    assert intrinsic(NESTED)(scope()) == [[[[[[[[[[]]]]]]]]]]


def test_chance_comes_from_the_scope():
    first, again = (value("States.UUID()", seed=7) for _ in range(2))
    assert first == again != value("States.UUID()", seed=8)
    assert first[14] == "4"
    draws = {value("States.MathRandom(1, 3)", seed=seed) for seed in range(20)}
    assert draws == {1, 2}
    assert value("States.MathRandom(1, 999, 4)") == value("States.MathRandom(1, 999, 4)", seed=9)


def test_without_chance_nothing_is_drawn():
    with pytest.raises(MissingSource):
        intrinsic("States.UUID()")(Scope({}, {}))
