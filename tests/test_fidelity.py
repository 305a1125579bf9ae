"""Which target keeps which clause: standings, files of them, and the three commands that tell."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pattern_tck import catalogue
from pattern_tck.commands.main import main
from pattern_tck.fidelity import measuring
from pattern_tck.fidelity.comparing import differences, relied_on
from pattern_tck.fidelity.measuring import NotMeasured, measure
from pattern_tck.fidelity.results import Measured, one_of, read, shipped, write
from pattern_tck.fidelity.standing import UNCHECKED, ClauseStanding, Standing, standings
from pattern_tck.scenarios import scenarios
from pattern_tck.verdicts import UsageMistake

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from click.testing import Result

KEPT = ClauseStanding(Standing.KEPT, 3, 3)
BROKEN = ClauseStanding(Standing.BROKEN, 1, 3, ("It forgets [what] was deleted.",))
ABSENT = ClauseStanding(Standing.NOT_OFFERED, 0, 3, ("target b: it has no alarms",))


def judgement(verdict: str, reason: str = "", named: str = "") -> Mapping[str, Any]:
    return {
        "clause": "SQS-FIFO-08",
        "scenario": "The first one is deleted already",
        "verdict": verdict,
        "reason": reason,
        "named": named,
        "tags": ["SQS-FIFO-08"],
    }


def target(name: str, **clauses: ClauseStanding) -> Measured:
    by_id = {name.replace("_", "-"): stands for name, stands in clauses.items()}
    return Measured(name, "1.0", "virtual", "2026-11-22T10:00:00+00:00", "abc", {}, by_id)


# -- standings

PASSED = judgement("passed")
LACKING = judgement("inconclusive", named="target b: it has no alarms")
LACKING_LATER = judgement("inconclusive", "TargetLacks: it has no alarms")
DIVERGES = judgement("inconclusive", "seen 2", named="divergence SQS-FIFO-08: It forgets. (https)")
FAILED = judgement("failed", "copies: expected 1, seen 2\nmore")
FOREIGN = judgement("not applicable", named="target b: it is a broker")
UNPROVED = judgement("not exercised", "the fault found no place")


@pytest.mark.parametrize(
    ("judgements", "standing", "words", "shows"),
    [
        ([PASSED, PASSED], Standing.KEPT, "kept", ()),
        ([PASSED, DIVERGES], Standing.BROKEN, "broken (1 of 2 pass)", ("It forgets. (https)",)),
        ([DIVERGES, DIVERGES], Standing.BROKEN, "broken (0 of 2 pass)", ("It forgets. (https)",)),
        (
            [FAILED, LACKING],
            Standing.BROKEN,
            "broken (0 of 2 pass)",
            ("The first one is deleted already: copies: expected 1, seen 2",),
        ),
        (
            [PASSED, LACKING],
            Standing.KEPT,
            "kept (1 of 2 pass)",
            ("it has no alarms",),
        ),
        ([FOREIGN, FOREIGN], Standing.NOT_OFFERED, "not offered", ("it is a broker",)),
        ([LACKING, UNPROVED], Standing.NOT_OFFERED, "not offered", ("it has no alarms",)),
        (
            [LACKING_LATER],
            Standing.NOT_OFFERED,
            "not offered",
            ("The first one is deleted already: TargetLacks: it has no alarms",),
        ),
        ([UNPROVED], Standing.NOT_CHECKABLE, "not checkable", ()),
    ],
)
def test_how_a_clause_stands(
    judgements: list[Mapping[str, Any]], standing: Standing, words: str, shows: tuple[str, ...]
) -> None:
    [(clause, found)] = standings(judgements).items()
    assert clause == "SQS-FIFO-08"
    assert (found.standing, str(found), found.shows) == (standing, words, shows)


def test_what_only_the_kit_misses_says_nothing_about_a_target() -> None:
    later = {**LACKING, "tags": ["SQS-FIFO-08", "needs-virtual-time", "needs-alarms"]}
    lacking = ["virtual-time", "alarms"]
    [found] = standings([later], lacking).values()
    assert (found.standing, found.scenarios) == (Standing.NOT_CHECKABLE, 0)
    [found] = standings([later, PASSED, PASSED], lacking).values()
    assert (str(found), found.scenarios) == ("kept", 2)
    [found] = standings([later], ["alarms"]).values()
    assert found.standing is Standing.NOT_OFFERED


# -- files


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "made" / "known.json"
    here = target("here", SQS_FIFO_08=BROKEN, SQS_VIS_02=KEPT)
    write(file, [here, target("there", SQS_FIFO_08=ABSENT)])

    assert read(file)["here"] == here
    assert read(file)["here"].clauses == here.clauses
    assert list(read(file)) == ["here", "there"]
    assert [one.name for one in file.parent.iterdir()] == ["known.json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no measurement of targets, at the top"),
        ('{"schema": "pattern-tck/report/1", "targets": {}}', "at ['schema']"),
        ('{"schema": "pattern-tck/fidelity/1", "targets": {"a": {}}}', "at ['targets']['a']"),
    ],
)
def test_files_that_hold_no_measurement(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text)
    with pytest.raises(UsageMistake) as told:
        read(file)
    assert said in str(told.value)
    assert str(file) in str(told.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageMistake, match="cannot read"):
        read(tmp_path / "none.json")


def test_what_is_shipped_speaks_of_clauses_and_targets_that_there_are() -> None:
    for one in shipped().values():
        assert set(one.clauses) <= set(catalogue.clauses())
        assert Standing.KEPT in {stands.standing for stands in one.clauses.values()}


def test_a_target_that_was_not_measured_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageMistake, match=r"'heer' has not been measured.*here"):
        one_of({"here": target("here")}, "heer")


# -- comparing


def test_only_what_stands_differently_is_a_difference_and_what_is_lost_a_loss() -> None:
    here = target("here", SQS_FIFO_08=KEPT, SQS_VIS_02=BROKEN, SQS_VIS_03=KEPT)
    there = target("there", SQS_FIFO_08=BROKEN, SQS_VIS_02=KEPT, SQS_VIS_03=KEPT)
    found = differences(here, there, ["SQS-FIFO-08", "SQS-VIS-02", "SQS-VIS-03"])
    assert [(one.clause, one.is_loss, one.is_gain) for one in found] == [
        ("SQS-FIFO-08", True, False),
        ("SQS-VIS-02", False, True),
    ]


def test_a_role_relies_on_its_own_clauses_and_on_what_its_pattern_is_owed() -> None:
    relied = relied_on(["consumer"])
    own = {one.clause.id for one in scenarios() if one.role == "consumer"}
    assert own <= set(relied)
    assert any(catalogue.clause(one).binds == "target" for one in relied)
    assert "SFN-CHO-01" not in relied
    assert relied_on([]) == []


# -- commands


@pytest.fixture
def known(tmp_path: Path) -> Path:
    file = tmp_path / "known.json"
    write(
        file,
        [
            target("here", **{id_.replace("-", "_"): KEPT for id_ in catalogue.clauses()}),
            target(
                "there",
                **{id_.replace("-", "_"): KEPT for id_ in catalogue.clauses()}
                | {"SQS_FIFO_08": BROKEN, "DLQ_20": ABSENT},
            ),
            target("half", SQS_VIS_02=KEPT),
            target(
                "seen",
                **{id_.replace("-", "_"): KEPT for id_ in catalogue.clauses()}
                | {"DLQ_20": UNCHECKED},
            ),
        ],
    )
    return file


def told(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(main, [str(one) for one in arguments])


def test_the_matrix_is_told_with_what_is_not_kept_everywhere(known: Path) -> None:
    ended = told("targets", "--results", known)
    assert ended.exit_code == 0
    assert "here 1.0, virtual clock, measured 2026-11-22" in ended.output
    rows = [line.split() for line in ended.output.splitlines()]
    assert ["kept", "370", "368", "1", "369"] in rows
    assert ["not", "checkable", "0", "0", "369", "1"] in rows
    assert any(row[:2] == ["SQS-FIFO-08", "kept"] for row in rows)
    assert not any(row[:1] == ["SQS-VIS-02"] for row in rows)


def test_a_clause_is_told_in_words_as_they_are(known: Path) -> None:
    ended = told("targets", "--clause", "SQS-FIFO-08", "--results", known)
    assert "  there: broken (1 of 3 pass)" in ended.output
    assert "It forgets [what] was deleted." in ended.output
    assert "  half: not checkable" in ended.output


def test_the_matrix_is_written_as_a_document(known: Path, tmp_path: Path) -> None:
    ended = told("targets", "--results", known, "--markdown", tmp_path / "matrix.md")
    assert ended.exit_code == 0
    written = (tmp_path / "matrix.md").read_text()
    assert "| here | 1.0 | virtual | 2026-11-22 |" in written
    assert "| kept | 370 | 368 | 1 | 369 |" in written
    assert "| kept | broken (1 of 3 pass) | not checkable | kept |" in written
    assert "| SQS-FIFO-08 | there | It forgets [what] was deleted. |" in written


def test_the_differences_of_two(known: Path) -> None:
    ended = told("compare", "here", "there", "--results", known)
    assert ended.exit_code == 0
    assert "2 clauses differ" in ended.output
    assert "there: It forgets [what] was deleted." in ended.output
    same = told("compare", "here", "here", "--results", known)
    assert "They keep the same clauses" in same.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--from", "here", "--to", "there"], 1, "No: there does not keep 2 of what here keeps."),
        (["--from", "there", "--to", "here"], 0, "Yes: here keeps all that there keeps."),
        (["--from", "here", "--to", "there", "--clause", "SQS-VIS-02"], 0, "relied on: 1 clauses"),
        (["--from", "half", "--to", "here"], 3, "Nobody knows: not measured on both"),
        (
            ["--from", "here", "--to", "seen"],
            0,
            "Yes: seen keeps all that can be checked",
        ),
        (["--from", "here", "--to", "seen"], 0, "not checkable on seen, and kept on here: DLQ-20"),
        (["--from", "here", "--to", "nowhere"], 2, "'nowhere' has not been measured"),
        (["--from", "here", "--to", "there", "--clause", "SQS-VIS-99"], 2, "SQS-VIS-99"),
    ],
)
def test_whether_a_team_may_switch(known: Path, arguments: list[str], code: int, said: str) -> None:
    ended = told("can-i-switch", *arguments, "--results", known)
    assert said in ended.output
    assert ended.exit_code == code


def test_a_manifest_says_what_is_relied_on(known: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "conformance.toml"
    manifest.write_text('name = "rides"\n[roles.sender]\npython = "rides:Sender"\n')
    (tmp_path / "rides.py").write_text("class Sender: ...\n")
    ended = told(
        "can-i-switch", "--from", "here", "--to", "there", "--manifest", manifest,
        "--results", known,
    )  # fmt: skip
    assert f"relied on: {len(relied_on(['sender']))} clauses" in ended.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mot"], "mot: unknown target"),
        (["moto", "ministack", "--endpoint-url", "http://127.0.0.1:1"], "one target"),
        (["moto", "--clause", "SQS-VIS-02", "--into", "x.json"], "leave --clause out"),
        (["moto", "--results", "x.json"], "name no target with it"),
        (["--into", "x.json"], "name the target to measure"),
        (["--clause", "NO-01"], "NO-01"),
    ],
)
def test_what_cannot_be_asked_of_targets(arguments: list[str], said: str) -> None:
    ended = told("targets", *arguments)
    assert ended.exit_code == 2
    assert said in ended.output


def test_a_target_that_cannot_be_measured_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(name: str, **_: object) -> Measured:
        if name == "ministack":
            raise NotMeasured("no port was free")
        return target(name, SQS_VIS_02=KEPT)

    monkeypatch.setattr("pattern_tck.commands.targets.measure", measured)
    file = tmp_path / "mine.json"
    write(file, [target("ministack", SQS_VIS_02=BROKEN)])
    ended = told("targets", "simulator", "ministack", "moto", "--into", file)

    assert ended.exit_code == 4
    assert "ministack was not measured: no port was free" in ended.output
    assert set(read(file)) == {"simulator", "ministack", "moto"}
    assert read(file)["ministack"].of("SQS-VIS-02") == BROKEN  # what was known stays


def test_measuring_runs_the_suite_there() -> None:
    found = measure("simulator", workers="0", clauses=["SQS-FIFO-08"])
    assert found.name == "simulator"
    assert found.of("SQS-FIFO-08") == ClauseStanding(Standing.KEPT, 2, 2)
    assert list(found.clauses) == ["SQS-FIFO-08"]


def test_an_address_where_nobody_answers_is_not_measured() -> None:
    with pytest.raises(NotMeasured, match="exit code 4"):
        measure("ministack", endpoint_url="http://127.0.0.1:1", workers="0", clauses=["DLQ-20"])


def test_an_emulator_that_the_kit_knows_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> Any:
        ran.append(command)
        return subprocess.CompletedProcess(command, 4)

    monkeypatch.setattr(measuring.subprocess, "run", run)
    with pytest.raises(NotMeasured):
        measure("ministack")
    [command] = ran
    assert command[1:5] == ["-m", "pattern_tck.fixtures.emulators", "run", "ministack"]
    assert command[command.index("--endpoint-url") + 1] == "{endpoint}"
    assert command[command.index("-n") + 1] == "8"
    assert json.dumps(command)
