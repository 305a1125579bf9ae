"""The report of a run: what it says, in each of its forms, and what it never says."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from _pytest._io import TerminalWriter
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.implementation import REFERENCE, Implementation
from pattern_tck.judging import Judge, Judgement
from pattern_tck.known import Entry, KnownFailures
from pattern_tck.ports import Capabilities
from pattern_tck.report import header, json_report, junit, outcome
from pattern_tck.report.plain import cut, plain, without_password
from pattern_tck.report.protocol import from_wire, to_wire
from pattern_tck.report.summary import print_summary
from pattern_tck.report.writing import Report
from pattern_tck.run import Asked, Run
from pattern_tck.scenarios import folder, scenarios
from pattern_tck.verdicts import Verdict
from tests.running import Ended, Runs

BROKEN = "tests.broken.point_to_point:acknowledges_first"
WHERE = [str(folder() / name) for name in ("point_to_point", "dead_letter_queue")]


# -- a real run


@pytest.fixture(scope="module")
def junit_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report") / "made" / "junit.xml"


@pytest.fixture(scope="module")
def ended(runs: Runs, junit_file: Path) -> Ended:
    chosen = "-m=SQS-VIS-02 or DLQ-27 or DLQ-18"
    return runs.run(
        *WHERE, f"--implementation={BROKEN}", chosen, "--partial", f"--report-junit={junit_file}"
    )


def test_the_summary_says_first_what_failed_and_last_how_it_ended(ended: Ended) -> None:
    summary = ended.out[ended.out.index(" pattern-tck ===") :]
    told = " ".join(summary.split())
    parts = [
        "FAILED SQS-VIS-02 (must) point_to_point/consumer.feature:",
        'step Then ride "r-1" is booked once',
        "expected one booking",
        "seen []",
        "usual defect ",
        "to repeat the same command with -m SQS-VIS-02 --partial",
        "journey of the message",
        "the kit: sqs SendMessage on work of consumer",
        "WARNING DLQ-27 (should) dead_letter_queue/consumer.feature:",
        "pattern / clause clauses passed failed should failed",
        "partial: ",
        "roles not claimed, with their scenarios: ",
        f"{BROKEN} does not conform: 1 scenario failed, on simulator 0.1",
        "Exit code 1: a claimed `must` failed.",
    ]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)


def test_a_failure_is_told_once(ended: Ended) -> None:
    assert ended.out.count("journey of the message") == 2  # the failure, and the warning
    assert "= FAILURES =" not in ended.out


def test_it_is_as_wide_as_the_terminal_and_has_no_colours_in_a_file(ended: Ended) -> None:
    assert max(len(line) for line in ended.out.splitlines() if "features/" not in line) <= 80
    assert "\x1b" not in ended.out


def test_the_header_says_what_is_judged_on_what(ended: Ended) -> None:
    target = r"^pattern-tck: target simulator \d+\.\d+\.\d+, virtual clock"
    assert re.search(target, ended.out, re.MULTILINE)
    assert f"pattern-tck: implementation {BROKEN}" in ended.out
    assert re.search(r"pattern-tck: 1 of \d+ roles claimed: consumer", ended.out)
    assert re.search(r"pattern-tck: suite [0-9a-f]{16}, \d+ of \d+ scenarios apply", ended.out)


def test_the_json_report_is_as_its_schema_says(ended: Ended) -> None:
    jsonschema.Draft202012Validator.check_schema(json_report.schema())
    jsonschema.validate(
        ended.report, json_report.schema(), format_checker=jsonschema.FormatChecker()
    )
    assert ended.report["exit"]["code"] == ended.code == 1
    assert not ended.report["exit"]["conforms"]
    assert ended.report["implementation"]["name"] == BROKEN
    assert ended.report["target"]["clock"] == "virtual"
    failed = [one for one in ended.judged("failed") if one["level"] == "must"]
    assert [one["clause"] for one in failed] == ["SQS-VIS-02"]
    assert failed[0]["expected"] == "one booking"
    assert failed[0]["calibration"] == ""


def test_the_report_can_be_replayed(ended: Ended, runs: Runs) -> None:
    command = ended.report["replay"]
    assert command[:3] == ["pytest", "--pyargs", "pattern_tck.features"]
    again = runs.run(*command[1:])

    assert again.code == ended.code
    assert verdicts(again) == verdicts(ended)


def verdicts(ended: Ended) -> dict[str, str]:
    return {one["key"]: one["verdict"] for one in ended.judgements}


def test_the_junit_report_is_keyed_by_clause(ended: Ended, junit_file: Path) -> None:
    suite = ET.parse(junit_file).getroot().find("testsuite")
    assert suite is not None
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert len(cases) == len(ended.judgements)

    failed = cases["SQS-VIS-02 The consumer dies before the booking"]
    assert failed.get("classname") == f"simulator.{BROKEN}"
    assert failed.find("failure") is not None
    assert "expected one booking, seen []" in failed.find("failure").get("message")
    properties = {one.get("name"): one.get("value") for one in failed.iter("property")}
    assert properties["verdict"] == "failed"
    assert properties["clause"] == "SQS-VIS-02"
    assert properties["pattern"] == "point_to_point"

    warned = cases["DLQ-27 A dead letter says which ride it is about"]
    assert warned.find("failure") is None
    assert warned.find("skipped").get("message").startswith("failed: ")
    assert cases["DLQ-18 A message that is no ride [this is no JSON]"].find("skipped") is None
    assert suite.get("failures") == "1"


def test_verbosely_every_clause_is_counted(runs: Runs) -> None:
    told = runs.run(WHERE[0], "-m=SQS-VIS-02 or P2P-01", "--partial", "-v", "--target=moto")

    assert re.search(r"^  SQS-VIS-02 +3$", told.out, re.MULTILINE)
    assert re.search(r"^  P2P-01 +1$", told.out, re.MULTILINE)
    assert "Nothing is claimed for The reference: " in " ".join(told.out.split())
    assert "Exit code 0: the selection holds, and nothing is claimed." in " ".join(told.out.split())


def test_a_run_of_other_tests_is_left_alone(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_a(): assert 1 == 2\n", "utf-8")
    told = runs.run(str(tmp_path), cwd=tmp_path)

    assert told.code == 1
    assert told.report == {}
    assert "pattern-tck: " not in told.out
    assert "= pattern-tck =" not in told.out
    assert "= FAILURES =" in told.out


def test_failures_of_other_tests_are_still_told_by_pytest(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "test_theirs.py").write_text("def test_a(): assert 1 == 2\n", "utf-8")
    told = runs.run(str(tmp_path), WHERE[0], "-k=test_a or Three", "--partial", "--target=moto")

    assert told.code == 1
    assert "= FAILURES =" in told.out
    assert "tests failed that are no judgements" in " ".join(told.out.split())


# -- made-up runs


def judgement(verdict: Verdict = Verdict.FAILED, number: int = 0, **more: Any) -> Judgement:
    scenario = [one for one in scenarios() if one.role == "consumer"][number]
    return Judgement(scenario, verdict, **more)


def report(*judgements: Judgement, code: int = 1, **asked: Any) -> Report:
    options: dict[str, Any] = dict.fromkeys(Asked.__dataclass_fields__)
    options |= {"implementation": "mine:roles", "strict": False, "partial": False}
    options |= {"api_urls": ()} | asked
    target: Any = SimpleNamespace(
        name="fake",
        version="1",
        clock=SimpleNamespace(virtual=False),
        capabilities=Capabilities(),
        beside={"dynamodb": "moto 5"},
    )
    mine = Implementation(options["implementation"], {"consumer": object})  # type: ignore[dict-item]
    known = KnownFailures([Entry("P2P-01", "it is so", "https://example.org")])
    judge = Judge(target, mine, Implementation(REFERENCE, {}), divergences=known)
    return Report.of(Run(Asked(**options), target, judge), judgements, code)


class Terminal:
    """What the summary needs of pytest's terminal reporter."""

    verbosity = 0

    def __init__(self, *, colours: bool = False, width: int = 80) -> None:
        self.lines: list[str] = []
        self._tw = TerminalWriter(SimpleNamespace(write=None, isatty=lambda: False))  # type: ignore[arg-type]
        self._tw.fullwidth = width
        self._tw.hasmarkup = colours

    def ensure_newline(self) -> None: ...

    def section(self, title: str) -> None:
        self.lines.append(title)

    def line(self, line: str) -> None:
        self.lines.append(line)


def summary(told: Report, **terminal: Any) -> str:
    shown = Terminal(**terminal)
    print_summary(told, shown)
    return "\n".join(shown.lines)


def all_passed() -> list[Judgement]:
    mine = [one for one in scenarios() if one.role in {"consumer", None}]
    return [Judgement(one, Verdict.PASSED) for one in mine]


def test_conforms_is_said_only_if_nothing_is_missing() -> None:
    everything = all_passed()

    assert "mine:roles conforms as consumer" in outcome.sentence(report(*everything, code=0))
    assert outcome.sentence(report(*everything[1:], code=0)).startswith("Nothing is claimed")
    assert not outcome.conforms(report(*everything, code=3))


def test_what_else_there_was_is_said_with_it() -> None:
    first, second, third, *others = all_passed()
    told = outcome.sentence(
        report(
            replace(first, verdict=Verdict.KNOWN_DEVIATION),
            replace(second, verdict=Verdict.INCONCLUSIVE),
            replace(third, verdict=Verdict.FAILED),
            *others,
            code=0,
        )
    )
    assert "1 known to deviate; 1 inconclusive here; " in told


@pytest.mark.parametrize(
    ("verdict", "code", "expected"),
    [
        (Verdict.ERROR, 2, "1 entry of a list of known failures is no longer true"),
        (Verdict.NOT_EXERCISED, 3, "1 scenario not exercised"),
        (Verdict.INCONCLUSIVE, 3, "1 scenario inconclusive, not all with a divergence"),
    ],
)
def test_why_nothing_is_claimed(verdict: Verdict, code: int, expected: str) -> None:
    first, *others = all_passed()
    told = outcome.sentence(report(replace(first, verdict=verdict), *others, code=code))

    assert told.startswith("Nothing is claimed for mine:roles: ")
    assert expected in told


def test_reasons_that_are_shared_are_told_once() -> None:
    because = "divergence P2P-01: it is so (https://example.org)"
    both = [judgement(Verdict.INCONCLUSIVE, number, named=because) for number in (0, 1)]
    told = summary(report(*both, code=3), width=200)

    assert told.count(because) == 1
    assert all(one.scenario.name in told for one in both)


def test_what_was_left_behind_is_told() -> None:
    told = summary(report(judgement(Verdict.PASSED, left_behind=("delete_queue q-1: refused",))))

    assert "left behind on the target" in told
    assert "delete_queue q-1: refused" in told


def test_what_was_performed_again_is_told() -> None:
    told = summary(report(judgement(Verdict.PASSED, times=2), judgement(Verdict.PASSED, 1)))

    assert "performed again, since a busy machine held the kit up" in told
    assert told.count("passed in performance 2") == 1


def test_messages_do_not_drive_the_terminal() -> None:
    nasty = "[red]no[/red] \x1b[2J\x07 :smile: \u202egnp.exe"
    told = summary(report(judgement(seen=nasty, expected="x", evidence=(nasty,))))

    assert "[red]no[/red]" in told
    assert ":smile:" in told
    assert "\\x1b[2J\\x07" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_colours_are_used_where_there_are_any() -> None:
    assert "\x1b[1;31m" in summary(report(judgement()), colours=True)


def test_long_values_are_cut_in_the_summary_and_whole_in_json() -> None:
    told = report(judgement(seen="y" * 5000, expected="x"))

    assert "(5000 characters)" in summary(told, width=200)
    assert json_report.document(told)["judgements"][0]["seen"] == "y" * 5000


def test_the_header_names_what_is_in_force_and_what_is_beside() -> None:
    assert header.lines(report().run)[:4] == [
        "pattern-tck: target fake 1, real clock",
        "pattern-tck: beside it dynamodb: moto 5",
        "pattern-tck: known divergences in force: 1",
        "pattern-tck: implementation mine:roles",
    ]


def test_the_replay_asks_for_the_same_adversary() -> None:
    asked = {"adversary": 2, "adversary_seed": 7, "schedule": "FAULT-01:0=1"}
    command = " ".join(report(judgement(), **asked).replay)

    assert "--adversary 2 --adversary-seed 7 --schedule FAULT-01:0=1" in command


def test_the_replay_asks_for_the_same() -> None:
    asked = {"known_deviations": Path("known.yaml"), "strict": True, "partial": True}
    told = replace(report(judgement(), **asked), seed=7, selection=[("-k", "a or b"), ("-m", "")])

    assert told.replay == [
        "pytest", "--pyargs", "pattern_tck.features", "--target", "fake",
        "--implementation", "mine:roles", "--known-deviations", "known.yaml",
        "--randomly-seed", "7", "-k", "a or b", "--strict-verdicts", "--partial",
    ]  # fmt: skip


def test_passwords_are_not_told() -> None:
    told = report(judgement(), endpoint_url="http://me:secret@127.0.0.1:4566/x")

    assert "secret" not in json.dumps(json_report.document(told))
    assert "http://127.0.0.1:4566/x" in told.replay
    assert without_password("http://127.0.0.1:1") == "http://127.0.0.1:1"


@pytest.mark.parametrize(
    "text",
    [
        '{"taskToken": "AQCEAAAA", "output": "{}"}',
        r'{"MessageBody": "{\"TaskToken\": \"AQCEAAAA\"}"}',
        r'{"Body": "{\"Message\": \"{\\\"token\\\": \\\"AQCEAAAA\\\"}\"}"}',
        '{"ReceiptHandle": "AQCEAAAA"}',
        "{'task_token': 'AQCEAAAA'}",
    ],
)
def test_task_tokens_and_receipt_handles_are_hidden(text: str) -> None:
    assert "AQCE" not in plain(text)
    assert "(hidden)" in plain(text)


def test_other_words_with_token_are_shown() -> None:
    text = '{"tokens": "3", "ClientRequestToken": "x-1", "id": "token"}'
    assert plain(text) == text


@given(st.text(st.characters(codec=None, categories=None)))
def test_plain_text_is_plain_for_good(text: str) -> None:
    once = plain(text)

    assert plain(once) == once
    assert all(letter.isprintable() or letter.isspace() or ord(letter) > 127 for letter in once)
    once.encode("utf-8")


@given(st.text(), st.integers(0, 50))
def test_cut_text_begins_as_the_text_does(text: str, longest: int) -> None:
    shown = cut(text, longest)
    assert shown == text or shown.startswith(text[:longest] + " ... (")


TEXT = st.text(st.characters(codec=None, categories=None))
JUDGEMENTS = st.builds(
    judgement,
    verdict=st.sampled_from(Verdict),
    number=st.integers(0, 30),
    reason=TEXT,
    expected=TEXT,
    seen=TEXT,
    step=TEXT,
    named=TEXT,
    evidence=st.lists(TEXT, max_size=3).map(tuple),
    left_behind=st.lists(TEXT, max_size=2).map(tuple),
    seconds=st.floats(0, 1e6),
    calls=st.integers(0, 1000),
    times=st.integers(1, 3),
)


@given(JUDGEMENTS, st.none() | TEXT)
def test_a_judgement_comes_back_from_json_as_it_was(one: Judgement, why: str | None) -> None:
    wire = json.loads(json.dumps(to_wire(one, calibration=why)))
    back = from_wire(wire)

    assert to_wire(back, calibration=why) == wire
    assert back.scenario == one.scenario
    assert back.verdict is one.verdict
    described = {"$defs": json_report.schema()["$defs"], "$ref": "#/$defs/judgement"}
    jsonschema.validate(wire, described)


@given(st.lists(JUDGEMENTS, min_size=1, max_size=3))
def test_junit_is_xml_whatever_the_messages_hold(
    tmp_path_factory: pytest.TempPathFactory, several: list[Judgement]
) -> None:
    file = tmp_path_factory.getbasetemp() / "junit.xml"
    junit.write(report(*several), file)

    assert len(list(ET.parse(file).getroot().iter("testcase"))) == len(several)
