"""Random small state machines that every interpreter should run alike."""

from hypothesis import strategies as st

_NUMBERS = st.integers(-3, 3)
_VALUES = st.one_of(
    _NUMBERS, st.booleans(), st.none(), st.sampled_from(["a", "é", ""]),
    st.lists(_NUMBERS, max_size=2), st.fixed_dictionaries({"k": _NUMBERS}),
)  # fmt: skip
#: What every machine is started with.
GIVEN = {"n": 1, "list": [2, 0], "deep": {"n": -1}, "text": "x"}
_PLACES = st.sampled_from(["$.result", "$.deep.result", "$.n", None])
_ALWAYS_THERE = {"n.$": "$.n", "list.$": "$.list", "deep.$": "$.deep", "text.$": "$.text"}


def _passes():
    result = st.builds(
        lambda value, where: {"Result": value, "ResultPath": where}, _VALUES, _PLACES
    )
    parameters = st.builds(lambda value: {"Parameters": {**_ALWAYS_THERE, "more": value}}, _VALUES)
    nothing = st.just({})
    return st.one_of(result, parameters, nothing).map(lambda fields: {"Type": "Pass", **fields})


def _waits():
    return st.integers(1, 50).map(lambda seconds: {"Type": "Wait", "Seconds": seconds})


def _maps(lines):
    return st.builds(
        lambda line, at_once: {
            "Type": "Map", "ItemsPath": "$.list", "MaxConcurrency": at_once,
            "ItemSelector": {**_ALWAYS_THERE, "item.$": "$$.Map.Item.Value"},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **line},
            "ResultPath": "$.mapped",
        },
        lines, st.integers(0, 2),
    )  # fmt: skip


def _parallels(lines):
    return st.lists(lines, min_size=1, max_size=3).map(
        lambda branches: {"Type": "Parallel", "Branches": branches, "ResultPath": "$.both"}
    )


_CAUGHT = st.sampled_from([None, ["Boom"], ["States.ALL"], ["Bang"]])
_TRIED = st.sampled_from([None, ["Boom"], ["States.ALL"]])


@st.composite
def _line(draw, states):
    """States one after the other; some leave early by a choice, and some never come to an end."""
    chosen = draw(st.lists(states, min_size=1, max_size=3))
    named = {f"S{at}": dict(state) for at, state in enumerate(chosen)}
    names = list(named)
    for at, name in enumerate(names):
        state = named[name]
        if at + 1 < len(names):
            state["Next"] = names[at + 1]
        else:
            state["End"] = True
        if state["Type"] in {"Parallel", "Map"}:
            tried, caught = draw(_TRIED), draw(_CAUGHT)
            if tried:
                state["Retry"] = [{"ErrorEquals": tried, "MaxAttempts": 1, "IntervalSeconds": 2}]
            if caught:
                state["Catch"] = [{"ErrorEquals": caught, "ResultPath": "$.e", "Next": "Caught"}]
                named["Caught"] = {"Type": "Pass", "End": True}
    if draw(st.integers(0, 3)) == 0:
        rule = {"Variable": "$.n", "NumericLessThan": draw(_NUMBERS), "Next": "Failed"}
        named["Which"] = {"Type": "Choice", "Choices": [rule], "Default": names[0]}
        named["Failed"] = {"Type": "Fail", "Error": "Boom", "Cause": "low"}
        return {"StartAt": "Which", "States": named}
    return {"StartAt": names[0], "States": named}


def _unique(machine, prefix=""):
    """Give states the names that are theirs alone, as AWS asks for."""
    new = {}
    for name, given in machine["States"].items():
        state = dict(given)
        for field in ("Next", "Default"):
            if field in state:
                state[field] = prefix + state[field]
        for field in ("Choices", "Catch"):
            if field in state:
                state[field] = [{**one, "Next": prefix + one["Next"]} for one in state[field]]
        if "Branches" in state:
            state["Branches"] = [
                _unique(branch, f"{prefix}{name}.{at}.")
                for at, branch in enumerate(state["Branches"])
            ]
        if "ItemProcessor" in state:
            state["ItemProcessor"] = {
                **state["ItemProcessor"], **_unique(state["ItemProcessor"], f"{prefix}{name}.i.")
            }  # fmt: skip
        new[prefix + name] = state
    return {"StartAt": prefix + machine["StartAt"], "States": new}


_SIMPLE = st.one_of(_passes(), _waits())
_INNER = _line(_SIMPLE)
_NESTED = _line(st.one_of(_SIMPLE, _maps(_INNER), _parallels(_INNER)))
#: State machines with up to three levels.
MACHINES = _line(st.one_of(_SIMPLE, _maps(_NESTED), _parallels(_NESTED))).map(_unique)
