"""Tables of Markdown, for documents that are generated."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table, or a dash where it has no rows."""
    if not rows:
        return "-\n"
    lines = [head, ["---" for _ in head], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(text: str) -> str:
    """Give text that stays inside a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
