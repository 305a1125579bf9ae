"""Identities: ids that look like AWS's and are the same in every run of the same calls."""

from __future__ import annotations

import random


class Identities:
    """Makes ids from a seed of its own, so that a schedule can be replayed exactly."""

    def __init__(self, seed: int = 0) -> None:
        self._bits = random.Random(seed).getrandbits  # noqa: S311 - ids, not secrets

    def uuid(self) -> str:
        """Give a new id in the form of a UUID."""
        text = f"{self._bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
