"""Subscriptions come, change and go: Subscribe, ConfirmSubscription, Unsubscribe, and the lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.matching import complaints
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.topics import delivery_policy, endpoints
from pattern_tck.simulator.topics.confirmation import ASKED, Confirmation
from pattern_tck.simulator.topics.directory import Directory, check_subscription_arn, page
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.mobile import Mobile
from pattern_tck.simulator.topics.subscription import Subscription
from pattern_tck.simulator.topics.subscription_attributes import (
    Circumstances,
    SubscriptionSettings,
    queue_arn,
)
from pattern_tck.simulator.topics.topic import Topic

#: Protocols that have a delivery policy.
_TRIED: Final = frozenset({"http", "https"})
_TOKEN: Final = re.compile("[0-9a-f]{288}")


class Subscribing:
    """How endpoints join topics and leave them."""

    def __init__(self, directory: Directory, mobile: Mobile) -> None:
        self._directory = directory
        self._mobile = mobile
        self._world = directory.world
        self.operations = operations_of(self)

    @operation("Subscribe")
    def subscribe(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let an endpoint join a topic, at once or when its owner has agreed (SNS-PUB-06).

        A queue of the account is its own owner's, so it joins at once. Who has joined already is
        found again; refused as InvalidParameter if he asks for other attributes now.
        """
        topic = self._directory.topic(asked["TopicArn"])
        protocol, endpoint = asked["Protocol"], asked.get("Endpoint") or ""
        there = self._joined(topic, protocol, endpoint)
        if there is None:
            endpoints.check(topic, protocol, endpoint)
            if protocol == "application":
                self._mobile.check_endpoint(endpoint)
        attributes = {name: str(value) for name, value in (asked.get("Attributes") or {}).items()}
        where = Circumstances(topic.arn, topic.fifo, protocol, self._world.profile)
        settings = _read(where, attributes)
        if protocol == "firehose" and "SubscriptionRoleArn" not in settings.texts:
            raise invalid("Attributes Reason: SubscriptionRoleArn is required for firehose")
        if there is None:
            self._check_quota(topic, settings)
            there = self._join(topic, endpoint, settings)
        else:
            _check_same(there, attributes)
            if not there.confirmed:
                self._ask(there)
        if there.confirmed or asked.get("ReturnSubscriptionArn"):
            return {"SubscriptionArn": there.arn}
        return {"SubscriptionArn": "pending confirmation"}

    def _joined(self, topic: Topic, protocol: str, endpoint: str) -> Subscription | None:
        # Looked up in the directory first, so that who was not confirmed in time is gone.
        self._directory.subscriptions()
        for there in topic.subscriptions.values():
            if there.endpoint == endpoint and there.protocol == protocol:
                return there
        return None

    def _join(self, topic: Topic, endpoint: str, settings: SubscriptionSettings) -> Subscription:
        queue = queue_arn(endpoint) if settings.where.protocol == "sqs" else None
        region, account = queue or ("", self._world.account)
        foreign = account != self._world.account
        subscription = Subscription(
            f"{topic.arn}:{self._world.identities.uuid()}",
            endpoint,
            settings,
            owner=account,
            home=self._world.region(region) if queue and not foreign else None,
            confirmation=None,
        )
        if foreign or settings.where.protocol in ASKED:
            self._ask(subscription)
        self._directory.add(topic, subscription)
        return subscription

    def _ask(self, subscription: Subscription) -> None:
        """Send a token to the endpoint; nothing here receives it, so it is told (SNS-PUB-06)."""
        earlier = subscription.confirmation
        now = self._directory.now
        token = self._world.identities.uuid().replace("-", "") * 9
        since = now if earlier is None else earlier.since
        subscription.confirmation = Confirmation(token, sent=now, since=since)
        subscription.authenticated = False
        self._world.tell(
            "SNS-PUB-06",
            f"{subscription.endpoint} is asked to confirm {subscription.arn} by the token {token}",
        )

    def _check_quota(self, topic: Topic, settings: SubscriptionSettings) -> None:
        """Refuse one filter policy too many (SNS-FLT-08)."""
        if settings.filter is None:
            return
        filters = sum(found.settings.filter is not None for found in topic.subscriptions.values())
        if filters >= self._world.profile.most_filter_policies_per_topic:
            raise Refusal("FilterPolicyLimitExceeded", "Filter policy limit exceeded", status=403)

    @operation("ConfirmSubscription")
    def confirm_subscription(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Let the endpoint with this token get messages; a token is good for two days.

        Who confirms a second time by the same token is told the same.
        """
        token = asked["Token"]
        if not _TOKEN.fullmatch(token):
            raise Refusal("InvalidParameter", "Invalid token")
        subscription = self._asked_by(token)
        if subscription is None:
            raise invalid("Token")
        if subscription.topic_arn != asked["TopicArn"]:
            raise invalid("Topic")
        if subscription.confirmation is not None:
            subscription.authenticated = asked.get("AuthenticateOnUnsubscribe") == "true"
            subscription.token = token
            self._directory.confirm(subscription)
        return {"SubscriptionArn": subscription.arn}

    def _asked_by(self, token: str) -> Subscription | None:
        for subscription in self._directory.subscriptions().values():
            sent = subscription.confirmation
            if sent is None:
                if subscription.token == token:
                    return subscription
            elif sent.token == token and sent.valid(self._directory.now):
                return subscription
        return None

    @operation("Unsubscribe")
    def unsubscribe(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """End a subscription, if there is one; one that waits cannot be ended (SNS-PUB-07)."""
        arn = asked.get("SubscriptionArn")
        if arn is None:
            raise invalid("SubscriptionArn Reason: no value for required parameter")
        subscription = self._directory.subscriptions().get(arn)
        if subscription is None:
            check_subscription_arn(arn)
        elif not subscription.confirmed:
            # These words are what Terraform and the CDK look for before they go on.
            why = "Cannot unsubscribe a subscription that is pending confirmation"
            raise invalid(f"SubscriptionArn Reason: {why}")
        else:
            self._directory.remove(subscription)
        return {}

    @operation("ListSubscriptions")
    def list_subscriptions(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List all subscriptions of the region, 100 at a time."""
        found, rest = page(self._directory.subscriptions(), asked)
        return {"Subscriptions": [_listed(subscription) for subscription in found], **rest}

    @operation("ListSubscriptionsByTopic")
    def list_subscriptions_by_topic(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """List the subscriptions of a topic, 100 at a time."""
        topic = self._directory.topic(asked["TopicArn"])
        self._directory.subscriptions()
        found, rest = page(topic.subscriptions, asked)
        return {"Subscriptions": [_listed(subscription) for subscription in found], **rest}

    @operation("GetSubscriptionAttributes")
    def get_subscription_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Show the attributes of a subscription."""
        found = self._directory.subscription(asked["SubscriptionArn"])
        shown = {
            **found.settings.shown(),
            "SubscriptionArn": found.arn,
            "TopicArn": found.topic_arn,
            "Owner": found.owner,
            # There are no identities here, so everybody is the account itself.
            "SubscriptionPrincipal": f"arn:aws:iam::{self._world.account}:root",
            "Protocol": found.protocol,
            "Endpoint": found.endpoint,
            "PendingConfirmation": str(not found.confirmed).lower(),
            "ConfirmationWasAuthenticated": str(found.authenticated).lower(),
        }
        if found.protocol in _TRIED:
            topic = self._directory.topic(found.topic_arn)
            shown["EffectiveDeliveryPolicy"] = delivery_policy.effective_for_subscription(
                found.settings.texts.get("DeliveryPolicy"),
                topic.settings.texts.get("DeliveryPolicy"),
            )
        return {"Attributes": shown}

    @operation("SetSubscriptionAttributes")
    def set_subscription_attributes(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change one attribute of a subscription; without a value it is taken away."""
        subscription = self._directory.subscription(asked["SubscriptionArn"])
        name, value = asked["AttributeName"], asked.get("AttributeValue") or ""
        if name == "RedrivePolicy" and asked.get("AttributeValue") == "":
            # Of all attributes this one is taken away by no value, not by an empty one.
            raise invalid(f"RedrivePolicy: {complaints.of_json(value)}")
        settings = subscription.settings.changed(name, value)
        if subscription.settings.filter is None:
            self._check_quota(self._directory.topic(subscription.topic_arn), settings)
        subscription.change(settings, self._directory.now)
        return {}


def _read(where: Circumstances, attributes: Mapping[str, str]) -> SubscriptionSettings:
    """Read the attributes of a new subscription; what is wrong with one is said of them all."""
    try:
        return SubscriptionSettings(where).with_all(attributes)
    except Refusal as refusal:
        if refusal.code != "InvalidParameter":
            raise
        what = refusal.message.removeprefix("Invalid parameter: ")
        raise invalid(f"Attributes Reason: {what}") from None


def _check_same(there: Subscription, attributes: Mapping[str, str]) -> None:
    if not there.settings.says(attributes):
        raise invalid("Attributes Reason: Subscription already exists with different attributes")


def _listed(subscription: Subscription) -> dict[str, str]:
    return {
        "SubscriptionArn": subscription.shown_arn,
        "Owner": subscription.owner,
        "Protocol": subscription.protocol,
        "Endpoint": subscription.endpoint,
        "TopicArn": subscription.topic_arn,
    }
