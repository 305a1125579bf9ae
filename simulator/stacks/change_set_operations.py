"""Change sets: what a template would change, and that change made.

This is how ``aws cloudformation deploy`` and ``sam deploy`` make and change stacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.paging import page
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.changes import changes
from pattern_tck.simulator.stacks.complaints import invalid
from pattern_tck.simulator.stacks.eventing import settle
from pattern_tck.simulator.stacks.holdings import cannot_be_updated, refuse_options, tags_of
from pattern_tck.simulator.stacks.planning import check_capabilities
from pattern_tck.simulator.stacks.stack import (
    DELETED,
    IN_REVIEW,
    ChangeSet,
    Stack,
    date,
    shown_parameters,
)
from pattern_tck.simulator.stacks.stack_operations import CHANGEABLE, StackOperations

_UNKNOWN: Final = (
    "DeploymentConfig", "DeploymentMode", "ImportExistingResources", "IncludeNestedStacks",
    "ResourceTypes", "ResourcesToImport", "RollbackConfiguration",
)  # fmt: skip
_NO_CHANGES: Final = (
    "The submitted information didn't contain changes. Submit different information to create a "
    "change set."
)


class ChangeSetOperations(StackOperations):
    """The operations about change sets."""

    @operation("CreateChangeSet")
    def create_change_set(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Plan a change; it is planned when this answers."""
        refuse_options(asked, _UNKNOWN)
        name, stack_name = asked["ChangeSetName"], asked["StackName"]
        kind = asked.get("ChangeSetType") or "UPDATE"
        there = self.named(stack_name)
        if there is not None and there.status == DELETED:
            raise invalid(f"Stack [{stack_name}] already exists in DELETE_COMPLETE state.")
        if kind == "CREATE":
            self.check_name(stack_name)
            if there is not None and there.status != IN_REVIEW:
                raise invalid(
                    f"Stack [{stack_name}] already exists and cannot be created again with the "
                    f"changeSet [{name}]."
                )
            stack = there or self.new_stack(stack_name)
        elif there is None:
            raise invalid(f"Stack [{stack_name}] does not exist")
        else:
            stack = there
            if stack.status not in CHANGEABLE:
                raise cannot_be_updated(stack)
        if name in stack.change_sets:
            raise Refusal("AlreadyExistsException", f"ChangeSet {name} already exists")
        change_set = self._planned(stack, asked, is_new=kind == "CREATE")
        if there is None:
            self.stacks[stack.id] = stack
            settle(stack, self.moment, IN_REVIEW, "User Initiated")
        stack.change_sets[name] = change_set
        return {"Id": change_set.id, "StackId": stack.id}

    def _planned(self, stack: Stack, asked: Mapping[str, Any], *, is_new: bool) -> ChangeSet:
        plan = self.changed_plan(stack, asked)
        capabilities = tuple(asked.get("Capabilities") or ())
        check_capabilities(plan.template, capabilities, macros=False)
        name = asked["ChangeSetName"]
        tags = tags_of(asked) if is_new or "Tags" in asked else dict(stack.tags)
        planned = ChangeSet(
            name,
            self.identity("changeSet", name),
            self.moment,
            plan.template,
            plan.parameters,
            tags,
            capabilities,
            changes(self.region.world, stack, plan),
            asked.get("Description") or "",
            on_failure=asked.get("OnStackFailure") or "",
        )
        if not is_new and plan.whole(tags) == stack.declared:
            planned.status, planned.execution = "FAILED", "UNAVAILABLE"
            planned.reason = _NO_CHANGES
        return planned

    @operation("DescribeChangeSet")
    def describe_change_set(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Say what a change set would do."""
        stack, one = self._change_set(asked)
        shown = _summary(stack, one) | {
            "NotificationARNs": list(stack.notified),
            "RollbackConfiguration": {},
            "Capabilities": list(one.capabilities),
        }
        if one.parameters:
            shown["Parameters"] = shown_parameters(one.parameters)
        if one.tags:
            shown["Tags"] = [{"Key": key, "Value": value} for key, value in one.tags.items()]
        if one.on_failure:
            shown["OnStackFailure"] = one.on_failure
        return shown | page("Changes", one.changes, asked, code="ValidationError")

    @operation("ExecuteChangeSet")
    def execute_change_set(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make the change; it is made when this answers."""
        refuse_options(asked, ("RetainExceptOnCreate",))
        stack, one = self._change_set(asked)
        if one.execution != "AVAILABLE":
            state = one.status if one.status == "FAILED" else one.execution
            raise Refusal(
                "InvalidChangeSetStatus",
                f"ChangeSet [{one.id}] cannot be executed in its current status of [{state}]",
            )
        plan = self.plan(one.template, one.parameters, stack)
        for other in stack.change_sets.values():
            if other is not one and other.execution == "AVAILABLE":
                other.execution = "OBSOLETE"
        stack.capabilities, stack.executed = one.capabilities, one.id
        applying = self.applying(stack)
        if stack.status == IN_REVIEW:
            stack.keeps_failures = bool(asked.get("DisableRollback"))
            stack.updated, stack.tags = self.moment, one.tags
            failing = "DO_NOTHING" if stack.keeps_failures else one.on_failure or "ROLLBACK"
            applying.create(plan, failing)
        else:
            refuse_options(asked, ("DisableRollback",))
            applying.update(plan, one.tags)
        one.execution = "EXECUTE_COMPLETE" if _went_well(stack) else "EXECUTE_FAILED"
        return {}

    @operation("DeleteChangeSet")
    def delete_change_set(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Forget a change set; one that is not there is no mistake."""
        try:
            stack, one = self._change_set(asked)
        except Refusal as refusal:
            if refusal.code != "ChangeSetNotFound":
                raise
            return {}
        del stack.change_sets[one.name]
        return {}

    @operation("ListChangeSets")
    def list_change_sets(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the change sets of a stack."""
        stack = self.stack(asked["StackName"], "Stack [{}] does not exist")
        summaries = [_summary(stack, one) for one in stack.change_sets.values()]
        return page("Summaries", summaries, asked, code="ValidationError")

    def _change_set(self, asked: Mapping[str, Any]) -> tuple[Stack, ChangeSet]:
        name = asked["ChangeSetName"]
        if name.startswith("arn:"):
            for stack in self.stacks.values():
                for one in stack.change_sets.values():
                    if one.id == name:
                        return stack, one
            raise _not_found(name)
        if not asked.get("StackName"):
            raise invalid(
                "StackName must be specified if ChangeSetName is not specified as an ARN."
            )
        stack = self.stack(asked["StackName"], "Stack [{}] does not exist")
        if name not in stack.change_sets:
            raise _not_found(name)
        return stack, stack.change_sets[name]


def _not_found(name: str) -> Refusal:
    return Refusal("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", status=404)


def _went_well(stack: Stack) -> bool:
    return stack.status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def _summary(stack: Stack, one: ChangeSet) -> dict[str, Any]:
    shown = {
        "ChangeSetId": one.id,
        "ChangeSetName": one.name,
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": date(one.created),
        "ExecutionStatus": one.execution,
        "Status": one.status,
        "IncludeNestedStacks": False,
    }
    if one.description:
        shown["Description"] = one.description
    if one.reason:
        shown["StatusReason"] = one.reason
    return shown
