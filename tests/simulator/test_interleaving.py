from __future__ import annotations

import time
from math import comb

import pytest

from pattern_tck.simulator.adversary.interleaving import Interleaving
from pattern_tck.simulator.adversary.ordered import Ordered
from pattern_tck.simulator.adversary.recorder import Recorder, TooManyDecisions
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.search import explore
from pattern_tck.simulator.adversary.verdicts import Found, NeverQuiet, Survived
from pattern_tck.simulator.adversary.workers import Killed
from pattern_tck.simulator.freedoms import WORKER_KILLED, WORKER_SLOW, WORKER_TURN, polite
from tests.simulator.toy import Toy


def never():
    return False


def consumer(toy, handle):
    def loop():
        while True:
            body = toy.receive()
            if body is not None:
                handle(body)
                toy.delete(body)

    return loop


def test_workers_take_turns_at_each_call():
    toy = Toy()
    interleaving = Interleaving(toy, polite)
    for name in ("a", "b"):
        interleaving.worker(name, lambda name=name: [toy.send(f"{name}{i}") for i in range(3)])
    assert not interleaving.run(never)
    assert [body for _, _, body in toy.trace] == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert interleaving.calls == 6


def test_who_polls_gets_what_another_sends_before_time_moves():
    toy, got = Toy(), []
    interleaving = Interleaving(toy, polite)
    interleaving.worker("consumer", consumer(toy, lambda body: got.append((toy.clock.now(), body))))
    interleaving.worker("producer", lambda: (toy.send("x"), interleaving.sleep(5), toy.send("y")))
    assert interleaving.run(lambda: len(got) == 2)
    assert got == [(0.0, "x"), (5.0, "y")]


def test_time_goes_on_to_the_next_wake_up_and_no_further():
    toy, woken = Toy(), []
    interleaving = Interleaving(toy, polite)

    def napper(name, naps):
        for nap in naps:
            interleaving.sleep(nap)
            woken.append((interleaving.now(), name))

    interleaving.worker("a", lambda: napper("a", [2, 2]))
    interleaving.worker("b", lambda: napper("b", [1, 0, 0.5]))
    toy.clock.after(1.25, lambda: woken.append((toy.clock.now(), "timer")))
    assert not interleaving.run(never)
    assert woken == [(1, "b"), (1, "b"), (1.25, "timer"), (1.5, "b"), (2, "a"), (4, "a")]


def test_of_several_whose_time_has_come_the_earliest_goes_first():
    toy, woken = Toy(), []
    interleaving = Interleaving(toy, polite, pace=0.05)

    def napper(name, nap):
        interleaving.sleep(nap)
        woken.append(name)

    interleaving.worker("late", lambda: napper("late", 0.14))
    interleaving.worker("early", lambda: napper("early", 0.08))
    interleaving.worker("busy", lambda: [toy.get() for _ in range(9)])
    interleaving.run(never)
    assert woken == ["early", "late"]


def test_what_is_not_deleted_comes_again_after_its_visibility_timeout():
    toy, got = Toy("x"), []

    def forgetful():
        while True:
            got.append((toy.receive(), toy.clock.now()))

    interleaving = Interleaving(toy, polite)
    interleaving.worker("a", forgetful)
    assert interleaving.run(lambda: len(got) == 4)
    assert got == [("x", 0), (None, 20), ("x", 30), (None, 50)]


def test_the_run_ends_when_its_virtual_time_is_over():
    toy = Toy()
    interleaving = Interleaving(toy, polite)
    interleaving.worker("a", consumer(toy, print))
    assert not interleaving.run(never, at_most_seconds=50)
    assert toy.clock.now() == 50
    assert len(toy.trace) == 2, "the receive at 40 s was still going on"


def test_a_worker_that_never_waits_is_stopped():
    toy = Toy()

    def hot():
        while True:
            toy.receive(wait=0)

    interleaving = Interleaving(toy, polite)
    interleaving.worker("a", hot)
    with pytest.raises(TooManyDecisions, match="after 500 questions"):
        interleaving.run(never, most_calls=500)
    paced = Interleaving(toy, polite, pace=0.01)
    paced.worker("a", hot)
    assert not paced.run(never, at_most_seconds=3, most_calls=500)
    assert paced.calls == 300


def test_every_order_of_calls_can_be_reached():
    orders = []

    def run(choose):
        toy = Toy()
        interleaving = Interleaving(toy, choose)
        for name in ("a", "b"):
            interleaving.worker(name, lambda name=name: [toy.send(f"{name}{i}") for i in range(3)])
        interleaving.run(never)
        orders.append(tuple(body for _, _, body in toy.trace))

    assert isinstance(explore(run, faults=["FAULT-21"], deviations=9), Survived)
    assert len(set(orders)) == comb(6, 3)


def test_the_words_of_a_turn_say_who_and_what():
    toy = Toy()
    recorder = Recorder(Schedule(frozenset({"FAULT-21"}), {2: 1}))
    interleaving = Interleaving(toy, recorder.choose)
    for name in ("a", "b"):
        interleaving.worker(name, lambda name=name: [toy.send(f"{name}{i}") for i in range(3)])
    interleaving.run(never)
    assert [body for _, _, body in toy.trace] == ["b0", "a0", "b1", "a1", "b2", "a2"]
    assert recorder.in_words() == "b's SendMessage goes first, out of turn"


def booking(toy, choose, *, killable):
    """Two consumers look whether an order is booked, and then book it."""
    booked = []
    interleaving = Interleaving(toy, choose)

    def handle(body):
        interleaving.step("Scan")
        known = body in booked
        interleaving.step("PutItem")
        if not known:
            booked.append(body)

    for name in ("first", "second"):
        interleaving.worker(name, consumer(toy, handle), restart=killable)
    # An empty queue is not the end: who is slow may still be at work.
    interleaving.run(never, at_most_seconds=100)
    return not toy.queue, booked


def test_checking_and_acting_survives_politeness_and_falls_to_slowness():
    def run(choose):
        ended, booked = booking(Toy("order-1", "order-2"), choose, killable=False)
        assert ended
        assert sorted(booked) == ["order-1", "order-2"], booked

    assert isinstance(explore(run, faults=["FAULT-21"], deviations=2), Survived)
    found = explore(run, faults=["FAULT-08"])
    assert isinstance(found, Found)
    assert found.words == ("first's PutItem comes so late that the visibility timeout has passed")


def test_a_worker_can_be_killed_before_and_after_each_of_its_calls():
    def run(choose):
        toy = Toy("x")
        deliveries = []
        interleaving = Interleaving(toy, choose)
        interleaving.worker("a", consumer(toy, lambda body: deliveries.append(toy.clock.now())))
        assert interleaving.run(lambda: not toy.queue, at_most_seconds=100), "it is lost"
        history.append((interleaving.deaths["a"], deliveries))

    history = []
    survived = explore(run, faults=["FAULT-09"])
    assert isinstance(survived, Survived), "nothing is lost by a death"
    # Polite; before and after the receive; before the delete. After the delete it is over.
    assert history[:4] == [(0, [0]), (1, [1]), (1, [30]), (1, [0, 30])]
    assert len(history) == 5


def test_work_that_is_acknowledged_first_is_lost_by_a_death():
    def run(choose):
        toy, done = Toy("x"), []
        interleaving = Interleaving(toy, choose)

        def loop():
            while True:
                body = toy.receive()
                if body is not None:
                    toy.delete(body)
                    done.append(body)

        interleaving.worker("a", loop)
        assert interleaving.run(lambda: bool(done), at_most_seconds=100), "x is lost"

    found = explore(run, faults=["FAULT-09"])
    assert found.words == "the worker is killed after a's DeleteMessage"
    assert found.broke.startswith("x is lost")


def killed_at(operation, when, toy, function, *, until=never):
    ordered = Ordered()
    order = ordered.order(WORKER_KILLED, when, about=operation)
    interleaving = Interleaving(toy, ordered.choose, restart_after=1000)
    interleaving.worker("a", function)
    interleaving.run(until, at_most_seconds=900)
    assert order.fired == 1
    return [operation for _, operation, *_ in toy.trace]


def test_the_dead_make_no_calls_even_in_their_last_clauses():
    toy, cleaned = Toy("x"), []

    def tidy():
        try:
            toy.receive()
            toy.get()
        finally:
            cleaned.append("file")
            toy.delete("x")

    assert killed_at("GetQueueAttributes", 1, toy, tidy) == ["ReceiveMessage"]
    assert cleaned == ["file"]
    assert "x" in toy.queue


@pytest.mark.parametrize("sleeps", [False, True])
def test_who_catches_even_its_own_end_does_not_go_on(sleeps):
    toy, went_on = Toy("x"), []

    def stubborn():
        while True:
            try:
                toy.receive()
                toy.get()
            except:  # noqa: E722 - as such consumers do
                if sleeps:
                    toy.sleep(1)
                    went_on.append("after its end")

    calls = killed_at("GetQueueAttributes", 2, toy, stubborn)
    assert calls == ["ReceiveMessage", "GetQueueAttributes"]
    assert went_on == []


def test_a_death_is_no_ordinary_exception():
    toy = Toy("x")

    def careful():
        try:
            toy.receive()
        except Exception:  # noqa: BLE001 - as such consumers do
            toy.delete("x")

    assert not issubclass(Killed, Exception)
    assert killed_at("ReceiveMessage", 2, toy, careful) == ["ReceiveMessage"]


def test_a_worker_that_is_not_restarted_is_not_killed():
    toy = Toy()
    recorder = Recorder()
    interleaving = Interleaving(toy, recorder.choose)
    interleaving.worker("a", lambda: toy.send("x"), restart=False)
    assert interleaving.run(lambda: bool(toy.queue))
    assert recorder.decisions == []


def test_a_crash_is_noted_and_the_worker_starts_anew():
    toy, starts = Toy("poison"), []

    def fragile():
        starts.append(toy.clock.now())
        raise KeyError(toy.receive())

    interleaving = Interleaving(toy, polite, restart_after=2)
    interleaving.worker("a", fragile)
    interleaving.worker("b", lambda: 1 / 0, restart=False)
    assert interleaving.run(lambda: len(starts) == 3)
    assert starts == [0, 2, 24]
    told = [(crash.at, crash.worker, repr(crash.exception)) for crash in interleaving.crashes]
    assert told == [
        (0, "b", "ZeroDivisionError('division by zero')"),
        (0, "a", "KeyError('poison')"),
        (22, "a", "KeyError(None)"),
    ]


def test_slowness_is_not_asked_where_nothing_can_run_out():
    toy = Toy("x")
    recorder = Recorder(Schedule(frozenset({"FAULT-08"})))
    interleaving = Interleaving(toy, recorder.choose)
    interleaving.worker("a", consumer(toy, lambda _: toy.get()))
    interleaving.worker("producer", lambda: toy.send("y"))
    assert interleaving.run(lambda: not toy.queue)
    assert {subject.operation for _, _, subject in recorder.decisions} == {
        "GetQueueAttributes",
        "DeleteMessage",
    }


def test_what_happens_outside_the_workers_is_nobodys_turn():
    toy = Toy("x")
    recorder = Recorder()
    interleaving = Interleaving(toy, recorder.choose)
    interleaving.worker("a", lambda: toy.delete("x"), restart=False)

    def gone():
        interleaving.step("look")
        interleaving.sleep(1)
        return toy.get() == 0 and toy.receive(wait=1) is None

    assert interleaving.run(gone)
    assert recorder.decisions == []
    assert interleaving.calls == 1


def test_the_time_of_the_workers_is_the_worlds_only_while_they_run():
    toy, seen = Toy(), []
    real = time.sleep, time.time, time.monotonic

    def napper():
        time.sleep(1000)
        seen.append((time.time(), time.monotonic()))

    interleaving = Interleaving(toy, polite, patch_time=True)
    interleaving.worker("a", napper)
    interleaving.run(never)
    assert seen == [(1000.0, 1000.0)]
    assert (time.sleep, time.time, time.monotonic) == real

    broken = Interleaving(toy, Recorder(horizon=0).choose, patch_time=True)
    broken.worker("a", lambda: toy.send("x"))
    with pytest.raises(TooManyDecisions):
        broken.run(never)
    assert (time.sleep, time.time, time.monotonic) == real
    assert toy.before_call is None


def test_a_worker_without_end_is_a_verdict_of_the_search():
    def run(choose):
        toy = Toy()

        def hot():
            while True:
                toy.receive(wait=0)

        interleaving = Interleaving(toy, choose)
        interleaving.worker("a", hot)
        interleaving.run(never)

    assert isinstance(explore(run, faults=["FAULT-09"], horizon=1000), NeverQuiet)


def test_the_same_schedule_gives_the_same_run():
    def played(schedule):
        recorder = Recorder(schedule)
        toy = Toy("order-1", "order-2", "order-3")
        booking(toy, recorder.choose, killable=True)
        return toy.trace, [(f, n, s.label) for f, n, s in recorder.decisions]

    first = played(Schedule(frozenset(), {3: 1, 9: 1, 14: 2}))
    assert first == played(Schedule(frozenset(), {3: 1, 9: 1, 14: 2}))
    assert {WORKER_TURN, WORKER_SLOW, WORKER_KILLED} == {freedom for freedom, _, _ in first[1]}


def test_workers_can_run_again():
    toy = Toy()
    interleaving = Interleaving(toy, polite)
    interleaving.worker("a", lambda: toy.send("x"))
    assert not interleaving.run(never)
    assert not interleaving.run(never)
    assert interleaving.calls == 2
