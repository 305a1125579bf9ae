"""A plug-in for ``-p exercised``: performs scenarios under schedules of their own.

SCHEDULES maps ``FILE::NAME`` to schedules, and scenarios without any are left out. What was done in
each of them goes to EXERCISED: the freedoms that were used, by schedule.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from pattern_tck import under_adversary
from pattern_tck.collecting import SCENARIO
from pattern_tck.simulator.adversary.recorder import Recorder
from pattern_tck.simulator.adversary.schedule import Schedule

_SCHEDULES = json.loads(os.environ["SCHEDULES"])
_RECORDERS: list[Recorder] = []
_HARASS = under_adversary.Adversary.harass


def _name(scenario):
    return f"{scenario.file}::{scenario.name}"


class _Remembered(Recorder):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        _RECORDERS.append(self)


def _harass(self, scenario, perform, fault=""):
    ordeals = []
    for text in _SCHEDULES[_name(scenario)]:
        adversary = replace(self, schedule=Schedule.parse(text))
        ordeals.append(_HARASS(adversary, scenario, perform, fault))
    return next((one for one in ordeals if one.broken), ordeals[-1])


under_adversary.Recorder = _Remembered
under_adversary.Adversary.harass = _harass


def pytest_collection_modifyitems(items):
    found = {}
    for item in items:
        if SCENARIO in item.stash and _name(item.stash[SCENARIO]) in _SCHEDULES:
            found.setdefault(_name(item.stash[SCENARIO]), item)  # one row of an outline will do
    items[:] = found.values()


def pytest_sessionfinish():
    used = {}
    for recorder in _RECORDERS:
        if not recorder.unmet:
            names = [recorder.decisions[number][0].name for number in recorder.schedule.deviations]
            used[str(recorder.schedule)] = names
    Path(os.environ["EXERCISED"]).write_text(json.dumps(used), "utf-8")
