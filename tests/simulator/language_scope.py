"""What the tests of the language of workflows evaluate with, and random documents for it."""

from __future__ import annotations

import random

from hypothesis import settings
from hypothesis import strategies as st

from pattern_tck.simulator.workflows.language.scope import ABSENT, Scope

CONTEXT = {"Execution": {"Id": "run-1"}, "Map": {"Item": {"Index": 2}}}

#: A slow machine is no mistake.
at_leisure = settings(deadline=None)

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(-2, 2, allow_nan=False),
    st.text(max_size=3),
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def scope(document=None, *, seed=1, variables=None, result=ABSENT, error_output=ABSENT):
    return Scope(
        document,
        CONTEXT,
        variables or {},
        result,
        error_output,
        chance=random.Random(seed),
        now=lambda: 1_800_000_000.25,
    )
