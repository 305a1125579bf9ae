"""The line around the model: it knows no AWS library, and nothing in it knows the kit."""

import ast
import sys
from pathlib import Path

import pytest

from pattern_tck import simulator

HOME = "pattern_tck.simulator"
FOLDER = Path(simulator.__file__).parent
CHAPTERS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.py"))
MODEL = [chapter for chapter in CHAPTERS if not chapter.startswith("doors/")]
#: What a chapter may know besides the standard library and the model.
MAY_KNOW = {
    "adversary/workers.py": {"greenlet"},
    "adversary/interleaving.py": {"greenlet"},
    "saved/activities.py": {"greenlet"},
    "workflows/language/jsonata.py": {"jsonata"},
    "stacks/yaml_text.py": {"yaml"},
    **{
        chapter: {"botocore", "moto", "werkzeug", "uvicorn", "greenlet", "cbor2", "samtranslator"}
        for chapter in CHAPTERS
        if chapter.startswith("doors/")
    },
}
#: Ways to import that are no import statement.
HIDDEN = {"__import__", "import_module", "find_spec", "run_module", "run_path", "exec", "eval"}


def imported(source, package):
    """Give the full names of the modules that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            home = ".".join(filter(None, [*above, node.module]))
            # What is taken from a package may be a module of it.
            yield from (f"{home}.{alias.name}" for alias in node.names)


def strangers(source, package=HOME, known=frozenset()):
    """Give what a source knows and should not."""
    found = set()
    for name in imported(source, package):
        if not (name + ".").startswith(HOME + "."):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and top not in known:
                found.add(name)
    return found


def called(source):
    """Give the last names of what a source calls."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))


def package_of(chapter):
    return ".".join([HOME, *Path(chapter).parts[:-1]])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_knows_the_standard_library_and_the_model(chapter):
    source = (FOLDER / chapter).read_text("utf-8")
    known = MAY_KNOW.get(chapter, frozenset())
    assert not strangers(source, package_of(chapter), known)
    assert not HIDDEN & set(called(source))


@pytest.mark.parametrize("chapter", MODEL)
def test_the_model_does_not_know_its_doors(chapter):
    source = (FOLDER / chapter).read_text("utf-8")
    doors = f"{HOME}.doors"
    assert not [n for n in imported(source, package_of(chapter)) if (n + ".").startswith(doors)]


def test_the_whole_model_is_looked_at():
    looked_at = {chapter.partition("/")[0] for chapter in MODEL}
    assert {"world.py", "queues", "topics", "buses", "alarms", "matching"} <= looked_at


def test_what_may_be_known_is_known():
    for chapter, known in MAY_KNOW.items():
        if "/__init__" not in chapter:
            names = {
                name.partition(".")[0]
                for name in imported((FOLDER / chapter).read_text("utf-8"), package_of(chapter))
            }
            assert chapter.startswith("doors/") or known <= {n.partition(".")[0] for n in names}


@pytest.mark.parametrize(
    "source",
    [
        "import boto3",
        "import botocore.client",
        "from moto import mock_aws",
        "import json, yaml",
        "def late():\n    from greenlet import greenlet",
        "from pattern_tck.ports import Target",
        "import pattern_tck.tap",
        "from pattern_tck import verdicts",
        "from pattern_tck.simulators import x",
        "from ... import verdicts",
        "from ...tap import Call",
        "import pattern_tck",
    ],
)
def test_a_stranger_is_seen(source):
    assert strangers(source, f"{HOME}.queues")


@pytest.mark.parametrize(
    "source",
    [
        "import json\nfrom collections.abc import Mapping",
        "from pattern_tck.simulator.clock import SECOND",
        "import pattern_tck.simulator.world",
        "from pattern_tck.simulator import access",
        "from . import settings",
        "from ..clock import SECOND",
    ],
)
def test_a_neighbour_is_no_stranger(source):
    assert not strangers(source, f"{HOME}.queues")


def test_a_hidden_import_is_seen():
    source = "import importlib\nimportlib.import_module('boto3')"
    assert HIDDEN & set(called(source))
