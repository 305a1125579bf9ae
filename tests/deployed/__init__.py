"""Systems that run already, beside the kit: a moto server with a team's consumer on it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pattern_tck import catalogue

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class System:
    """A system and where it is; channels by variable."""

    url: str
    channels: Mapping[str, str]

    def manifest(self, folder: Path, *more: str, role: str = "consumer") -> Path:
        """Write a manifest for its role; ``more`` are lines of the role's table."""
        known = catalogue.roles()[role]
        lines = [
            'name = "orders"', 'target = "moto-server"', f'endpoint_url = "{self.url}"',
            f"[roles.{role}]", "deployed = true", *more, f"[roles.{role}.channels]",
            *(f'{name} = "{address}"' for name, address in self.channels.items()
              if name in {*known.given, *known.makes}),
        ]  # fmt: skip
        file = folder / "conformance.toml"
        file.write_text("\n".join(lines), "utf-8")
        return file


@contextmanager
def running(kind: str = "conforms") -> Iterator[System]:
    """Run a system of a kind (see ``system.py``) in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.deployed.system", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin
    assert process.stdout
    with process.stdin, process.stdout:
        try:
            told = json.loads(process.stdout.readline())
            yield System(told["url"], told["channels"])
        finally:
            process.kill()
            process.wait()
