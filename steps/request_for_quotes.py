"""Sentences of the use case of an instant ride: quotes are asked for over HTTP, and fetched."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import api_exploration
from pattern_tck.api_calls import Api
from pattern_tck.expectations import expect, expect_that
from pattern_tck.fixtures.third_parties.unicorn_management import Conduct, UnicornManagement
from pattern_tck.http import HttpAnswer
from pattern_tck.stage import Stage
from pattern_tck.steps.quotes import quoted
from pattern_tck.steps.rides import words

_CALLED = "quote-api"
_SUBMIT = "/submit-instant-ride-rfq"
_TOPIC = "requests for quotes"
_HOUR = 3600


@given("the quote API")
def _(stage: Stage) -> None:
    _cast(stage)


@given(parsers.parse("the quote API with {count:d} instances"))
def _(stage: Stage, count: int) -> None:
    _cast(stage, instances=count)


@given("the quote API with little time")
def _(stage: Stage) -> None:
    stage.notes["seconds"] = 3 * stage.target.tempo.visibility
    _cast(stage)


@given("the quote API, which remembers for an hour")
def _(stage: Stage) -> None:
    stage.notes["keep"] = _HOUR
    _cast(stage)


@given(parsers.parse('unicorn management with "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    queue = stage.puppet.make("unicorn management", "queue")
    stage.puppet.subscribe(stage.channel(_TOPIC), queue, RawMessageDelivery="true")
    now = stage.target.clock.now
    stage.notes["unicorns"] = UnicornManagement(stage.puppet, now, dict(quoted(listed)))
    stage.answer(queue, stage.notes["unicorns"].react)


@given(parsers.re(r'resources? "(?P<listed>[^"]+)" of unicorn management (?P<does>[a-z ]+)'))
def _(stage: Stage, listed: str, does: str) -> None:
    for resource in words(listed):
        _unicorns(stage).conduct[resource] = Conduct(does.replace("are ", "is "))


@given(parsers.parse("the quote API dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.faults.crash(_CALLED, moment, after=side == "after")


@when(parsers.parse("the quote API is to die {side:w} its next {moment:w}, and quotes come"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.turn()
    stage.faults.crash(_CALLED, moment, after=side == "after")
    stage.resume("unicorn management")


@given("unicorn management takes its time")
def _(stage: Stage) -> None:
    stage.stop("unicorn management")


@given("the quote API cannot promise")
def _(stage: Stage) -> None:
    stage.faults.refuse(_CALLED, "promise", times=float("inf"))


@given(parsers.parse("the topic refuses {count:d} requests of the quote API"))
def _(stage: Stage, count: int) -> None:
    stage.faults.refuse(_CALLED, "scatter", times=count)


@when("an instant ride is submitted")
@when("an instant ride is submitted, and again under the same key if that fails")
def _(stage: Stage) -> None:
    _submit(stage, _ride(stage))


@when("an instant ride is submitted, and another one")
def _(stage: Stage) -> None:
    _submit(stage, _ride(stage, "another"))
    _submit(stage, _ride(stage))


@when("an instant ride is submitted twice under one key")
def _(stage: Stage) -> None:
    for _ in range(2):
        _submit(stage, _ride(stage), key=stage.key("submission"))


@when("two different instant rides are submitted under one key")
def _(stage: Stage) -> None:
    for customer in ("cmr", "another"):
        _submit(stage, _ride(stage, customer), key=stage.key("submission"))


@when(parsers.parse("{body} is submitted as an instant ride"))
def _(stage: Stage, body: str) -> None:
    _submit(stage, body, misfit=True)


@when("quotes under an unknown id are queried")
def _(stage: Stage) -> None:
    stage.notes.setdefault("submissions", []).append(_query(stage, "nobody-gave-this"))


@when("the deadline of the quotes and an hour have passed")
def _(stage: Stage) -> None:
    stage.pass_time(stage.notes["seconds"] + _HOUR + stage.target.tempo.slack)


@when("the quote API does nothing but answer until the deadline is over")
def _(stage: Stage) -> None:
    stage.stop(_CALLED)
    stage.pass_time(stage.notes["seconds"] + stage.target.tempo.slack)


@then("the quote API serves whatever its contract allows")
def _(stage: Stage) -> None:
    made = api_exploration.allowed(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the quote API refuses whatever its contract forbids")
def _(stage: Stage) -> None:
    made = api_exploration.forbidden(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)


@then("the quote API knows at each call what it has answered before")
def _(stage: Stage) -> None:
    made = api_exploration.linked(_api(stage))
    expect_that(made, "requests that were made", expected="some", seen=made)
    # By its path Schemathesis cannot know that a query is about what was submitted.
    given_out = [
        json.loads(event.outcome.removeprefix("201 "))["rfq-id"]
        for event in stage.journal.events
        if event.operation.startswith("POST") and event.outcome.startswith("201")
    ]
    unknown = [
        str(event)
        for event in stage.journal.events
        if event.operation.startswith("GET")
        and event.operation.rpartition("/")[2] in given_out
        and not event.outcome.startswith("200")
    ]
    expect_that(given_out, "ids that were given", expected="some", seen=given_out)
    expect("queries about them that found nothing", expected=[], seen=unknown)


@then(parsers.parse("the quote API answers {status:d} with a problem document"))
def _(stage: Stage, status: int) -> None:
    answer: HttpAnswer = stage.notes["submissions"][-1]
    expect("status", expected=status, seen=answer.status)
    expect("type of the body", expected="application/problem+json", seen=answer.type)


@then("no quotes are asked for")
def _(stage: Stage) -> None:
    stage.calm()
    sent = [event for event in stage.journal.events if event.channel == _TOPIC]
    expect("messages on the topic", expected=[], seen=[str(event) for event in sent])
    items = stage.probe.item_names(stage.channel_of(_CALLED, "effects"))
    expect("items that are stored", expected=0, seen=len(items))


@then("the quotes can be queried no more")
def _(stage: Stage) -> None:
    rfq_id = _rfq_id(stage)
    stage.until(lambda: expect("status", expected=404, seen=_query(stage, rfq_id).status))


@then("the request is open, without quotes")
def _(stage: Stage) -> None:
    told = _told(stage)
    seen = (told["state"], told["quotes"])
    expect("state and quotes", expected=("open", []), seen=seen)


@then("it tells from where to where the ride is, and whose")
def _(stage: Stage) -> None:
    told = _told(stage)
    wanted = {**_ride(stage), "rfq-id": _rfq_id(stage)}
    expect("the ride", expected=wanted, seen={name: told.get(name) for name in wanted})


@then("the second instance knows the request as well")
def _(stage: Stage) -> None:
    expect("status", expected=200, seen=_query(stage, _rfq_id(stage), instance=1).status)


@then(parsers.parse('the quotes fetched are "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    _fetched(stage, listed)


@then(parsers.parse('the request is closed, and the quotes fetched are "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    stage.until(lambda: expect("state", expected="closed", seen=_told(stage)["state"]))
    _fetched(stage, listed)


@then(
    parsers.parse('the request is closed at the first query, and the quotes fetched are "{listed}"')
)
def _(stage: Stage, listed: str) -> None:
    told = _told(stage)
    expect("state", expected="closed", seen=told["state"])
    expect("quotes", expected=_offers(listed), seen=told["quotes"])


@then(parsers.parse('the late answer is counted, and the quotes fetched are still "{listed}"'))
def _(stage: Stage, listed: str) -> None:
    table = stage.channel_of(_CALLED, "effects")

    def counted() -> None:
        seen = stage.probe.effects(table, _rfq_id(stage))
        expect("late answers", expected=1, seen=len(seen))

    stage.until(counted)
    expect("quotes", expected=_offers(listed), seen=_told(stage)["quotes"])


@then("so are those of the other one, each under its own id")
def _(stage: Stage) -> None:
    ids = [answer.json["rfq-id"] for answer in stage.notes["submissions"]]
    expect("different ids", expected=2, seen=len(set(ids)))

    def gathered() -> None:
        wanted, other = (_query(stage, each).json for each in reversed(ids))
        seen = [wanted["customer"], other["customer"]]
        expect("customers", expected=[stage.key("cmr"), stage.key("another")], seen=seen)
        expect("quotes for the other one", expected=wanted["quotes"], seen=other["quotes"])

    stage.until(gathered)


@then("unicorn management was asked in a way that its contract allows")
def _(stage: Stage) -> None:
    def asked() -> None:
        expect("requests that its contract does not allow", expected=[],
               seen=_unicorns(stage).refused)  # fmt: skip
        seen = len(_unicorns(stage).asked)
        expect_that(seen, "requests to unicorn management", expected="one", seen=seen)

    stage.until(asked)


@then("unicorn management is asked under one id")
def _(stage: Stage) -> None:
    def ids() -> set[Any]:
        return {request.attributes["CorrelationId"] for request in _unicorns(stage).asked}

    stage.until(lambda: expect("ids of requests", expected=1, seen=len(ids())))
    stage.calm()
    expect("ids of requests", expected=1, seen=len(ids()))


@then("both submissions have one id")
def _(stage: Stage) -> None:
    first, second = stage.notes["submissions"]
    expect("statuses", expected=[201, 201], seen=[first.status, second.status])
    expect("id of the second answer", expected=first.json, seen=second.json)


def _cast(stage: Stage, *, instances: int = 1) -> None:
    tempo = stage.target.tempo
    stage.ask_for(
        # More time than the scenario takes, so that no deadline gets in its way.
        DEADLINE=stage.notes.setdefault("seconds", int(2 * tempo.patience)),
        KEEP_CLOSED=stage.notes.setdefault("keep", int(10 * tempo.patience)),
    )
    stage.cast(_CALLED, instances=instances)


def _api(stage: Stage) -> Api:
    return stage.api(_CALLED)


def _unicorns(stage: Stage) -> UnicornManagement:
    unicorns: UnicornManagement = stage.notes["unicorns"]
    return unicorns


def _ride(stage: Stage, customer: str = "cmr") -> dict[str, str]:
    return {"from": "Berlin", "to": "Frankfurt", "customer": stage.key(customer)}


def _submit(stage: Stage, body: object, *, key: str = "", misfit: bool = False) -> None:
    made = stage.notes.setdefault("submissions", [])
    headers = {"Idempotency-Key": key or stage.key(f"submission-{len(made)}")}
    made.append(_patiently(lambda: _api(stage).call("POST", _SUBMIT, body, headers, misfit=misfit)))


def _rfq_id(stage: Stage) -> str:
    """Give the id of the last request that was submitted."""
    answer: HttpAnswer = stage.notes["submissions"][-1]
    expect("status of the submission", expected=201, seen=answer.status)
    return str(answer.json["rfq-id"])


def _query(stage: Stage, rfq_id: str, instance: int = 0) -> HttpAnswer:
    path = f"/query-instant-ride-rfq/{rfq_id}"
    return _patiently(lambda: _api(stage).call("GET", path, instance=instance))


def _patiently(call: Callable[[], HttpAnswer]) -> HttpAnswer:
    """Call as clients do who get no good answer when an instance dies: again, up to three times."""
    answer = call()
    for _ in range(2):
        if answer.status in {502, 503}:
            answer = call()
    return answer


def _told(stage: Stage) -> dict[str, Any]:
    """Query the last request that was submitted, and give what is told of it."""
    answer = _query(stage, _rfq_id(stage))
    expect("status of the query", expected=200, seen=answer.status)
    return dict(answer.json)


def _offers(listed: str) -> list[dict[str, object]]:
    """Give quotes as the API tells them; nobody's are none."""
    if listed == "nobody's":
        return []
    return [{"responder": name, "quote": quote} for name, quote in quoted(listed)]


def _fetched(stage: Stage, listed: str) -> None:
    """Wait until the last request has these quotes, and see that they stay."""

    def fetched() -> None:
        expect("quotes", expected=_offers(listed), seen=_told(stage)["quotes"])

    stage.until(fetched)
    stage.linger()
    fetched()
