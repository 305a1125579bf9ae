"""The document about repeated runs says what was kept, and names each verdict that was unsteady."""

from __future__ import annotations

import json
from typing import Any

from bench import repeated


def report(**verdicts: str) -> dict[str, Any]:
    return {
        "target": {"version": "1"},
        "suite": {"digest": "0123456789abcdef"},
        "started": "2026-01-02T03:04:05Z",
        "judgements": [{"key": key, "verdict": verdict} for key, verdict in verdicts.items()],
    }


def test_the_document_is_made_of_what_was_kept() -> None:
    kept = json.loads(repeated.KEPT.read_text("utf-8"))
    assert repeated.WRITTEN.read_text("utf-8") == repeated.document(kept)


def test_a_verdict_that_was_once_another_one_is_told() -> None:
    row = repeated.row("t", [report(a="passed", b="passed"), report(a="passed", b="failed")])
    assert (row["runs"], row["scenarios"]) == (2, 2)
    assert row["unsteady"] == {"b": {"passed": 1, "failed": 1}}
    told = repeated.document([row])
    assert "| t 1 | 2 | 2 | 1 | 2026-01-02, suite `01234567` |" in told
    assert "- t: `b`: passed 1 times, failed 1 times." in told


def test_a_scenario_that_was_left_out_once_is_steady() -> None:
    assert not repeated.row("t", [report(a="passed", b="passed"), report(a="passed")])["unsteady"]


def test_a_new_row_takes_the_place_of_the_old_one(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(repeated, "KEPT", tmp_path / "repeated.json")
    monkeypatch.setattr(repeated, "WRITTEN", tmp_path / "repeated.md")
    repeated.keep(repeated.row("t", [report(a="failed"), report(a="passed")]))
    repeated.keep(repeated.row("s", [report(a="passed")]))
    repeated.keep(repeated.row("t", [report(a="passed")]))
    kept = json.loads((tmp_path / "repeated.json").read_text("utf-8"))
    assert [(one["target"], one["runs"], one["unsteady"]) for one in kept] == [
        ("s", 1, {}), ("t", 1, {}),
    ]  # fmt: skip
    assert (tmp_path / "repeated.md").read_text("utf-8") == repeated.document(kept)
