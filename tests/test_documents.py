"""The generated documents say what the source says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in generate.documents()])
def test_a_generated_document_is_up_to_date(path):
    seen = (ROOT / path).read_text("utf-8")

    assert generate.documents()[ROOT / path] == seen, "run: python docs/generate.py"


def test_a_cell_stays_in_its_table():
    assert generate.cell("a | b\n  c") == "a \\| b c"
