"""Tags of state machines and activities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation
from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.workflows.arns import check_kind
from pattern_tck.simulator.workflows.holdings import Holdings

_MOST: Final = 50


def tags_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """Read the tags of a call; raises `Refusal` (TooManyTags)."""
    given = asked.get("tags") or ()
    if not all("key" in tag for tag in given):
        raise NotModelled("a tag without a key")
    tags = {tag["key"]: tag.get("value", "") for tag in given}
    if len(tags) > _MOST:
        raise Refusal("TooManyTags", "A resource has at most 50 tags")
    return tags


class Tagging(Holdings):
    """The operations about tags."""

    @operation("TagResource")
    def tag_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Give a state machine or an activity tags."""
        tags = self._tags(asked["resourceArn"])
        new = tags_of(asked)
        if len(tags | new) > _MOST:
            raise Refusal("TooManyTags", "A resource has at most 50 tags")
        tags.update(new)
        return {}

    @operation("UntagResource")
    def untag_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take tags away; those that are not there are no mistake."""
        tags = self._tags(asked["resourceArn"])
        for key in asked["tagKeys"]:
            tags.pop(key, None)
        return {}

    @operation("ListTagsForResource")
    def list_tags_for_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the tags of a state machine or an activity."""
        tags = self._tags(asked["resourceArn"])
        return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def _tags(self, arn: str) -> dict[str, str]:
        check_kind(arn, ("stateMachine", "activity"))
        for machine in self.machines.values():
            if machine.arn == arn:
                return machine.tags
        if arn in self.activities:
            return self.activities[arn].tags
        raise Refusal("ResourceNotFound", f"Resource not found: '{arn}'")
