"""A plan applied to a stack: made, changed, deleted, or all of it undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.eventing import settle
from pattern_tck.simulator.stacks.making import Failed, Making
from pattern_tck.simulator.stacks.ordering import as_declared
from pattern_tck.simulator.stacks.planning import Plan
from pattern_tck.simulator.stacks.resolving import NOTHING
from pattern_tck.simulator.stacks.site import politely
from pattern_tck.simulator.stacks.stack import DELETED, Held, Output
from pattern_tck.simulator.stacks.texts import as_text

#: What an update that is undone leaves as it was.
_KEPT = ("template", "parameters", "outputs", "imports", "declared", "tags")


class Applying(Making):
    """One change of one stack, as a whole."""

    def create(self, plan: Plan, on_failure: str) -> None:
        """Make everything that a plan has; ``on_failure`` is ROLLBACK, DELETE or DO_NOTHING."""
        stack = self.stack
        settle(stack, self.moment, "CREATE_IN_PROGRESS", "User Initiated")
        self._take(plan)
        with politely(self.world):
            try:
                self.make_all(plan)
                self._finish(plan)
            except Failed as failure:
                reason = f"The following resource(s) failed to create: [{failure.name}]. "
                self._give_up(reason, on_failure)
                return
            except Refusal as refusal:
                self._give_up(f"{refusal.message} ", on_failure)
                return
        settle(stack, self.moment, "CREATE_COMPLETE", plan.unapplied())

    def _give_up(self, reason: str, on_failure: str) -> None:
        stack = self.stack
        if on_failure == "DO_NOTHING":
            settle(stack, self.moment, "CREATE_FAILED", reason)
            return
        stack.deleted = self.moment
        begin = "DELETE" if on_failure == "DELETE" else "ROLLBACK"
        settle(stack, self.moment, f"{begin}_IN_PROGRESS", f"{reason}Rollback requested by user.")
        stack.outputs = []
        failed = self.delete_all(frozenset(), in_rollback=True)
        if failed:
            reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            settle(stack, self.moment, f"{begin}_FAILED", reason)
        elif begin == "DELETE":
            self._gone()
        else:
            settle(stack, self.moment, "ROLLBACK_COMPLETE")

    def update(self, plan: Plan, tags: Mapping[str, str]) -> None:
        """Bring the stack to a plan with tags; if that fails, back to what it was."""
        stack = self.stack
        before = replace(stack)
        held_before = dict(stack.resources)
        stack.updated = self.moment
        stack.tags = tags
        settle(stack, self.moment, "UPDATE_IN_PROGRESS", "User Initiated")
        self._take(plan)
        with politely(self.world):
            try:
                replaced = self.make_all(plan)
                self._finish(plan)
            except Refusal as refusal:
                reason = f"{refusal.message} "
                if isinstance(refusal, Failed):
                    reason = f"The following resource(s) failed to update: [{refusal.name}]. "
                settle(stack, self.moment, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
                for name in _KEPT:
                    setattr(stack, name, getattr(before, name))
                self._take_back(held_before)
                return
            settle(stack, self.moment, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            gone = [(n, h) for n, h in held_before.items() if n not in plan.resources]
            for name, held in reversed(gone):
                stack.resources.pop(name, None)
                self.remove(name, held, held.resource.deletion)
            for name, held in replaced:
                self.remove(name, held, held.resource.replacement)
        stack.resources = {name: stack.resources[name] for name in plan.order}
        settle(stack, self.moment, "UPDATE_COMPLETE", plan.unapplied())

    def _take_back(self, held_before: dict[str, Held]) -> None:
        stack = self.stack
        try:
            for undo in reversed(self.undo):
                undo()
        except Refusal as refusal:
            settle(stack, self.moment, "UPDATE_ROLLBACK_FAILED", refusal.message)
            return
        finally:
            stack.resources = held_before
        settle(stack, self.moment, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        settle(stack, self.moment, "UPDATE_ROLLBACK_COMPLETE")

    def delete(self, retained: frozenset[str]) -> None:
        """Delete the stack with everything in it but what is retained."""
        stack = self.stack
        stack.deleted = self.moment
        settle(stack, self.moment, "DELETE_IN_PROGRESS", "User Initiated")
        used = {name: self.exports.importers(name) for name in stack.exports}
        for name, users in used.items():
            if users:
                reason = (
                    f"Delete canceled. Cannot delete export {name} as it is in use by "
                    f"{' and '.join(users)}."
                )
                stack.deleted = None
                settle(stack, self.moment, "DELETE_FAILED", reason)
                return
        with politely(self.world):
            failed = self.delete_all(retained)
        if failed:
            reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            settle(stack, self.moment, "DELETE_FAILED", reason)
        else:
            self._gone()

    def _gone(self) -> None:
        stack = self.stack
        stack.deleted = self.moment
        stack.imports = frozenset()
        settle(stack, self.moment, DELETED)
        stack.outputs = []

    def _take(self, plan: Plan) -> None:
        self.stack.template, self.stack.parameters = plan.template, plan.parameters
        self.stack.declared = plan.whole(self.stack.tags)

    def _finish(self, plan: Plan) -> None:
        """Give the stack its outputs; refuse what others need, or have."""
        stack = self.stack
        outputs = list(self._outputs(plan))
        names = {one.export: one.value for one in outputs if one.export}
        for name in names:
            other = self.exports.exporter(name, stack)
            if other is not None:
                raise Refusal(
                    "ValidationError",
                    f"Export with name {name} is already exported by stack {other.name}. "
                    "Rollback requested by user.",
                )
        for name, value in stack.exports.items():
            users = self.exports.importers(name)
            if users and names.get(name) != value:
                done = "updated" if name in names else "deleted"
                raise Refusal(
                    "ValidationError",
                    f"Export {name} cannot be {done} as it is in use by {' and '.join(users)}",
                )
        stack.outputs = outputs
        stack.imports = frozenset(self.imported)

    def _outputs(self, plan: Plan) -> Iterator[Output]:
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
