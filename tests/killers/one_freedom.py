"""A plug-in for ``-p tests.killers.one_freedom``: one scenario suffers one freedom, and no other.

ONE_FREEDOM and ONE_SCENARIO (its key) name them; what was found goes to the file FOUND.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from pattern_tck import under_adversary
from pattern_tck.collecting import SCENARIO
from pattern_tck.simulator.adversary.verdicts import Found

#: What a name has of the process that gave it, and the number after it.
_OF_THE_RUN = re.compile(r"-[0-9a-f]{6}(-\d+)?\b")
_HARASS = under_adversary.Adversary.harass


def _harass(self, scenario, perform, fault=""):
    ordeal = _HARASS(self, scenario, perform, fault)
    if isinstance(ordeal.broken, Found):
        found = {
            "schedule": str(ordeal.broken.schedule),
            "words": _OF_THE_RUN.sub("", ordeal.broken.words),
            "broke": _OF_THE_RUN.sub("", ordeal.broken.broke),
        }
        Path(os.environ["FOUND"]).write_text(json.dumps(found), "utf-8")
    return ordeal


under_adversary.faults_of = lambda _scenario: [os.environ["ONE_FREEDOM"]]
under_adversary.Adversary.harass = _harass


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if item.stash[SCENARIO].key == os.environ["ONE_SCENARIO"]]
