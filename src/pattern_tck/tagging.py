"""Tags: what a run makes on a target that others use as well says which run has made it.

Names say it too. A team's own deployment may name things as it likes; their tags it does not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: The key of the tag; its value is the run.
TAG: Final = "pattern-tck"

#: By the call that makes something: where its tags stand, and their form: a mapping, or a list of
#: pairs under these two names.
_TAGS: Final[Mapping[str, tuple[str, tuple[str, str] | None]]] = {
    "CreateQueue": ("tags", None),
    "CreateTopic": ("Tags", ("Key", "Value")),
    "CreateTable": ("Tags", ("Key", "Value")),
    "CreateEventBus": ("Tags", ("Key", "Value")),
    "PutRule": ("Tags", ("Key", "Value")),
    "PutMetricAlarm": ("Tags", ("Key", "Value")),
    "CreateRole": ("Tags", ("Key", "Value")),
    "CreateStateMachine": ("tags", ("key", "value")),
}


def tagged(operation: str, parameters: Mapping[str, Any], run: str) -> Mapping[str, Any]:
    """Give the parameters of a call with the tag of a run, if the call makes what has tags."""
    if operation not in _TAGS:
        return parameters
    where, names = _TAGS[operation]
    if names is None:
        return {**parameters, where: {**(parameters.get(where) or {}), TAG: run}}
    pair = dict(zip(names, (TAG, run), strict=True))
    return {**parameters, where: [*(parameters.get(where) or ()), pair]}
