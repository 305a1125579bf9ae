"""Every mutant is killed by its clause, and what is kept of the matrix says so and is not stale."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from pattern_tck import catalogue
from pattern_tck.mutation.changes import changes
from tests.mutants import proof, topology
from tests.mutants.document import WRITTEN, document
from tests.mutants.mutant import Mutant
from tests.mutants.register import mutants
from tests.mutants.results import Results, Row, digest
from tests.mutants.running import jobs
from tests.running import ROOT, Runs

KEPT = proof.kept()
MATRIX = proof.as_matrix(KEPT, mutants())
ONE = mutants()["point_to_point.knows_message_ids"]


def test_what_is_kept_is_of_these_features_and_mutants() -> None:
    assert KEPT["digest"] == proof.digest(mutants()), "run: tox -e mutants"
    assert set(KEPT["mutants"]) == set(mutants())
    assert KEPT["scenarios"] == list(proof.columns())
    assert KEPT["judgements"] == sum(len(row.verdicts) for row in MATRIX.rows.values())


def test_the_document_is_made_of_what_is_kept() -> None:
    assert WRITTEN.read_text("utf-8") == document(KEPT, MATRIX), "run: tox -e mutants"


def test_no_mutant_survives_and_no_clause_is_without_one() -> None:
    assert list(MATRIX.problems()) == []
    assert proof.without_killer(MATRIX) == []


def test_there_are_mutants_of_every_kind() -> None:
    kinds = Counter((one.kind, one.binding != "object") for one in mutants().values())
    assert kinds["semantic", False] >= 120
    assert kinds["topology", False] >= 120
    assert kinds["semantic", True] >= 30
    outside = {one.language for one in mutants().values() if one.binding != "object"}
    assert outside == {"Python", "JavaScript"}
    played = {role for one in mutants().values() for role in one.roles}
    assert played == set(catalogue.roles())


def test_every_clause_of_a_mutant_can_kill_it() -> None:
    for mutant in mutants().values():
        assert mutant.defect
        assert mutant.clauses or mutant.harmless, mutant.name
        judged_by = {scenario.clause.id for scenario in mutant.judged_by()}
        assert set(mutant.clauses) <= judged_by, mutant.name


def test_each_change_is_tried_on_every_role_that_it_applies_to(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "applicable.json"
    ended = runs.run(
        "features", "--implementation=tests.mutants.applicable:roles", "--target=simulator",
        "--partial", "-q", "-p", "tests.mutants.applicable", APPLICABLE_FILE=str(file),
    )  # fmt: skip
    assert ended.code == 0, ended.out + ended.err
    found = json.loads(file.read_text("utf-8"))
    assert set(found) == set(changes())
    expected = {(one.change, one.role) for one in topology.expected()}
    assert expected == {(change, role) for change, roles in found.items() for role in roles}


def row(**verdicts: str) -> Row:
    """Give a row in which every scenario has passed, but for those of these clauses."""
    named = {name.replace("_", "-"): verdict for name, verdict in verdicts.items()}
    judged = {one.key: named.get(one.clause.id, "passed") for one in ONE.judged_by()}
    told = {key: proof.columns()[key].clause.id for key in judged if judged[key] == "failed"}
    return Row(judged, told)


def problems(of: Row, mutant: Mutant = ONE) -> list[str]:
    return list(proof.Matrix({mutant.name: mutant}, {mutant.name: of}).problems())


def test_a_row_as_it_should_be_has_no_problem() -> None:
    assert problems(row(P2P_06="failed", SQS_DEL_04="failed")) == []


def test_what_is_wrong_with_a_row_is_said() -> None:
    name = ONE.name
    assert problems(Row()) == ["nothing was judged"]
    assert problems(row())[0] == f"{name}: it survives"
    assert problems(row(P2P_06="failed")) == [f"{name}: SQS-DEL-04 does not kill it"]
    unknown = row(P2P_06="failed", SQS_DEL_04="failed", P2P_01="inconclusive")
    assert problems(unknown)
    assert all(one.startswith(f"{name}: inconclusive in ") for one in problems(unknown))
    endless = row(P2P_06="hung", SQS_DEL_04="hung")
    assert problems(endless) == [f"{name}: it survives"]

    whole = row(P2P_06="failed", SQS_DEL_04="failed")
    key = next(iter(whole.told))
    other = replace(whole, told={**whole.told, key: "P2P-99"})
    assert problems(other) == [f"{name}: the failure in {key} names 'P2P-99' first, not its clause"]
    part = replace(whole, verdicts={k: v for k, v in whole.verdicts.items() if v == "failed"})
    assert "have not judged it" in problems(part)[0]
    harmless = replace(ONE, clauses=(), harmless="Nobody would notice.")
    assert "says otherwise" in problems(whole, harmless)[0]
    assert problems(row(), harmless) == []


def test_a_clause_that_kills_nothing_of_its_own_is_missed() -> None:
    left = {
        name: one for name, one in mutants().items()
        if "P2P-03" not in one.clauses and name in MATRIX.rows
    }  # fmt: skip
    assert "P2P-03" in proof.without_killer(proof.Matrix(left, MATRIX.rows))


def test_only_what_was_not_judged_is_judged(tmp_path: Path) -> None:
    results = Results(tmp_path)
    judged, *left = ONE.judged_by()
    about = {"mutant": ONE.name, "scenario": judged.key}
    line = {**about, "digest": digest(ONE, judged.key), "verdict": "passed"}
    stale = {**line, "digest": "of an older one", "scenario": left[0].key}
    text = f"{json.dumps(line)}\n{json.dumps(stale)}\n" + '{"mutant": "poi'
    (results.folder / "a.jsonl").write_text(text, "utf-8")

    rows = results.rows({ONE.name: ONE})

    assert rows[ONE.name].verdicts == {judged.key: "passed"}
    asked = {key for job in jobs([ONE], rows) for key in job.mutants}
    assert asked == {scenario.key for scenario in left}


def test_a_mutant_is_judged_once_and_known_the_next_time(tmp_path: Path) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        only = ["--only", "^one_way.l"]
        return subprocess.run(
            [sys.executable, "-m", "tests.mutants", "--kept", str(tmp_path), *only],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    first = run()
    assert first.returncode == 0, first.stdout + first.stderr
    assert " judgements, " in first.stdout
    assert "0 problems" in first.stdout
    again = run()
    assert again.returncode == 0
    assert " judgements, " not in again.stdout


def test_a_run_of_nothing_is_an_error(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--kept", str(tmp_path), "--only", "no such one"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 3, ended.stdout + ended.stderr
    assert "nothing was judged" in ended.stdout
