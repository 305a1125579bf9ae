"""The examples in other languages conform, and each of their defects is caught like an object's."""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pattern_tck.scenarios import Scenario, folder, scenarios
from tests.running import ROOT, Ended, Runs

EXAMPLES = ROOT / "examples"
GO_SDK = Path("/usr/share/gocode/src/github.com/aws/aws-sdk-go-v2")


@dataclass(frozen=True)
class Broken:
    """A defect of an example: what to change in its manifest, and which clauses catch it.

    ``twin`` is the same defect of a Python object (``MODULE:VARIANT`` in `tests.broken`).
    """

    example: str
    role: str
    change: tuple[str, str]
    clause: str
    twin: str = ""


def _rides(name: str, clause: str, twin: str = "") -> Iterator[Broken]:
    role = name.partition("-")[0]
    yield Broken("node", role, (f'"{role}.mjs"', f'"broken.mjs", "{name}"'), clause, twin)
    yield Broken("go", role, (f'"bin/rides", "{role}"', f'"bin/rides", "{name}"'), clause, twin)


def _fares(name: str, clause: str) -> Broken:
    change = ("fare_deployment:deploy", f"fare_collection_broken:{name}")
    return Broken("state_machine", "orchestrator", change, clause, f"saga:{name}")


BROKEN = [
    *_rides("consumer-acknowledges-first", "SQS-VIS-02", "point_to_point:acknowledges_first"),
    *_rides("consumer-books-every-time", "P2P-03", "point_to_point:books_every_time"),
    *_rides("consumer-knows-message-ids", "P2P-06", "point_to_point:knows_message_ids"),
    *_rides("consumer-swallows-poison", "DLQ-01", "point_to_point:acknowledges_failures"),
    *_rides("responder-acknowledges-first", "SQS-VIS-02", "request_response:acknowledges_first"),
    *_rides("responder-drops-the-correlation-id", "RR-03"),
    *_rides("responder-works-again", "RR-11", "request_response:works_again"),
    _fares("undoes_in_forward_order", "SAGA-02"),
    _fares("takes_silence_for_no", "SAGA-04"),
    _fares("compensates_once", "SAGA-06"),
    Broken(
        "state_machine",
        "orchestrator",
        ("fare_starter:FareStarter", "fare_collection_broken:NamesAtRandom"),
        "SAGA-11",
        "saga:names_at_random",
    ),
]


def _name(broken: Broken) -> str:
    return f"{broken.example}-{broken.change[1]}".replace('"', "").replace(", ", "-")


CONFORMING = {
    "node": {"consumer", "responder"},
    "go": {"consumer", "responder"},
    "state_machine": {"orchestrator"},
}


#: What was seen to fail of each twin: two examples have the same one.
failures_of_twins: dict[str, set[str]] = {}


def made_ready(example: str) -> Path:
    """Give the folder of an example when it can be run; skip where something is not installed."""
    if example == "node":
        if shutil.which("node") is None:
            pytest.skip("there is no node: install Node.js 20.11 or newer")
        if not (EXAMPLES / "node" / "node_modules").is_dir():
            pytest.skip("the SDK for Node.js is missing: run npm ci in examples/node")
    if example == "go":
        if shutil.which("go") is None:
            pytest.skip("there is no go: apt-get install golang-go")
        if not GO_SDK.is_dir():
            pytest.skip(
                "the SDK for Go is missing: apt-get install golang-github-aws-aws-sdk-go-v2-dev"
            )
        build()
    return EXAMPLES / example


@cache
def build() -> None:
    """Build the example in Go, with its defects."""
    binary = EXAMPLES / "go" / "bin" / "rides"
    binary.parent.mkdir(exist_ok=True)
    environment = {
        "HOME": tempfile.gettempdir(),
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOFLAGS": "",
    }
    with (binary.parent / "lock").open("w") as lock:
        # The tests may be spread over several processes.
        fcntl.flock(lock, fcntl.LOCK_EX)
        new = binary.with_name("rides.new")
        built = subprocess.run(
            ["go", "build", "-tags", "broken", "-o", str(new), "."],
            cwd=EXAMPLES / "go",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert built.returncode == 0, built.stderr
        new.replace(binary)  # it may be running


def arguments(*wanted: Scenario) -> list[str]:
    files = sorted({str(folder() / scenario.file) for scenario in wanted})
    return [*files, "--partial", "--strict-verdicts", "-q"]


@pytest.mark.parametrize("example", CONFORMING)
def test_an_example_conforms(runs: Runs, example: str) -> None:
    where = made_ready(example)
    roles = CONFORMING[example]
    wanted = [scenario for scenario in scenarios() if scenario.role in roles]
    ended = runs.run(*arguments(*wanted), f"--manifest={where / 'conformance.toml'}")
    assert ended.code == 0, ended.out + ended.err
    assert len(ended.judgements) == len(wanted)
    # What the target cannot show, the reference cannot show there either.
    assert {one["verdict"] for one in ended.judgements} <= {"passed", "inconclusive"}
    assert len(ended.judged("passed")) > 0.9 * len(wanted)


@pytest.mark.parametrize("broken", BROKEN, ids=_name)
def test_a_defect_is_caught_as_that_of_an_object_is(
    runs: Runs, tmp_path: Path, broken: Broken
) -> None:
    where = made_ready(broken.example)
    clauses = caught(broken.twin) or [broken.clause]
    assert broken.clause in clauses
    wanted = [
        scenario
        for scenario in scenarios()
        if scenario.role == broken.role and set(scenario.clause_ids) & set(clauses)
    ]
    about = [*arguments(*wanted), f"-m={' or '.join(clauses)}"]
    asked = [[*about, f"--manifest={changed(where, broken, tmp_path)}"]]
    if broken.twin and broken.twin not in failures_of_twins:
        asked.append([*about, f"--implementation=tests.broken.{broken.twin}"])
    example, *twin = runs.run_all(asked)
    assert example.code == 1, example.out + example.err
    assert broken.clause in {one["clause"] for one in example.judged("failed")}
    failures_of_twins.update((broken.twin, failures(one)) for one in twin)
    if broken.twin:
        assert failures(example) == failures_of_twins[broken.twin], example.out


def caught(twin: str) -> list[str]:
    """Give the clauses that catch a variant of `tests.broken`."""
    if not twin:
        return []
    module, _, variant = twin.partition(":")
    found: list[str] = importlib.import_module(f"tests.broken.{module}").CAUGHT[variant]
    return found


def changed(where: Path, broken: Broken, to: Path) -> Path:
    """Give the manifest of an example with one change, which is elsewhere than its folder."""
    text = (where / "conformance.toml").read_text("utf-8")
    before, after = broken.change
    assert text.count(before) == 1
    text = re.sub(r"(?m)^\[roles\..*\]$", rf'\g<0>\nfolder = "{where}"', text)
    manifest = to / "conformance.toml"
    manifest.write_text(text.replace(before, after), "utf-8")
    return manifest


def failures(ended: Ended) -> set[str]:
    return {one["key"] for one in ended.judged("failed")}


@pytest.mark.parametrize("example", CONFORMING)
def test_a_manifest_is_short(example: str) -> None:
    lines = (EXAMPLES / example / "conformance.toml").read_text("utf-8").splitlines()
    assert len(lines) <= 15
    assert "# pattern-tck verify" in lines[:4], "it says how it is run"


def test_packages_come_from_whichever_registry_is_configured() -> None:
    assert "://" not in (EXAMPLES / "node" / "package-lock.json").read_text("utf-8")
