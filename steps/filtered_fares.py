"""Sentences about fares on their way through the filters: where they come out, or end."""

from __future__ import annotations

from pytest_bdd import parsers, then

from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps import fare_chain as chain
from pattern_tck.steps.dead_letter_queue import watched
from pattern_tck.steps.rides import empty, words


@then(parsers.parse('fare "{word}" leaves the chain, done by "{listed}"'))
def _(stage: Stage, word: str, listed: str) -> None:
    chain.leave_done_by(stage, [word], words(listed))


@then(parsers.parse('each of the {count:d} fares leaves the chain, done by "{listed}"'))
def _(stage: Stage, count: int, listed: str) -> None:
    chain.leave_done_by(stage, chain.numbered_fares(count), words(listed))


@then(parsers.parse('fare "{word}" leaves the chain under correlation id "{correlation}"'))
def _(stage: Stage, word: str, correlation: str) -> None:
    seen = chain.leaves(stage, word).attributes.get("CorrelationId")
    expect("correlation id at the end", expected=stage.key(correlation), seen=seen)


@then(parsers.parse('fare "{word}" leaves the chain while the business still waits'))
def _(stage: Stage, word: str) -> None:
    sent = int(chain.leaves(stage, word).system["SentTimestamp"]) / 1000
    took, patience = sent - stage.notes["began"], stage.notes["patience"]
    expect_that(took <= patience, "seconds in the chain", expected=f"at most {patience}", seen=took)


@then(parsers.parse('fares "{listed}" leave the chain, one event each, and no other'))
def _(stage: Stage, listed: str) -> None:
    wanted = sorted(stage.key(word) for word in words(listed))

    def told() -> None:
        expect("fares that have left the chain", expected=wanted, seen=chain.events(stage))

    stage.until(told)
    stage.calm()
    told()


@then("nothing has left the chain")
def _(stage: Stage) -> None:
    expect("fares that have left the chain", expected=[], seen=chain.events(stage))


@then(parsers.parse('each of the filters "{listed}" has processed fare "{word}" once'))
def _(stage: Stage, listed: str, word: str) -> None:
    chain.processed_once(stage, words(listed), [word])


@then(
    parsers.parse('filter "{name}" has processed the {count:d} fares, which wait for filter "{at}"')
)
def _(stage: Stage, name: str, count: int, at: str) -> None:
    chain.processed_once(stage, [name], chain.numbered_fares(count))
    seen = stage.probe.stock(chain.pipe_of(stage, at))
    expect_that(seen >= count, f"fares that wait for {at}", expected=f"{count}", seen=seen)


@then(parsers.parse('fare "{word}" comes to {another}, and not to the old next pipe'))
def _(stage: Stage, word: str, another: str) -> None:
    if another == "a topic":
        chain.leaves(stage, word)
    else:
        chain.arrived(stage, chain.place(stage, another), word)
    stage.calm()
    seen = stage.probe.stock(stage.channel("next pipe"))
    expect("fares on the old next pipe", expected=0, seen=seen)


@then(parsers.parse('fare "{word}" comes to the next pipe with the same headers'))
def _(stage: Stage, word: str) -> None:
    seen = chain.arrived(stage, stage.channel("next pipe"), word).attributes
    expect("headers", expected=stage.notes["headers"], seen=dict(seen))


@then(parsers.parse('fare "{word}" comes to the next pipe with the note for the driver'))
def _(stage: Stage, word: str) -> None:
    seen = chain.arrived(stage, stage.channel("next pipe"), word).json
    wanted = chain.fare(stage, word, note=chain.NOTE, done=["charge"])
    expect("the fare on the next pipe", expected=wanted, seen=seen)


@then(
    parsers.parse(
        'fare "{word}" comes to the next pipe, and nothing is left on the pipe of "{name}"'
    )
)
def _(stage: Stage, word: str, name: str) -> None:
    chain.arrived(stage, stage.channel("next pipe"), word)
    empty(stage, chain.pipe_of(stage, name))


@then(parsers.parse('fares "{listed}" come to the next pipe'))
def _(stage: Stage, listed: str) -> None:
    for word in words(listed):
        chain.arrived(stage, stage.channel("next pipe"), word)


@then(parsers.parse("each of the {count:d} fares comes to the next pipe"))
def _(stage: Stage, count: int) -> None:
    for word in chain.numbered_fares(count):
        chain.arrived(stage, stage.channel("next pipe"), word)


@then(parsers.parse('fare "{word}" becomes a dead letter of the filter "{name}"'))
def _(stage: Stage, word: str, name: str) -> None:
    chain.becomes_dead_letter(stage, name, word)


@then("nobody else in the chain has a fare left")
def _(stage: Stage) -> None:
    chain.others_have_none_left(stage)


@then(parsers.parse('each of the filters "{listed}" has an alarm on the depth of its dead letters'))
def _(stage: Stage, listed: str) -> None:
    for name in words(listed):
        watched(stage, stage.dead_letters_of(chain.pipe_of(stage, name)))


@then(parsers.parse('filter "{name}" sets the unreadable message aside'))
def _(stage: Stage, name: str) -> None:
    queue = stage.channel_of(name, "invalid messages")

    def aside() -> None:
        seen = {unwrapped(message).body for message in stage.puppet.take(queue)}
        expect("what was set aside", expected={stage.notes["body"]}, seen=seen)

    stage.until(aside)
    empty(stage, chain.pipe_of(stage, name))
    dead = stage.dead_letters_of(chain.pipe_of(stage, name))
    expect(f"dead letters of {name}", expected=0, seen=stage.probe.stock(dead))


@then(
    parsers.parse(
        'the unreadable message is on the pipe of "{name}" or a dead letter, and never nowhere'
    )
)
def _(stage: Stage, name: str) -> None:
    pipe = chain.pipe_of(stage, name)
    dead = stage.dead_letters_of(pipe)
    for _ in range(6):
        stage.turn()
        places = stage.probe.stock(pipe) + stage.probe.stock(dead)
        expect_that(places, "places where the message is", expected="one", seen=places)
        stage.pass_visibility(pipe)


@then("the attempts of all filters take no longer than the business waits")
def _(stage: Stage) -> None:
    worst = sum(
        chain.attempts(stage, name) * stage.probe.visibility(chain.pipe_of(stage, name))
        for name in stage.notes["filters"]
    )
    patience = stage.notes["patience"]
    expect_that(
        worst <= patience, "seconds in the worst case", expected=f"at most {patience}", seen=worst
    )


@then(parsers.parse('each of the filters "{listed}" may fail once without a dead letter'))
def _(stage: Stage, listed: str) -> None:
    for name in words(listed):
        count = chain.attempts(stage, name)
        expect_that(count >= 2, f"attempts of {name}", expected="at least two", seen=count)


@then(parsers.parse('filter "{name}" has a total of {cents:d} cents for the customer'))
def _(stage: Stage, name: str, cents: int) -> None:
    chain.processed(stage, name, ["f-1", "f-2"])
    stage.calm()
    seen = stage.effects(name, "customer")
    expect(f"total of {name}", expected=[str(cents)], seen=seen)
