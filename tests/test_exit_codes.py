"""Which exit code follows from which judgements: what a gate in CI reads."""

from __future__ import annotations

import pytest

from pattern_tck.exit_codes import ExitCode, exit_code, missing
from pattern_tck.judging import Judgement
from pattern_tck.scenarios import Scenario
from pattern_tck.verdicts import Verdict

#: DLQ-07 is a `should`, the other two are not.
MUST, ALSO, SHOULD = "P2P-01", "P2P-02", "DLQ-07"


def scenario(clause: str) -> Scenario:
    tags = frozenset({clause, "role-consumer"})
    return Scenario("point_to_point", "point_to_point/x.feature", 1, "", clause, tags)


CANONICAL = [scenario(clause) for clause in (MUST, ALSO, SHOULD)]


def judged(verdict: Verdict, clause: str = MUST, *, named: str = "") -> Judgement:
    return Judgement(scenario(clause), verdict, named=named)


PASSED = [judged(Verdict.PASSED, clause) for clause in (MUST, ALSO, SHOULD)]


def but(verdict: Verdict, clause: str = MUST, *, named: str = "") -> list[Judgement]:
    """Give the whole set, all passed but one."""
    others = [one for one in PASSED if one.scenario.clause.id != clause]
    return [*others, judged(verdict, clause, named=named)]


@pytest.mark.parametrize(
    ("judgements", "options", "expected"),
    [
        pytest.param(PASSED, {}, ExitCode.CONFORMS, id="all passed"),
        pytest.param(PASSED, {"strict": True}, ExitCode.CONFORMS, id="all passed, strictly"),
        pytest.param(but(Verdict.FAILED), {}, ExitCode.FAILED, id="a must failed"),
        pytest.param(but(Verdict.FAILED, SHOULD), {}, ExitCode.CONFORMS, id="a should failed"),
        pytest.param(
            but(Verdict.FAILED, SHOULD), {"strict": True}, ExitCode.FAILED,
            id="a should failed, strictly",
        ),
        pytest.param(
            but(Verdict.INCONCLUSIVE), {}, ExitCode.CONFORMS, id="one is inconclusive"
        ),
        pytest.param(
            but(Verdict.INCONCLUSIVE), {"strict": True}, ExitCode.INCOMPLETE,
            id="one is inconclusive, strictly",
        ),
        pytest.param(
            but(Verdict.INCONCLUSIVE, named="divergence"), {"strict": True}, ExitCode.CONFORMS,
            id="one is inconclusive for a named divergence, strictly",
        ),
        pytest.param(
            but(Verdict.NOT_EXERCISED), {}, ExitCode.INCOMPLETE, id="one is not exercised"
        ),
        pytest.param(
            but(Verdict.NOT_EXERCISED), {"partial": True}, ExitCode.INCOMPLETE,
            id="one of a selection is not exercised",
        ),
        pytest.param(
            but(Verdict.KNOWN_DEVIATION), {}, ExitCode.CONFORMS, id="one deviation is known"
        ),
        pytest.param(but(Verdict.ERROR), {}, ExitCode.USAGE, id="a list is stale"),
        pytest.param(
            [*but(Verdict.ERROR), judged(Verdict.FAILED, ALSO)], {}, ExitCode.USAGE,
            id="a list is stale and a must failed",
        ),
        pytest.param([], {}, ExitCode.INCOMPLETE, id="nothing was executed"),
        pytest.param([], {"partial": True}, ExitCode.INCOMPLETE, id="an empty selection"),
        pytest.param(
            [judged(Verdict.INCONCLUSIVE, clause) for clause in (MUST, ALSO, SHOULD)], {},
            ExitCode.INCOMPLETE, id="all are inconclusive",
        ),
        pytest.param(PASSED[:2], {}, ExitCode.INCOMPLETE, id="one was left out"),
        pytest.param(PASSED[:2], {"partial": True}, ExitCode.CONFORMS, id="a selection passed"),
        pytest.param(
            [judged(Verdict.FAILED)], {"partial": True}, ExitCode.FAILED, id="a selection failed"
        ),
        pytest.param(
            [judged(Verdict.FAILED)], {}, ExitCode.FAILED, id="one failed and others were left out"
        ),
        pytest.param(
            [*PASSED, judged(Verdict.FAILED)], {}, ExitCode.FAILED, id="passed once, failed once"
        ),
    ],
)  # fmt: skip
def test_the_exit_code(
    judgements: list[Judgement], options: dict[str, bool], expected: ExitCode
) -> None:
    assert exit_code(judgements, CANONICAL, **options) is expected


def test_what_is_missing_is_named() -> None:
    assert missing(PASSED[:1], CANONICAL) == CANONICAL[1:]
    assert missing(PASSED, CANONICAL) == []


def test_nothing_executed_is_never_green_even_where_nothing_was_to_be() -> None:
    assert exit_code([], []) is ExitCode.INCOMPLETE
