"""Sentences of a fare that is collected by pipes and filters, with the gateway of others."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck.expectations import expect, expect_that
from pattern_tck.fixtures.third_parties import payment_gateway as gateway_does
from pattern_tck.fixtures.third_parties.payment_gateway import CONTRACT, PaymentGateway
from pattern_tck.messages import unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps import fare_chain as chain
from pattern_tck.steps.redriving import redriven
from pattern_tck.steps.rides import empty, words

_PAYMENTS = dict.fromkeys(("pre-authorise", "charge"), "payment-filter")
_FOR_EVER = float("inf")


@given(parsers.re(r'a payment chain of the filters "(?P<listed>[^"]+)"'))
def _(stage: Stage, listed: str) -> None:
    _build(stage, listed)


@given(parsers.parse('a payment chain of the filters "{listed}", each with 2 instances'))
def _(stage: Stage, listed: str) -> None:
    _build(stage, listed)
    for name in words(listed):
        stage.add_instance(name)


@given("the gateway will not charge")
def _(stage: Stage) -> None:
    _gateway(stage).order(gateway_does.BE_DOWN, "charges", times=_FOR_EVER)


@given("the gateway will charge, and never say so")
def _(stage: Stage) -> None:
    _gateway(stage).order(gateway_does.LOSE_THE_ANSWER, "charges", times=_FOR_EVER)


@when(parsers.parse('the gateway is back, and the dead letters of filter "{name}" are redriven'))
def _(stage: Stage, name: str) -> None:
    _gateway(stage).recover()
    redriven(stage, chain.pipe_of(stage, name))


@then(
    parsers.parse(
        'fare "{word}" leaves the chain with what the gateway has answered to each payment filter'
    )
)
def _(stage: Stage, word: str) -> None:
    fare = chain.leaves(stage, word).json
    seen = {name for name in ("preAuthorisationId", "chargeId") if fare.get(name)}
    expect("ids in the fare", expected={"preAuthorisationId", "chargeId"}, seen=seen)


@then(parsers.parse('filter "{name}" sets fare "{word}" aside, and tries it no more'))
def _(stage: Stage, name: str, word: str) -> None:
    chain.arrived(stage, stage.channel_of(name, "invalid messages"), word)
    empty(stage, chain.pipe_of(stage, name))
    _no_dead_letter(stage, name)


@then(parsers.parse('filter "{name}" is done with the fares on its pipe'))
def _(stage: Stage, name: str) -> None:
    empty(stage, chain.pipe_of(stage, name))


@then(parsers.parse('none of the filters "{listed}" has a dead letter'))
def _(stage: Stage, listed: str) -> None:
    stage.calm()
    for name in words(listed):
        _no_dead_letter(stage, name)


@then(
    parsers.parse('fare "{word}" is refused by "{name}", with the reason and what was done before')
)
def _(stage: Stage, word: str, name: str) -> None:
    seen = chain.arrived(stage, stage.channel_of(name, "refused fares"), word).json
    filters = stage.notes["filters"]
    expect("who has refused it", expected=name, seen=seen.get("refusedBy"))
    expect_that(seen.get("reason"), "the reason", expected="one", seen=seen)
    before = list(filters[: filters.index(name)])
    expect("who had processed it", expected=before, seen=seen.get("done", []))
    known = ["preAuthorisationId"] if before else []
    expect("ids in the fare", expected=known, seen=[one for one in known if seen.get(one)])
    empty(stage, chain.pipe_of(stage, name))


@then("no filter of the payment chain has a refused fare")
def _(stage: Stage) -> None:
    for name in stage.notes["filters"]:
        if name in _PAYMENTS:
            expect(f"fares that {name} has refused", expected=set(), seen=_fares_on(stage, name))


@then(
    parsers.parse(
        'of fares "{listed}" one leaves the chain, and the other one is refused by "{name}"'
    )
)
def _(stage: Stage, listed: str, name: str) -> None:
    wanted = {stage.key(word) for word in words(listed)}

    def settled() -> None:
        left = set(chain.events(stage))
        refused = _fares_on(stage, name)
        right = len(left) == len(refused) == 1 and left | refused == wanted
        seen = {"left": sorted(left), "refused": sorted(refused)}
        expect_that(right, "fares", expected="one that left, and the other refused", seen=seen)

    stage.until(settled)
    stage.calm()
    settled()


def _build(stage: Stage, listed: str) -> None:
    gateway = stage.notes["gateway"] = PaymentGateway()
    stage.serve("payment gateway", gateway, CONTRACT)
    stage.notes["roles"] = _PAYMENTS
    chain.build(stage, words(listed))


def _gateway(stage: Stage) -> PaymentGateway:
    gateway: PaymentGateway = stage.notes["gateway"]
    return gateway


def _no_dead_letter(stage: Stage, name: str) -> None:
    dead = stage.dead_letters_of(chain.pipe_of(stage, name))
    expect(f"dead letters of {name}", expected=0, seen=stage.probe.stock(dead))


def _fares_on(stage: Stage, name: str) -> set[str]:
    found = stage.puppet.take(stage.channel_of(name, "refused fares"))
    fares: list[dict[str, Any]] = [unwrapped(one).json for one in found]
    return {fare["fareId"] for fare in fares}
