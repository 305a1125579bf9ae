"""Makes rows of the table: ``python -m bench.bindings --target simulator --binding process``.

An emulator is started where it is asked for, in an environment of its own, and stopped afterwards.
What follows after ``--`` goes to pytest.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.bindings import runs, table
from bench.bindings.known import BINDINGS

_EMULATORS = ("moto-server", "ministack", "localstack")


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for and keep the results; 1 if something has failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.bindings", description=__doc__)
    parser.add_argument("--target", action="append", required=True, help="again for each")
    parser.add_argument("--binding", action="append", choices=BINDINGS, help="default: all")
    parser.add_argument("--venvs", type=Path, default=Path.home() / ".cache" / "pattern-tck",
                        help="folder with the environments of the emulators")  # fmt: skip
    parser.add_argument("--endpoint-url", help="of a target that runs already")
    parser.add_argument("--dry", action="store_true", help="print the rows, and keep nothing")
    parser.add_argument("more", nargs="*", help="for pytest, after --")
    asked = parser.parse_args(arguments)
    made = []
    for target in asked.target:
        for binding in asked.binding or BINDINGS:
            if target in _EMULATORS and not asked.endpoint_url:
                code = _beside(target, binding, asked)
                if code:
                    return code
                continue
            began = time.monotonic()
            one = runs.run(binding, target, asked.endpoint_url, asked.more)
            print(f"{binding} on {target}: {one['counts']}, {time.monotonic() - began:.1f} s")
            made.append(one)
            if not asked.dry:
                table.keep([one])
    return 1 if any(one["failed"] for one in made) else 0


def _beside(target: str, binding: str, asked: argparse.Namespace) -> int:
    """Run this command beside an emulator: a fresh one for each binding."""
    again = [sys.executable, "-m", "bench.bindings", "--target", target, "--binding", binding,
             "--endpoint-url", "{endpoint}", *(["--dry"] if asked.dry else []),
             "--", *asked.more]  # fmt: skip
    command = [sys.executable, "-m", "pattern_tck.fixtures.emulators", "run", target,
               "--venv", str(asked.venvs / target), "--", *again]  # fmt: skip
    code = subprocess.run(command, cwd=runs.ROOT, check=False).returncode  # noqa: S603
    return 0 if code == 1 else code  # 1: it has run, and something has failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
