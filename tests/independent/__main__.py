"""Judges the independent implementations: ``python -m tests.independent``.

Every row that is measured goes to docs/independent.json and docs/independent.md at once. What comes
after ``--`` goes to pytest: ``--endpoint-url``, for example, or ``-n 2``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from tests.independent.claims import ALL
from tests.independent.document import keep
from tests.independent.measuring import ADVERSARY, measured


def main(words: Sequence[str]) -> int:
    """Judge; 1 if something has failed."""
    ours, more = _split(words)
    parser = argparse.ArgumentParser(prog="python -m tests.independent", description=__doc__)
    parser.add_argument("--only", default="", help="implementations whose names this finds")
    parser.add_argument(
        "--target", action="append", help=f"a target, or {ADVERSARY!r}; may be given again"
    )
    asked = parser.parse_args(ours)
    failed = 0
    for target in asked.target or ("simulator", "moto", ADVERSARY):
        for name in ALL:
            if re.search(asked.only, name):
                row = measured(name, target, more)
                keep([row])
                failed += len(row["failed"])
                counts = ", ".join(f"{number} {one}" for one, number in row["counts"].items())
                print(f"{name} on {target}: {counts}; {row['schedules']} schedules", flush=True)
    return 1 if failed else 0


def _split(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Tell our own arguments from those of pytest."""
    at = list(words).index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
