"""The report as JUnit XML, for tools that know nothing of patterns: one test case a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from junitparser import Error, Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

from pattern_tck.exit_codes import blocks
from pattern_tck.judging import Judgement
from pattern_tck.report import outcome
from pattern_tck.report.plain import plain
from pattern_tck.run import suite_digest
from pattern_tck.verdicts import Verdict

if TYPE_CHECKING:
    from pattern_tck.report.writing import Report

#: junitparser gives this class no types.
_PROPERTIES: Any = Properties

#: A reason of this length is enough for a list of test cases; the text below it has the whole.
_LONGEST = 300


def write(report: Report, file: Path) -> None:
    """Write the report; folders on the way are made."""
    suite = TestSuite("pattern-tck")
    for name, value in _facts(report).items():
        suite.add_property(name, plain(value))
    suite.add_testcases([_case(report, one) for one in report.judgements])
    xml = JUnitXml()
    xml.add_testsuite(suite)
    file.parent.mkdir(parents=True, exist_ok=True)
    xml.write(str(file), pretty=True)


def _case(report: Report, judgement: Judgement) -> Any:
    scenario, run = judgement.scenario, report.run
    values = f" [{', '.join(scenario.row.values())}]" if scenario.row else ""
    case: Any = TestCase(
        plain(f"{scenario.clause.id} {scenario.name}{values}"),
        plain(f"{run.target.name}.{run.judge.implementation.name}"),
        round(judgement.seconds, 4),
    )
    properties = _PROPERTIES()
    for name, value in (
        ("verdict", str(judgement.verdict)),
        ("clause", scenario.clause.id),
        ("pattern", scenario.pattern),
        ("feature", f"{scenario.file}:{scenario.line}"),
    ):
        properties.add_property(Property(name, plain(value)))
    case.append(properties)
    result = _result(report, judgement)
    if result is not None:
        case.result = [result]
    return case


def _result(report: Report, judgement: Judgement) -> Failure | Error | Skipped | None:
    if judgement.verdict is Verdict.PASSED:
        return None
    said = f"{judgement.verdict}: {judgement.named or judgement.reason}"
    message = plain(" ".join(said.split()))[:_LONGEST]
    kind: type[Error | Failure | Skipped]
    if judgement.verdict is Verdict.ERROR:
        kind = Error
    elif blocks(judgement, strict=report.run.asked.strict):
        kind = Failure
    else:
        # JUnit knows no warning: a `should` that failed is no failure, and was not skipped either.
        kind = Skipped
    result = kind(message, str(judgement.verdict))
    if judgement.verdict is not Verdict.INCONCLUSIVE:
        result.text = report.explanation(judgement)
    return result


def _facts(report: Report) -> dict[str, str]:
    run = report.run
    return {
        "suite": suite_digest(),
        "target": f"{run.target.name} {run.target.version}",
        "clock": "virtual" if run.target.clock.virtual else "real",
        "implementation": run.judge.implementation.name,
        "roles": ", ".join(sorted(run.judge.implementation.roles)),
        "exit code": str(report.exit_code),
        "outcome": outcome.sentence(report),
    }
