"""What requesters and responders tell each other: the fares of Wild Rydes, on the wire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect_that
from pattern_tck.messages import Message, Value
from pattern_tck.stage import Stage


def fare(stage: Stage, word: str, customer: str = "cmr") -> dict[str, str]:
    """Give a fare to be authorised, as the Wild Rydes application names its fields."""
    return {"fareId": fare_id(stage, word), "customerId": customer, "fareAmount": "$20.00"}


def fare_id(stage: Stage, word: str) -> str:
    """Give the id of a fare; not the request id, which is the requester's own."""
    return f"fare-{stage.key(word)}"


def reply_queue(stage: Stage, requester: str) -> Channel:
    """Give the reply queue of a requester that the kit plays."""
    return stage.puppet.make(f"replies of {requester}", "queue")


def ask(
    stage: Stage, word: str, *, under: str = "", to: str | None = None, body: object = None
) -> None:
    """Ask the responder, under the id ``under`` and with the return address ``to``."""
    attributes: dict[str, Value] = {"CorrelationId": under or stage.key(word)}
    if to is not None:
        attributes["ReplyTo"] = to
    stage.puppet.send(
        stage.channel("requests of responder"),
        fare(stage, word) if body is None else body,
        attributes,
        misfit=to is None or isinstance(body, str),
    )


def replies(stage: Stage, requester: str) -> list[Message]:
    """Give all replies that a requester has got so far."""
    return stage.puppet.take(reply_queue(stage, requester))


def correlation(message: Message) -> Any:
    """Give the id that a message carries; nothing if it has none."""
    return message.attributes.get("CorrelationId")


def receipt(reply: Message) -> Any:
    """Give the receipt in a reply; nothing if there is none."""
    said = reply.json
    return said.get("receipt") if isinstance(said, dict) else None


def return_address(request: Message) -> Channel:
    """Give the return address of a request; it is an unmet expectation if it has none."""
    address = request.attributes.get("ReplyTo")
    expect_that(address, "return address of a request", expected="a queue", seen=address)
    return Channel("the return address", "queue", str(address))


def request_for(stage: Stage, word: str) -> Message:
    """Wait until a requester asks for a fare; give its first request."""
    return stage.until(lambda: requests_for(stage, word)[0])


def requests_for(stage: Stage, word: str, at_least: int = 1) -> list[Message]:
    """Give all requests for a fare so far; fewer than wanted is an unmet expectation."""
    seen = [
        request
        for request in stage.puppet.take(stage.channel("requests"))
        if isinstance(request.json, dict) and request.json.get("fareId") == fare_id(stage, word)
    ]
    expect_that(
        len(seen) >= at_least,
        f"requests for fare {word}",
        expected=f"{at_least} or more",
        seen=len(seen),
    )
    return seen


def answer(
    stage: Stage,
    request: Message,
    said: str,
    *,
    under: str | None = None,
    status: str = "ok",
    body: str | None = None,
) -> None:
    """Answer a request of the implementation, as a responder would."""
    address = return_address(request)
    field = "receipt" if status == "ok" else "reason"
    # A request without an id of its own is answered under its MessageId: the simple case.
    attributes = _without_empty(
        {"CorrelationId": correlation(request) or request.id, "Status": status}
        if under is None
        else {"CorrelationId": under, "Status": status}
    )
    stage.puppet.send(
        address,
        json.dumps({field: said}) if body is None else body,
        attributes,
    )


def _without_empty(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in attributes.items() if value}
