"""The exit codes: what a gate in CI reads.

0 conforms; 1 a claimed ``must`` failed; 2 usage or configuration; 3 nothing, or less than the
canonical set, was executed; 4 the target is unusable.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from pattern_tck.judging import Judgement
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import Verdict


class ExitCode(IntEnum):
    """How a run ends."""

    CONFORMS = 0
    FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    UNUSABLE = 4


def blocks(judgement: Judgement, *, strict: bool) -> bool:
    """Say whether a failed scenario fails the run: ``should`` is a warning unless strict."""
    return judgement.verdict is Verdict.FAILED and (
        strict or judgement.scenario.clause.level != "should"
    )


def exit_code(
    judgements: Sequence[Judgement],
    canonical: Sequence[Scenario],
    *,
    strict: bool = False,
    partial: bool = False,
) -> ExitCode:
    """Give the exit code of a run; nothing executed is never green."""
    if any(judgement.verdict is Verdict.ERROR for judgement in judgements):
        return ExitCode.USAGE
    if any(blocks(judgement, strict=strict) for judgement in judgements):
        return ExitCode.FAILED
    if not any(judgement.verdict in _JUDGED for judgement in judgements):
        return ExitCode.INCOMPLETE
    # A fault that found no place proves nothing; that a binding cannot do a thing is said of it.
    if any(one.verdict is Verdict.NOT_EXERCISED and not one.named for one in judgements):
        return ExitCode.INCOMPLETE
    if strict and any(
        judgement.verdict is Verdict.INCONCLUSIVE and not judgement.named
        for judgement in judgements
    ):
        return ExitCode.INCOMPLETE
    if not partial and missing(judgements, canonical):
        return ExitCode.INCOMPLETE
    return ExitCode.CONFORMS


_JUDGED = {Verdict.PASSED, Verdict.FAILED, Verdict.KNOWN_DEVIATION}


def missing(judgements: Sequence[Judgement], canonical: Sequence[Scenario]) -> list[Scenario]:
    """Give the canonical scenarios that were not executed."""
    seen = {judgement.scenario.key for judgement in judgements}
    return [scenario for scenario in canonical if scenario.key not in seen]
