"""The session: a plug-in of pytest that has a job's scenarios suffer, and no other be performed.

``-p pattern_tck.hostile.session``, with the job's file in the environment, where the workers of
xdist find it too.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from pattern_tck.collecting import SCENARIO
from pattern_tck.hostile.plan import Job
from pattern_tck.hostile.results import Results
from pattern_tck.hostile.searching import Hostile
from pattern_tck.plugin import run_of

#: The variable that has the path of the job.
JOB: Final = "PATTERN_TCK_HOSTILE_JOB"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the scenarios of the job, a pattern after the other in turn, and arm the judge.

    So a run that is ended early has tried something of each.
    """
    job = Job.read(Path(os.environ[JOB]))
    chosen = [
        item for item in items if SCENARIO in item.stash and item.stash[SCENARIO].key in job.tasks
    ]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    of_pattern: Counter[str] = Counter()
    turns = {}
    for item in chosen:
        pattern = item.stash[SCENARIO].pattern
        turns[item] = of_pattern[pattern]
        of_pattern[pattern] += 1
    items[:] = sorted(chosen, key=lambda item: turns[item])
    if chosen:
        run_of(config).judge.adversary = Hostile(job, Results(Path(job.results)))
    # What is there by now stays to the end, and need not be looked through again and again.
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Perform nothing any more when the time is over, not even politely."""
    adversary = run_of(item.config).judge.adversary
    if isinstance(adversary, Hostile) and adversary.is_over:
        pytest.skip("the time for the run is over")
