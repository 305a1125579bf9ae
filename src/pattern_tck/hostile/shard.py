"""Shards: a hostile run divided among machines, so that each schedule is played by exactly one."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from pattern_tck.verdicts import UsageMistake


@dataclass(frozen=True)
class Shard:
    """Part ``number`` of ``of``, counted from 1. Who has what depends on names alone."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        """Write it as ``--shard`` takes it."""
        return f"{self.number}/{self.of}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``2/4``, or raise `UsageMistake`."""
        found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
        shard = cls(int(found[1]), int(found[2])) if found else cls(0, 0)
        if not 1 <= shard.number <= shard.of:
            raise UsageMistake(f"--shard {text}: it is written like 2/4, the second part of four")
        return shard

    def has(self, name: str, number: int = 0) -> bool:
        """Say whether it has the thing of a name with this number.

        Numbers of one name go round all shards, which begin at different ones for each name.
        """
        return (zlib.crc32(name.encode()) + number) % self.of == self.number - 1

    def share(self, total: int) -> int:
        """Give its share of a total, rounded up: all shares together are at least the total."""
        return -(-total // self.of)
