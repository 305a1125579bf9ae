"""What is secret in a report does not stand in a world file either, and the world can be made."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck.report.masking import Unmaskable, masked
from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.saved.keeping import load, record, save
from pattern_tck.simulator.world import World

SECRET = ("cardNumber", "pin")
CARD = "4111 1111-secret"


class Account:
    def __init__(self) -> None:
        self.world = record(World(clock=VirtualClock(1_800_000_000)))
        self.url = self.call("sqs", "CreateQueue", QueueName="q")["QueueUrl"]

    def call(self, service: str, operation: str, **parameters: object) -> dict:
        return self.world.call(service, operation, parameters)

    def send(self, body: object, **more: object) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.call("sqs", "SendMessage", QueueUrl=self.url, MessageBody=text, **more)


def bodies(text: str) -> list[str]:
    world = load(text)
    asked = {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q"}
    found = world.call("sqs", "ReceiveMessage", {**asked, "MaxNumberOfMessages": 10})
    return sorted(message["Body"] for message in found["Messages"])


def test_a_value_is_exchanged_wherever_it_stands() -> None:
    account = Account()
    account.send({"id": 1, "cardNumber": CARD, "fare": 7})
    account.send(json.dumps({"inner": json.dumps({"cardNumber": CARD, "pin": 98765})}))
    account.send(f"the card is {CARD}")
    card = {"DataType": "String", "StringValue": "attribute-secret"}
    account.send("plain", MessageAttributes={"cardNumber": card})
    account.send({"cardNumber": ["listed-secret", {"deep": "deeper-secret"}], "id": 2})
    text = masked(save(account.world), SECRET)
    for hidden in ("4111", "98765", "secret"):
        assert hidden not in text
    plain, about, listed, card_itself, inner = bodies(text)
    mask = json.loads(card_itself)["cardNumber"]
    assert (json.loads(card_itself)["id"], len(mask)) == (1, len(CARD))
    assert (plain, about) == ("plain", f"the card is {mask}")
    assert json.loads(json.loads(inner)["inner"])["cardNumber"] == mask
    assert json.loads(listed)["id"] == 2
    assert len(text.splitlines()) == len(save(account.world).splitlines())


def test_what_follows_from_a_value_stays_as_it_was() -> None:
    """One value is one value: what was a duplicate is one, and what was filtered is."""
    account = Account()
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = account.call("sqs", "CreateQueue", QueueName="f.fifo", Attributes=fifo)["QueueUrl"]
    for card in ("one-1234", "two-1234", "one-1234"):
        body = json.dumps({"cardNumber": card})
        account.call("sqs", "SendMessage", QueueUrl=url, MessageBody=body, MessageGroupId="g")
    world = load(masked(save(account.world), SECRET))
    asked = {"QueueUrl": url, "AttributeNames": ["All"]}
    told = world.call("sqs", "GetQueueAttributes", asked)["Attributes"]
    assert told["ApproximateNumberOfMessages"] == "2"


def test_nothing_is_done_where_nothing_is_secret() -> None:
    account = Account()
    account.send({"cardNumber": CARD})
    text = save(account.world)
    assert masked(text, ()) == text
    assert masked(text, ["other"]) == text


def test_what_cannot_be_exchanged_is_not_shown() -> None:
    account = Account()
    # A value that a name of the API is too: without it there would be no such operation.
    account.send({"pin": "SendMessage"})
    with pytest.raises(Unmaskable, match="secret"):
        masked(save(account.world), SECRET)


_VALUES = st.recursive(
    st.text(min_size=4, max_size=12) | st.integers(1_000, 10**12) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(_VALUES, st.integers(0, 2), st.booleans())
def test_whatever_the_value_is_no_text_of_it_is_left(
    value: object, depth: int, compact: bool
) -> None:
    account = Account()
    marked = json.loads(json.dumps(value), parse_int=lambda digits: int(f"777777{digits}"))
    marked = _marked(marked)
    separators = (",", ":") if compact else None
    body = json.dumps({"pin": marked, "id": "r-1"}, separators=separators)
    for _ in range(depth):
        body = json.dumps({"Message": body}, separators=separators)
    account.send(body)
    text = masked(save(account.world), SECRET)
    assert "SECRET" not in text
    assert "777777" not in text
    assert "r-1" in bodies(text)[0]


def _marked(value: object) -> object:
    if isinstance(value, str):
        return f"SECRET{value}"
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {name: _marked(held) for name, held in value.items()}
    return value
