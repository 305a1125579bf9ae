"""Settling: time passes only when nobody has anything to do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pattern_tck.expectations import expect
from pattern_tck.settling import Settling
from pattern_tck.standstill import Standstill
from tests.fakes import Participant, Target


def settling(*players: Participant) -> tuple[Settling, Target]:
    target = Target()
    casting: Any = SimpleNamespace(instances=list(players))
    made: Any = target
    return Settling(made, casting), target


def busy(turns: int) -> Participant:
    left = iter([True] * turns)
    return Participant(turn=lambda: next(left, False))


def test_everybody_gets_turns_until_nobody_has_anything_to_do() -> None:
    one, another = busy(3), Participant("another")
    stage, target = settling(one, another)
    stage.turn()

    assert one.turns == another.turns == 4
    assert target.clock.passed == []


def test_a_worker_that_is_never_done_does_not_stop_the_clock() -> None:
    stage, target = settling(Participant(turn=lambda: True))
    stage.calm(30)

    assert target.clock.time == 1030


def test_real_time_goes_on_while_a_worker_is_never_done() -> None:
    def working() -> bool:
        target.clock.time += 10  # so long does a turn take
        return True

    one = Participant(turn=working)
    stage, target = settling(one)
    target.clock.virtual = False
    stage.turn()

    assert target.clock.time == 1000 + target.tempo.visibility
    assert one.turns == 3


def test_what_holds_is_given_at_once() -> None:
    stage, target = settling(Participant())

    assert stage.until(lambda: "booked", 30) == "booked"
    assert target.clock.passed == []


def test_what_comes_to_hold_is_waited_for() -> None:
    stage, target = settling(Participant())

    def later() -> float:
        expect("late enough", expected=True, seen=target.clock.now() >= 1045)
        return target.clock.now()

    assert 1045 <= stage.until(later, 30) <= 1055


def test_patience_ends_and_says_how_long_it_was() -> None:
    stage, target = settling(Participant())

    with pytest.raises(AssertionError) as raised:
        stage.until(lambda: expect("bookings", expected=1, seen=0), 30)
    assert raised.value.__notes__ == ["after waiting for 180 s"]
    assert target.clock.time == pytest.approx(1180, abs=10)


def test_an_error_that_is_no_expectation_is_not_waited_out() -> None:
    stage, target = settling(Participant())

    with pytest.raises(KeyError):
        stage.until(lambda: {}["id"], 30)
    assert target.clock.passed == []


def test_calm_lasts_exactly_as_long_as_asked_with_everybody_working() -> None:
    one = Participant()
    stage, target = settling(one)
    stage.calm(25)

    assert target.clock.time == 1025
    assert target.clock.passed == [10, 10, 5]
    assert one.turns == 4


def test_12_hours_are_not_looked_through_in_steps_of_seconds() -> None:
    stage, target = settling(Participant())
    stage.calm(12 * 3600)

    assert target.clock.time == 1000 + 12 * 3600
    assert len(target.clock.passed) <= 10


def test_who_is_stopped_gets_no_turns() -> None:
    one, another = Participant("one"), Participant("another")
    stage, _ = settling(one, another)
    stage.stopped.add("one")
    stage.calm(10)

    assert (one.turns, another.turns) == (0, 2)


def test_who_is_held_gets_no_turns_while_the_others_do() -> None:
    one, another = Participant("one"), Participant("another")
    stage, target = settling(one, another)
    held: Any = one
    stage.hold(held, 20)

    assert (one.turns, another.turns) == (0, 3)
    assert target.clock.time == 1020
    stage.turn()
    assert one.turns == 1


def test_nobody_is_held_up_for_longer_because_somebody_else_is_never_done() -> None:
    def working() -> bool:
        target.clock.time += 0.5
        return True

    one, another = Participant("one"), Participant("another", turn=working)
    stage, target = settling(one, another)
    target.clock.virtual = False
    held: Any = one
    stage.hold(held, 3)

    assert target.clock.time <= 1003.5
    # What comes to rest in its own time does not have to in three seconds of another's.
    stage.calm(3)
    assert target.clock.time > 1003.5 + 3 + 10


def in_real_time(player: Participant) -> tuple[Settling, list[float]]:
    stage, target = settling(player)
    monotonic = [0.0]
    target.clock.virtual = False

    def pass_time(seconds: float) -> None:
        monotonic[0] += seconds
        target.clock.time += seconds

    target.clock.pass_time = pass_time
    stage.pulse = Standstill(lambda: monotonic[0])
    return stage, monotonic


def test_what_is_waited_on_purpose_is_no_standstill() -> None:
    stage, _ = in_real_time(Participant())
    stage.calm(60)

    assert stage.standstill == 0


def test_a_turn_that_takes_long_is_a_standstill() -> None:
    taken = iter([0.0, 3.0])

    def turn() -> bool:
        monotonic[0] += next(taken, 0.0)
        return False

    stage, monotonic = in_real_time(Participant(turn=turn))
    stage.calm(60)

    assert stage.standstill == 3


def test_what_a_step_does_between_two_waits_counts_too() -> None:
    stage, monotonic = in_real_time(Participant())
    stage.calm(10)
    monotonic[0] += 2

    assert stage.standstill == 2


def test_nothing_stands_still_on_a_virtual_clock() -> None:
    stage, monotonic = in_real_time(Participant())
    stage._target.clock.virtual = True
    monotonic[0] += 2

    assert stage.standstill == 0
