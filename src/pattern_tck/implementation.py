"""How an implementation comes in: ``module:factory``, the reference by the same door as any."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pattern_tck import catalogue
from pattern_tck.bindings.binding import Binding
from pattern_tck.bindings.python_object import PythonObject
from pattern_tck.bindings.url import ApiAt
from pattern_tck.verdicts import UsageMistake

#: The reference implementation, named as a user would name his own.
REFERENCE = "pattern_tck.reference_impl:implementation"


@dataclass(frozen=True)
class Implementation:
    """What is under test: a name, and how each role that it claims is run."""

    name: str
    roles: Mapping[str, Binding]
    #: Roles for which the reference makes the channels that the player owns.
    lent: tuple[str, ...] = ()

    @property
    def is_reference(self) -> bool:
        """Say whether this is the kit's own reference."""
        return self.name == REFERENCE


def candidate(
    spec: str | None, api_urls: Sequence[str], listed: Implementation | None = None
) -> Implementation:
    """Give what is under test: what ``spec`` or a manifest names (else the reference), and APIs.

    APIs alone are all that is judged; beside an implementation they take the place of its roles.
    Raises `UsageMistake`.
    """
    apis = dict(_api_at(text) for text in api_urls)
    if not apis:
        return listed or load(spec or REFERENCE)
    where = ", ".join(f"{role} at {at.url}" for role, at in apis.items())
    if spec is None and listed is None:
        return Implementation(where, apis)
    loaded = listed or load(spec or REFERENCE)
    lent = tuple(role for role in loaded.lent if role not in apis)
    return Implementation(f"{loaded.name}, {where}", {**loaded.roles, **apis}, lent)


def _api_at(text: str) -> tuple[str, ApiAt]:
    role, _, url = text.partition("=")
    known = {name: role for name, role in catalogue.roles().items() if role.answers}
    if role not in known:
        hint = catalogue.nearest(role, known) or f"; these have one: {', '.join(known)}"
        raise UsageMistake(f"--api-url {text}: {role!r} is no role with an HTTP API{hint}")
    return role, ApiAt.parse(url)


def load(spec: str) -> Implementation:
    """Import ``module:factory`` and take the roles that it claims.

    The factory is a mapping of role names to roles, or a callable without arguments that returns
    one. Raises `UsageMistake` with one sentence for whatever is wrong with it.
    """
    module_name, colon, attribute = spec.partition(":")
    if not (module_name and colon and attribute):
        raise UsageMistake(
            f"--implementation {spec}: expected MODULE:FACTORY, for example {REFERENCE}"
        )
    factory = _attribute(spec, _import(spec, module_name), attribute)
    claimed = _call(spec, factory)
    _check(spec, claimed)
    return Implementation(spec, {name: bound(role) for name, role in claimed.items()})


def bound(role: Any) -> Binding:
    """Give the binding of a role: a class is run as a Python object, a binding as it says."""
    binding: Binding = role if hasattr(role, "player") else PythonObject(role)
    return binding


def _import(spec: str, module_name: str) -> Any:
    # pytest does not look for modules in the folder where it was started; users expect it to.
    here = os.getcwd()  # noqa: PTH109 - sys.path holds text
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return importlib.import_module(module_name)
    except Exception as reason:
        raise UsageMistake(
            f"--implementation {spec}: cannot import {module_name!r} ({_said(reason)}); "
            "is it installed, or in this folder?"
        ) from reason


def _attribute(spec: str, module: Any, attribute: str) -> Any:
    try:
        return getattr(module, attribute)
    except AttributeError as reason:
        hint = catalogue.nearest(attribute, vars(module))
        raise UsageMistake(
            f"--implementation {spec}: {module.__name__!r} has no {attribute!r}{hint}"
        ) from reason


def _call(spec: str, factory: Any) -> Any:
    if isinstance(factory, Mapping) or not callable(factory):
        return factory
    try:
        return factory()
    except Exception as reason:
        raise UsageMistake(
            f"--implementation {spec}: the factory raised {_said(reason)}"
        ) from reason


def _check(spec: str, claimed: Any) -> None:
    if not isinstance(claimed, Mapping) or not claimed:
        raise UsageMistake(
            f"--implementation {spec}: expected a mapping of roles to classes, for example "
            f"{{'consumer': Consumer}}, and got {claimed!r:.80}"
        )
    known = catalogue.roles()
    for name, role in claimed.items():
        if name not in known:
            hint = catalogue.nearest(str(name), known) or f"; the roles are {', '.join(known)}"
            raise UsageMistake(f"--implementation {spec}: unknown role {name!r}{hint}")
        if not (callable(role) or hasattr(role, "player")):
            raise UsageMistake(
                f"--implementation {spec}: role {name!r} is {role!r:.80}, which cannot be called; "
                "expected a class with __init__(environment, client, now) and work()"
            )


def _said(reason: BaseException) -> str:
    return f"{type(reason).__name__}: {reason}"
