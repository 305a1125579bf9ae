"""Attributes and bodies come back as they were sent."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.messages import Message, received, typed, unwrapped

VALUES = (
    st.text()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.binary()
    | st.lists(st.text() | st.integers() | st.booleans() | st.none())
)
ATTRIBUTES = st.dictionaries(st.text(min_size=1), VALUES)


def message(body: str, attributes: dict[str, Any]) -> Message:
    return received({"MessageId": "1", "Body": body, "MessageAttributes": typed(attributes)})


@given(ATTRIBUTES)
def test_attributes_come_back_as_they_were(attributes: dict[str, Any]) -> None:
    assert message("", attributes).attributes == attributes


@given(st.text(), ATTRIBUTES)
def test_a_raw_message_is_left_as_it_is(body: str, attributes: dict[str, Any]) -> None:
    raw = message(json.dumps({"id": body}), attributes)
    assert unwrapped(raw) is raw


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text() | st.integers()))
def test_an_envelope_is_taken_off(body: str, attributes: dict[str, Any]) -> None:
    envelope = {
        "Type": "Notification",
        "Message": body,
        "MessageAttributes": {
            name: {"Type": value["DataType"], "Value": value["StringValue"]}
            for name, value in typed(attributes).items()
        },
    }
    inside = unwrapped(message(json.dumps(envelope), {}))

    assert (inside.body, inside.attributes) == (body, attributes)


@given(st.text())
def test_a_body_that_is_no_json_is_none(body: str) -> None:
    try:
        expected = json.loads(body)
    except ValueError:
        expected = None
    assert repr(message(body, {}).json) == repr(expected)
