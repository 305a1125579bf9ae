"""The command pattern-tck: verify, explain, completion, and what all commands share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from click.testing import CliRunner, Result

from pattern_tck import catalogue
from pattern_tck.commands.main import main
from pattern_tck.scenarios import scenarios

COMMANDS = ["init", "verify", "explain", "clean", "completion"]


def tell(*arguments: str, **more: object) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False, **more)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_teaches_by_an_example(command: str) -> None:
    told = tell(command, "--help")

    assert told.exit_code == 0
    assert f"pattern-tck {command}" in told.output
    assert command in tell("--help").output


def test_the_version() -> None:
    assert tell("--version").output.startswith("pattern-tck, version 0.")


def test_an_unknown_command() -> None:
    told = tell("verfy")

    assert told.exit_code == 2
    assert "No such command 'verfy'" in told.output


# -- explain


def test_a_clause_is_explained() -> None:
    told = tell("explain", "sqs-vis-02")
    words = " ".join(told.output.split())
    clause = catalogue.clause("SQS-VIS-02")
    checked = [one for one in scenarios() if "SQS-VIS-02" in one.clause_ids]

    assert told.exit_code == 0
    assert told.output.startswith("SQS-VIS-02 (must)\n")
    for said in (clause.statement, clause.binds, clause.source, clause.defect):
        assert " ".join(said.split()) in words
    for one in checked:
        assert one.name in words
        assert one.file in words
    first = next(one for one in checked if one.role == "consumer")
    assert f"{first.file}:{first.line}" in told.output
    assert f"{first.name} (consumer" in words
    assert all(len(line) <= 80 or "/" in line for line in told.output.splitlines())


def test_a_clause_without_scenario_says_why() -> None:
    name, reason = next(iter(catalogue.unseen().items()))

    assert " ".join(reason.split()) in " ".join(tell("explain", name).output.split())


def test_every_name_can_be_explained() -> None:
    names = [*catalogue.clauses(), *catalogue.roles(), *catalogue.patterns()]
    told = tell("explain", *names)

    assert told.exit_code == 0
    assert told.output.count("\n\n") >= len(names) - 1


def test_a_role_and_a_pattern_are_explained() -> None:
    told = tell("explain", "consumer", "point_to_point")
    words = " ".join(told.output.split())

    assert "WORK_QUEUE_URL (work)" in words
    assert "its effect" in words
    assert catalogue.patterns()["point_to_point"].title in told.output
    assert "sender: " in words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SQS-VIS-022", "'SQS-VIS-022' is no clause, role or pattern; did you mean 'SQS-VIS-02'?"),
        ("sqs_vis_022", "'sqs_vis_022' is no clause, role or pattern; did you mean 'SQS-VIS-02'?"),
        ("consumr", "did you mean 'consumer'?"),
        ("zzzzzzz", "'zzzzzzz' is no clause, role or pattern"),
    ],
)
def test_an_unknown_name_gets_the_nearest(name: str, expected: str) -> None:
    told = tell("explain", "consumer", name)

    assert told.exit_code == 2
    assert not told.stdout
    assert expected in told.stderr


# -- completion


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_for_a_shell(shell: str) -> None:
    told = tell("completion", shell)

    assert told.exit_code == 0
    assert f"_PATTERN_TCK_COMPLETE={shell}_complete" in told.output


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pattern-tck ver", "verify"),
        ("pattern-tck explain SQS-VIS-0", "SQS-VIS-02"),
        ("pattern-tck explain consu", "consumer"),
        ("pattern-tck verify --target mot", "moto-server"),
        ("pattern-tck init --role respo", "responder"),
    ],
)
def test_what_is_completed(words: str, expected: str) -> None:
    environment = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    told = tell(
        env={**environment, "_PATTERN_TCK_COMPLETE": "bash_complete"}, prog_name="pattern-tck"
    )

    assert f"plain,{expected}" in told.output.splitlines()


# -- verify


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give what verify hands to pytest, which is not run."""
    arguments: list[str] = []
    with mock.patch("pattern_tck.commands.verify.run_pytest", side_effect=arguments.extend):
        yield arguments


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "conformance.toml"
    file.write_text('name = "orders"\n[roles.consumer]\nrun = ["sh"]\n', "utf-8")
    return file


def test_verify_hands_all_that_was_asked_for_to_pytest(manifest: Path, asked: list[str]) -> None:
    told = tell(
        "verify", "--target", "moto", "-k", "redrive", "-n", "4", "--partial",
        "--report-json", "out.json", "--report-junit", "out.xml", "--", "-x", "--tb=short",
    )  # fmt: skip

    assert told.exit_code == 0, told.output
    assert f"--rootdir={manifest.parent}" in asked
    after = asked[asked.index("--pyargs") :]
    assert after == [
        "--pyargs", "pattern_tck.features", "--manifest", str(manifest), "--target", "moto",
        "-k", "redrive", "-n", "4", "--report-json", str(manifest.parent / "out.json"),
        "--report-junit", str(manifest.parent / "out.xml"), "--partial", "-x", "--tb=short",
    ]  # fmt: skip


def test_verify_takes_another_file(manifest: Path, asked: list[str]) -> None:
    other = manifest.rename(manifest.parent / "orders.toml")
    told = tell("verify", "orders.toml", "--endpoint-url", "http://127.0.0.1:4566")

    assert told.exit_code == 0, told.output
    assert asked[-4:] == ["--manifest", str(other), "--endpoint-url", "http://127.0.0.1:4566"]


def test_verify_tells_all_mistakes_before_pytest_begins(manifest: Path, asked: list[str]) -> None:
    manifest.write_text('nam = "x"\n[roles.consumr]\n', "utf-8")
    told = tell("verify")

    assert told.exit_code == 2
    assert not asked
    assert told.stderr.startswith("pattern-tck: conformance.toml has 3 mistakes:\n")
    assert "did you mean 'consumer'?" in told.stderr


def test_verify_without_a_manifest_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = tell("verify")

    assert told.exit_code == 2
    assert "there is no conformance.toml; `pattern-tck init` writes a draft" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "what", "code"),
    [
        (["--no-such-option"], "pass", 2),
        (["-k", "no_such_thing"], "pass", 3),
        ([], "pytest.exit('the target is away', returncode=4)", 4),
        ([], "pytest.exit('asked for nonsense', returncode=2)", 2),
        ([], "raise KeyboardInterrupt", 130),
        ([], "pass", 0),
    ],
)
def test_the_exit_codes_of_pytest_become_the_kits(
    tmp_path: Path, arguments: list[str], what: str, code: int
) -> None:
    (tmp_path / "conftest.py").write_text(
        f"import pytest\ndef pytest_sessionstart(session):\n    {what}\n", "utf-8"
    )
    (tmp_path / "test_it.py").write_text("def test_it(): pass\n", "utf-8")
    script = (
        "import sys; from pattern_tck.commands.verify import run_pytest; "
        f"sys.exit(run_pytest({['-p', 'no:cacheprovider', *arguments]!r}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip

    assert ended.returncode == code, ended.stdout + ended.stderr


def test_verify_judges(manifest: Path, tmp_path: Path) -> None:
    """Once through it all, in a process of its own, as a user would."""
    script = "import sys; from pattern_tck.commands.main import main; main()"
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", "utf-8")
    (tmp_path / "ours.py").write_text(
        "from pattern_tck.reference_impl.point_to_point import Consumer\n", "utf-8"
    )
    manifest.write_text('name = "o"\n[roles.consumer]\npython = "ours:Consumer"\n', "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", script, "verify", "-k", "dies_before_the_booking", "--partial",
         "--report-json", "out.json", "--", "-p", "no:schemathesis"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [one["verdict"] for one in report["judgements"]] == ["passed"]
    assert report["implementation"]["name"] == "o"
