"""Tags of buses and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pattern_tck.simulator.buses.holdings import Holdings, missing
from pattern_tck.simulator.operations import operation


def tags_of(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Read the tags of a call."""
    return {tag["Key"]: tag["Value"] for tag in parameters.get("Tags") or ()}


class TagOperations(Holdings):
    """The operations about tags."""

    @operation("TagResource")
    def tag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Set tags of a bus or a rule."""
        self._tags(parameters).update(tags_of(parameters))
        return {}

    @operation("UntagResource")
    def untag_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Take tags away from a bus or a rule."""
        tags = self._tags(parameters)
        for key in parameters["TagKeys"]:
            tags.pop(key, None)
        return {}

    @operation("ListTagsForResource")
    def list_tags_for_resource(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """List the tags of a bus or a rule."""
        tags = self._tags(parameters)
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def _tags(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        arn = parameters["ResourceARN"]
        for bus in self.buses.values():
            if bus.arn == arn:
                return bus.tags
            for rule in bus.rules.values():
                if rule.arn == arn:
                    return rule.tags
        raise missing(f"{arn} does not exist.")
