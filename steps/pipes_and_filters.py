"""Sentences of pipes and filters."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.channels import Channel
from pattern_tck.expectations import expect, expect_that
from pattern_tck.messages import Value, unwrapped
from pattern_tck.stage import Stage
from pattern_tck.steps import fare_chain as chain
from pattern_tck.steps.dead_letter_queue import watched
from pattern_tck.steps.redriving import redriven
from pattern_tck.steps.rides import empty, words
from pattern_tck.tap import Call, Proceed

_NOTE = {"to": "driver", "text": "The customer has two suitcases."}


@given(parsers.re(r'a chain of the filters "(?P<listed>[^"]+)"'))
def _(stage: Stage, listed: str) -> None:
    chain.build(stage, words(listed))


@given(
    parsers.parse('a chain of the filters "{listed}", of which "{replaced}" is somebody else\'s')
)
def _(stage: Stage, listed: str, replaced: str) -> None:
    chain.build(stage, words(listed), replaced)


@given(parsers.parse("the business waits no longer than {count:d} visibility timeouts"))
def _(stage: Stage, count: int) -> None:
    stage.notes["patience"] = count * stage.target.tempo.visibility


@given(parsers.parse('filter "{name}" between two pipes'))
def _(stage: Stage, name: str) -> None:
    chain.alone(stage, name)


@given(parsers.parse('filter "{name}" with {count:d} instances between two pipes'))
def _(stage: Stage, name: str, count: int) -> None:
    chain.alone(stage, name, count)


@given(parsers.parse('filter "{name}" is told that next comes {another}'))
def _(stage: Stage, name: str, another: str) -> None:
    chain.wire(stage, name, _place(stage, another))


@given(parsers.re(r'filter "(?P<name>[^"]+)" cannot process fare "(?P<word>[^"]+)"'))
def _(stage: Stage, name: str, word: str) -> None:
    key = stage.key(word)
    stage.notes["trouble"] = stage.faults.refuse(name, "effect", times=float("inf"), about=key)


@given(
    parsers.re(
        r'filter "(?P<name>[^"]+)" cannot process fare "(?P<word>[^"]+)" (?P<count>\d+) times'
    )
)
def _(stage: Stage, name: str, word: str, count: str) -> None:
    stage.faults.refuse(name, "effect", times=int(count), about=stage.key(word))


@given(parsers.parse('each of the filters "{listed}" fails with fare "{word}" as often as it may'))
def _(stage: Stage, listed: str, word: str) -> None:
    for name in words(listed):
        times = _attempts(stage, name) - 1
        stage.faults.refuse(name, "effect", times=times, about=stage.key(word))


@given(parsers.parse('the next pipe refuses what filter "{name}" sends {count:d} times'))
def _(stage: Stage, name: str, count: int) -> None:
    stage.faults.refuse(name, "forward", times=count)


@given(parsers.parse('the next pipe refuses all that filter "{name}" sends'))
@given(parsers.parse('nobody takes what filter "{name}" sets aside'))
def _(stage: Stage, name: str) -> None:
    stage.notes["trouble"] = stage.faults.refuse(name, "forward", times=float("inf"))


@given(parsers.parse('filter "{name}" dies {side:w} its {moment:w}'))
def _(stage: Stage, name: str, side: str, moment: str) -> None:
    stage.faults.crash(name, moment, after=side == "after")


@given(parsers.parse('filter "{name}" is slow before its effect'))
def _(stage: Stage, name: str) -> None:
    stage.faults.slow(name, "effect")


@given(
    parsers.parse(
        'the instances of "{name}" have one fare each, and one of them is held up at its effect'
    )
)
def _(stage: Stage, name: str) -> None:
    def one(call: Call, proceed: Proceed) -> Any:
        return proceed({**call.parameters, "MaxNumberOfMessages": 1})

    stage.faults.at(name, "receive", one, "gets one fare at a time", times=float("inf"))
    # Shorter than the visibility timeout: the fare stays with this instance, and with no other.
    stage.faults.slow(name, "effect", times_visibility=0.4)


@given(parsers.parse('the pipe of "{name}" delivers fare "{word}" once more'))
def _(stage: Stage, name: str, word: str) -> None:
    again = faults.Redeliver(stage.key(word))
    # The first receive remembers the message, the second one repeats it.
    stage.faults.at(name, "receive", again, "gets a fare twice", times=2, at_least=2)


@when(parsers.re(r'fares? "(?P<listed>[^"]+)" enters? the chain'))
def _(stage: Stage, listed: str) -> None:
    stage.notes["began"] = stage.target.clock.now()
    chain.enter(stage, stage.notes["entrance"], words(listed))


@when(parsers.parse('fare "{word}" enters the chain under correlation id "{correlation}"'))
def _(stage: Stage, word: str, correlation: str) -> None:
    chain.enter(stage, stage.notes["entrance"], [word], {"CorrelationId": stage.key(correlation)})


@when(parsers.parse('fare "{word}" enters the chain, and the pipe of "{name}" doubles it'))
def _(stage: Stage, word: str, name: str) -> None:
    stage.stop(name)
    pipe = chain.pipe_of(stage, name)
    chain.enter(stage, stage.notes["entrance"], [word])

    def there() -> str:
        found = stage.puppet.receive(pipe)
        expect_that(found, f"fares on {pipe.name}", expected="one", seen=found)
        return str(found[0]["Body"])

    stage.puppet.send(pipe, stage.until(there))
    stage.resume(name)


@when(parsers.parse('filter "{name}" is away, and {count:d} fares enter the chain'))
def _(stage: Stage, name: str, count: int) -> None:
    stage.stop(name)
    chain.enter(stage, stage.notes["entrance"], chain.numbered_fares(count))


@when(parsers.parse('filter "{name}" is there again'))
def _(stage: Stage, name: str) -> None:
    stage.resume(name)


@when(parsers.re(r'fares? "(?P<listed>[^"]+)" enters? the pipe of "(?P<name>[^"]+)"'))
def _(stage: Stage, listed: str, name: str) -> None:
    chain.enter(stage, chain.pipe_of(stage, name), words(listed))


@when(parsers.parse('fare "{word}" enters the pipe of "{name}" with headers of every type'))
def _(stage: Stage, word: str, name: str) -> None:
    headers: dict[str, Value] = {
        "CorrelationId": stage.key("c-1"),
        "Weight": 7,
        "Seal": b"\x00\x01",
    }
    stage.notes["headers"] = headers
    chain.enter(stage, chain.pipe_of(stage, name), [word], headers)


@when(parsers.parse('fare "{word}" enters the pipe of "{name}" with a note for the driver'))
def _(stage: Stage, word: str, name: str) -> None:
    stage.puppet.send(chain.pipe_of(stage, name), chain.fare(stage, word, note=_NOTE))


@when(parsers.parse('{count:d} fares enter the pipe of "{name}", the last one first'))
def _(stage: Stage, count: int, name: str) -> None:
    for word in reversed(chain.numbered_fares(count)):
        chain.enter(stage, chain.pipe_of(stage, name), [word])
        stage.turn()


@when(parsers.parse('fares of "{one}" and "{two}" of one customer enter the pipe of "{name}"'))
def _(stage: Stage, one: str, two: str, name: str) -> None:
    customer = stage.key("customer")
    for word, amount in (("f-1", one), ("f-2", two)):
        fare = chain.fare(stage, word, customerId=customer, fareAmount=amount)
        stage.puppet.send(chain.pipe_of(stage, name), fare)


@when(parsers.parse('the message {body} enters the pipe of "{name}"'))
def _(stage: Stage, body: str, name: str) -> None:
    stage.notes["body"] = body
    stage.puppet.send(chain.pipe_of(stage, name), body, misfit=True)


@when(parsers.parse('filter "{name}" is mended, and its dead letters are redriven'))
def _(stage: Stage, name: str) -> None:
    stage.notes["trouble"].times = 0
    redriven(stage, chain.pipe_of(stage, name))


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
        chain.arrived(stage, _place(stage, another), word)
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
    wanted = chain.fare(stage, word, note=_NOTE, done=["charge"])
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
        _attempts(stage, name) * stage.probe.visibility(chain.pipe_of(stage, name))
        for name in stage.notes["filters"]
    )
    patience = stage.notes["patience"]
    expect_that(
        worst <= patience, "seconds in the worst case", expected=f"at most {patience}", seen=worst
    )


@then(parsers.parse('each of the filters "{listed}" may fail once without a dead letter'))
def _(stage: Stage, listed: str) -> None:
    for name in words(listed):
        count = _attempts(stage, name)
        expect_that(count >= 2, f"attempts of {name}", expected="at least two", seen=count)


@then(parsers.parse('filter "{name}" has a total of {cents:d} cents for the customer'))
def _(stage: Stage, name: str, cents: int) -> None:
    chain.processed(stage, name, ["f-1", "f-2"])
    stage.calm()
    seen = stage.effects(name, "customer")
    expect(f"total of {name}", expected=[str(cents)], seen=seen)


def _place(stage: Stage, another: str) -> Channel:
    return chain.end_of(stage) if another == "a topic" else stage.puppet.make(another, "queue")


def _attempts(stage: Stage, name: str) -> int:
    found = stage.probe.max_receives(chain.pipe_of(stage, name))
    expect_that(found, f"maxReceiveCount of the pipe of {name}", expected="one", seen=found)
    return found or 0
