"""A scenario that failed on the simulator leaves its world beside the report."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from pattern_tck.judging import Judgement
from pattern_tck.report.json_report import schema
from pattern_tck.report.worlds import folder_for, how_to_open, kept
from pattern_tck.scenarios import scenarios
from pattern_tck.simulator.saved.keeping import load
from pattern_tck.simulator.saved.tape import Unsaved
from pattern_tck.verdicts import Verdict

EXAMPLES = Path(__file__).parent.parent / "examples"
BROKEN = "booking_service_broken:roles"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    asked = ["--pyargs", "pattern_tck.features", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
    more = ["--override-ini=filterwarnings=default", "--implementation", BROKEN, "--partial"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *asked, *more, *map(str, words)],
        cwd=EXAMPLES,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


@pytest.mark.parametrize("target", ["simulator", "simulator-fidelity", "simulator-server"])
def test_the_world_stands_beside_the_report_and_can_be_made_again(
    tmp_path: Path, target: str
) -> None:
    report = tmp_path / "out" / "report.json"
    ran = run("-k", "dies_before_the_booking", "--target", target, "--report-json", report)
    assert ran.returncode == 1, ran.stdout
    document = json.loads(report.read_text("utf-8"))
    jsonschema.validate(document, schema())
    (judgement,) = document["judgements"]
    file = Path(judgement["world"])
    assert file.parent == tmp_path / "out" / "worlds"
    assert "its world" in ran.stdout
    world = load(file.read_text("utf-8"))
    told = world.look("sqs", "ListQueues", {}, "us-east-1")
    assert told["QueueUrls"]
    # It is the moment of the failure: the message was received, deleted and never booked.
    assert world.clock.now() > 1_700_000_000


def test_what_passes_leaves_nothing(tmp_path: Path) -> None:
    ran = run("-k", "A_ride_is_booked", "--worlds", tmp_path / "worlds")
    assert ran.returncode in {0, 3}, ran.stdout
    assert not (tmp_path / "worlds").exists()


def test_the_report_says_where() -> None:
    json_file, junit_file = Path("a/r.json"), Path("b/r.xml")
    assert folder_for(None, None, None) is None
    assert folder_for(None, json_file, junit_file) == Path("a/worlds")
    assert folder_for(None, None, junit_file) == Path("b/worlds")
    assert folder_for(Path("w"), json_file, junit_file) == Path("w")
    assert how_to_open("my worlds/w.jsonl").endswith("--load 'my worlds/w.jsonl'")


class Tape:
    def __init__(self, said: str, error: Exception | None = None) -> None:
        self.said, self.error = said, error

    def text(self, name: str) -> str:
        if self.error is not None:
            raise self.error
        return f"{self.said} {name}"


FAILED = Judgement(scenarios()[0], Verdict.FAILED)


def test_a_world_that_cannot_be_kept_is_said_below_the_evidence(tmp_path: Path) -> None:
    told = kept(replace(FAILED, recorded=Tape("", Unsaved("it grew"))), tmp_path)
    assert (told.world, told.evidence) == ("", ("its world is not kept: it grew",))
    (tmp_path / "file").write_text("", "utf-8")
    told = kept(replace(FAILED, recorded=Tape("x")), tmp_path / "file")
    assert told.evidence[0].startswith("its world is not kept: [Errno")


def test_each_scenario_has_a_file_of_its_own(tmp_path: Path) -> None:
    one, other = scenarios()[:2]
    files = {
        kept(replace(FAILED, scenario=each, recorded=Tape("x")), tmp_path).world
        for each in (one, other)
    }
    assert len(files) == 2
    assert {Path(file).read_text("utf-8") for file in files} == {"x default"}


def test_nobody_records_what_was_not_asked_for() -> None:
    assert kept(replace(FAILED, recorded=Tape("x")), None) == FAILED
