"""Sentences of the point-to-point channel."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pytest_bdd import given, parsers, then, when

from pattern_tck import faults
from pattern_tck.expectations import expect
from pattern_tck.stage import Stage
from pattern_tck.steps.rides import booked_once, empty, numbered, ride, words
from pattern_tck.tap import Call, Proceed

_HOUR = 3600


@given("a consumer")
def _(stage: Stage) -> None:
    stage.cast("consumer")


@given(parsers.parse("{count:d} consumers"))
def _(stage: Stage, count: int) -> None:
    stage.cast("consumer", instances=count)


@given(parsers.parse("a consumer that dies {side:w} its {moment:w}"))
def _(stage: Stage, side: str, moment: str) -> None:
    stage.cast("consumer")
    stage.faults.crash("consumer", moment, after=side == "after")


@given(parsers.parse("{count:d} consumers, of which one dies before its effect"))
def _(stage: Stage, count: int) -> None:
    stage.cast("consumer", instances=count)
    stage.faults.crash("consumer", "effect")


@given(parsers.parse("consumers whose work may take {seconds:d} seconds"))
def _(stage: Stage, seconds: int) -> None:
    stage.ask_for(VISIBILITY_TIMEOUT=seconds)


@given(parsers.parse("{count:d} of them, of which one dies before its effect"))
def _(stage: Stage, count: int) -> None:
    stage.cast("consumer", instances=count)
    stage.faults.crash("consumer", "effect")


@given(parsers.parse("{count:d} consumers, of which one is slow before its {moment:w}"))
def _(stage: Stage, count: int, moment: str) -> None:
    stage.cast("consumer", instances=count)
    stage.faults.slow("consumer", moment)


@given(
    parsers.parse(
        'a consumer to whom the queue delivers ride "{word}" once more after its acknowledgement'
    )
)
def _(stage: Stage, word: str) -> None:
    stage.cast("consumer")
    again = faults.Redeliver(stage.key(word))
    # The first receive remembers the message, the second one repeats it.
    stage.faults.at("consumer", "receive", again, "gets a message twice", times=2, at_least=2)


@given("a consumer whose acknowledgements are all refused")
def _(stage: Stage) -> None:
    stage.cast("consumer")
    stage.notes["trouble"] = stage.faults.refuse("consumer", "acknowledgement", times=float("inf"))


@given("a consumer of whose acknowledgements one is refused")
def _(stage: Stage) -> None:
    stage.cast("consumer")
    refused = faults.refuse("InternalError", "try again")

    def fail_one(call: Call, proceed: Proceed) -> Any:
        act = faults.fail_first_entry if "Entries" in call.parameters else refused
        return act(call, proceed)

    stage.faults.at("consumer", "acknowledgement", fail_one, "has one acknowledgement refused")


@given(parsers.parse('a consumer for whom ride "{word}" cannot be booked'))
def _(stage: Stage, word: str) -> None:
    stage.cast("consumer")
    about = stage.key(word)
    stage.notes["trouble"] = stage.faults.refuse(
        "consumer", "effect", times=float("inf"), about=about
    )


@given(parsers.parse("a consumer whose first {count:d} receives are empty"))
def _(stage: Stage, count: int) -> None:
    stage.cast("consumer")
    stage.faults.at("consumer", "receive", faults.empty_receive, "finds nothing", times=count)


@given("a consumer who never gets more than one message at a time")
def _(stage: Stage) -> None:
    stage.cast("consumer")

    def one(call: Call, proceed: Proceed) -> Any:
        return proceed({**call.parameters, "MaxNumberOfMessages": 1})

    stage.faults.at("consumer", "receive", one, "gets one message only", times=float("inf"))


@given(parsers.parse("a consumer to whom the queue says that it is the {count:d}th receive"))
def _(stage: Stage, count: int) -> None:
    stage.cast("consumer")

    def miscounted(call: Call, proceed: Proceed) -> Any:
        answer = copy.deepcopy(dict(proceed(call.parameters)))
        for message in answer.get("Messages", ()):
            message.setdefault("Attributes", {})["ApproximateReceiveCount"] = str(count)
        return answer

    stage.faults.at("consumer", "receive", miscounted, "is told a wrong count", times=float("inf"))


@given("a consumer whose first receive is lost on its way")
def _(stage: Stage) -> None:
    stage.cast("consumer")
    stage.stop("consumer")  # so that the first receive finds the ride
    stage.faults.at("consumer", "receive", faults.lose_receive, "does not get an answer")


@given("a consumer to whom the queue tells more than today")
def _(stage: Stage) -> None:
    stage.cast("consumer")

    def more(call: Call, proceed: Proceed) -> Any:
        answer = copy.deepcopy(dict(proceed(call.parameters)))
        for message in answer.get("Messages", ()):
            message.setdefault("Attributes", {})["ShardOfTomorrow"] = "7"
            message["QuantumDigest"] = "0"
        return answer

    stage.faults.at("consumer", "receive", more, "is told more", times=float("inf"))


@when(parsers.parse("{count:d} rides are completed"))
def _(stage: Stage, count: int) -> None:
    _send(stage, numbered(count))


@when(parsers.parse("{count:d} more rides are completed"))
def _(stage: Stage, count: int) -> None:
    _send(stage, [f"r-{number + count:02}" for number in range(1, count + 1)])


@when(parsers.parse('rides "{listed}" are completed together'))
def _(stage: Stage, listed: str) -> None:
    stage.stop("consumer")
    _send(stage, words(listed))
    stage.resume("consumer")


@when(parsers.parse('ride "{word}" is completed for a fare of "{fare}"'))
def _(stage: Stage, word: str, fare: str) -> None:
    stage.puppet.send(stage.channel("work of consumer"), ride(stage, word, fare=float(fare)))


@when(parsers.parse('ride "{word}" is completed, and sent a second time with another MessageId'))
def _(stage: Stage, word: str) -> None:
    first = stage.puppet.send(stage.channel("work of consumer"), ride(stage, word))
    second = stage.puppet.send(stage.channel("work of consumer"), ride(stage, word))
    assert first != second, "the target gave both messages the same MessageId"


@when("another consumer is started")
def _(stage: Stage) -> None:
    stage.turn()
    stage.add_instance("consumer")


@when("the first consumer is killed")
def _(stage: Stage) -> None:
    gone = stage.application("consumer").instances.pop(0)
    gone.crash()
    gone.close()


@when("it is booked, and comes back 11 hours later")
def _(stage: Stage) -> None:
    word = stage.notes["ride"]
    booked_once(stage, "consumer", word)
    # The same message as a second message: what a copy that outlived its delete looks like.
    if stage.target.clock.virtual:
        stage.pass_time(11 * _HOUR)
    stage.puppet.send(stage.channel("work of consumer"), ride(stage, word))


@when("the acknowledgements are accepted again")
def _(stage: Stage) -> None:
    stage.notes["trouble"].times = 0


@then(parsers.parse("each of the {count:d} rides is booked once"))
def _(stage: Stage, count: int) -> None:
    _each_booked_once(stage, numbered(count))


@then(parsers.parse('each of rides "{listed}" is booked once'))
def _(stage: Stage, listed: str) -> None:
    _each_booked_once(stage, words(listed))


@then(parsers.parse('ride "{word}" is booked once, for "{fare}"'))
def _(stage: Stage, word: str, fare: str) -> None:
    expect(f"booking of ride {word}", expected=[fare], seen=booked_once(stage, "consumer", word))


@then(parsers.parse('ride "{word}" is not booked'))
def _(stage: Stage, word: str) -> None:
    stage.calm()
    expect(f"bookings of ride {word}", expected=[], seen=stage.effects("consumer", word))


@then(parsers.parse('ride "{word}" is not booked for {seconds:d} seconds'))
def _(stage: Stage, word: str, seconds: int) -> None:
    stage.pass_time(seconds)
    expect(f"bookings of ride {word}", expected=[], seen=stage.effects("consumer", word))


@then("no message is left on the queue")
def _(stage: Stage) -> None:
    empty(stage, stage.channel("work of consumer"))


def _send(stage: Stage, rides: list[str]) -> None:
    for word in rides:
        stage.puppet.send(stage.channel("work of consumer"), ride(stage, word))


def _each_booked_once(stage: Stage, rides: list[str]) -> None:
    def times() -> Mapping[str, int]:
        booked = Counter(stage.probe.effect_keys(stage.channel_of("consumer", "effects")))
        return {word: booked[stage.key(word)] for word in rides}

    def all_booked() -> None:
        missing = [word for word, count in times().items() if not count]
        expect("rides that are not booked", expected=[], seen=missing)

    stage.until(all_booked)
    stage.calm()
    expect("bookings of each ride", expected=dict.fromkeys(rides, 1), seen=times())
