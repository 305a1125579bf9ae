"""Implementations that share nothing with the reference pass all that they claim: no false alarms.

Here each object is judged politely by all its scenarios, and by some of them under the adversary;
functions and processes, which take longer, by some. All of it: ``python -m tests.independent``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pattern_tck import catalogue
from pattern_tck.scenarios import folder
from tests.independent.claims import ALL, FOLDER, Independent
from tests.independent.document import KEPT, WRITTEN, document, rows
from tests.independent.measuring import ADVERSARY, arguments
from tests.running import Runs

ROWS = rows()
OBJECTS = [one for one in ALL.values() if one.argument.startswith("--implementation")]

#: Of each what is judged under the adversary, or outside of this process: words of scenarios.
SOME = {
    "inbox_batches": "the_queue_hands_out_the_same_message_twice or delivers_one_publish_twice",
    "asyncio_fares": "two_instances or an_answer_comes_twice",
    "gathering_by_condition": "an_answer_comes_twice",
    "deciders": "picking_fails_after_the_charge",
    "durable_story": "accounting_refuses_the_credit",
    "outbox_relay": "the_queue_throttles or the_notifier_is_started_anew",
    "functions": "a_ride_that_can_never_be_booked or the_receiver_dies_on_the_way",
    "processes": "a_message_that_is_no_ride or three_consumers_share",
}


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.name)
def test_an_independent_object_passes_all_that_it_claims(runs: Runs, one: Independent) -> None:
    ended = runs.run(*arguments(one), "--target=simulator")
    assert ended.code == 0, ended.out + ended.err
    assert len(ended.judged("passed")) == len(one.claimed) > 20


@pytest.mark.parametrize("name", sorted({"functions", "processes"}))
def test_an_independent_function_or_process_passes(runs: Runs, name: str) -> None:
    ended = runs.run(*arguments(ALL[name]), "--target=simulator", f"-k={SOME[name]}")
    assert ended.code == 0, ended.out + ended.err
    assert len(ended.judged("passed")) == len(ended.judgements) > 3


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one.name)
def test_an_independent_object_survives_the_adversary(runs: Runs, one: Independent) -> None:
    ended = runs.run(*arguments(one), "--target=simulator", "--adversary", f"-k={SOME[one.name]}")
    assert ended.code == 0, ended.out + ended.err
    assert ended.judged("passed") == ended.judgements
    assert sum(judged["schedules"] for judged in ended.judgements) > 20


def imported(file: Path) -> Iterator[str]:
    """Give the modules that a file imports, whichever way."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module or ''}"


def shared(file: Path) -> list[str]:
    """Give what it imports of the kit, of the reference, or of another implementation."""
    own = {"tests", "examples", "bench", "reference_impl", "pattern_tck", "steps", ""}
    return [name for name in imported(file) if name.partition(".")[0] in own]


@pytest.mark.parametrize("one", ALL.values(), ids=lambda one: one.name)
def test_no_code_is_shared(one: Independent) -> None:
    assert one.files
    assert [name for file in one.files for name in shared(file)] == []


def test_shared_code_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "shares.py"
    file.write_text("import pattern_tck.reference_impl.saga\nfrom . import inbox\nimport json\n")
    assert shared(file) == ["pattern_tck.reference_impl.saga", "."]


def test_they_are_many_and_play_many_roles() -> None:
    assert len(ALL) >= 5
    assert set(SOME) == set(ALL)
    roles = {role for one in ALL.values() for role in one.roles}
    assert roles <= set(catalogue.roles())
    assert len({catalogue.roles()[role].pattern for role in roles}) >= 6
    assert all(one.claimed for one in ALL.values())
    assert {path.stem for path in FOLDER.iterdir() if not path.stem.startswith("_")} == {
        *ALL, "claims", "measuring", "document",
    }  # fmt: skip
    assert all((folder() / scenario.file).is_file() for scenario in ALL["deciders"].claimed)


def test_the_document_is_made_of_the_kept_rows() -> None:
    assert KEPT.is_file()
    assert WRITTEN.read_text("utf-8") == document(ROWS), "run: python -m tests.independent"


#: What has failed and is not decided yet, by target. Under the adversary a second delivery has two
#: workers try one charge at a time: the eight answers that the gateway loses are gone before the
#: saga gives up. The scenario may be too tight for whoever keeps no lock.
OPEN = {
    "adversary": {
        "fare_collection/with_third_parties.feature::The gateway does the work and never says so"
    }
}


def test_nobody_has_failed_and_each_was_judged_by_all_that_it_claims() -> None:
    for row in ROWS:
        assert set(row["failed"]) <= OPEN.get(row["target"], set()), row["implementation"]
        assert row["claimed"] == len(ALL[row["implementation"]].claimed)
        judged = {"passed", "inconclusive", "not exercised", *(["failed"] if row["failed"] else [])}
        assert set(row["counts"]) <= judged
        assert sum(row["counts"].values()) == row["claimed"]
        assert row["target"] != ADVERSARY or row["schedules"] > row["claimed"]
    measured = {(row["implementation"], row["target"]) for row in ROWS}
    assert {(name, "simulator") for name in ALL} <= measured


def test_what_has_failed_is_told() -> None:
    row = {**ROWS[0], "failed": {"saga/x.feature::A name": "expected\nthis"}}
    assert f"- {row['implementation']} on {row['target']}: `saga/x.feature::A name`: expected " in (
        document([row])
    )
