"""What CloudFormation holds in one region, and how a caller names a part of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.applying import Applying
from pattern_tck.simulator.stacks.complaints import invalid
from pattern_tck.simulator.stacks.making import Exports
from pattern_tck.simulator.stacks.parameters import Parameter
from pattern_tck.simulator.stacks.planning import Plan, plan, read
from pattern_tck.simulator.stacks.stack import DELETED, Stack
from pattern_tck.simulator.stacks.template import Template

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region

_NAME: Final = re.compile(r"[a-zA-Z][-a-zA-Z0-9]*")
_PATTERN: Final = "[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*"
_LONGEST_NAME: Final = 128
_LONGEST_TEMPLATE: Final = 51_200
NO_TEMPLATE: Final = "Either Template URL or Template Body must be specified."


class Holdings:
    """The stacks of a region, also those that are deleted, by their ids."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.stacks: dict[str, Stack] = {}

    @property
    def moment(self) -> int:
        """Give the moment that it is, in microseconds."""
        return self.region.world.clock.micros

    def identity(self, kind: str, name: str) -> str:
        """Give a new ARN of a stack or of a change set."""
        number = self.region.world.identities.uuid()
        return self.region.arn("cloudformation", f"{kind}/{name}/{number}")

    def named(self, name: str) -> Stack | None:
        """Give the stack of a name that is not deleted, or of an id."""
        by_id = self.stacks.get(name)
        if by_id is not None:
            return by_id
        living = (one for one in self.stacks.values() if one.status != DELETED)
        return next((one for one in living if one.name == name), None)

    def stack(self, name: str, complaint: str = "Stack with id {} does not exist") -> Stack:
        """Give a stack; raises `Refusal` if there is none."""
        found = self.named(name)
        if found is None:
            raise invalid(complaint.format(name))
        return found

    def check_name(self, name: str) -> None:
        """Refuse what cannot be the name of a stack, as AWS answered (recorded)."""
        if len(name) > _LONGEST_NAME:
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy "
                f"constraint: Member must have length less than or equal to {_LONGEST_NAME}"
            )
        if not _NAME.fullmatch(name):
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy "
                f"constraint: Member must satisfy regular expression pattern: {_PATTERN}"
            )

    def template(self, asked: Mapping[str, Any], before: Template | None = None) -> Template:
        """Give the template that is asked for; one in S3 is not modelled."""
        if asked.get("UsePreviousTemplate") and before is not None:
            text = before.text
        elif asked.get("TemplateURL"):
            raise NotModelled("cloudformation: a template in S3 (TemplateURL)")
        elif not asked.get("TemplateBody"):
            raise invalid(NO_TEMPLATE)
        else:
            text = asked["TemplateBody"]
            if len(text.encode()) > _LONGEST_TEMPLATE:
                raise invalid(
                    f"1 validation error detected: Value '{text}' at 'templateBody' failed to "
                    "satisfy constraint: Member must have length less than or equal to "
                    f"{_LONGEST_TEMPLATE}"
                )
        given = {
            one["ParameterKey"]: one["ParameterValue"]
            for one in asked.get("Parameters") or ()
            if "ParameterKey" in one and "ParameterValue" in one
        }
        return read(self.region, text, given)

    def plan(self, template: Template, parameters: Mapping[str, Parameter], stack: Stack) -> Plan:
        """Plan a stack."""
        return plan(self.region.world, template, parameters, self._pseudo(stack))

    def _pseudo(self, stack: Stack) -> dict[str, Any]:
        return {
            "AWS::AccountId": self.region.world.account,
            "AWS::NotificationARNs": list(stack.notified),
            "AWS::Partition": "aws",
            "AWS::Region": self.region.name,
            "AWS::StackId": stack.id,
            "AWS::StackName": stack.name,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def applying(self, stack: Stack) -> Applying:
        """Give a change of a stack, to be done."""
        return Applying(self.region, stack, Exports(self._exported, self._exporter, self.importers))

    def living(self) -> list[Stack]:
        """Give the stacks that are not deleted."""
        return [one for one in self.stacks.values() if one.status != DELETED]

    def _exported(self, name: str) -> str | None:
        found = (one.exports[name] for one in self.living() if name in one.exports)
        return next(found, None)

    def _exporter(self, name: str, but: Stack) -> Stack | None:
        others = (one for one in self.living() if one is not but and name in one.exports)
        return next(others, None)

    def importers(self, name: str) -> list[str]:
        """Give the names of the stacks that use an export."""
        return [one.name for one in self.living() if name in one.imports]


def tags_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """Give the tags that a call has for a stack."""
    return {one["Key"]: one["Value"] for one in asked.get("Tags") or ()}


def refuse_options(asked: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse options that would change what happens, and are not modelled."""
    for name in names:
        if asked.get(name):
            raise NotModelled(f"cloudformation: the option {name}")


def cannot_be_updated(stack: Stack) -> Refusal:
    """Give the refusal of a change of a stack that is in no state for it."""
    return invalid(f"Stack:{stack.id} is in {stack.status} state and can not be updated.")
