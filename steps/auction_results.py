"""Sentences about how an auction of quotes ends: its one result, and what is left behind."""

from __future__ import annotations

from pytest_bdd import parsers, then

from pattern_tck.expectations import expect
from pattern_tck.messages import Message
from pattern_tck.stage import Stage
from pattern_tck.steps.quotes import (
    answers_queue,
    one_result,
    quoted,
    remembered,
    request_for,
    result_of,
)
from pattern_tck.steps.rides import empty, words


@then("no request for quotes is left to be taken on")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("triggers"))


@then("no answer is left to be taken")
def _(stage: Stage) -> None:
    empty(stage, answers_queue(stage))


@then(parsers.parse('there is no result for "{word:S}" yet'))
def _(stage: Stage, word: str) -> None:
    stage.linger()
    expect(f"results for {word}", expected=[], seen=result_of(stage, word))


@then(parsers.parse('the one result for "{word:S}" is "{bidder:w}" for {amount:d}'))
def _(stage: Stage, word: str, bidder: str, amount: int) -> None:
    best = one_result(stage, word).get("best")
    expect(f"best quote for {word}", expected={"responder": bidder, "quote": amount}, seen=best)


@then(parsers.parse('the one result for "{word:S}" is that nobody offers'))
def _(stage: Stage, word: str) -> None:
    result = one_result(stage, word)
    seen = {name: result.get(name) for name in ("outcome", "best", "quotes")}
    wanted: dict[str, object] = {"outcome": "no-offers", "best": None, "quotes": []}
    expect(f"result for {word}", expected=wanted, seen=seen)


@then(parsers.parse('the one result for "{word:S}" has the quotes "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    seen = sorted((each["responder"], each["quote"]) for each in one_result(stage, word)["quotes"])
    expect(f"quotes for {word}", expected=sorted(quoted(listed)), seen=seen)


@then(parsers.parse('the one result for "{word:S}" has one quote each of "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    seen = sorted(each["responder"] for each in one_result(stage, word)["quotes"])
    expect(f"bidders for {word}", expected=sorted(words(listed)), seen=seen)


@then(
    parsers.parse(
        'the one result for "{word:S}" has the quote "{listed}", '
        'and that of "{bidder:w}" or a late answer'
    )
)
def _(stage: Stage, word: str, listed: str, bidder: str) -> None:
    seen = sorted((each["responder"], each["quote"]) for each in one_result(stage, word)["quotes"])
    taken = [each for each in seen if each[0] == bidder]
    expect(f"quotes for {word}", expected=sorted([*quoted(listed), *taken]), seen=seen)
    late = len(stage.effects("aggregator", word))
    expect(f"quotes of {bidder}, taken or late", expected=1, seen=len(taken) + late)


@then(parsers.re(r'(?P<count>\d+) late answers? for "(?P<word>\S+)" (is|are) counted'))
def _(stage: Stage, count: str, word: str) -> None:
    def counted() -> None:
        seen = len(stage.effects("aggregator", word))
        expect(f"late answers for {word}", expected=int(count), seen=seen)

    stage.until(counted)
    stage.linger()
    counted()


@then(parsers.parse('nothing is remembered but the request for "{word:S}"'))
def _(stage: Stage, word: str) -> None:
    empty(stage, answers_queue(stage))
    expect(
        "items about what nobody asked for", expected=stage.notes["items"], seen=remembered(stage)
    )
    expect(f"results for {word}", expected=[], seen=result_of(stage, word))


@then("nothing is remembered of any request")
def _(stage: Stage) -> None:
    # An item of its own about no request, such as an agenda that is empty, is not remembering one.
    requests: dict[str, Message] = stage.notes.get("requests to quote", {})
    ids = {str(request.attributes.get("CorrelationId")) for request in requests.values()}
    about = {*stage.notes["asked for"], *ids}
    effects = stage.channel_of("aggregator", "effects")

    def left() -> list[str]:
        return stage.probe.item_names(effects, about)

    stage.until(lambda: expect("items that are remembered", expected=[], seen=left()))


@then(parsers.parse('the answer that says {body} is set aside under the id of "{word:S}"'))
def _(stage: Stage, body: str, word: str) -> None:
    aside = stage.channel_of("aggregator", "invalid answers")
    under = request_for(stage, word).attributes.get("CorrelationId")

    def seen() -> None:
        found = {
            (message.body, message.attributes.get("CorrelationId"))
            for message in stage.puppet.take(aside)
        }
        expect("answers that were set aside", expected={(body, under)}, seen=found)

    stage.until(seen)
