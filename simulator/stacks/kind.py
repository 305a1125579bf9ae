"""A kind of resource: what a template may say of it, and the calls by which it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.complaints import invalid
from pattern_tck.simulator.stacks.texts import as_text

Properties = Mapping[str, Any]
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SUFFIX: Final = 12


class Site(Protocol):
    """Where a resource is made: the calls that can be made there, and the names to be had."""

    @property
    def account(self) -> str:
        """Give the number of the account."""
        ...

    @property
    def region(self) -> str:
        """Give the name of the region."""
        ...

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Do an operation of a service; raises `Refusal` as the service does."""
        ...

    def beside(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Do an operation of a service that is served beside this world."""
        ...

    def arn(self, service: str, resource: str) -> str:
        """Give the ARN of something in this region."""
        ...

    def name(self, longest: int = 80, ending: str = "") -> str:
        """Give a new name for a resource that has none: stack, logical name and a suffix."""
        ...


@dataclass(frozen=True)
class Made:
    """A resource that is there: what a Ref to it gives, its attributes, its own name."""

    physical: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Types:
    """Which members, wherever they stand, are whole numbers, numbers, or true or false."""

    whole: frozenset[str] = frozenset()
    real: frozenset[str] = frozenset()
    truth: frozenset[str] = frozenset()
    #: Properties whose members have names of their own.
    opaque: frozenset[str] = frozenset()

    def of(self, properties: Properties) -> dict[str, Any]:
        """Give properties with their types, as `read` does."""
        return {
            name: one if name in self.opaque else self.read(one, f"#/{name}", name)
            for name, one in properties.items()
        }

    def read(self, value: Any, path: str = "#", name: str = "") -> Any:
        """Give a value with its types; "30" is a number where a number is wanted.

        Raises `ValueError` with CloudFormation's sentence.
        """
        if isinstance(value, dict):
            return {key: self.read(one, f"{path}/{key}", key) for key, one in value.items()}
        if isinstance(value, list):
            return [self.read(one, f"{path}/{at}", name) for at, one in enumerate(value)]
        text = as_text(value)
        try:
            if name in self.whole:
                return int(text)
            if name in self.real:
                return float(text)
        except ValueError:
            wanted = "Integer" if name in self.whole else "Number"
            raise ValueError(f"{path}: expected type: {wanted}, found: String") from None
        if name in self.truth:
            if text not in {"true", "false"}:
                raise ValueError(f"{path}: expected type: Boolean, found: String")
            return text == "true"
        return value


_NO_TYPES: Final = Types()


def _stays(_site: Site, made: Made, _old: Properties, _new: Properties) -> Made:
    return made


def _unseen(_site: Site, _name: str) -> bool:
    return False


@dataclass(frozen=True)
class Kind:
    """One type of resource. What changes one of ``replaced_by`` makes a new resource."""

    type: str
    accepts: frozenset[str]
    create: Callable[[Site, Properties], Made]
    delete: Callable[[Site, Made, Properties], None]
    update: Callable[[Site, Made, Properties, Properties], Made] = _stays
    required: tuple[str, ...] = ()
    replaced_by: frozenset[str] = frozenset()
    #: The property that names it, if it can be named.
    named_by: str = ""
    types: Types = _NO_TYPES
    #: How tags are written: as a list, as a map, or not at all.
    tags: str = ""
    #: Says whether somebody has taken a name, where the call that makes it would find it again.
    exists: Callable[[Site, str], bool] = _unseen
    #: Whether there is an address and nothing behind it: that is no resource that was made.
    only_address: bool = False
    #: What has to be said of every resource of this kind.
    note: str = ""

    def checked(self, logical: str, given: Properties) -> dict[str, Any]:
        """Give properties with their types; raises `Refusal` in CloudFormation's words."""
        complaints = [
            f"#: extraneous key [{name}] is not permitted"
            for name in given
            if name not in self.accepts
        ]
        complaints += [
            f"#: required key [{name}] not found" for name in self.required if name not in given
        ]
        typed: dict[str, Any] = {}
        try:
            typed = self.types.of(given)
        except ValueError as complaint:
            complaints.append(str(complaint))
        if complaints:
            raise invalid(
                f"Properties validation failed for resource {logical} with message:\n"
                + "\n".join(complaints)
            )
        return typed

    def with_tags(self, properties: Properties, tags: Mapping[str, str]) -> dict[str, Any]:
        """Give properties with the tags of the stack, where the kind can have tags."""
        if not self.tags or not tags:
            return dict(properties)
        if self.tags == "map":
            return {**properties, "Tags": {**tags, **properties.get("Tags", {})}}
        own = properties.get("Tags", [])
        names = {tag.get("Key") for tag in own}
        more = [{"Key": key, "Value": value} for key, value in tags.items() if key not in names]
        return {**properties, "Tags": [*own, *more]}


def generated_name(stack: str, logical: str, number: int, longest: int, ending: str = "") -> str:
    """Give a name as CloudFormation makes it: stack, logical name, and a suffix of a number."""
    suffix = ""
    for _ in range(_SUFFIX):
        number, at = divmod(number, len(_LETTERS))
        suffix += _LETTERS[at]
    room = longest - len(ending) - _SUFFIX - 2
    kept = logical[: max(room - len(stack), room // 2)]
    return f"{stack[: room - len(kept)]}-{kept}-{suffix}{ending}"


def tag_map(tags: Any) -> dict[str, str]:
    """Give a list of tags as a map."""
    if isinstance(tags, dict):
        return {key: as_text(value) for key, value in tags.items()}
    return {tag["Key"]: as_text(tag["Value"]) for tag in tags or ()}


def changed_tags(old: Properties, new: Properties) -> tuple[dict[str, str], list[str]]:
    """Give which tags are to be set, and which to be taken away."""
    before, after = tag_map(old.get("Tags")), tag_map(new.get("Tags"))
    added = {key: value for key, value in after.items() if before.get(key) != value}
    return added, [key for key in before if key not in after]


def answers(site: Site, service: str, operation: str, **asked: Any) -> bool:
    """Say whether an operation that describes something finds it."""
    try:
        site.call(service, operation, **asked)
    except NotModelled:
        raise
    except Refusal:
        return False
    return True
