"""Bystander: a participant that the kit neither starts, nor gives turns, nor kills.

A system that runs somewhere lives its own life, and what is the kit's own has no part in the
pattern. Both are known to the tap all the same, which wants to know who calls.
"""

from __future__ import annotations


class Bystander:
    """A participant to which the kit does nothing. Who may be asked to die says why not."""

    autonomous = False
    faults: frozenset[str] = frozenset()

    def __init__(self, name: str, application: str, role: str) -> None:
        self.name = name
        self.application = application
        self.role = role

    def start(self) -> None:
        """It is there already."""

    def ready(self) -> bool:
        """Say so: nothing has to be waited for."""
        return True

    def work(self) -> bool:
        """Do nothing: it has no turns."""
        return False

    def idle(self) -> bool:
        """Say so: nobody here can know what it has in hand."""
        return True

    def crash(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Leave it as it is."""
