"""The contract documents, as they stand in ``fixtures/contracts``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import jsonschema_rs
import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def document(name: str) -> Mapping[str, Any]:
    """Read a contract by the name of its file; raises `FileNotFoundError` if there is none."""
    text = _folder().joinpath(name).read_text("utf-8")
    read: Mapping[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe one
    return read


def exists(name: str) -> bool:
    """Say whether there is a contract of this name."""
    return _folder().joinpath(name).is_file()


def names(ending: str) -> list[str]:
    """Give the names of the contracts that end so, for example ``.openapi.yaml``."""
    found = (file.name for file in _folder().iterdir())
    return sorted(name for name in found if name.endswith(ending))


class Shape:
    """A JSON Schema that stands in a document, and can refer to others in it."""

    def __init__(self, schema: object, within: Mapping[str, Any]) -> None:
        whole = {"allOf": [schema], "components": within.get("components", {})}
        self._validator = jsonschema_rs.validator_for(whole)

    def misfit(self, value: object) -> str:
        """Give in one line why a value does not have the shape, or nothing."""
        for error in self._validator.iter_errors(value):
            where = "".join(f"/{step}" for step in error.instance_path)
            return f"{error.message} at {where or 'the top'}"
        return ""


def _folder() -> Traversable:
    return resources.files("pattern_tck.fixtures").joinpath("contracts")
