"""How a run ended, in plain words: for the last line of the summary, and for the JSON report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pattern_tck.exit_codes import ExitCode, blocks
from pattern_tck.verdicts import Verdict

if TYPE_CHECKING:
    from pattern_tck.report.writing import Report

#: What each exit code means, whatever the run.
MEANINGS = {
    ExitCode.CONFORMS: "conforms",
    ExitCode.FAILED: "a claimed `must` failed",
    ExitCode.USAGE: "usage or configuration",
    ExitCode.INCOMPLETE: "nothing, or less than the canonical set, was executed",
    ExitCode.UNUSABLE: "the target is unusable",
}


def meaning(report: Report) -> str:
    """Give the meaning of the exit code of a run, in one phrase."""
    if report.exit_code == ExitCode.CONFORMS and report.missing:
        return "the selection holds, and nothing is claimed"
    return MEANINGS.get(ExitCode(report.exit_code), "unknown") if _ours(report) else "pytest's own"


def conforms(report: Report) -> bool:
    """Say whether conformance is claimed: all was well, and nothing was left out."""
    return report.exit_code == ExitCode.CONFORMS and not report.missing


def sentence(report: Report) -> str:
    """Say how the run ended, in one sentence."""
    end = f"on {where(report)}. Exit code {report.exit_code}: {meaning(report)}."
    roles = ", ".join(sorted(report.run.judge.implementation.roles)) or "no role"
    if conforms(report):
        return f"{who(report)} conforms as {roles}{_but(report)}, {end}"
    failed = sum(blocks(one, strict=report.run.asked.strict) for one in report.judgements)
    if failed:
        return f"{who(report)} does not conform: {_scenarios(failed)} failed, {end}"
    return f"Nothing is claimed for {who(report)}: {_why_nothing(report)}, {end}"


def who(report: Report) -> str:
    """Name the implementation under test."""
    implementation = report.run.judge.implementation
    return "The reference" if implementation.is_reference else implementation.name


def where(report: Report) -> str:
    """Name the target, its version, its clock, and the seed of the order."""
    target = report.run.target
    clock = "a virtual clock" if target.clock.virtual else "a real clock"
    order = f", in the random order of seed {report.seed}" if report.seed is not None else ""
    return f"{target.name} {target.version} with {clock}{order}"


def _ours(report: Report) -> bool:
    return report.exit_code in set(ExitCode)


def _but(report: Report) -> str:
    counts = Counter(one.verdict for one in report.judgements)
    parts = [
        f"{counts[verdict]} {words}"
        for verdict, words in (
            (Verdict.KNOWN_DEVIATION, "known to deviate"),
            (Verdict.INCONCLUSIVE, "inconclusive here"),
            (Verdict.NOT_EXERCISED, "not exercised"),
            (Verdict.NOT_APPLICABLE, "not applicable here"),
            (Verdict.FAILED, "failed that only `should` hold"),
        )
        if counts[verdict]
    ]
    passed = f"{counts[Verdict.PASSED]} of {_scenarios(len(report.judgements))} passed"
    return f" ({'; '.join([passed, *parts])})"


def _why_nothing(report: Report) -> str:
    counts = Counter(one.verdict for one in report.judgements)
    executed = f"{len(report.executed)} of {_scenarios(len(report.run.canonical))} executed"
    if counts[Verdict.ERROR]:
        stale = counts[Verdict.ERROR]
        entries, are = ("entry", "is") if stale == 1 else ("entries", "are")
        return f"{stale} {entries} of a list of known failures {are} no longer true"
    if report.exit_code == ExitCode.FAILED:
        return "tests failed that are no judgements"
    if report.exit_code == ExitCode.USAGE:
        return f"pytest was interrupted, with {executed}"
    if report.missing:
        return executed
    if counts[Verdict.NOT_EXERCISED]:
        return f"{_scenarios(counts[Verdict.NOT_EXERCISED])} not exercised"
    if not counts[Verdict.PASSED] + counts[Verdict.KNOWN_DEVIATION] + counts[Verdict.FAILED]:
        return "nothing could be judged here"
    return f"{_scenarios(counts[Verdict.INCONCLUSIVE])} inconclusive, not all with a divergence"


def _scenarios(count: int) -> str:
    return f"{count} scenario{'' if count == 1 else 's'}"
