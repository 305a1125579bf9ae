"""What a plan would change in a stack, as a change set says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.stacks.planning import Plan, kind_of
from pattern_tck.simulator.stacks.stack import Stack
from pattern_tck.simulator.stacks.template import RETAIN

if TYPE_CHECKING:
    from pattern_tck.simulator.world import World


def changes(world: World, stack: Stack, plan: Plan) -> list[dict[str, Any]]:
    """List what is added, changed and removed."""
    before: Mapping[str, Any] = stack.declared.get("resources", {})
    found: list[dict[str, Any]] = []
    replaced: set[str] = set()
    for name in plan.order:
        now = plan.declared[name]
        shown = {"LogicalResourceId": name, "ResourceType": plan.resources[name].type}
        held = stack.resources.get(name)
        if held is None or name not in before:
            found.append({"Action": "Add", **shown, "Scope": [], "Details": []})
            continue
        kind = kind_of(world, plan.resources[name].type)
        always = kind.replaced_by if kind is not None else frozenset()
        was = before[name]
        changed = sorted(key for key in {*was, *now} if was.get(key) != now.get(key))
        details = [_detail(key, key in always, dynamic=False) for key in changed]
        moved = {
            key
            for key, value in now.items()
            if key not in changed and any(_mentions(value, one) for one in replaced)
        }
        details += [_detail(key, key in always, dynamic=True) for key in sorted(moved)]
        if not details:
            continue
        is_new = bool(always & set(changed))
        if is_new:
            replaced.add(name)
            retained = plan.resources[name].replacement == RETAIN
            shown["PolicyAction"] = "ReplaceAndRetain" if retained else "ReplaceAndDelete"
        may_be = "Conditional" if always & moved else "False"
        found.append(
            {
                "Action": "Modify",
                **shown,
                **_physical(stack, name),
                "Replacement": "True" if is_new else may_be,
                "Scope": ["Properties"],
                "Details": details,
            }
        )
    for name, held in reversed(stack.resources.items()):
        if name not in plan.resources:
            found.append(
                {
                    "PolicyAction": "Retain" if held.resource.deletion == RETAIN else "Delete",
                    "Action": "Remove",
                    "LogicalResourceId": name,
                    "ResourceType": held.resource.type,
                    **_physical(stack, name),
                    "Scope": [],
                    "Details": [],
                }
            )
    return [{"Type": "Resource", "ResourceChange": one} for one in found]


def _physical(stack: Stack, name: str) -> dict[str, str]:
    made = stack.resources[name].made
    return {} if made is None else {"PhysicalResourceId": made.physical}


def _detail(name: str, recreates: bool, *, dynamic: bool) -> dict[str, Any]:
    never = "Conditionally" if dynamic else "Always"
    return {
        "Target": {
            "Attribute": "Properties",
            "Name": name,
            "RequiresRecreation": never if recreates else "Never",
        },
        "Evaluation": "Dynamic" if dynamic else "Static",
        "ChangeSource": "ResourceReference" if dynamic else "DirectModification",
    }


def _mentions(value: Any, resource: str) -> bool:
    """Say whether a declared value has a mark of a resource in it."""
    if isinstance(value, dict):
        return any(_mentions(one, resource) for one in value.values())
    if isinstance(value, list):
        return any(_mentions(one, resource) for one in value)
    if not isinstance(value, str):
        return False
    return f"\0Ref {resource}\0" in value or f"\0GetAtt {resource}." in value
