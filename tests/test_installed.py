"""The wheel: all of the kit is in it, and it judges like the clone does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.running import ROOT, Runs

#: Top-level folder of the clone -> where it is in the wheel.
PARTS = {
    "src/pattern_tck": "pattern_tck",
    "features": "pattern_tck/features",
    "steps": "pattern_tck/steps",
    "reference_impl": "pattern_tck/reference_impl",
    "fixtures": "pattern_tck/fixtures",
    "simulator": "pattern_tck/simulator",
}
FEATURES = ("--pyargs", "pattern_tck.features")
SELECTION = ("-m=role-consumer and not needs-alarms", "--partial")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A copy, since building leaves a folder behind in what it builds from.
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("src", *(part for part in PARTS if "/" not in part)):
        shutil.copytree(
            ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
    built = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(built)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a Python that has the wheel, and for all that it needs the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder)
    names = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", names))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # A path in a .pth file is searched last, and no editable install in it comes to life.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return Path(sysconfig.get_path("scripts", "venv", names)) / "python"


def test_the_wheel_has_the_kit_and_nothing_beside_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    tops = {name.partition("/")[0] for name in names}
    assert tops == {"pattern_tck", f"pattern_tck-{wheel.name.split('-')[1]}.dist-info"}
    there = {
        f"{into}/{file.relative_to(ROOT / part).as_posix()}"
        for part, into in PARTS.items()
        for file in (ROOT / part).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and ".egg-info" not in str(file)
    }
    assert there <= names, f"not in the wheel: {sorted(there - names)}"


def test_the_installed_kit_judges_like_the_clone(python: Path, runs: Runs, tmp_path: Path) -> None:
    installed = run_installed(python, tmp_path)
    clone = runs.run(*FEATURES, *SELECTION, "-p", "collected", KEYS_FILE=str(tmp_path / "clone"))

    assert clone.code == 0, clone.out + clone.err
    assert judged(installed) == judged(clone.report)
    assert installed["suite"] == clone.report["suite"]
    assert installed["canonical"] == clone.report["canonical"]
    assert json.loads((tmp_path / "clone").read_text()) == json.loads(
        (tmp_path / "installed").read_text()
    )


def run_installed(python: Path, folder: Path) -> Mapping[str, Any]:
    """Run the installed kit in an empty folder, with the plugins that it finds by itself."""
    empty = folder / "empty"
    empty.mkdir()
    report = folder / "report.json"
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}}
    ended = subprocess.run(
        [python, "-m", "pytest", *FEATURES, *SELECTION, f"--report-json={report}", "-p",
         "no:randomly", "-p", "collected", "-p", "no:cacheprovider"],
        cwd=empty, capture_output=True, text=True, check=False,
        env=kept | {"KEYS_FILE": str(folder / "installed"), "PYTHONPATH": str(ROOT / "tests")},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
    return told


def judged(report: Mapping[str, Any]) -> dict[str, str]:
    return {one["key"]: one["verdict"] for one in report["judgements"]}
