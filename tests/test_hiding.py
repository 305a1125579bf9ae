"""The values of fields that a team calls secret are shown to nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.report.plain import hide, plain


@pytest.fixture(autouse=True)
def hidden() -> Iterator[None]:
    hide(["cardNumber", "pin.code"])
    yield
    hide(())


BODY = {"id": "r-1", "cardNumber": "4111 'so' \"1111\"", "fare": 7}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (json.dumps(BODY), '{"id": "r-1", "cardNumber": (hidden), "fare": 7}'),
        (json.dumps({"cardNumber": 4111, "fare": 7}), '{"cardNumber": (hidden), "fare": 7}'),
        (json.dumps({"fare": 7, "cardNumber": None}), '{"fare": 7, "cardNumber": (hidden)}'),
        ("{'cardNumber': '4111', 'fare': 7}", "{'cardNumber': (hidden), 'fare': 7}"),
        ('{"cardNumber": {"S": "4111"}, "x": 1}', '{"cardNumber": {"S": (hidden)}, "x": 1}'),
        ('{"cardNumber":"41', '{"cardNumber":(hidden)'),
        ('{"cardNumber": ["4111", "1"], "x": 1}', '{"cardNumber": (hidden)'),
        ('{"pin.code": "4111", "pinXcode": "1"}', '{"pin.code": (hidden), "pinXcode": "1"}'),
        ('{"cardNumber": ""}', '{"cardNumber": (hidden)}'),
        ("the cardNumber is missing", "the cardNumber is missing"),
    ],
)
def test_a_secret_is_hidden(text: str, shown: str) -> None:
    assert plain(text) == shown
    assert plain(plain(text)) == shown


def test_a_body_within_a_call_within_a_report() -> None:
    text = json.dumps(BODY)
    for _ in range(4):
        text = json.dumps({"MessageBody": text})
        assert "4111" not in plain(text)
        assert "1111" not in plain(text)
        assert "fare" in plain(text)


@given(st.text(min_size=1), st.integers(1, 3))
def test_whatever_the_value_is(value: str, depth: int) -> None:
    secret = f"4111{value}1111"
    text = json.dumps({"cardNumber": secret, "fare": 7})
    for _ in range(depth):
        text = json.dumps({"MessageBody": text})

    assert "4111" not in plain(text)
    assert "1111" not in plain(text)


def test_nothing_is_hidden_that_nobody_called_secret() -> None:
    hide(())
    text = json.dumps(BODY)

    assert plain(text) == text
