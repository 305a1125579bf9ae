"""A pytest plugin: notes which scenarios were collected, by their keys, in KEYS_FILE."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pattern_tck.collecting import SCENARIO


def pytest_collection_finish(session: pytest.Session) -> None:
    keys = [item.stash[SCENARIO].key for item in session.items if SCENARIO in item.stash]
    Path(os.environ["KEYS_FILE"]).write_text(json.dumps(keys), "utf-8")
