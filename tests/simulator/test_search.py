from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.reduction import reduced
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.search import NotRepeatable, explore, explore_each
from pattern_tck.simulator.adversary.seeded import Seeded, haul
from pattern_tck.simulator.adversary.verdicts import Found, NeverQuiet, Survived
from pattern_tck.simulator.freedoms import (
    DELETE_IGNORED,
    DELETE_UNDONE,
    DELIVERY_REFUSED,
    RECEIVE_DUPLICATE,
)

FREEDOMS = [DELETE_IGNORED, DELETE_UNDONE, RECEIVE_DUPLICATE]


class Tree:
    """A world of decisions only: what is asked next depends on everything answered before."""

    def __init__(self, seed, breaks=lambda _history: None):
        self.seed = seed
        self.breaks = breaks
        self.met = []

    def asked_after(self, history):
        """Give the number of answers of the next decision; None at the end."""
        mixed = hash((self.seed, *history)) & 0xFFFF
        if len(history) >= 3 + (self.seed + 2 * sum(history)) % 5:
            return None
        return 1 + mixed % 4

    def __call__(self, choose):
        history = ()
        while (n := self.asked_after(history)) is not None:
            value = choose(FREEDOMS[len(history) % 3], n, f"message {len(history)}")
            assert 0 <= value < n
            history = (*history, value)
        self.met.append(history)
        return self.breaks(history)

    def leaves(self, history=()):
        n = self.asked_after(history)
        if n is None:
            yield history
            return
        for value in range(n):
            yield from self.leaves((*history, value))


def deviating(history):
    return sum(value > 0 for value in history)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_every_schedule_up_to_the_bound_is_played_exactly_once(seed, bound):
    tree = Tree(seed)
    verdict = explore(tree, deviations=bound)
    expected = [leaf for leaf in tree.leaves() if deviating(leaf) <= bound]
    assert sorted(tree.met) == sorted(expected)
    assert verdict == Survived(len(expected), len(tree.met[0]), bound)
    assert [deviating(leaf) for leaf in tree.met] == sorted(map(deviating, tree.met))


@given(st.integers(0, 10**6), st.data())
def test_what_is_found_is_minimal_and_replays_exactly(seed, data):
    leaves = list(Tree(seed).leaves())
    bad = set(data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=5)))
    tree = Tree(seed, lambda history: f"broken by {history}" if history in bad else None)
    found = explore(tree, deviations=8)
    assert isinstance(found, Found)
    assert len(found.schedule.deviations) == min(map(deviating, bad))
    assert found.runs == len(tree.met)
    recorder = Recorder(Schedule.parse(str(found.schedule)))
    assert tree(recorder.choose) == found.broke
    assert recorder.in_words() == found.words
    assert not recorder.unmet


def test_the_words_of_what_is_found_name_fault_and_subject():
    def run(choose):
        lost = [name for name in ("order-1", "order-2") if choose(DELETE_UNDONE, 4, name) == 2]
        assert lost != ["order-2"], "order-2 was booked twice"

    found = explore(run, faults=["FAULT-07"])
    assert found == Found(
        Schedule(frozenset({"FAULT-07"}), {1: 2}),
        "order-2 is delivered again an hour after its delete",
        found.broke,
        6,
    )
    assert found.broke.startswith("order-2 was booked twice")
    assert "(schedule FAULT-07:1=2, run 6)" in found.sentence


def test_decisions_that_appear_only_after_a_deviation_are_explored_too():
    def run(choose):
        if choose(DELETE_UNDONE, 2, "a") and choose(DELETE_UNDONE, 2, "its copy"):
            return "twice again"
        return None

    assert isinstance(explore(run), Survived)
    found = explore(run, deviations=2)
    assert found.schedule.deviations == {0: 1, 1: 1}


def test_each_fault_is_blamed_for_what_it_does():
    def run(choose):
        doubled = choose(RECEIVE_DUPLICATE, 3, "a")
        undone = choose(DELETE_UNDONE, 2, "a")
        return "twice" if doubled else "too late" if undone else None

    verdicts = explore_each(run, ["FAULT-01", "FAULT-07", "FAULT-10"])
    assert [verdict.__class__ for verdict in verdicts.values()] == [Found, Found, Survived]
    assert [verdicts[fault].broke for fault in ("FAULT-01", "FAULT-07")] == ["twice", "too late"]
    assert not verdicts["FAULT-10"].exercised
    assert verdicts["FAULT-10"].sentence == "nothing was tried: the run leaves nothing to choose"
    assert len(explore_each(run)) > 15


def test_a_freedom_that_patterns_rely_on_is_not_searched_unless_it_is_named():
    def run(choose):
        return "refused" if choose(DELIVERY_REFUSED, 2, "a") else None

    assert isinstance(explore(run), Survived)
    assert isinstance(explore(run, faults=["delivery.refused"]), Found)


def test_what_breaks_without_any_deviation_is_found_in_the_first_run():
    found = explore(lambda _choose: "it never works")
    assert (found.schedule, found.runs) == (Schedule(), 1)
    assert found.words == "nothing but polite answers"


def test_the_verdict_says_how_far_it_looked():
    def run(choose):
        for name in "abcdefgh":
            choose(DELETE_IGNORED, 2, name)

    assert explore(run, deviations=2).sentence == (
        "no schedule with up to 2 deviations breaks it (8 decisions, 37 runs)"
    )
    capped = explore(run, deviations=2, most_runs=20)
    assert capped == Survived(20, 8, 1, sampled=11)
    assert capped.sentence == (
        "no schedule with up to 1 deviation breaks it, nor 11 of those with 2 "
        "(8 decisions, 20 runs)"
    )


@pytest.mark.parametrize("most_runs", [0, 1])
def test_with_no_runs_to_spare_only_politeness_is_played(most_runs):
    survived = explore(lambda choose: choose(DELETE_IGNORED, 2, "a") or None, most_runs=most_runs)
    assert survived == Survived(1, 1, 0)


def test_a_sample_is_spread_over_the_whole_level():
    played = []

    def run(choose):
        played.append(tuple(choose(DELETE_IGNORED, 2, name) for name in range(30)))

    explore(run, deviations=2, most_runs=31 + 29)
    pairs = played[31:]
    assert len(set(pairs)) == len(pairs) == 29
    assert {pair.index(1) for pair in pairs} >= set(range(0, 20, 4)), "early and late ones"


def test_a_run_that_never_ends_is_a_verdict_of_its_own():
    def run(choose):
        while choose(DELETE_IGNORED, 2, "a"):
            while True:
                choose(RECEIVE_DUPLICATE, 1, "a")

    verdict = explore(run, horizon=50)
    assert isinstance(verdict, NeverQuiet)
    assert verdict.schedule.deviations == {0: 1}
    assert "never quiet, still asking after 50 questions" in verdict.sentence


def test_a_run_that_is_not_repeatable_is_not_believed():
    turns = itertools.count()

    def run(choose):
        choose(FREEDOMS[next(turns) % 2], 2, "a")

    with pytest.raises(NotRepeatable, match=r"decision 0 was delete\.ignored with 2 answers"):
        explore(run)

    def shorter(choose):
        if next(turns) == 2:
            choose(DELETE_IGNORED, 2, "a")

    with pytest.raises(NotRepeatable, match="never met"):
        explore(shorter)


def test_an_error_of_the_run_itself_tells_its_schedule():
    def run(choose):
        if choose(DELETE_IGNORED, 2, "order-1"):
            raise KeyError("Messages")

    with pytest.raises(KeyError) as error:
        explore(run, faults=["FAULT-06"])
    (note,) = error.value.__notes__
    assert note.startswith("under the schedule FAULT-06:0=1: the delete of order-1 is answered")


@given(st.integers(0, 10**6), st.integers(0, 1000))
def test_what_chance_did_can_be_replayed(seed, chance):
    tree = Tree(seed)
    seeded = Seeded(chance, 0.3)
    tree(seeded.choose)
    recorder = Recorder(Schedule.parse(str(seeded.schedule)))
    tree(recorder.choose)
    assert tree.met[0] == tree.met[1]
    assert recorder.in_words() == seeded.in_words()


def test_chance_deviates_as_often_as_it_should_and_reaches_every_answer():
    seeded = Seeded(1, 0.05, faults=["FAULT-07"], horizon=50_000)
    answers = [seeded.choose(DELETE_UNDONE, 4, "a") for _ in range(20_000)]
    assert 800 < sum(map(bool, answers)) < 1200
    assert {answers.count(value) // 100 for value in (1, 2, 3)} <= {2, 3, 4}
    assert seeded.choose(DELETE_IGNORED, 2, "a") == 0
    assert len(seeded.decisions) == 20_000


@given(
    st.sets(st.integers(0, 39), min_size=1, max_size=3),
    st.sets(st.integers(0, 39), max_size=25),
)
def test_a_reduced_schedule_holds_nothing_that_could_be_left_out(needed, noise):
    def run(choose):
        answers = [choose(DELETE_UNDONE, 4, f"order-{i}") for i in range(40)]
        return "lost" if all(answers[i] >= 2 for i in needed) else None

    schedule = Schedule(frozenset(), dict.fromkeys(needed | noise, 3))
    small = reduced(run, schedule)
    assert small.schedule.deviations == dict.fromkeys(needed, 2)
    assert small.broke == "lost"
    assert small.words.count("an hour after") == len(needed)


def test_reduction_copes_with_numbers_that_shift():
    def run(choose):
        hurt = 0
        for name in range(10):
            if choose(DELETE_IGNORED, 2, name):
                choose(RECEIVE_DUPLICATE, 2, name)
            hurt += choose(DELETE_UNDONE, 2, name)
        return "hurt" if hurt else None

    seeded = Seeded(3, 0.5)
    assert run(seeded.choose) == "hurt"
    small = reduced(run, seeded.schedule)
    assert len(small.schedule.deviations) == 1
    assert run(Recorder(small.schedule).choose) == "hurt"


def test_reduction_tries_again_what_could_not_go_before():
    def run(choose):
        answers = [choose(DELETE_IGNORED, 2, name) for name in range(10)]
        return "hurt" if answers[5] and (answers[3] or not answers[7]) else None

    small = reduced(run, Schedule(frozenset(), {3: 1, 5: 1, 7: 1}))
    assert small.schedule.deviations == {5: 1}


def test_reduction_tells_the_decisions_about_one_subject_apart():
    def run(choose):
        answers = [choose(DELETE_IGNORED, 2, "the same order") for _ in range(10)]
        return "hurt" if answers[4] and answers[6] else None

    small = reduced(run, Schedule(frozenset(), dict.fromkeys(range(3, 9), 1)))
    assert small.schedule.deviations == {4: 1, 6: 1}


def test_only_what_breaks_can_be_reduced():
    with pytest.raises(ValueError, match="does not break the run"):
        reduced(lambda _choose: None, Schedule())


def test_a_long_haul_tells_the_small_schedule():
    def run(choose):
        answers = [choose(DELETE_UNDONE, 4, f"order-{i}") for i in range(200)]
        return "both" if answers[20] and answers[150] else None

    found = haul(run, seeds=range(5000))
    assert found.schedule.deviations == {20: 1, 150: 1}
    assert found.words.startswith("order-20 is delivered again after its delete; then order-150")
    survived = haul(run, seeds=range(3), faults=["FAULT-01"])
    assert survived == Survived(3, 0, 0)
    calm = haul(run, seeds=range(2), probability=0)
    assert calm.sentence == "none of 2 runs breaks it (200 decisions)"


def test_a_long_haul_may_never_end():
    def run(choose):
        while True:
            choose(DELETE_UNDONE, 4, "a")

    assert isinstance(haul(run, seeds=[1], horizon=100), NeverQuiet)
