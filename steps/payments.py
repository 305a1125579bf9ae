"""What the steps about insurance payments share: payments, requests, and their states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.http import HttpAnswer
from pattern_tck.messages import Message
from pattern_tck.stage import Stage

#: The words of the roles for what the services share.
REQUESTS = "payment requests"
SALES_SERVICE = "sales-service"
SUBMISSION_API = "submission-api"

#: Answers after which a client does not know whether its payment was accepted.
_NO_ANSWERS = frozenset({500, 502, 503})
#: How often a client submits a payment before it gives up.
_PATIENCE = 5


def payment(stage: Stage, word: str) -> dict[str, str]:
    """Give a payment as a client submits it: the one of this word, or an ordinary one."""
    usual = {
        "policyId": stage.key(f"policy-{word}"),
        "customerId": stage.key("anna"),
        "amount": "25.00",
        "month": "2026-11",
    }
    return {**usual, **stage.notes.get(f"payment {word}", {})}


def differs(stage: Stage, word: str, **parts: str) -> None:
    """Have the payment of a word differ from an ordinary one."""
    stage.notes[f"payment {word}"] = {**stage.notes.get(f"payment {word}", {}), **parts}


def payments(count: int) -> list[str]:
    """Give so many words for payments."""
    return [f"p-{number:02}" for number in range(1, count + 1)]


def submit(stage: Stage, word: str, *, instance: int = 0) -> HttpAnswer:
    """Submit a payment once, under the key of its word, and note the answer."""
    began = stage.target.clock.now()
    answer = stage.api(SUBMISSION_API).call(
        "POST",
        "/payments",
        payment(stage, word),
        {"Idempotency-Key": stage.key(word)},
        instance=instance,
    )
    stage.notes[f"seconds for {word}"] = stage.target.clock.now() - began
    stage.notes.setdefault(f"answers about {word}", []).append(answer)
    return answer


def submit_until_answered(stage: Stage, word: str) -> None:
    """Submit a payment as a client does: again under the same key, if it gets no answer."""
    for _ in range(_PATIENCE):
        if submit(stage, word).status not in _NO_ANSWERS:
            return


def answers_about(stage: Stage, word: str) -> list[HttpAnswer]:
    """Give the answers to the submissions of a payment, without those of the gateway."""
    answers: list[HttpAnswer] = stage.notes[f"answers about {word}"]
    return [each for each in answers if each.status not in _NO_ANSWERS] or answers


def request_id_of(stage: Stage, word: str) -> str:
    """Give the request id under which a payment was accepted, by the first answer that says so."""
    answer = answers_about(stage, word)[0]
    expect(f"status of the answer to {word}", expected=202, seen=answer.status)
    return str(answer.json["requestId"])


def ask_for_state(stage: Stage, word: str) -> HttpAnswer:
    """Ask for the state of a payment that was accepted."""
    return ask(stage, request_id_of(stage, word))


def ask(stage: Stage, request_id: str, *, misfit: bool = False) -> HttpAnswer:
    """Ask for the state of a payment by its request id, again if there is no answer."""
    for _ in range(_PATIENCE):
        answer = stage.api(SUBMISSION_API).call("GET", f"/payments/{request_id}", misfit=misfit)
        if answer.status not in _NO_ANSWERS:
            break
    return answer


def sale(stage: Stage, word: str) -> dict[str, str]:
    """Give the message about a payment whose request id the kit has chosen."""
    return {"requestId": stage.key(word), **payment(stage, word)}


def store_request(stage: Stage, request_id: str, status: str = "PENDING", reason: str = "") -> None:
    """Write a request, or its new state, as the other service would."""
    parts = {"status": status, **({"reason": reason} if reason else {})}
    stage.puppet.client("dynamodb").update_item(
        TableName=stage.channel(REQUESTS).address,
        Key={"pk": {"S": request_id}},
        UpdateExpression="SET " + ", ".join(f"#{part} = :{part}" for part in parts),
        ExpressionAttributeNames={f"#{part}": part for part in parts},
        ExpressionAttributeValues={f":{part}": {"S": text} for part, text in parts.items()},
    )


def request_of(stage: Stage, word: str) -> Mapping[str, str]:
    """Give status and reason of the request whose id is the key of a word."""
    item: Mapping[str, Any] = (
        stage.puppet.client("dynamodb")
        .get_item(
            TableName=stage.channel(REQUESTS).address,
            Key={"pk": {"S": stage.key(word)}},
            ConsistentRead=True,
        )
        .get("Item", {})
    )
    return {name: item[name]["S"] for name in ("status", "reason") if name in item}


def sales_queue(stage: Stage) -> Channel:
    """Give the queue Sales of the sales service."""
    return stage.channel_of(SALES_SERVICE, "sales")


def booked_sales(stage: Stage, key: str) -> list[str]:
    """Give the sales that were booked for a request id, by their amounts."""
    return stage.probe.effects(stage.channel_of(SALES_SERVICE, "effects"), key)


def booked_once(stage: Stage, keys: Mapping[str, str]) -> None:
    """Wait until each payment is booked, and see that each was once: request id -> amount."""

    def seen() -> dict[str, list[str]]:
        return {key: booked_sales(stage, key) for key in keys}

    def all_booked() -> None:
        missing = sorted(key for key, amounts in seen().items() if not amounts)
        expect("payments without a sale", expected=[], seen=missing)

    stage.until(all_booked)
    stage.calm()
    wanted = {key: [amount] for key, amount in keys.items()}
    expect("sales of each payment", expected=wanted, seen=seen())


def paid_in_all(stage: Stage, customer: str, cents: int) -> None:
    """Wait until a customer has paid so much, and see that it stays so."""

    def paid() -> None:
        seen = stage.effects(SALES_SERVICE, customer)
        expect(f"cents that {customer} has paid", expected=[str(cents)], seen=seen)

    stage.until(paid)
    stage.calm()
    paid()


def kept_for_people(stage: Stage) -> list[Message]:
    """Give the messages that are kept where people look."""
    return stage.puppet.take(stage.channel_of(SALES_SERVICE, "payments for people"))


def has_reason(reason: object, of: str) -> None:
    """See that a reason is given, in words."""
    expect_that(str(reason or "").strip(), f"reason of {of}", expected="a reason", seen=reason)
