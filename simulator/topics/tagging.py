"""Tags of topics: TagResource, UntagResource and ListTagsForResource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics.directory import Directory
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.topic import Topic

_MOST_TAGS: Final = 50


class Tagging:
    """How topics are tagged."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.operations = operations_of(self)

    @operation("TagResource")
    def tag_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Add tags to a topic, and replace those of the same keys."""
        topic = self._topic(asked)
        topic.tags = _limited({**topic.tags, **read(asked["Tags"])})
        return {}

    @operation("UntagResource")
    def untag_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take tags away; keys that are not there are passed over."""
        topic = self._topic(asked)
        for key in asked["TagKeys"]:
            topic.tags.pop(key, None)
        return {}

    @operation("ListTagsForResource")
    def list_tags_for_resource(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the tags of a topic."""
        tags = self._topic(asked).tags
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def _topic(self, asked: Mapping[str, Any]) -> Topic:
        topic = self._directory.topics.get(asked["ResourceArn"])
        if topic is None:
            raise Refusal("ResourceNotFound", "Resource does not exist", status=404)
        return topic


def read(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Read a list of tags; refused if a key comes twice, or if there are too many."""
    listed = list(tags)
    found = {tag["Key"]: tag["Value"] for tag in listed}
    if len(found) < len(listed):
        raise invalid("Duplicated keys are not allowed.")
    return _limited(found)


def _limited(tags: dict[str, str]) -> dict[str, str]:
    if len(tags) > _MOST_TAGS:
        raise Refusal(
            "TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded"
        )
    return tags
