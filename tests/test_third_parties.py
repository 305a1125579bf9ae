"""Third parties keep their contracts, and fail as they are told to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
import urllib3

from pattern_tck import api_exploration
from pattern_tck.casting import Application
from pattern_tck.contracts import apis
from pattern_tck.fixtures.third_parties import payment_gateway
from pattern_tck.fixtures.third_parties.customer_accounting import (
    ANSWER_LATE,
    ANSWER_TWICE,
    KEEP_SILENT,
    LOSE_THE_ANSWER,
    REFUSE,
    CustomerAccounting,
)
from pattern_tck.fixtures.third_parties.payment_gateway import CONTRACT, PaymentGateway
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.messages import Message
from pattern_tck.reference_impl.payment_gateway import PaymentGateway as Client
from pattern_tck.reference_impl.payment_gateway import Refused, Unknown
from pattern_tck.third_parties import Loopback, Served

Wrongs = list[str]


@pytest.fixture
def wrongs() -> Wrongs:
    return []


@pytest.fixture
def gateway() -> PaymentGateway:
    return PaymentGateway()


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    yield server
    server.close()


@pytest.fixture
def url(loopback: Loopback, gateway: PaymentGateway, wrongs: Wrongs) -> Iterator[str]:
    def heard(_request: HttpRequest, _answer: HttpAnswer | None, wrong: str) -> None:
        if wrong:
            wrongs.append(wrong)

    address = loopback.serve(Served(gateway, CONTRACT, heard))
    yield address
    loopback.stop_serving(address)


def test_the_gateway_keeps_its_contract(gateway: PaymentGateway) -> None:
    operations = apis.contract(CONTRACT).operations
    assert {operation.path for operation in operations} == {
        "/pre-authorisations",
        "/charges",
        "/refunds",
        "/releases",
    }
    bodies = {
        "/pre-authorisations": {"customerId": "cmr", "amount": "$20.00"},
        "/charges": {"preAuthorisationId": "pre-1", "amount": "$20.00"},
        "/refunds": {"chargeId": "charge-2", "amount": "$20.00"},
        "/releases": {"preAuthorisationId": "pre-1"},
    }
    for ordered in ("", payment_gateway.REFUSE, payment_gateway.BE_DOWN):
        for operation in operations:
            if ordered:
                gateway.order(ordered, operation.path.strip("/"))
            body = json.dumps(bodies[operation.path]).encode()
            request = HttpRequest(
                "POST", operation.path, "", {"idempotency-key": f"{ordered}{operation.path}"}, body
            )
            answer = gateway.answer(request)
            assert answer is not None
            assert operation.wrong(answer) == ""


def test_the_loopback_is_bound_to_this_machine_alone(loopback: Loopback, url: str) -> None:
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    assert host == "127.0.0.1"
    assert loopback._server.socket.getsockname() == ("127.0.0.1", int(port))
    assert loopback._server.socket.family == socket.AF_INET


def test_what_the_contract_does_not_allow_is_told(url: str, wrongs: Wrongs) -> None:
    pool = urllib3.PoolManager(retries=False)
    bad = pool.request("POST", f"{url}/charges", body=b"{}", headers={"Idempotency-Key": "k"})
    elsewhere = pool.request("GET", f"{url}/books")
    assert (bad.status, elsewhere.status) == (400, 400)
    assert "preAuthorisationId" in wrongs[0]
    assert "has no GET /books" in wrongs[1]


def test_nobody_is_at_an_address_that_was_given_up(loopback: Loopback) -> None:
    address = loopback.serve(Served(PaymentGateway(), CONTRACT, lambda *_: None))
    loopback.stop_serving(address)
    assert urllib3.PoolManager(retries=False).request("POST", f"{address}/charges").status == 400


def test_the_same_key_has_one_effect_and_one_answer(url: str, gateway: PaymentGateway) -> None:
    client = Client(url)
    asked = {"customerId": "cmr", "amount": "$20.00"}
    first = client.ask("pre-authorisations", "k-1", **asked)
    assert client.ask("pre-authorisations", "k-1", **asked) == first
    assert client.ask("pre-authorisations", "k-2", **asked) != first
    assert [what for what, _, _ in gateway.books] == ["pre-authorised"] * 2


def test_a_lost_answer_is_work_that_was_done(url: str, gateway: PaymentGateway) -> None:
    gateway.order(payment_gateway.LOSE_THE_ANSWER, "pre-authorisations")
    client = Client(url)
    with pytest.raises(Unknown):
        client.ask("pre-authorisations", "k", customerId="cmr", amount="$20.00")
    assert len(gateway.books) == 1
    assert client.ask("pre-authorisations", "k", customerId="cmr", amount="$20.00")
    assert len(gateway.books) == 1


def test_refused_is_refused_for_good_and_down_is_not(url: str, gateway: PaymentGateway) -> None:
    client = Client(url)
    gateway.order(payment_gateway.REFUSE, "pre-authorisations")
    for _ in range(2):
        with pytest.raises(Refused):
            client.ask("pre-authorisations", "k-1", customerId="cmr", amount="$20.00")
    gateway.order(payment_gateway.BE_DOWN, "")
    with pytest.raises(Unknown):
        client.ask("pre-authorisations", "k-2", customerId="cmr", amount="$20.00")
    assert client.ask("pre-authorisations", "k-2", customerId="cmr", amount="$20.00")


def command(name: str, fare: str = "f-1") -> Message:
    body = {"command": name, "fareId": fare, "customerId": "cmr", "fareAmount": "$20.00"}
    return Message("m", json.dumps(body), {"ReplyTo": "queue", "CorrelationId": "c"}, {})


@pytest.mark.parametrize(
    ("ordered", "answers", "books"),
    [
        ("", [True], 1),
        (REFUSE, [False], 0),
        (KEEP_SILENT, [], 0),
        (LOSE_THE_ANSWER, [], 1),
        (ANSWER_TWICE, [True, True], 1),
        (ANSWER_LATE, [], 1),
    ],
)
def test_accounting_does_as_it_is_told(ordered: str, answers: list[bool], books: int) -> None:
    sent: list[bool] = []
    accounting = CustomerAccounting(lambda _to, body, _headers: sent.append(body["done"]))
    if ordered:
        accounting.order(ordered, "CreditCustomerAccount")
    accounting.react(command("CreditCustomerAccount"))
    assert sent == answers
    assert len(accounting.books) == books
    assert accounting.answer_now() == (ordered == ANSWER_LATE)


def test_accounting_does_a_thing_once_and_not_after_its_undoing() -> None:
    sent: list[bool] = []
    accounting = CustomerAccounting(lambda _to, body, _headers: sent.append(body["done"]))
    for name in ("CreditCustomerAccount", "CreditCustomerAccount", "DebitCustomerAccount") * 2:
        accounting.react(command(name))
    assert [what for what, _, _ in accounting.books] == ["credited", "debited"]
    accounting.react(command("DebitCustomerAccount", "f-2"))
    accounting.react(command("CreditCustomerAccount", "f-2"))
    assert sent[-2:] == [True, False]


def test_schemathesis_finds_nothing_wrong_with_the_gateway(gateway: PaymentGateway) -> None:
    class Somebody:
        def respond(self, request: HttpRequest) -> HttpAnswer:
            answer = Served(gateway, CONTRACT, lambda *_: None)(request)
            assert answer is not None
            if answer.status == 400:
                told = b'{"title": "no", "status": 400}'
                return HttpAnswer(400, {"content-type": "application/problem+json"}, told)
            return answer

    class Role:
        answers = CONTRACT

    class Nowhere:
        def write(self, *_: object) -> None: ...

    from pattern_tck.api_calls import Api

    played = Application("gateway", Role(), Somebody(), [Somebody()])  # type: ignore[arg-type, list-item]
    api = Api(played, Nowhere(), lambda: 0.0)  # type: ignore[arg-type]
    assert api_exploration.allowed(api) > 0
