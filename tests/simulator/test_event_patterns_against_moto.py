"""A second opinion on event patterns: moto's, wherever no clause speaks against it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.events.models import EventPattern

from pattern_tck.simulator.matching.documents import load
from pattern_tck.simulator.matching.event_pattern import compile_event_pattern

from .matching_differences import (
    SCALARS,
    SHARED_OPERATORS,
    TEXTS,
    Difference,
    asks,
    boolean,
    objects,
    some,
)

EVENT_OPERATORS = st.one_of(
    SHARED_OPERATORS,
    st.builds(lambda text: {"wildcard": text}, st.sampled_from(["*", "a*", "*b", "a*b", "*a*"])),
    st.builds(lambda text: {"prefix": {"equals-ignore-case": text}}, TEXTS),
    st.builds(lambda text: {"anything-but": {"suffix": text}}, TEXTS.filter(bool)),
    st.builds(lambda text: {"anything-but": {"equals-ignore-case": text}}, TEXTS),
    st.just({"cidr": "10.0.0.0/24"}),
)


def patterns(operators):
    plain = objects(st.lists(SCALARS | operators, min_size=1, max_size=2))
    either = st.builds(
        lambda one, other, beside: {**beside, "$or": [one, other]},
        plain,
        plain,
        st.just({}) | plain,
    )
    return plain | plain | plain | either


DOCUMENTS = objects(
    st.one_of(
        SCALARS,
        SCALARS,
        st.lists(SCALARS, max_size=2),
        st.just({}),
        st.lists(st.dictionaries(st.sampled_from(["a", "b"]), SCALARS, max_size=2), max_size=2),
    )
)


EVENT_DIFFERENCES = [
    Difference(
        "EB-PAT-03",
        "for moto true is 1",
        lambda pattern, event: some(pattern, boolean) or some(event, boolean),
        {"a": [1]},
        {"a": True},
    ),
    Difference(
        "EB-PAT-05",
        "for moto an object or an empty array exists, and is anything but a value",
        lambda pattern, event: (
            (some(pattern, lambda n: asks(n, "exists") or asks(n, "anything-but")))
            and some(event, lambda n: n in ({}, []) or (isinstance(n, dict) and n is not event))
        ),
        {"a": [{"exists": True}]},
        {"a": []},
    ),
    Difference(
        "EB-PAT-04",
        "moto does not look into arrays of objects",
        lambda _pattern, event: some(
            event, lambda n: isinstance(n, list) and any(isinstance(one, dict) for one in n)
        ),
        {"a": {"b": ["x"]}},
        {"a": [{"b": "x"}]},
    ),
]


def ours_of_event(pattern, event):
    return compile_event_pattern(json.dumps(pattern))(load(json.dumps(event)))


def motos_of_event(pattern, event):
    return EventPattern(json.dumps(pattern), pattern).matches_event(event)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(patterns(EVENT_OPERATORS), DOCUMENTS)
def test_event_patterns(pattern, event):
    ours, motos = ours_of_event(pattern, event), motos_of_event(pattern, event)
    assert ours == motos or any(known.applies(pattern, event) for known in EVENT_DIFFERENCES)


@pytest.mark.parametrize("known", EVENT_DIFFERENCES, ids=lambda known: known.words)
def test_a_difference_of_event_patterns_is_still_there(known):
    assert known.applies(known.pattern, known.document)
    ours = ours_of_event(known.pattern, known.document)
    assert ours != motos_of_event(known.pattern, known.document)
