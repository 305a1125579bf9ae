"""A plan applied to a stack: resources made, changed, replaced, deleted, or all of it undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.complaints import misformed, wrong
from pattern_tck.simulator.stacks.eventing import note, settle
from pattern_tck.simulator.stacks.kind import Kind, Made
from pattern_tck.simulator.stacks.ordering import as_declared
from pattern_tck.simulator.stacks.planning import Plan, kind_of
from pattern_tck.simulator.stacks.resolving import NOTHING
from pattern_tck.simulator.stacks.site import StackSite, politely
from pattern_tck.simulator.stacks.stack import DELETED, Held, Output, Stack
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


class Applying:
    """One change of one stack. It is also the links of the stack's resources."""

    def __init__(self, region: Region, stack: Stack, exports: Exports) -> None:
        self._region = region
        self._world = region.world
        self._stack = stack
        self._exports = exports
        self._imported: set[str] = set()
        #: How to take back what was done, the last of it first.
        self._undo: list[Callable[[], None]] = []

    @property
    def _moment(self) -> int:
        return self._world.clock.micros

    # -- links

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
        value = self._exports.value(name)
        if value is None:
            raise misformed(f"No export named {name} found.")
        self._imported.add(name)
        return value

    def _made(self, resource: str) -> Made:
        held = self._stack.resources.get(resource)
        if held is None or held.made is None:
            raise misformed(f"Unresolved resource dependencies [{resource}]")
        return held.made

    # -- what is done to a stack

    def create(self, plan: Plan, on_failure: str) -> None:
        """Make everything that a plan has; ``on_failure`` is ROLLBACK, DELETE or DO_NOTHING."""
        stack = self._stack
        settle(stack, self._moment, "CREATE_IN_PROGRESS", "User Initiated")
        self._take(plan)
        with politely(self._world):
            try:
                self._make_all(plan)
                self._finish(plan)
            except _Failed as failure:
                reason = f"The following resource(s) failed to create: [{failure.name}]. "
                self._give_up(reason, on_failure)
                return
            except Refusal as refusal:
                self._give_up(f"{refusal.message} ", on_failure)
                return
        settle(stack, self._moment, "CREATE_COMPLETE", plan.unapplied())

    def _give_up(self, reason: str, on_failure: str) -> None:
        stack = self._stack
        if on_failure == "DO_NOTHING":
            settle(stack, self._moment, "CREATE_FAILED", reason)
            return
        begin = "DELETE" if on_failure == "DELETE" else "ROLLBACK"
        settle(stack, self._moment, f"{begin}_IN_PROGRESS", f"{reason}Rollback requested by user.")
        stack.outputs = []
        failed = self._delete_all(frozenset(), in_rollback=True)
        if failed:
            reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            settle(stack, self._moment, f"{begin}_FAILED", reason)
        elif begin == "DELETE":
            self._gone()
        else:
            settle(stack, self._moment, "ROLLBACK_COMPLETE")

    def update(self, plan: Plan) -> None:
        """Bring the stack to a plan; if that fails, back to what it was."""
        stack = self._stack
        before = replace(stack)
        held_before = dict(stack.resources)
        stack.updated = self._moment
        settle(stack, self._moment, "UPDATE_IN_PROGRESS", "User Initiated")
        self._take(plan)
        with politely(self._world):
            try:
                replaced = self._make_all(plan)
                self._finish(plan)
            except Refusal as refusal:
                reason = f"{refusal.message} "
                if isinstance(refusal, _Failed):
                    reason = f"The following resource(s) failed to update: [{refusal.name}]. "
                settle(stack, self._moment, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
                for name in ("template", "parameters", "outputs", "imports", "declared"):
                    setattr(stack, name, getattr(before, name))
                self._take_back(held_before)
                return
            settle(stack, self._moment, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            gone = [(n, h) for n, h in held_before.items() if n not in plan.resources]
            for name, held in reversed(gone):
                stack.resources.pop(name, None)
                self._remove(name, held, held.resource.deletion)
            for name, held in replaced:
                self._remove(name, held, held.resource.replacement)
        stack.resources = {name: stack.resources[name] for name in plan.order}
        settle(stack, self._moment, "UPDATE_COMPLETE", plan.unapplied())

    def _take_back(self, held_before: dict[str, Held]) -> None:
        stack = self._stack
        try:
            for undo in reversed(self._undo):
                undo()
        except Refusal as refusal:
            settle(stack, self._moment, "UPDATE_ROLLBACK_FAILED", refusal.message)
            return
        finally:
            stack.resources = held_before
        settle(stack, self._moment, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        settle(stack, self._moment, "UPDATE_ROLLBACK_COMPLETE")

    def delete(self, retained: frozenset[str]) -> None:
        """Delete the stack with everything in it but what is retained."""
        stack = self._stack
        stack.deleted = self._moment
        settle(stack, self._moment, "DELETE_IN_PROGRESS", "User Initiated")
        used = {name: self._exports.importers(name) for name in stack.exports}
        for name, users in used.items():
            if users:
                reason = (
                    f"Delete canceled. Cannot delete export {name} as it is in use by "
                    f"{' and '.join(users)}."
                )
                stack.deleted = None
                settle(stack, self._moment, "DELETE_FAILED", reason)
                return
        with politely(self._world):
            failed = self._delete_all(retained)
        if failed:
            reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            settle(stack, self._moment, "DELETE_FAILED", reason)
        else:
            self._gone()

    def _gone(self) -> None:
        stack = self._stack
        stack.deleted = self._moment
        stack.imports = frozenset()
        settle(stack, self._moment, DELETED)
        stack.outputs = []

    # -- resources

    def _take(self, plan: Plan) -> None:
        self._stack.template, self._stack.parameters = plan.template, plan.parameters
        self._stack.declared = plan.whole(self._stack.tags)

    def _make_all(self, plan: Plan) -> list[tuple[str, Held]]:
        """Make or change all; give what was replaced. Raises `_Failed` with the name."""
        replaced = []
        for name in plan.order:
            resource = plan.resources[name]
            held = self._stack.resources.get(name)
            kind = kind_of(self._world, resource.type)
            if name in plan.left_out or kind is None:
                self._leave_out(resource, plan.left_out.get(name, ""))
                continue
            try:
                given = plan.resolver.linked(self).value(dict(resource.properties))
                properties = kind.checked(name, kind.with_tags(given, self._stack.tags))
                if held is None or held.made is None:
                    self._make(resource, kind, properties, "CREATE")
                elif properties == held.properties:
                    self._stack.resources[name] = replace(held, resource=resource)
                elif self._change(resource, kind, properties, held):
                    replaced.append((name, held))
            except Refusal as refusal:
                begun = "UPDATE" if held is not None else "CREATE"
                self._fail(resource, f"{begun}_FAILED", refusal)
                raise _Failed(name, refusal) from None
        return replaced

    def _make(
        self, resource: Resource, kind: Kind, properties: Mapping[str, Any], verb: str
    ) -> None:
        name = resource.name
        site = StackSite(self._region, self._stack.name, name)
        before = self._stack.resources.get(name)
        old = before.made.physical if before is not None and before.made is not None else ""
        self._note(resource, f"{verb}_IN_PROGRESS", _NEW if old else "", old, properties)
        own = as_text(properties[kind.named_by]) if kind.named_by in properties else ""
        if own and kind.exists(site, own):
            raise Refusal(
                "AlreadyExists",
                f"Resource of type '{kind.type}' with identifier '{own}' already exists.",
            )
        made = kind.create(site, properties)
        self._undo.append(lambda: kind.delete(site, made, properties))
        physical = made.physical
        begun = "Resource creation Initiated"
        self._note(resource, f"{verb}_IN_PROGRESS", begun, physical, properties)
        self._hold(resource, properties, made, f"{verb}_COMPLETE", kind.note)

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
        site = StackSite(self._region, self._stack.name, resource.name)
        made = held.made
        assert made is not None
        self._note(resource, "UPDATE_IN_PROGRESS", "", made.physical, properties)
        # Half a change is taken back as well as a whole one.
        self._undo.append(lambda: _revert(kind, site, made, properties, old))
        after = kind.update(site, made, old, properties)
        self._hold(resource, properties, after, "UPDATE_COMPLETE", kind.note)
        return False

    def _hold(
        self,
        resource: Resource,
        properties: Mapping[str, Any],
        made: Made,
        status: str,
        reason: str,
    ) -> None:
        held = Held(resource, properties, made, status, self._moment, reason)
        self._stack.resources[resource.name] = held
        self._note(resource, status, reason, made.physical, properties)

    def _leave_out(self, resource: Resource, reason: str) -> None:
        held = Held(resource, {}, None, "CREATE_FAILED", self._moment, reason)
        self._stack.resources[resource.name] = held
        self._note(resource, held.status, reason)

    def _fail(self, resource: Resource, status: str, refusal: Refusal) -> None:
        reason = refusal.message
        if refusal.code not in {"ValidationError", "AlreadyExists"}:
            reason = f'Resource handler returned message: "{reason}"'
        held = self._stack.resources.get(resource.name)
        if held is None:
            held = Held(resource, {}, None, status, self._moment, reason)
            self._stack.resources[resource.name] = held
        else:
            held = replace(held, status=status, reason=reason, changed=self._moment)
            self._stack.resources[resource.name] = held
        self._note(resource, status, reason, held.made.physical if held.made else "")

    def _delete_all(self, retained: frozenset[str], *, in_rollback: bool = False) -> list[str]:
        """Delete all, the last one first; give the names of those that could not be deleted."""
        failed = []
        for name, held in reversed(self._stack.resources.items()):
            policy = held.resource.deletion
            if in_rollback and policy == _RETAIN_LATER:
                policy = "Delete"
            if name in retained:
                policy = RETAIN
            if held.status != DELETED and not self._remove(name, held, policy):
                failed.append(name)
        return failed

    def _remove(self, name: str, held: Held, policy: str) -> bool:
        """Delete one resource, or leave it as its policy says; say whether that was possible."""
        kind = kind_of(self._world, held.resource.type)
        if held.made is None or kind is None:
            held.status = DELETED
            return True
        physical = held.made.physical
        if policy in {RETAIN, _RETAIN_LATER}:
            held.status = "DELETE_SKIPPED"
            self._note(held.resource, held.status, "", physical, held.properties)
            return True
        site = StackSite(self._region, self._stack.name, name)
        self._note(held.resource, "DELETE_IN_PROGRESS", "", physical, held.properties)
        held.changed, held.reason = self._moment, ""
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
        note(self._stack, self._moment, resource, status, reason, physical, properties)

    # -- outputs

    def _finish(self, plan: Plan) -> None:
        """Give the stack its outputs; refuse what others need, or have."""
        stack = self._stack
        outputs = list(self._outputs(plan))
        names = {one.export: one.value for one in outputs if one.export}
        for name in names:
            other = self._exports.exporter(name, stack)
            if other is not None:
                raise Refusal(
                    "ValidationError",
                    f"Export with name {name} is already exported by stack {other.name}. "
                    "Rollback requested by user.",
                )
        for name, value in stack.exports.items():
            users = self._exports.importers(name)
            if users and names.get(name) != value:
                done = "updated" if name in names else "deleted"
                raise Refusal(
                    "ValidationError",
                    f"Export {name} cannot be {done} as it is in use by {' and '.join(users)}",
                )
        stack.outputs = outputs
        stack.imports = frozenset(self._imported)

    def _outputs(self, plan: Plan) -> Any:
        resolver = plan.resolver.linked(self, "Outputs")
        for name, said in plan.template.section("Outputs").items():
            condition = said.get("Condition")
            if condition is not None and not resolver.met(condition):
                continue
            if as_declared(resolver, said["Value"])[1] & plan.left_out.keys():
                continue  # it would tell of what is not there
            value = resolver.value(said["Value"])
            export = resolver.value(said.get("Export", {}).get("Name", ""))
            yield Output(
                name,
                as_text("" if value is NOTHING else value),
                as_text(said.get("Description", "")),
                as_text(export),
            )


def _revert(
    kind: Kind,
    site: StackSite,
    made: Made,
    now: Mapping[str, Any],
    before: Mapping[str, Any],
) -> None:
    kind.update(site, made, now, before)


class _Failed(Refusal):
    """A resource could not be made or changed; ``name`` is its logical name."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(refusal.code, refusal.message)
        self.name = name
