"""The service models: what botocore's data says of operations and shapes, read when asked for.

Only the data are used, never botocore's code, which takes longer to import than a server may take
to start. One file is read for each service that somebody calls.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import botocore

from pattern_tck.simulator.doors.wire.old_names import OLD_CODES, old_name
from pattern_tck.simulator.doors.wire.paths import Place, places

#: The services whose messages are known here: those of the simulator, and those beside it that a
#: system of the patterns calls.
SPOKEN: Final = frozenset(
    {
        "cloudwatch",
        "cloudformation",
        "dynamodb",
        "events",
        "iam",
        "pipes",
        "scheduler",
        "sns",
        "sqs",
        "stepfunctions",
        "sts",
    }
)


class Shape:
    """What a value looks like: its type, and those of its parts.

    ``name`` is what the query protocol calls a part inside its parent; ``least`` the smallest
    value or length, or None.
    """

    __slots__ = (
        "flattened",
        "key",
        "kind",
        "least",
        "member",
        "members",
        "name",
        "required",
        "title",
        "value",
    )

    def __init__(self, title: str, kind: str) -> None:
        self.title = title
        self.kind = kind
        self.name = ""
        self.flattened = False
        self.least: int | None = None
        self.required: tuple[str, ...] = ()
        self.members: dict[str, Shape] = {}
        self.member: Shape = self
        self.key: Shape = self
        self.value: Shape = self


@dataclass(frozen=True)
class OperationModel:
    """One operation: the shapes of its parameters and of its answer, if it has such."""

    name: str
    input: Shape | None
    output: Shape | None
    wrapper: str


class ServiceModel:
    """One service, as its model describes it."""

    def __init__(self, service: str, data: Mapping[str, Any]) -> None:
        self.service = service
        metadata = data["metadata"]
        self.namespace = str(metadata.get("xmlNamespace", _NAMESPACES.get(service, "")))
        self.json_version = str(metadata.get("jsonVersion", "1.0"))
        self.target = str(metadata.get("targetPrefix", ""))
        self.query_compatible = "awsQueryCompatible" in metadata
        #: Whether operations are methods and paths.
        self.is_rest = metadata["protocol"] == "rest-json"
        #: The older codes of errors, where there is one.
        self.old_codes = dict(OLD_CODES) if service == "sqs" else _codes(data["shapes"])
        self._data = data
        self._operations: dict[str, OperationModel | None] = {}

    @cached_property
    def places(self) -> Sequence[Place]:
        """Give where the parameters of each operation stand, of an API of methods and paths."""
        return places(self._data)

    def message_name(self, code: str) -> str:
        """Give what an error calls its message, in JSON."""
        members = self._data["shapes"].get(code, {}).get("members", {})
        return "Message" if "Message" in members else "message"

    def operation(self, name: str) -> OperationModel | None:
        """Give an operation by its name, or None if the service has none such."""
        if name in self._operations:
            return self._operations[name]
        described = self._data["operations"].get(name)
        if described is None:
            return None
        found = OperationModel(
            name,
            self._shape(described.get("input"), {}),
            self._shape(described.get("output"), {}),
            described.get("output", {}).get("resultWrapper", f"{name}Result"),
        )
        self._operations[name] = found
        return found

    def _shape(self, reference: Mapping[str, Any] | None, known: dict[str, Shape]) -> Shape | None:
        return None if reference is None else self._built(reference["shape"], reference, known)

    def _built(self, title: str, reference: Mapping[str, Any], known: dict[str, Shape]) -> Shape:
        # A shape that contains itself is met again below itself: once is enough.
        if title in known:
            return known[title]
        described = self._data["shapes"][title]
        shape = Shape(title, described["type"])
        known[title] = shape
        shape.flattened = bool(described.get("flattened"))
        shape.least = described.get("min")
        shape.required = tuple(described.get("required", ()))
        for name, member in described.get("members", {}).items():
            shape.members[name] = self._part(member, known, name)
        if "member" in described:
            shape.member = self._part(described["member"], known, "member")
        if "key" in described:
            shape.key = self._part(described["key"], known, "key")
            shape.value = self._part(described["value"], known, "value")
        # Names belong to the place and not to the shape, so shapes are shared on one path only.
        del known[title]
        return shape

    def _part(self, reference: Mapping[str, Any], known: dict[str, Shape], name: str) -> Shape:
        title = reference["shape"]
        part = self._built(title, reference, known)
        if not part.name:
            given = str(reference.get("locationName", ""))
            part.name = given or (old_name(name, title) if self.service == "sqs" else name)
            part.flattened = part.flattened or bool(reference.get("flattened"))
        return part


_NAMESPACES: Final = {"sqs": "http://queue.amazonaws.com/doc/2012-11-05/"}


def _codes(shapes: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: shape["error"]["code"]
        for name, shape in shapes.items()
        if shape.get("error", {}).get("code")
    }


@cache
def service_model(service: str) -> ServiceModel:
    """Give the model of a service, by the name that boto3 has for it."""
    folder = Path(botocore.__file__).parent / "data" / service
    newest = max(folder.iterdir(), key=lambda version: version.name)
    packed = newest / "service-2.json.gz"
    if packed.exists():
        return ServiceModel(service, json.loads(gzip.decompress(packed.read_bytes())))
    return ServiceModel(service, json.loads((newest / "service-2.json").read_bytes()))
