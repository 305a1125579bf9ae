"""Topology mutants: a role of the reference whose channels are made with one change.

``tests.mutants.topology:CHANGE__ROLE`` is one, with ``_`` for ``-`` in the role. Which change is
killed by which clauses of which role stands in ``topology.yaml``, and where it does no harm, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pattern_tck import reference_impl
from pattern_tck.mutation.changes import Change, changes
from pattern_tck.ports import Client, Clients, Environment, Now, Role, Worker

EXPECTED = Path(__file__).with_name("topology.yaml")


class ChangedRole:
    """A role of the reference, each of whose clients makes the change on the way."""

    def __init__(self, role: Role, change: Change) -> None:
        self._role = role
        self._change = change
        deploy = getattr(role, "deploy", None)
        if deploy is not None:
            self.deploy = lambda environment, client: deploy(environment, self._through(client))

    def __call__(self, environment: Environment, client: Clients, now: Now) -> Worker:
        return self._role(environment, self._through(client), now)

    def _through(self, client: Clients) -> Clients:
        return lambda service: changed_client(client(service), self._change)


def changed_client(client: Client, change: Change) -> Client:
    """Give a client like this one, whose calls are made with a change."""
    copy = object.__new__(type(client))
    copy.__dict__.update(client.__dict__)
    honest = client._make_api_call

    def call(operation: str, parameters: Mapping[str, Any]) -> Any:
        asked = change.of(operation, parameters)
        return {} if asked is None else honest(operation, dict(asked))

    copy.__dict__["_make_api_call"] = call
    return copy


def name_of(change: str, role: str) -> str:
    """Give the name of a topology mutant."""
    return f"{change}__{role.replace('-', '_')}"


@dataclass(frozen=True)
class Expected:
    """What has to become of a topology mutant: killed by a clause, or harmless for a reason."""

    change: str
    role: str
    clause: str = ""
    harmless: str = ""


@cache
def expected() -> tuple[Expected, ...]:
    """Give what has to become of each topology mutant, as ``topology.yaml`` says."""
    return tuple(
        Expected(change, role, **{kind: word})
        for change, kinds in yaml.safe_load(EXPECTED.read_text("utf-8")).items()
        for kind, by_word in kinds.items()
        for word, roles in by_word.items()
        for role in roles
    )


def __getattr__(name: str) -> Mapping[str, ChangedRole]:
    change, found, role = name.partition("__")
    if not found or change not in changes():
        raise AttributeError(name)
    role = role.replace("_", "-")
    return {role: ChangedRole(reference_impl.implementation()[role], changes()[change])}
