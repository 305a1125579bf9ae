"""Stacks made, changed, and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.complaints import invalid
from pattern_tck.simulator.stacks.holdings import (
    Holdings,
    cannot_be_updated,
    refuse_options,
    tags_of,
)
from pattern_tck.simulator.stacks.parameters import read_parameters
from pattern_tck.simulator.stacks.planning import Plan, check_capabilities
from pattern_tck.simulator.stacks.stack import DELETED, IN_REVIEW, Stack

#: What a stack can be changed from.
CHANGEABLE: Final = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
#: Options that would change what happens.
_UNKNOWN: Final = (
    "RollbackConfiguration", "StackPolicyBody", "StackPolicyURL", "StackPolicyDuringUpdateBody",
    "StackPolicyDuringUpdateURL", "RetainExceptOnCreate", "ResourceTypes", "DeploymentConfig",
)  # fmt: skip


class StackOperations(Holdings):
    """The operations that change stacks. A call answers when everything is done."""

    @operation("CreateStack")
    def create_stack(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make a stack of a template.

        The resources are there when this answers; that one of them failed is said by the status
        of the stack, as on AWS. What is not modelled is refused before anything is made.
        """
        refuse_options(asked, _UNKNOWN)
        name = asked["StackName"]
        self.check_name(name)
        on_failure = _on_failure(asked)
        there = self.named(name)
        if there is not None and there.status != IN_REVIEW:
            raise Refusal("AlreadyExistsException", f"Stack [{name}] already exists")
        template = self.template(asked)
        given = tuple(asked.get("Capabilities") or ())
        check_capabilities(template, given, macros=True)
        parameters = read_parameters(template.section("Parameters"), asked.get("Parameters") or ())
        stack = there or self.new_stack(name)
        _describe(stack, asked)
        stack.keeps_failures = on_failure == "DO_NOTHING"
        plan = self.plan(template, parameters, stack)
        self.stacks[stack.id] = stack
        for one in stack.change_sets.values():
            one.execution = "OBSOLETE"
        self.applying(stack).create(plan, on_failure)
        return {"StackId": stack.id}

    def new_stack(self, name: str) -> Stack:
        """Give a new stack that nobody sees yet."""
        return Stack(name, self.identity("stack", name), self.moment, "CREATE_IN_PROGRESS")

    @operation("UpdateStack")
    def update_stack(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Bring a stack to what a template says now."""
        refuse_options(asked, _UNKNOWN)
        refuse_options(asked, ("DisableRollback",))
        stack = self.stack(asked["StackName"], "Stack [{}] does not exist")
        if stack.status not in CHANGEABLE:
            raise cannot_be_updated(stack)
        template = self.template(asked, stack.template)
        given = tuple(asked.get("Capabilities") or ())
        check_capabilities(template, given, macros=True)
        plan = self.changed_plan(stack, asked)
        tags = tags_of(asked) if "Tags" in asked else dict(stack.tags)
        if plan.whole(tags) == stack.declared:
            raise invalid("No updates are to be performed.")
        stack.capabilities = given
        if "NotificationARNs" in asked:
            stack.notified = tuple(asked["NotificationARNs"])
        self.applying(stack).update(plan, tags)
        return {"StackId": stack.id}

    def changed_plan(self, stack: Stack, asked: Mapping[str, Any]) -> Plan:
        """Plan a change of a stack; raises `Refusal` for what cannot be changed."""
        template = self.template(asked, stack.template)
        parameters = read_parameters(
            template.section("Parameters"), asked.get("Parameters") or (), stack.parameters
        )
        plan = self.plan(template, parameters, stack)
        other = [
            name
            for name, held in stack.resources.items()
            if name in plan.resources and plan.resources[name].type != held.resource.type
        ]
        if other:
            raise invalid(
                "Update of resource type is not permitted. The new template modifies resource type "
                f"of the following resources: [{', '.join(other)}]"
            )
        return plan

    @operation("DeleteStack")
    def delete_stack(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a stack with its resources; one that is not there is no mistake."""
        refuse_options(asked, ("DeletionMode",))
        stack = self.named(asked["StackName"])
        if stack is None or stack.status == DELETED:
            return {}
        if stack.protected:
            raise invalid(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        retained = frozenset(asked.get("RetainResources") or ())
        if retained and stack.status != "DELETE_FAILED":
            raise invalid(
                f"Invalid operation on stack [{stack.id}]. When you delete a stack, specify which "
                "resources to retain only when the stack is in the DELETE_FAILED state."
            )
        self.applying(stack).delete(retained)
        return {}

    @operation("UpdateTerminationProtection")
    def update_termination_protection(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Protect a stack from its deletion, or not any more."""
        stack = self.stack(asked["StackName"], "Stack [{}] does not exist")
        stack.protected = bool(asked["EnableTerminationProtection"])
        return {"StackId": stack.id}


def _on_failure(asked: Mapping[str, Any]) -> str:
    keeps = asked.get("DisableRollback")
    if keeps and asked.get("OnFailure"):
        raise invalid("You can specify either DisableRollback or OnFailure, but not both.")
    return str(asked.get("OnFailure") or ("DO_NOTHING" if keeps else "ROLLBACK"))


def _describe(stack: Stack, asked: Mapping[str, Any]) -> None:
    stack.tags = tags_of(asked)
    stack.capabilities = tuple(asked.get("Capabilities") or ())
    stack.protected = bool(asked.get("EnableTerminationProtection"))
    stack.timeout = asked.get("TimeoutInMinutes")
    stack.notified = tuple(asked.get("NotificationARNs") or ())
