"""The oracle alone finds what is wrong on purpose: its findings stand, whatever the steps said."""

from __future__ import annotations

from collections import Counter

import pytest

from pattern_tck.history.terms import invariants
from tests.broken import told_by_history
from tests.running import Ended, Runs
from tests.test_broken import arguments, expected

#: Which invariant each of these breaks, in the scenarios of the clauses that catch it.
BREAKS = {
    ("point_to_point", "acknowledges_first"): "nothing lost",
    ("point_to_point", "acknowledges_failures"): "nothing lost",
    ("point_to_point", "drops_what_it_cannot_read"): "nothing lost",
    ("fifo_ordering", "acknowledges_first"): "done before deleted",
    ("request_response", "acknowledges_first"): "done before deleted",
    ("saga", "acknowledges_first"): "done before deleted",
    ("queue_targets", "ignores_deletes"): "one place",
    ("fifo_targets", "repeats_every_attempt"): "one place",
    ("point_to_point", "knows_message_ids"): "effects once",
    ("fifo_ordering", "enters_every_time"): "effects once",
    ("requester", "records_every_time"): "effects once",
    ("fifo_ordering", "works_backwards"): "order of effects",
    ("fifo_ordering", "goes_on_after_a_failure"): "order of effects",
    ("fifo_ordering", "skips_gaps"): "order of effects",
    ("fifo_ordering", "batches_the_ride"): "order of sends",
    ("request_response", "replies_under_message_id"): "answered as asked",
    ("request_response", "tidies_ids"): "answered as asked",
    ("request_response", "drops_the_unanswerable"): "answered as asked",
    ("requester", "answers_in_order"): "asked and heard",
    ("saga", "undoes_in_forward_order"): "undone in reverse",
    ("saga", "undoes_everything"): "undone in reverse",
    ("saga", "compensates_by_hand"): "undone in reverse",
    ("choreography", "overwrites_others"): "undone if done",
    ("choreography", "undoes_anything"): "undone if done",
    ("choreography", "refunds_anything"): "undone if done",
    ("choreography", "refunds_the_price"): "undone if done",
    ("point_to_point", "buries_by_hand"): "allowed receives",
    ("queue_targets", "tries_once_more"): "allowed receives",
}


@pytest.mark.parametrize("key", BREAKS, ids=".".join)
def test_the_oracle_alone_finds_it(runs: Runs, key: tuple[str, str]) -> None:
    *asked, _, _ = arguments(*key, expected(*key))  # all scenarios, not just enough of them

    found_by(BREAKS[key], runs.run(*asked))


@pytest.mark.parametrize("variant", told_by_history.BREAKS)
def test_the_oracle_finds_what_was_made_for_it(runs: Runs, variant: str) -> None:
    invariant, feature, what = told_by_history.BREAKS[variant]

    ended = runs.run(
        f"features/{feature}.feature", f"--{what}=tests.broken.told_by_history:{variant}",
        "--target=simulator" if what == "implementation" else "-q", "--partial", "-q",
    )  # fmt: skip

    found_by(invariant, ended)


def found_by(invariant: str, ended: Ended) -> None:
    found = [each for one in ended.judgements for each in one["history"]]
    assert invariant in {each["invariant"] for each in found}, ended.out
    for each in found:
        assert each["sentence"]
        assert each["events"]


def test_each_invariant_has_three_that_break_it() -> None:
    made = [invariant for invariant, _, _ in told_by_history.BREAKS.values()]
    count = Counter([*BREAKS.values(), *made])
    assert {one.name: count[one.name] for one in invariants() if count[one.name] < 3} == {}
