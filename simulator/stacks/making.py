"""The resources of a stack made, changed, replaced and deleted, one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.complaints import misformed, wrong
from pattern_tck.simulator.stacks.eventing import note
from pattern_tck.simulator.stacks.kind import Kind, Made
from pattern_tck.simulator.stacks.planning import Plan, kind_of
from pattern_tck.simulator.stacks.site import StackSite
from pattern_tck.simulator.stacks.stack import DELETED, Held, Stack
from pattern_tck.simulator.stacks.template import RETAIN, Resource
from pattern_tck.simulator.stacks.texts import as_text

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

_RETAIN_LATER: Final = "RetainExceptOnCreate"
_NEW: Final = (
    "Requested update requires the creation of a new physical resource; hence creating one."
)
_RENAME: Final = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename "
    "{name} and update the stack again."
)


@dataclass(frozen=True)
class Exports:
    """What the stacks of the region export, and who uses it."""

    value: Callable[[str], str | None]
    exporter: Callable[[str, Stack], Stack | None]
    importers: Callable[[str], list[str]]


class Making:
    """What one change of one stack does to its resources, and what their functions give."""

    def __init__(self, region: Region, stack: Stack, exports: Exports) -> None:
        self.region = region
        self.world = region.world
        self.stack = stack
        self.exports = exports
        self.imported: set[str] = set()
        #: How to take back what was done, the last of it first.
        self.undo: list[Callable[[], None]] = []

    @property
    def moment(self) -> int:
        """Give the moment that it is, in microseconds."""
        return self.world.clock.micros

    def identity(self, resource: str) -> Any:
        """Give what a Ref to a resource gives."""
        return self._made(resource).physical

    def attribute(self, resource: str, name: str) -> Any:
        """Give an attribute of a resource."""
        made = self._made(resource)
        if name not in made.attributes:
            raise wrong(f"resource {resource} does not support attribute type {name} in Fn::GetAtt")
        return made.attributes[name]

    def exported(self, name: str) -> str:
        """Give what another stack exports under a name."""
        value = self.exports.value(name)
        if value is None:
            raise misformed(f"No export named {name} found.")
        self.imported.add(name)
        return value

    def _made(self, resource: str) -> Made:
        held = self.stack.resources.get(resource)
        if held is None or held.made is None:
            raise misformed(f"Unresolved resource dependencies [{resource}]")
        return held.made

    def make_all(self, plan: Plan) -> list[tuple[str, Held]]:
        """Make or change all; give what was replaced. Raises `Failed` with the name."""
        replaced = []
        for name in plan.order:
            resource = plan.resources[name]
            if resource.has_update_policy:
                self.world.tell("", f"the UpdatePolicy of {name} is not looked at")
            held = self.stack.resources.get(name)
            kind = kind_of(self.world, resource.type)
            if name in plan.left_out or kind is None:
                self._leave_out(resource, plan.left_out.get(name, ""))
                continue
            try:
                given = plan.resolver.linked(self).value(dict(resource.properties))
                properties = kind.checked(name, kind.with_tags(given, self.stack.tags))
                if held is None or held.made is None:
                    self._make(resource, kind, properties, "CREATE")
                elif properties == held.properties:
                    self.stack.resources[name] = replace(held, resource=resource)
                elif self._change(resource, kind, properties, held):
                    replaced.append((name, held))
            except Refusal as refusal:
                begun = "UPDATE" if held is not None else "CREATE"
                self._fail(resource, f"{begun}_FAILED", refusal)
                raise Failed(name, refusal) from None
        return replaced

    def _make(
        self, resource: Resource, kind: Kind, properties: Mapping[str, Any], verb: str
    ) -> None:
        name = resource.name
        site = StackSite(self.region, self.stack.name, name)
        before = self.stack.resources.get(name)
        old = before.made.physical if before is not None and before.made is not None else ""
        self._note(resource, f"{verb}_IN_PROGRESS", _NEW if old else "", old, properties)
        own = as_text(properties[kind.named_by]) if kind.named_by in properties else ""
        if own and kind.exists(site, own):
            raise Refusal(
                "AlreadyExists",
                f"Resource of type '{kind.type}' with identifier '{own}' already exists.",
            )
        made = kind.create(site, properties)
        self.undo.append(lambda: kind.delete(site, made, properties))
        physical = made.physical
        begun = "Resource creation Initiated"
        self._note(resource, f"{verb}_IN_PROGRESS", begun, physical, properties)
        status = "CREATE_FAILED" if kind.only_address else f"{verb}_COMPLETE"
        self._hold(resource, properties, made, status, kind.note)

    def _change(
        self, resource: Resource, kind: Kind, properties: Mapping[str, Any], held: Held
    ) -> bool:
        """Change a resource; say whether a new one was made in its place."""
        old = held.properties
        changed = {key for key in {*old, *properties} if old.get(key) != properties.get(key)}
        if changed & kind.replaced_by:
            named = kind.named_by
            if named in properties and properties[named] == old.get(named):
                raise Refusal("ValidationError", _RENAME.format(name=properties[named]))
            self._make(resource, kind, properties, "UPDATE")
            return True
        site = StackSite(self.region, self.stack.name, resource.name)
        made = held.made
        assert made is not None
        self._note(resource, "UPDATE_IN_PROGRESS", "", made.physical, properties)
        # Half a change is taken back as well as a whole one.
        self.undo.append(lambda: _revert(kind, site, made, properties, old))
        after = kind.update(site, made, old, properties)
        status = "CREATE_FAILED" if kind.only_address else "UPDATE_COMPLETE"
        self._hold(resource, properties, after, status, kind.note)
        return False

    def _hold(
        self,
        resource: Resource,
        properties: Mapping[str, Any],
        made: Made,
        status: str,
        reason: str,
    ) -> None:
        held = Held(resource, properties, made, status, self.moment, reason)
        self.stack.resources[resource.name] = held
        self._note(resource, status, reason, made.physical, properties)

    def _leave_out(self, resource: Resource, reason: str) -> None:
        held = Held(resource, {}, None, "CREATE_FAILED", self.moment, reason)
        self.stack.resources[resource.name] = held
        self._note(resource, held.status, reason)

    def _fail(self, resource: Resource, status: str, refusal: Refusal) -> None:
        reason = refusal.message
        if refusal.code not in {"ValidationError", "AlreadyExists"}:
            reason = f'Resource handler returned message: "{reason}"'
        held = self.stack.resources.get(resource.name)
        if held is None:
            held = Held(resource, {}, None, status, self.moment, reason)
            self.stack.resources[resource.name] = held
        else:
            held = replace(held, status=status, reason=reason, changed=self.moment)
            self.stack.resources[resource.name] = held
        self._note(resource, status, reason, held.made.physical if held.made else "")

    def delete_all(self, retained: frozenset[str], *, in_rollback: bool = False) -> list[str]:
        """Delete all, the last one first; give the names of those that could not be deleted."""
        failed = []
        for name, held in reversed(self.stack.resources.items()):
            policy = held.resource.deletion
            if in_rollback and policy == _RETAIN_LATER:
                policy = "Delete"
            if name in retained:
                policy = RETAIN
            if held.status != DELETED and not self.remove(name, held, policy):
                failed.append(name)
        return failed

    def remove(self, name: str, held: Held, policy: str) -> bool:
        """Delete one resource, or leave it as its policy says; say whether that was possible."""
        kind = kind_of(self.world, held.resource.type)
        if held.made is None or kind is None:
            held.status = DELETED
            return True
        physical = held.made.physical
        if policy in {RETAIN, _RETAIN_LATER}:
            held.status = "DELETE_SKIPPED"
            self._note(held.resource, held.status, "", physical, held.properties)
            return True
        site = StackSite(self.region, self.stack.name, name)
        self._note(held.resource, "DELETE_IN_PROGRESS", "", physical, held.properties)
        held.changed, held.reason = self.moment, ""
        try:
            kind.delete(site, held.made, held.properties)
        except Refusal as refusal:
            held.status = "DELETE_FAILED"
            held.reason = f'Resource handler returned message: "{refusal.message}"'
            self._note(held.resource, held.status, held.reason, physical, held.properties)
            return False
        held.status = DELETED
        self._note(held.resource, held.status, "", physical, held.properties)
        return True

    def _note(
        self,
        resource: Resource,
        status: str,
        reason: str = "",
        physical: str = "",
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        note(self.stack, self.moment, resource, status, reason, physical, properties)


def _revert(
    kind: Kind,
    site: StackSite,
    made: Made,
    now: Mapping[str, Any],
    before: Mapping[str, Any],
) -> None:
    kind.update(site, made, now, before)


class Failed(Refusal):
    """A resource could not be made or changed; ``name`` is its logical name."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(refusal.code, refusal.message)
        self.name = name
