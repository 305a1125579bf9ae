"""The table of bindings and targets says what the kept results say, and of which suite they are."""

from __future__ import annotations

import json

import pytest
from bench.bindings import runs, table
from bench.bindings.functions import UNFIT
from bench.bindings.known import BINDINGS

from pattern_tck import catalogue

KEPT = table.rows()


def test_the_table_is_made_of_the_kept_results() -> None:
    assert table.TABLE.read_text("utf-8") == table.document(KEPT), "run: python -m bench.bindings"


@pytest.mark.parametrize("one", KEPT, ids=lambda one: f"{one['binding']}-{one['target']}")
def test_a_row_adds_up_and_says_of_which_suite_it_is(one: table.Row) -> None:
    assert one["binding"] in BINDINGS
    assert sum(one["counts"].values()) == one["scenarios"]
    assert len(one["failed"]) == sum(
        one["counts"].get(verdict, 0) for verdict in ("failed", "error")
    )
    for verdict, reasons in one["reasons"].items():
        assert sum(reasons.values()) == one["counts"].get(verdict, 0)
    told = table.TABLE.read_text("utf-8")
    assert f"`{one['suite']['digest'][:8]}`: {one['suite']['scenarios']} scenarios" in told
    assert one["started"][:10] in told


def test_nothing_that_has_failed_is_left_out() -> None:
    row = {**KEPT[0], "failed": {"saga/x.feature::A name": "expected\nthis"}}
    assert "- process on simulator: `saga/x.feature::A name`: expected this" in table.document(
        [{**row, "binding": "process", "target": "simulator"}]
    )


def test_a_new_run_takes_the_place_of_the_old_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(table, "KEPT", tmp_path / "bindings.json")
    monkeypatch.setattr(table, "TABLE", tmp_path / "bindings.md")
    old, other = {**KEPT[0], "scenarios": 1}, {**KEPT[0], "target": "elsewhere"}
    table.keep([old, other])
    table.keep([KEPT[0]])
    kept = json.loads((tmp_path / "bindings.json").read_text("utf-8"))
    assert [one["target"] for one in kept] == [KEPT[0]["target"], "elsewhere"]
    assert kept[0]["scenarios"] == KEPT[0]["scenarios"]


def test_reasons_are_counted_whichever_role_they_name() -> None:
    def judged(reason: str) -> dict[str, str]:
        return {"verdict": "not exercised", "reason": reason, "key": reason}

    said = "NotExercised: {} is a process, whose API the kit does not call"
    judgements = [judged(said.format(role)) for role in ("ride-api", "quote-api")]
    assert runs._reasons(judgements, "not exercised") == {
        "the role is a process, whose API the kit does not call": 2
    }


def test_every_role_that_is_no_function_is_a_role() -> None:
    assert set(UNFIT) < set(catalogue.roles())
