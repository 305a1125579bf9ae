"""Judgements as plain data: how xdist's workers report them, and what the JSON report holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.history.violation import Told
from pattern_tck.judging import Judgement
from pattern_tck.report.plain import plain
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import Verdict


def to_wire(judgement: Judgement, *, calibration: str | None) -> dict[str, Any]:
    """Give a judgement as JSON types, with plain text.

    ``calibration`` is why the reference failed: nothing if it passed, None if it did not run.
    """
    scenario = judgement.scenario
    return {
        "key": scenario.key,
        "clause": scenario.clause.id,
        "level": scenario.clause.level,
        "pattern": scenario.pattern,
        "role": scenario.role,
        "file": scenario.file,
        "line": scenario.line,
        "rule": scenario.rule,
        "scenario": scenario.name,
        "row": dict(scenario.row),
        "tags": sorted(scenario.tags),
        "verdict": str(judgement.verdict),
        "reason": plain(judgement.reason),
        "expected": plain(judgement.expected),
        "seen": plain(judgement.seen),
        "step": plain(judgement.step),
        "evidence": [plain(line) for line in judgement.evidence],
        "seconds": round(judgement.seconds, 4),
        "calls": judgement.calls,
        "named": plain(judgement.named),
        "left_behind": [plain(line) for line in judgement.left_behind],
        "schedules": judgement.schedules,
        "schedule": judgement.schedule,
        "times": judgement.times,
        "world": judgement.world or None,
        "history": [
            {
                "invariant": one.invariant,
                "clauses": list(one.clauses),
                "sentence": plain(one.sentence),
                "events": [plain(line) for line in one.events],
            }
            for one in judgement.history
        ],
        "calibration": None if calibration is None else plain(calibration),
    }


def from_wire(wire: Mapping[str, Any]) -> Judgement:
    """Give the judgement back."""
    return Judgement(
        Scenario(
            wire["pattern"],
            wire["file"],
            wire["line"],
            wire["rule"],
            wire["scenario"],
            frozenset(wire["tags"]),
            wire["row"],
        ),
        Verdict(wire["verdict"]),
        wire["reason"],
        wire["expected"],
        wire["seen"],
        wire["step"],
        tuple(wire["evidence"]),
        wire["seconds"],
        wire["calls"],
        wire["named"],
        tuple(wire["left_behind"]),
        wire["schedules"],
        wire["schedule"],
        wire["times"],
        world=wire["world"] or "",
        history=tuple(
            Told(one["invariant"], tuple(one["clauses"]), one["sentence"], tuple(one["events"]))
            for one in wire["history"]
        ),
    )
