"""Bad input gives one clear sentence, the documented exit code, and no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pattern_tck.catalogue import clauses
from pattern_tck.scenarios import scenarios
from tests.running import ROOT, Ended, Runs

USAGE, UNUSABLE = 2, 4

#: Any clause that no scenario checks.
UNTESTED = min(set(clauses()) - {one.clause.id for one in scenarios()})

#: A module that a user might hand over, with one mistake a name.
THEIRS = """
class Consumer:
    def __init__(self, environment, client, now): ...
    def work(self): return False

consumer = {"consumer": Consumer}
wrong_role = {"consumr": Consumer}
no_role_at_all = {"zzz": Consumer}
no_mapping = Consumer
nothing = {}
not_callable = {"consumer": "Consumer"}

def raises():
    raise RuntimeError("the database is not up")
"""

DEVIATION = """
entries:
- clause: {clause}
  reason: our queue is older than this rule
  link: https://example.org/1
"""


def said(ended: Ended, code: int) -> str:
    """Give the one sentence of a run that could not begin."""
    both = ended.out + ended.err
    assert ended.code == code, both
    assert "Traceback" not in both
    assert "INTERNALERROR" not in both
    assert "passed" not in both
    lines = [line for line in both.splitlines() if "pattern-tck: " in line]
    assert len(lines) == 1, both
    return lines[0].partition("pattern-tck: ")[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "theirs.py").write_text(THEIRS, "utf-8")
    (tmp_path / "breaks.py").write_text("import nothing_of_this_name\n", "utf-8")
    (tmp_path / "typo.py").write_text("def (:\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("nope:roles", "No module named 'nope'); is it installed, or in this folder?"),
        ("breaks:roles", "No module named 'nothing_of_this_name'"),
        ("typo:roles", "SyntaxError"),
        ("theirs", "expected MODULE:FACTORY, for example "),
        ("theirs:", "expected MODULE:FACTORY, for example "),
        ("theirs:consumers", "'theirs' has no 'consumers'; did you mean 'consumer'?"),
        ("theirs:raises", "the factory raised RuntimeError: the database is not up"),
        ("theirs:wrong_role", "unknown role 'consumr'; did you mean 'consumer'?"),
        ("theirs:no_role_at_all", "unknown role 'zzz'; the roles are "),
        ("theirs:no_mapping", "the factory raised TypeError: "),
        ("theirs:nothing", "expected a mapping of roles to classes"),
        ("theirs:not_callable", "role 'consumer' is 'Consumer', which cannot be called"),
    ],
)  # fmt: skip
def test_an_implementation_that_cannot_be_judged(
    runs: Runs, folder: Path, given: str, expected: str
) -> None:
    ended = runs.run("--pyargs", "pattern_tck.features", "--implementation", given, cwd=folder)

    sentence = said(ended, USAGE)
    assert sentence.startswith(f"--implementation {given}: ")
    assert expected in sentence


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("mto", "unknown target; did you mean 'moto'?, or give MODULE:FACTORY"),
        ("zzzzzzzz", "unknown target; the targets are activemq, aws, endpoint"),
        ("nope:open", "cannot be imported (No module named 'nope')"),
        ("theirs:open", "cannot be imported (module 'theirs' has no attribute 'open')"),
    ],
)
def test_an_unknown_target(runs: Runs, folder: Path, given: str, expected: str) -> None:
    ended = runs.run("--pyargs", "pattern_tck.features", "--target", given, cwd=folder)

    sentence = said(ended, USAGE)
    assert sentence.startswith(f"--target {given}: ")
    assert expected in sentence


def test_an_endpoint_for_a_target_that_has_none(runs: Runs) -> None:
    ended = runs.run("--target=moto", "--endpoint-url=http://127.0.0.1:1", "features")

    assert "http://127.0.0.1:1" in said(ended, USAGE)


@pytest.mark.parametrize("target", ["endpoint", "ministack", "localstack"])
def test_an_endpoint_that_does_not_answer(runs: Runs, target: str) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        ended = runs.run(f"--target={target}", f"--endpoint-url={url}", "features")

    assert url in said(ended, UNUSABLE)


@pytest.mark.parametrize("option", ["--known-deviations", "--divergences"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            DEVIATION.format(clause="P2P-00"), "unknown clause 'P2P-00'; did you mean 'P2P-0",
            id="unknown clause",
        ),
        pytest.param(
            DEVIATION.format(clause=UNTESTED), f"{UNTESTED} has no scenario",
            id="nothing to deviate from",
        ),
        pytest.param(
            DEVIATION.format(clause="P2P-01") + "  scenario: Nobody\n",
            "P2P-01 has no scenario named 'Nobody'", id="unknown scenario",
        ),
        pytest.param("entries: [", "is not YAML: ", id="no YAML"),
        pytest.param("- P2P-01", "at the top: ", id="no mapping"),
        pytest.param("", "at the top: None is not of type 'object'", id="empty"),
        pytest.param(
            "entries: P2P-01", "at ['entries']: 'P2P-01' is not of type 'array'", id="wrong type"
        ),
        pytest.param(
            "entries: [{clause: P2P-01, link: 'https://example.org'}]",
            "at ['entries'][0]: 'reason' is a required property", id="no reason",
        ),
        pytest.param(
            DEVIATION.format(clause="P2P-01").replace("https:", "ftp:"),
            "does not match '^https://'", id="no link",
        ),
        pytest.param(
            "like: mots\nentries: []", "no divergences of a target 'mots' are known",
            id="like nobody",
        ),
        pytest.param("like: ../moto\nentries: []", "does not match '^[a-z-]+$'", id="like a path"),
        pytest.param(
            "like: moto\nwithout: [{clause: P2P-01, scenario: Nobody, reason: it is seen there}]\n"
            "entries: []",
            "moto has no entry for P2P-01 with the scenario 'Nobody'", id="without nothing",
        ),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_true(
    runs: Runs, tmp_path: Path, option: str, text: str, expected: str
) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(text, "utf-8")
    ended = runs.run("features", "--target=moto", f"{option}={file}")

    sentence = said(ended, USAGE)
    assert str(file) in sentence
    assert expected in sentence


def test_a_list_that_is_not_there(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "absent.yaml"
    ended = runs.run("features", "--target=moto", f"--known-deviations={file}")

    assert f"cannot read {file}: " in said(ended, USAGE)


@pytest.mark.parametrize(
    ("option", "arguments"),
    [
        ("known-deviations", ["--implementation=tests.broken.point_to_point:watches_nothing"]),
        ("divergences", []),
    ],
)
def test_a_stale_entry_ends_the_run_as_an_error(
    runs: Runs, tmp_path: Path, option: str, arguments: list[str]
) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(DEVIATION.format(clause="P2P-01"), "utf-8")
    ended = runs.run(
        str(ROOT / "features" / "point_to_point"), "-m", "P2P-01", "--partial",
        f"--{option}={file}", *arguments,
    )  # fmt: skip

    assert ended.code == USAGE, ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err
    assert [one["verdict"] for one in ended.judgements] == ["error"]
    assert "stale" in ended.judgements[0]["reason"]
    assert "Nothing is claimed" in ended.report["exit"]["sentence"]
    assert "stale: to be taken from its list" in ended.out
