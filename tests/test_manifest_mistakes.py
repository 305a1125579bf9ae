"""Every mistake in a manifest is told: in which line, under which key, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pattern_tck.catalogue import clauses
from pattern_tck.manifest.mistakes import ManifestMistakes
from pattern_tck.manifest.reading import read
from pattern_tck.scenarios import scenarios
from pattern_tck.verdicts import UsageMistake

HERE = Path(__file__).parent
WRONG: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (HERE / "wrong_manifests.yaml").read_text("utf-8")
)

#: Any clause that no scenario checks.
UNTESTED = min(set(clauses()) - {one.clause.id for one in scenarios()})
#: Whom SAGA-02 binds.
SAGA = ", ".join(sorted({one.role or "" for one in scenarios() if "SAGA-02" in one.clause_ids}))

RUN = 'name = "orders"\n[roles.consumer]\nrun = ["sh"]\n'
DEPLOYED = """name = "orders"
[roles.consumer]
deployed = true
[roles.consumer.channels]
EFFECTS_TABLE = "orders"
WORK_QUEUE_URL = "http://127.0.0.1:4566/0/orders"
INVALID_QUEUE_URL = "http://127.0.0.1:4566/0/invalid"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "consumer.sh").write_text("exit 1\n", "utf-8")
    (tmp_path / "orders.py").write_text("raise RuntimeError('it was imported')\n", "utf-8")
    return tmp_path


def said(file: Path, **instead: str) -> list[str]:
    """Give what is said of a manifest, a line each."""
    with pytest.raises(ManifestMistakes) as caught:
        read(file, **instead)
    lines = str(caught.value).splitlines()
    if len(caught.value.mistakes) == 1:
        assert len(lines) == 1
        return [lines[0].removeprefix(f"{file}: ")]
    assert lines[0] == f"{file} has {len(caught.value.mistakes)} mistakes:"
    return [line.removeprefix("  ") for line in lines[1:]]


def short(sentence: str) -> str:
    begin, colon, _ = sentence.partition("this is not TOML: ")
    return f"{begin}{colon}..." if colon else sentence


def filled(text: str, folder: Path) -> str:
    for word, value in (("{here}", str(folder)), ("{untested}", UNTESTED), ("{saga}", SAGA)):
        text = text.replace(word, value)
    return text


@pytest.mark.parametrize("name", list(WRONG))
def test_a_wrong_manifest(folder: Path, name: str) -> None:
    file = folder / "conformance.toml"
    file.write_text(filled(WRONG[name]["manifest"], folder), "utf-8")

    expected = [filled(one, folder) for one in WRONG[name]["said"]]
    assert sorted(map(short, said(file))) == sorted(expected)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(folder: Path) -> None:
    file = folder / "conformance.toml"
    file.write_text(RUN + "timers = 'x'\nfolded = 1\n[roles.sender]\nrun = 'sh'\n"
                    "[roles.nobody]\n[[known_deviations]]\nclause = 'X'\n", "utf-8")  # fmt: skip

    lines = [one.partition(":")[0] for one in said(file)]
    assert lines == [
        "line 4, roles.consumer.timers", "line 5, roles.consumer.folded",
        "line 7, roles.sender.run", "line 8, roles.nobody", "line 9, known_deviations[0].reason",
        "line 9, known_deviations[0].link", "line 10, known_deviations[0].clause",
    ]  # fmt: skip


def test_nobody_sees_a_secret_in_what_is_said(folder: Path) -> None:
    file = folder / "conformance.toml"
    for wrong in WRONG.values():
        file.write_text(filled(wrong["manifest"], folder), "utf-8")
        told = " ".join(said(file)).replace(str(folder), "").replace("AWS_SECRET_ACCESS_KEY", "")
        assert "secret" not in told.lower()


def test_the_command_line_takes_the_place_of_the_target(folder: Path) -> None:
    file = folder / "conformance.toml"
    file.write_text(DEPLOYED, "utf-8")

    assert "cannot reach the target moto" in said(file, target="moto")[0]
    manifest = read(file, endpoint_url="http://127.0.0.1:4566")
    assert manifest.where(None, "http://127.0.0.1:1") == (None, "http://127.0.0.1:1")
    assert manifest.where("moto", None) == ("moto", None)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageMistake, match="`pattern-tck init` writes a draft of one"):
        read(tmp_path / "absent.toml")
    with pytest.raises(UsageMistake, match="is a folder; give the file, for example "):
        read(tmp_path)
    large = tmp_path / "large.toml"
    large.write_text("#" * 1_000_001, "utf-8")
    with pytest.raises(UsageMistake, match="has more than 1,000,000 bytes"):
        read(large)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_bytes(b"# caf\xc3\xa9\nname = 'caf\xe9'\n")

    assert said(file) == ["line 2: this is not text in UTF-8; save the file so"]


def test_brackets_without_end(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text("name = " + "[" * 30_000, "utf-8")

    assert said(file) == ["brackets within brackets, too many of them"]
