"""The reference on a clock of its own, as a process has it: not the one that scenarios move.

Nothing is wrong with it. What it does not pass here is decided by its own timers, so those
scenarios are tagged ``@own-timer``, and a process performs them in real time.
"""

from __future__ import annotations

import time

from pattern_tck import reference_impl


def _on_its_own_time(role):
    def make(environment, client, now):
        return role(environment, client, time.time)

    deploy = getattr(role, "deploy", None)
    if deploy is not None:
        make.deploy = deploy
    return make


own_time = {name: _on_its_own_time(role) for name, role in reference_impl.implementation().items()}
