"""Sentences of pipes and filters."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, when

from pattern_tck import faults
from pattern_tck.expectations import expect_that
from pattern_tck.messages import Value
from pattern_tck.stage import Stage
from pattern_tck.steps import fare_chain as chain
from pattern_tck.steps.redriving import redriven
from pattern_tck.steps.rides import words
from pattern_tck.tap import Call, Proceed


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
    chain.wire(stage, name, chain.place(stage, another))


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
        times = chain.attempts(stage, name) - 1
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
    stage.puppet.send(chain.pipe_of(stage, name), chain.fare(stage, word, note=chain.NOTE))


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
