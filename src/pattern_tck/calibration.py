"""Calibrations kept between runs, so that real-time targets need not be calibrated each time.

They hold for one target, its version, and one digest of the suite; anything else begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from pattern_tck.run import Run, suite_digest


class CalibrationCache:
    """What the reference was seen to do on a target, in pytest's cache folder."""

    def __init__(self, config: pytest.Config, run: Run, *, fresh: bool) -> None:
        # There is none under `-p no:cacheprovider`.
        self._cache = getattr(config, "cache", None)
        self._fresh = fresh
        target = run.target
        where = run.asked.endpoint_url if target.name == "endpoint" else ""
        name = "-".join((target.name, target.version, where or "", suite_digest()))
        self._key = f"pattern_tck/calibration/{''.join(c if c.isalnum() else '_' for c in name)}"

    def read(self) -> Mapping[str, str]:
        """Give the keys of the scenarios that the reference passed there, each with no reason."""
        if self._cache is None or self._fresh:
            return {}
        kept: Mapping[str, str] = self._cache.get(self._key, {})
        return kept

    def keep(self, reported: Iterable[Mapping[str, Any]]) -> None:
        """Keep what this run has learned."""
        if self._cache is None:
            return
        # Only what passed is kept: a failure may have been the weather, and is worth another look.
        learned = {wire["key"]: "" for wire in reported if wire.get("calibration") == ""}
        self._cache.set(self._key, {**self._cache.get(self._key, {}), **learned})
