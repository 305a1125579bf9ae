"""Worlds: what was done to the world in which a scenario failed, in a file beside the report."""

from __future__ import annotations

import hashlib
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pattern_tck.report.masking import Unmaskable, masked
from pattern_tck.report.plain import hidden
from pattern_tck.simulator.saved.tape import Unsaved

if TYPE_CHECKING:
    from pattern_tck.judging import Judgement
    from pattern_tck.scenarios import Scenario

#: How the folder is called that stands beside a report.
FOLDER: Final = "worlds"
#: The name of the world that ``pattern-tck simulate`` shows to everybody who names none.
_DEFAULT: Final = "default"
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")


def folder_for(
    asked: Path | None, report_json: Path | None, report_junit: Path | None
) -> Path | None:
    """Give the folder for worlds: what was asked for, or one beside the report, or none."""
    beside = report_json or report_junit
    return asked or (beside.parent / FOLDER if beside else None)


def kept(judgement: Judgement, folder: Path | None) -> Judgement:
    """Write the world in which a scenario failed, if it was recorded; give the judgement with it.

    Fields that are secret in a report have other values in the file. Why there is no file stands
    below the evidence.
    """
    if judgement.recorded is None or folder is None:
        return replace(judgement, recorded=None)
    try:
        text = masked(judgement.recorded.text(_DEFAULT), hidden())
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / name_of(judgement.scenario)
        file.write_text(text, "utf-8")
    except (Unsaved, Unmaskable, OSError) as why:
        line = f"its world is not kept: {why}"
        return replace(judgement, recorded=None, evidence=(*judgement.evidence, line))
    return replace(judgement, recorded=None, world=str(file))


def name_of(scenario: Scenario) -> str:
    """Give the name of a file that no other scenario has; short, so that it fits a command."""
    mark = hashlib.sha256(scenario.key.encode()).hexdigest()[:6]
    return f"{_NO_NAME.sub('-', scenario.clause.id)}-{mark}.jsonl"


def how_to_open(world: str) -> str:
    """Say how the world of a file is looked at, if there is one."""
    return f"pattern-tck simulate --time virtual --load {shlex.quote(world)}" if world else ""
