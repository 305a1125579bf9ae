"""A pytest plug-in for ``-p nobody_spared``: those who are spared from a fault suffer it alone.

NOT_SPARED names the fault. Nobody else is performed, and nobody suffers another fault, since each
of either would take its time and tell nothing.
"""

from __future__ import annotations

import os

import pytest

from pattern_tck import catalogue, under_adversary
from pattern_tck.collecting import SCENARIO

_FAULT = os.environ["NOT_SPARED"]

under_adversary.faults_of = lambda _scenario: [_FAULT]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out the scenarios that are not spared from the fault."""
    spared = {name for name, fault in catalogue.spared() if fault == _FAULT}
    left_out = [item for item in items if _name(item.stash[SCENARIO]) not in spared]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _name(item.stash[SCENARIO]) in spared]


def _name(scenario):
    return f"{scenario.file}::{scenario.name}"
