"""Whatever is sent as a definition is diagnosed; what may pass can be compiled."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.workflows.language.choices import choice
from pattern_tck.simulator.workflows.language.diagnostics import diagnose, refusal_of
from pattern_tck.simulator.workflows.language.state_fields import FIELDS

from .language_definitions import PASS, RULE, machine
from .language_scope import DOCUMENTS, at_leisure

VALUES = DOCUMENTS | st.sampled_from(["$.a", "$$.b", "{% $a %}", "States.UUID()", "A", True, 1])
MEMBERS = st.sampled_from(sorted({field for fields in FIELDS.values() for field in fields}))
RULES = st.dictionaries(
    st.sampled_from(["And", "Not", "Variable", "IsNull", "NumericEqualsPath", "Next", "Condition"]),
    VALUES | st.lists(st.just(RULE), max_size=2),
    max_size=3,
)
STATES = st.builds(
    lambda kind, fields: {"Type": kind, **fields},
    st.sampled_from(sorted(FIELDS)),
    st.dictionaries(MEMBERS, VALUES | st.lists(RULES, max_size=2), max_size=5),
)


@at_leisure
@given(DOCUMENTS | st.dictionaries(st.sampled_from(["StartAt", "States", "Version"]), DOCUMENTS))
def test_any_document_can_be_diagnosed(document):
    assert refusal_of(diagnose(json.dumps(document)))


@at_leisure
@given(st.dictionaries(st.sampled_from("AB"), STATES | VALUES, min_size=1), st.booleans())
def test_any_states_can_be_diagnosed(states, express):
    for kind in ("STANDARD", "EXPRESS") if express else ("STANDARD",):
        inner = {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": states}], "End": True}
        diagnose(machine(**states), kind)
        diagnose(machine("P", P=inner), kind)


@at_leisure
@given(st.text(max_size=20))
def test_any_text_can_be_diagnosed(text):
    assert refusal_of(diagnose(text))


@at_leisure
@given(RULES)
def test_a_rule_that_may_pass_can_be_compiled(rule):
    rule = {**rule, "Next": "B"}
    if not refusal_of(diagnose(machine(A={"Type": "Choice", "Choices": [rule]}, B=PASS))):
        try:
            choice(rule)
        except NotModelled:
            return
