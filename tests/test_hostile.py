"""Hostile runs: how they are divided, kept, continued and put together, and what they find."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from pattern_tck.commands.main import main
from pattern_tck.exit_codes import ExitCode
from pattern_tck.hostile.bounds import bounds
from pattern_tck.hostile.plan import Job, Plan, Task
from pattern_tck.hostile.results import Head, Line, Results, merge
from pattern_tck.hostile.searching import Hostile
from pattern_tck.hostile.session import JOB
from pattern_tck.hostile.several import Opening, drawn, every_pair, pairs, pairs_of
from pattern_tck.hostile.shard import Shard
from pattern_tck.hostile.totals import totals
from pattern_tck.performance import Performance
from pattern_tck.scenarios import scenarios
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.schedule import Schedule
from pattern_tck.simulator.adversary.verdicts import Found
from pattern_tck.simulator.freedoms import RECEIVE_DUPLICATE, WORKER_KILLED, WORKER_SLOW
from pattern_tck.under_adversary import faults_of
from pattern_tck.verdicts import UsageMistake
from tests.running import ROOT

SUFFERING = [one for one in scenarios() if one.role is not None and faults_of(one)]
QUIET = next(one for one in SUFFERING if one.name == "Three consumers share twelve rides")
HEAD = Head("a-suite", "the reference", "simulator 1", {"python": "3"}, 50)
LINE = Line(QUIET.key, QUIET.pattern, "FAULT-01", "1/1", 7, 40, 700, 0.5)


def results(path: Path, *lines: Line, head: Head = HEAD) -> Results:
    found = Results(path)
    found.begin(head)
    for line in lines:
        found.add(line)
    return found


# -- shards


@pytest.mark.parametrize("of", [2, 3, 7])
def test_shards_are_disjoint_and_together_whole(of: int) -> None:
    shards = [Shard(number, of) for number in range(1, of + 1)]
    parts = [
        {
            (key, fault)
            for key, task in Plan(SUFFERING, shard, 10, 5).searches([]).items()
            for fault in task.faults
        }
        for shard in shards
    ]
    assert sum(map(len, parts)) == len(set().union(*parts))
    assert set().union(*parts) == {
        (one.key, fault) for one in SUFFERING for fault in faults_of(one)
    }
    assert all(parts)
    for name in ("a", "b"):
        for number in range(20):
            assert sum(shard.has(name, number) for shard in shards) == 1
    assert sum(shard.share(10_000) for shard in shards) >= 10_000


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "a/b", "1/0", "-1/2"])
def test_a_shard_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageMistake, match="written like 2/4"):
        Shard.parse(text)


# -- which pairs


OPENINGS = [Opening(n, v, f"FAULT-0{1 + n % 3}") for n in range(9) for v in (1, 2)]


def test_pairs_of_two_faults_come_first_and_each_two_have_their_turn() -> None:
    fault = {one.number: one.fault for one in OPENINGS}
    found = list(pairs(OPENINGS, 30))
    assert len(found) == len({tuple(pair.items()) for pair in found}) == 30
    kinds = [frozenset(fault[number] for number in pair) for pair in found]
    assert all(len(kind) == 2 for kind in kinds)
    assert {len([1 for kind in kinds if kind == one]) for one in kinds} == {10}
    more = list(pairs(OPENINGS, 10_000))
    alike = [len({fault[number] for number in pair}) == 1 for pair in more]
    assert any(alike)
    assert alike == sorted(alike)


def test_every_pair_is_every_pair() -> None:
    every = [tuple(pair.items()) for pair in every_pair(OPENINGS)]
    assert len(set(every)) == len(every) == pairs_of(OPENINGS) == 4 * 36
    assert {tuple(pair.items()) for pair in pairs(OPENINGS, 10_000)} <= set(every)


def test_a_seed_draws_the_same_everywhere_and_something_else_for_each_scenario() -> None:
    assert drawn(OPENINGS, 3, "a") == drawn(OPENINGS, 3, "a")
    found = {str(drawn(OPENINGS, seed, about)) for seed in range(40) for about in "ab"}
    assert len(found) > 40


# -- results


def test_what_was_killed_in_the_middle_of_a_line_goes_on(tmp_path: Path) -> None:
    found = results(tmp_path / "r.jsonl", LINE)
    with found.path.open("a") as file:
        file.write('{"scenario": "half a li')
    found.add(replace(LINE, part="FAULT-02"))
    found.add(replace(LINE, played=9))
    assert [(line.part, line.played) for line in found.lines()] == [
        ("FAULT-01", 9),
        ("FAULT-02", 7),
    ]
    found.begin(HEAD)
    with pytest.raises(UsageMistake, match="another suite"):
        found.begin(replace(HEAD, suite="b-suite"))
    other = tmp_path / "other"
    other.write_text("no results\n")
    with pytest.raises(UsageMistake, match="no file of hostile results"):
        Results(other).begin(HEAD)


def test_what_shards_have_found_is_put_together(tmp_path: Path) -> None:
    two = Shard(2, 2)
    pairs_of_one = replace(LINE, part="pairs", shard="1/2", played=2, drawn=("a", "b"), beyond=9)
    one = results(tmp_path / "1", replace(LINE, shard="1/2"), pairs_of_one)
    broken = {"schedule": "FAULT-01:0=1", "words": "it comes twice", "broke": "booked twice"}
    other = results(
        tmp_path / "2",
        replace(LINE, part="FAULT-02", shard=str(two), played=3),
        replace(pairs_of_one, part="chance", shard=str(two), drawn=("b", "c"), found=broken),
    )

    merged = merge([one.path, other.path], tmp_path / "all")

    (of,) = totals(merged.lines()).values()
    assert (of.singles, of.pairs, of.chance, of.distinct) == (10, 2, 1, 13)
    assert of.found == {QUIET.key: [broken]}
    told = CliRunner().invoke(
        main, ["hostile", "merge", str(one.path), str(other.path), "--into", str(tmp_path / "b")]
    )
    assert told.exit_code == ExitCode.FAILED, told.output
    assert "it comes twice: booked twice" in told.output
    assert "--schedule FAULT-01:0=1" in told.output
    with pytest.raises(UsageMistake, match="is there already"):
        merge([one.path], tmp_path / "all")


@pytest.mark.parametrize(
    ("head", "shard", "complaint"),
    [
        (replace(HEAD, suite="b"), "2/2", "another suite"),
        (replace(HEAD, versions={"python": "4"}), "2/2", "other versions"),
        (replace(HEAD, implementation="ours"), "2/2", "another implementation"),
        (HEAD, "2/3", "schedules in common"),
    ],
)
def test_what_does_not_belong_together_is_not_merged(
    tmp_path: Path, head: Head, shard: str, complaint: str
) -> None:
    one = results(tmp_path / "1", replace(LINE, shard="1/2"))
    other = results(tmp_path / "2", replace(LINE, shard=shard), head=head)
    told = CliRunner().invoke(
        main, ["hostile", "merge", str(one.path), str(other.path), "--into", str(tmp_path / "a")]
    )
    assert told.exit_code == ExitCode.USAGE
    assert complaint in told.output
    assert not (tmp_path / "a").exists()


# -- what is left


def test_only_what_was_not_played_is_left_and_what_broke_is_played_again() -> None:
    plan = Plan([QUIET], Shard(), 10_000, 50)
    everything = plan.searches([])[QUIET.key]
    assert set(everything.faults) == set(faults_of(QUIET))
    done = [replace(LINE, part=fault) for fault in everything.faults]
    some = replace(LINE, part="pairs", first=0, beyond=25, drawn=("a",))
    left = plan.searches([*done, some])[QUIET.key]
    assert (left.faults, left.pairs_from, left.most_pairs) == ((), 25, 50)
    broken = replace(done[0], found={"schedule": "s", "words": "w", "broke": "b"})
    assert plan.searches([broken, *done[1:], some])[QUIET.key].faults == (broken.part,)
    assert not plan.searches([*done, some, replace(some, first=25, beyond=50)])


def test_chance_makes_up_what_a_pattern_lacks_and_then_every_pair_is_played() -> None:
    plan = Plan([QUIET], Shard(), 100, 50)
    searched = [LINE, replace(LINE, part="pairs", first=0, beyond=50, drawn=("a", "b"))]
    task = plan.by_chance(searched, 2_000)[QUIET.key]
    assert (task.seeds_from, task.seeds_to, task.every_pair) == (0, 100 - 9, False)
    assert not plan.by_chance(searched, 2_000, without={QUIET.key})
    assert not Plan([QUIET], Shard(), 9, 50).by_chance(searched, 2_000)
    few = [replace(line, pairs_there=60) for line in searched]
    assert plan.by_chance(few, 2_000)[QUIET.key].every_pair
    whole = [*few, replace(LINE, part="every pair", first=0, beyond=60, pairs_there=60)]
    assert not plan.by_chance(whole, 2_000)


# -- the search of one scenario


def performed(breaks: Any) -> Any:
    """Give a scenario of seven decisions, by what breaks it."""

    def perform(choose: Any) -> Performance:
        freedoms = [RECEIVE_DUPLICATE, WORKER_SLOW, WORKER_KILLED] * 2 + [RECEIVE_DUPLICATE]
        met = [choose(freedom, 3, f"call {n}") for n, freedom in enumerate(freedoms)]
        error = AssertionError(f"met {met}") if breaks(met) else None
        return Performance(error=error)

    return perform


def searched(tmp_path: Path, task: Task, breaks: Any, **more: Any) -> tuple[Any, Results]:
    found = results(tmp_path / "r.jsonl")
    job = Job(str(found.path), "1/1", {QUIET.key: task}, more.pop("until", None))
    return Hostile(job, found, **more).harass(QUIET, performed(breaks)), found


def test_what_two_deviations_break_is_found_and_is_small_and_can_be_played_again(
    tmp_path: Path,
) -> None:
    def breaks(met: list[int]) -> bool:
        return met[1] > 0 and met[3] > 0

    faults = ("FAULT-01", "FAULT-08", "FAULT-09")
    ordeal, found = searched(tmp_path, Task(faults, most_pairs=200), breaks)
    assert isinstance(ordeal.broken, Found)
    assert ordeal.schedule == "FAULT-01+FAULT-08:1=1,2=1"
    assert ordeal.fault == "FAULT-01+FAULT-08"
    recorder = Recorder(Schedule.parse(ordeal.schedule))
    assert str(performed(breaks)(recorder.choose).error) == ordeal.broken.broke
    last = found.lines()[-1]
    assert last.part == "pairs"
    assert last.found["schedule"] == ordeal.schedule
    assert "call 1" in last.found["words"]
    assert [line.part for line in found.lines()[:-1]] == list(faults)


def test_what_is_drawn_by_chance_is_made_small(tmp_path: Path) -> None:
    ordeal, found = searched(tmp_path, Task(seeds_to=300), lambda met: met[5] == 2)
    assert ordeal.schedule == "FAULT-09:1=2"
    assert found.lines()[-1].beyond <= 300


def test_what_survives_is_counted_once_and_the_search_ends_in_time(tmp_path: Path) -> None:
    task = Task(("FAULT-01",), most_pairs=30, every_pair=True)
    ordeal, found = searched(tmp_path, task, lambda _met: False)
    assert ordeal.broken is None
    (of,) = totals(found.lines()).values()
    # Of FAULT-01 three decisions with two answers each; and 21 pairs of seven, with four answers.
    assert (of.singles, of.distinct) == (6, 6 + 84)
    times = iter([0.0, 0.0, 9.0, 9.0, 9.0])
    found.path.unlink()
    _, early = searched(tmp_path, task, lambda _met: False, until=5.0, now=lambda: next(times, 9.0))
    assert [(line.part, line.first, line.beyond) for line in early.lines()] == [
        ("FAULT-01", 0, 0),
        ("pairs", 0, 25),
    ]


def test_shards_play_together_what_one_machine_plays(tmp_path: Path) -> None:
    def played(name: str, shards: list[Shard]) -> tuple[list[str], int]:
        found = results(tmp_path / name)
        for shard in shards:
            (task,) = Plan([QUIET], shard, 10_000, 40).searches(found.lines()).values()
            job = Job(str(found.path), str(shard), {QUIET.key: task})
            Hostile(job, found).harass(QUIET, performed(lambda _met: False))
        lines = found.lines()
        singles = sum(line.played for line in lines if line.part != "pairs")
        return sorted(one for line in lines for one in line.drawn), singles

    alone, singles = played("one", [Shard()])
    assert len(alone) == len(set(alone)) == 40
    assert singles == 14
    assert played("three", [Shard(number, 3) for number in (1, 2, 3)]) == (alone, singles)


# -- the command

BROKEN = "--implementation=tests.broken.point_to_point:checks_then_writes"
ONE = ["--clauses", "P2P-01", "--patterns", "point_to_point", "-n", "0", "--most-pairs", "3"]


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable, "-c", "from pattern_tck.commands.main import main; main()", "hostile",
            *ONE, *arguments,
        ],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={name: text for name, text in os.environ.items() if not name.startswith("PYTEST")},
    )  # fmt: skip


def hostile(*arguments: str) -> SimpleNamespace:
    process = command(*arguments)
    out, _ = process.communicate()
    return SimpleNamespace(code=process.returncode, out=out)


def test_a_defect_is_found_and_the_exit_code_tells(tmp_path: Path) -> None:
    found = hostile(BROKEN, "--results", str(tmp_path / "r.jsonl"))
    assert found.code == ExitCode.FAILED, found.out
    said = " ".join(found.out.split())
    assert "comes so late that the visibility timeout has passed" in said
    assert "to repeat: --schedule FAULT-08:" in said
    assert "under the adversary: FAULT-08 (slow consumer)" in said


def test_the_reference_survives_and_a_second_run_plays_nothing_again(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    asked = ("--schedules", "40", "--shard", "1/4", "--results", str(file))
    first = hostile(*asked)
    assert first.code == ExitCode.CONFORMS, first.out
    lines = file.read_text()
    assert sum(line.played for line in Results(file).lines()) >= 10
    again = hostile(*asked)
    assert again.code == ExitCode.CONFORMS, again.out
    assert file.read_text() == lines


def under_way(file: Path) -> subprocess.Popen[str]:
    """Give a run without an end that has kept its first results."""
    process = command("--schedules", "100000", "--results", str(file))
    end = time.monotonic() + 300
    while not file.exists() or file.read_text().count("\n") < 2:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        os.sched_yield()
    return process


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_leaves_no_process(tmp_path: Path, by: signal.Signals) -> None:
    file = tmp_path / "r.jsonl"
    process = under_way(file)
    process.send_signal(by)
    # Its workers print where it has printed: that ends with the last of them.
    process.communicate(timeout=60)
    end = time.monotonic() + 60
    while left := [pid for pid in processes() if str(file).encode() in job_of(pid)]:
        assert time.monotonic() < end, left
        os.sched_yield()
    # Ended, and not at its end.
    of_one = [
        each for each in SUFFERING if (each.pattern, each.clause.id) == (QUIET.pattern, "P2P-01")
    ]
    assert Plan(of_one, Shard(), 100_000, 3).searches(Results(file).lines())


def processes() -> list[Path]:
    return [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def job_of(process: Path) -> bytes:
    """Give the job of a round that a process plays, or nothing."""
    try:
        said = (process / "environ").read_bytes().split(b"\0")
        job = next((one for one in said if one.startswith(JOB.encode())), b"")
        return Path(os.fsdecode(job.partition(b"=")[2])).read_bytes() if job else b""
    except OSError:
        return b""


def test_an_interrupted_run_leaves_results_and_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    process = under_way(file)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 130, out
    assert "interrupted; the same command goes on" in out
    kept = Results(file).lines()
    assert kept
    left = Plan([QUIET], Shard(), 100_000, 3).searches(kept).get(QUIET.key, Task())
    assert not {line.part for line in kept} & set(left.faults)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--patterns", "sago"], "did you mean 'saga'"),
        (["--clauses", "P2P-99"], "unknown clause"),
        (["--shard", "5/4"], "written like 2/4"),
        (["--patterns", "saga", "--clauses", "P2P-01"], "no scenario of what was named"),
        (["--manifest", "a.toml", "--implementation", "a:b"], "give one of them"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    told = CliRunner().invoke(main, ["hostile", "--results", str(tmp_path / "r"), *arguments])
    assert told.exit_code == ExitCode.USAGE
    assert complaint in told.output
    assert not (tmp_path / "r").exists()


def test_a_run_that_has_tried_nothing_is_not_green(tmp_path: Path) -> None:
    asked = ["--patterns", "saga", "--minutes", "0.000001", "--results", str(tmp_path / "r")]
    told = CliRunner().invoke(main, ["hostile", *asked])
    assert told.exit_code == ExitCode.INCOMPLETE, told.output


def test_nothing_is_performed_when_the_time_is_over(runs: Any, tmp_path: Path) -> None:
    found = results(tmp_path / "r.jsonl")
    job = tmp_path / "job.json"
    tasks = {QUIET.key: Task(("FAULT-01",))}
    Job(str(found.path), "1/1", tasks, until=1.0).write(job)
    asked = (f"features/{QUIET.file}", "--partial", "-q", "-p", "pattern_tck.hostile.session")
    over = runs.run(*asked, PATTERN_TCK_HOSTILE_JOB=str(job))
    assert (over.code, over.judgements, found.lines()) == (ExitCode.INCOMPLETE, [], [])
    Job(str(found.path), "1/1", tasks).write(job)
    played = runs.run(*asked, PATTERN_TCK_HOSTILE_JOB=str(job))
    assert played.code == ExitCode.CONFORMS, played.out
    (line,) = found.lines()
    assert (line.scenario, line.part) == (QUIET.key, "FAULT-01")
    assert line.played > 10


# -- bounds


@pytest.mark.parametrize("name", sorted(bounds()))
def test_a_bound_is_needed(runs: Any, name: str) -> None:
    (first, *_) = several = [one for one in SUFFERING if f"{one.file}::{one.name}" == name]
    bound = bounds()[name]
    schedule = Schedule.parse(bound.beyond)
    assert len(schedule.deviations) == bound.deviations + 1
    assert schedule.allowed <= set().union(*(faults_of(one) for one in several))
    ended = runs.run(
        f"features/{first.file}", "-m", first.clause.id, "--partial", "-q",
        "--schedule", bound.beyond,
    )  # fmt: skip
    broken = {f"{one['file']}::{one['scenario']}" for one in ended.judged("failed")}
    assert name in broken
    assert bound.reason
