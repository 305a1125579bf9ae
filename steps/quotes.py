"""What aggregators and bidders tell each other: requests for quotes, answers, and results."""

from __future__ import annotations

from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.stage import Stage


def quoted(listed: str) -> list[tuple[str, int]]:
    """Give bidders and their quotes: ``alba 30, boreas 20``."""
    pairs = [each.split() for each in listed.split(",")]
    return [(bidder, int(amount)) for bidder, amount in pairs]


def bidder_queue(stage: Stage, bidder: str) -> Channel:
    """Give the queue of a bidder that the kit plays."""
    return stage.puppet.make(f"requests to {bidder}", "queue")


def answers_queue(stage: Stage) -> Channel:
    """Give the queue where the aggregator awaits its answers."""
    return stage.channel_of("aggregator", "answers")


def heard(stage: Stage, queue: Channel, word: str) -> list[Message]:
    """Give the requests to quote for a ride that have come to a queue so far."""
    return [
        message
        for message in stage.puppet.take(queue)
        if isinstance(message.json, dict) and message.json.get("rfq-id") == stage.key(word)
    ]


def request_for(stage: Stage, word: str) -> Message:
    """Wait until anybody is asked to quote for a ride; give the first request."""
    known: dict[str, Message] = stage.notes.setdefault("requests to quote", {})
    if word not in known:
        known[word] = stage.until(lambda: _first_request(stage, word))
    return known[word]


def _first_request(stage: Stage, word: str) -> Message:
    queues = [
        channel
        for name, channel in stage.directory.channels.items()
        if name.startswith("requests to ")
    ]
    found = [message for queue in queues for message in heard(stage, queue, word)]
    expect_that(found, f"requests to quote for {word}", expected="one", seen=found)
    return found[0]


def quote(stage: Stage, word: str, bidder: str, amount: int | None) -> None:
    """Answer the request for a ride with a quote; None: with a refusal."""
    answer(stage, request_for(stage, word), bidder, amount)


def answer(
    stage: Stage,
    request: Message,
    bidder: str,
    amount: int | None,
    *,
    under: str | None = None,
    body: str | None = None,
    delay: int = 0,
) -> None:
    """Answer a request to where it says, as a bidder would; what is not said is in order.

    ``delay`` is for how many seconds the queue keeps the answer back.
    """
    address = request.attributes.get("ReplyTo")
    expect_that(address, "return address of a request", expected="a queue", seen=address)
    correlation = request.attributes.get("CorrelationId", "") if under is None else under
    attributes: dict[str, Value] = {"Status": "ok" if amount is not None else "refused"}
    if correlation:
        attributes["CorrelationId"] = correlation
    offer = {"quote": amount} if amount is not None else {"reason": "no unicorn is free"}
    stage.puppet.send(
        Channel("the return address", "queue", str(address)),
        {"responder": bidder, **offer} if body is None else body,
        attributes,
        misfit=body is not None or not correlation,
        **({"DelaySeconds": delay} if delay else {}),
    )


def result_of(stage: Stage, word: str) -> list[dict[str, Any]]:
    """Give all results for a ride so far."""
    return [
        dict(message.json)
        for message in stage.puppet.take(stage.channel("results"))
        if isinstance(message.json, dict) and message.json.get("rfq-id") == stage.key(word)
    ]


def one_result(stage: Stage, word: str) -> dict[str, Any]:
    """Wait until there is a result for a ride, and see that it stays the only one."""

    def there() -> None:
        seen = result_of(stage, word)
        expect_that(seen, f"results for {word}", expected="one result", seen=seen)

    stage.until(there)
    stage.calm()
    seen = result_of(stage, word)
    expect(f"number of results for {word}", expected=1, seen=len(seen))
    return seen[0]


def remembered(stage: Stage) -> int:
    """Give how many items the aggregator keeps, whatever they are about."""
    return len(stage.probe.item_names(stage.channel_of("aggregator", "effects")))
