"""What became of each mutant, what it comes to, and the report for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pattern_tck.exit_codes import ExitCode
from pattern_tck.mutation.acceptance import Ended
from pattern_tck.mutation.mutant import Mutant
from pattern_tck.report.plain import plain

#: The form of the report. A number is added, never changed.
FORMAT: Final = {"format": "pattern-tck-mutation", "version": 1}


class Outcome(StrEnum):
    """What the command made of a mutant."""

    #: It ended with another exit code than 0.
    CAUGHT = "caught"
    #: It ended with 0, as it does without the mutant.
    SURVIVED = "survived"
    #: It had not ended when patience was over, which somebody would notice.
    TIMED_OUT = "ended by timeout"
    #: AWS does not take such a configuration: nobody can make that mistake.
    REFUSED = "refused"
    #: The command has not made that thing again, so that nothing was changed.
    NOT_MADE = "not made"


#: The outcomes that say something about the command.
_JUDGED: Final = (Outcome.CAUGHT, Outcome.SURVIVED, Outcome.TIMED_OUT)


@dataclass(frozen=True)
class Result:
    """One mutant, what the command made of it, how it ended (None: it was not run), and why."""

    mutant: Mutant
    outcome: Outcome
    ended: Ended | None
    why: str = ""

    @property
    def seconds(self) -> float:
        """Give how long the command took."""
        return self.ended.seconds if self.ended is not None else 0.0


def outcome_of(ended: Ended, *, made: int, refused: Sequence[str]) -> Outcome:
    """Give what a run says about its mutant, which was made so often and refused so often."""
    if not made:
        return Outcome.REFUSED if refused else Outcome.NOT_MADE
    if ended.code is None:
        return Outcome.TIMED_OUT
    return Outcome.CAUGHT if ended.code else Outcome.SURVIVED


@dataclass(frozen=True)
class Results:
    """All results of a command, and how it ended without any mutant."""

    command: Sequence[str]
    unmutated: Ended
    results: Sequence[Result]

    def count(self, outcome: Outcome) -> int:
        """Give how many mutants came to this."""
        return Counter(one.outcome for one in self.results)[outcome]

    @property
    def judged(self) -> int:
        """Give how many mutants say something about the command."""
        return sum(map(self.count, _JUDGED))

    @property
    def share(self) -> float:
        """Give how many of a hundred judged mutants did not survive."""
        if not self.judged:
            return 0.0
        return 100 * (self.judged - self.count(Outcome.SURVIVED)) / self.judged

    def exit_code(self, at_least: float) -> ExitCode:
        """Give how the command line ends, if at least so many of a hundred have to be noticed."""
        if not self.judged:
            return ExitCode.INCOMPLETE
        return ExitCode.CONFORMS if self.share >= at_least else ExitCode.FAILED

    def document(self) -> dict[str, Any]:
        """Give the report."""
        return {
            **FORMAT,
            "command": [plain(word) for word in self.command],
            "unmutated": _as_document(self.unmutated),
            "noticed": round(self.share, 1),
            "counts": {str(outcome): self.count(outcome) for outcome in Outcome},
            "mutants": [
                {
                    "mutant": plain(str(one.mutant)),
                    "change": one.mutant.change,
                    "site": plain(str(one.mutant.site)),
                    "defect": one.mutant.defect,
                    "outcome": str(one.outcome),
                    "why": plain(one.why),
                    "run": _as_document(one.ended) if one.ended is not None else None,
                }
                for one in self.results
            ],
        }

    def text(self) -> str:
        """Give the report as text."""
        return json.dumps(self.document(), indent=2) + "\n"


def _as_document(ended: Ended) -> dict[str, Any]:
    return {
        "exit_code": ended.code,
        "seconds": round(ended.seconds, 3),
        "printed": plain(ended.said),
    }
