"""A template applied to the simulator before it serves: the command with ``--template FILE``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.verdicts import UsageMistake

if TYPE_CHECKING:
    from pattern_tck.simulator.doors.http.live_world import LiveWorld

#: What a template may do: whoever gives it here agrees to all of it.
_CAPABILITIES: Final = ("CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
#: What CloudFormation takes in one call; a longer text is sent without its spaces and comments.
_LONGEST: Final = 51_200


@dataclass(frozen=True)
class StackOfTemplate:
    """A template, its parameters, the name of its stack and the region where that is made."""

    text: str
    file: str
    parameters: Mapping[str, str]
    name: str
    region: str

    async def make(self, live: LiveWorld, url: str) -> list[str]:
        """Make the stack in a world behind a URL; give what is to be told of it, a line each.

        Raises `UsageMistake` with what CloudFormation says, if it cannot be made.
        """
        from pattern_tck.simulator.doors.http.addresses import addressed  # noqa: PLC0415

        asked = {
            "StackName": self.name,
            "TemplateBody": self._body(),
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in self.parameters.items()
            ],
            "Capabilities": list(_CAPABILITIES),
        }
        await self._call(live, "CreateStack", asked)
        described = await self._call(live, "DescribeStacks", {"StackName": self.name})
        host = url.removeprefix("http://")
        stack = addressed("cloudformation", described, host, "")["Stacks"][0]
        if stack["StackStatus"] != "CREATE_COMPLETE":
            raise UsageMistake(f"{self.file}: {await self._why(live)}")
        told = [f"stack {self.name} of {self.file}"]
        if stack.get("StackStatusReason"):
            told.append(f"  {stack['StackStatusReason']}")
        outputs = stack.get("Outputs", [])
        return told + [f"  {one['OutputKey']} = {one['OutputValue']}" for one in outputs]

    def _body(self) -> str:
        from pattern_tck.simulator.refusals import Refusal  # noqa: PLC0415 - an extra
        from pattern_tck.simulator.stacks.template_text import read_text  # noqa: PLC0415

        if len(self.text.encode()) <= _LONGEST:
            return self.text
        try:
            return json.dumps(read_text(self.text), separators=(",", ":"))
        except Refusal as refusal:
            raise UsageMistake(f"{self.file}: {refusal.message}") from refusal

    async def _why(self, live: LiveWorld) -> str:
        told = await self._call(live, "DescribeStackEvents", {"StackName": self.name})
        failed = [
            f"{one['LogicalResourceId']}: {one['ResourceStatusReason']}"
            for one in reversed(told["StackEvents"])
            if one["ResourceStatus"] == "CREATE_FAILED" and "ResourceStatusReason" in one
        ]
        rolled = [
            one["ResourceStatusReason"]
            for one in told["StackEvents"]
            if one["ResourceStatus"] == "ROLLBACK_IN_PROGRESS"
        ]
        return "; ".join(failed or rolled)

    async def _call(
        self, live: LiveWorld, operation: str, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        from pattern_tck.simulator.doors.wire.requests import QUERY, Asked  # noqa: PLC0415
        from pattern_tck.simulator.refusals import Refusal  # noqa: PLC0415 - an extra

        asked = Asked("cloudformation", operation, parameters, self.region, QUERY, "")
        try:
            return await live.call(asked, asyncio.get_running_loop().create_future)
        except Refusal as refusal:
            raise UsageMistake(f"{self.file}: {refusal.message}") from refusal


def read_stack(file: Path, parameters: Iterable[str], name: str, region: str) -> StackOfTemplate:
    """Read what is wanted; `UsageMistake` for a file or a parameter that cannot be read."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageMistake(f"{file} cannot be read: {error}") from error
    values: dict[str, str] = {}
    for one in parameters:
        key, equals, value = one.partition("=")
        if not equals or not key or key in values:
            raise UsageMistake(f"--parameter is NAME=VALUE, once for each name, and not {one!r}")
        values[key] = value
    return StackOfTemplate(text, str(file), values, name, region)
