"""Topics come, change and go: CreateTopic, DeleteTopic, ListTopics and their attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.topics import data_protection, delivery_policy, tagging
from pattern_tck.simulator.topics.directory import Directory, page
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.topic import Topic
from pattern_tck.simulator.topics.topic_attributes import (
    TopicSettings,
    checked_name,
    default_policy,
    read,
)

#: SNS-PUB-17: above the default size a topic has so many subscriptions at most, of these protocols.
MOST_LARGE_SUBSCRIPTIONS: Final = 100
LARGE_PROTOCOLS: Final = frozenset({"sqs", "lambda", "firehose"})


class Managing:
    """How topics are made, looked at, changed and deleted."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._world = directory.world
        self.operations = operations_of(self)

    @operation("CreateTopic")
    def create_topic(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make a topic, or find the one that is there under this name (SNS-PUB-19).

        Refused as InvalidParameter if that one has other attributes, or tags, than are asked for.
        """
        protection = data_protection.checked(asked.get("DataProtectionPolicy") or "")
        attributes = {name: str(value) for name, value in (asked.get("Attributes") or {}).items()}
        settings = read(attributes, largest_by_default=self._world.profile.largest_publish)
        name = checked_name(asked["Name"], fifo=settings.fifo)
        tags = tagging.read(asked.get("Tags") or ())
        arn = self._directory.region.arn("sns", name)
        there = self._directory.topics.get(arn)
        if there is None:
            made = self._directory.topics[arn] = self._made(arn, settings, tags)
            made.data_protection = protection
        elif not there.settings.says(attributes):
            raise invalid("Attributes Reason: Topic already exists with different attributes")
        elif not tags.items() <= there.tags.items():
            raise invalid("Tags Reason: Topic already exists with different tags")
        return {"TopicArn": arn}

    def _made(self, arn: str, settings: TopicSettings, tags: dict[str, str]) -> Topic:
        if "Policy" not in settings.texts:
            policy = default_policy(arn, self._world.account)
            settings = settings.changed("Policy", policy)
        topic = Topic(arn, self._world.account, settings, access.read(settings.texts["Policy"]))
        topic.tags = tags
        return topic

    @operation("DeleteTopic")
    def delete_topic(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Delete a topic and its subscriptions, if it is there at all (SNS-PUB-18)."""
        topic = self._directory.topics.get(asked["TopicArn"])
        if topic is not None:
            self._directory.remove_topic(topic)
        else:
            self._directory.check_topic_arn(asked["TopicArn"])
        return {}

    @operation("ListTopics")
    def list_topics(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the topics, 100 at a time."""
        topics, rest = page(self._directory.topics, asked)
        return {"Topics": [{"TopicArn": topic.arn} for topic in topics], **rest}

    @operation("GetTopicAttributes")
    def get_topic_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Show the attributes of a topic, those that nobody set included."""
        topic = self._directory.topic(asked["TopicArn"])
        # Who was not confirmed in time is not counted any more.
        self._directory.subscriptions()
        return {
            "Attributes": {
                **topic.settings.shown(),
                "TopicArn": topic.arn,
                "Owner": topic.owner,
                "SubscriptionsConfirmed": str(topic.confirmed),
                "SubscriptionsPending": str(len(topic.subscriptions) - topic.confirmed),
                "SubscriptionsDeleted": str(topic.ended),
                "EffectiveDeliveryPolicy": delivery_policy.effective_for_topic(
                    topic.settings.texts.get("DeliveryPolicy")
                ),
            }
        }

    @operation("SetTopicAttributes")
    def set_topic_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change one attribute of a topic."""
        topic = self._directory.topic(asked["TopicArn"])
        name, value = asked["AttributeName"], asked.get("AttributeValue", "")
        settings = topic.settings.changed(name, value)
        if settings.large:
            _check_large(topic)
        topic.settings = settings
        if name == "Policy":
            topic.policy = access.read(value)
        return {}


def _check_large(topic: Topic) -> None:
    """Refuse the larger size where not every subscription can take it (SNS-PUB-17)."""
    protocols = {subscription.protocol for subscription in topic.subscriptions.values()}
    if len(topic.subscriptions) > MOST_LARGE_SUBSCRIPTIONS or protocols - LARGE_PROTOCOLS:
        raise invalid(
            "MaximumMessageSize Reason: above 256 KiB a topic has at most "
            f"{MOST_LARGE_SUBSCRIPTIONS} subscriptions, all of sqs, lambda or firehose"
        )
