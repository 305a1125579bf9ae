"""The oracle alone finds what is wrong on purpose: its findings stand, whatever the steps said."""

from __future__ import annotations

import pytest

from tests.running import Runs
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
    ("point_to_point", "buries_by_hand"): "allowed receives",
    ("queue_targets", "tries_once_more"): "allowed receives",
}


@pytest.mark.parametrize("key", BREAKS, ids=".".join)
def test_the_oracle_alone_finds_it(runs: Runs, key: tuple[str, str]) -> None:
    *asked, _, _ = arguments(*key, expected(*key))  # all scenarios, not just enough of them

    ended = runs.run(*asked)

    found = [each for one in ended.judgements for each in one["history"]]
    assert BREAKS[key] in {each["invariant"] for each in found}, ended.out
    for each in found:
        assert each["sentence"]
        assert each["events"]
