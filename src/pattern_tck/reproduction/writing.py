"""Writing the scripts of a run: a file for each contract scenario that a target does not show."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from pattern_tck.judging import Judgement
from pattern_tck.reproduction.script import script
from pattern_tck.reproduction.transcript import Transcribed
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import Verdict

#: Where an emulator is usually found; whoever runs the script writes the address that he has.
_USUAL: Final = "http://127.0.0.1:4566"
_LONGEST_NAME: Final = 90


def file_name(scenario: Scenario) -> str:
    """Give the name of a scenario's script: its clause and its words.

    Rows of an outline may differ by signs that are no letters, or far behind: they get a digest.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", scenario.name.lower()).strip("-")
    name = f"{scenario.clause.id}-{slug}"[:_LONGEST_NAME].rstrip("-")
    digest = hashlib.sha256(scenario.key.encode()).hexdigest()[:6]
    return f"{name}-{digest}.py" if scenario.row else f"{name}.py"


def write(judgement: Judgement, target: Transcribed, folder: Path) -> Path | None:
    """Write the script of a contract scenario that did not pass; None if there is none to write.

    A scenario of a role shows what an implementation did, which is no call of boto3 alone; and what
    a target lacks altogether needs no script.
    """
    scenario = judgement.scenario
    shown = judgement.verdict in {Verdict.FAILED, Verdict.INCONCLUSIVE}
    lacking = judgement.named.startswith("target ")
    if scenario.role is not None or not shown or lacking or not target.steps:
        return None
    name: str = target.name
    file = folder / name / file_name(scenario)
    file.parent.mkdir(parents=True, exist_ok=True)
    title = f"{name} {target.version}"
    file.write_text(script(judgement, target.steps, title, _USUAL), "utf-8")
    return file
