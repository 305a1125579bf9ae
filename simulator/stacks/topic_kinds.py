"""Topics, subscriptions and the policies of topics, made from templates.

Sources: the resource types AWS::SNS::Topic, AWS::SNS::Subscription, AWS::SNS::TopicPolicy and
AWS::SNS::TopicInlinePolicy of CloudFormation's template reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pattern_tck.simulator.refusals import NotModelled, Refusal
from pattern_tck.simulator.stacks.kind import Kind, Made, Properties, Site, answers, changed_tags
from pattern_tck.simulator.stacks.texts import as_text
from pattern_tck.simulator.topics.topic_attributes import default_policy

#: The attributes of a topic, with what each is when nobody says anything.
_OF_TOPIC: Final = {
    "ArchivePolicy": "{}",
    "ContentBasedDeduplication": "false",
    "DisplayName": "",
    "FifoThroughputScope": "Topic",
    "FifoTopic": "false",
    "KmsMasterKeyId": "",
    "SignatureVersion": "1",
    "TracingConfig": "PassThrough",
}
_FIFO_ONLY: Final = frozenset({"FifoTopic", "ContentBasedDeduplication"})
#: The attributes of a subscription, likewise.
_OF_SUBSCRIPTION: Final = {
    "DeliveryPolicy": "",
    "FilterPolicy": "{}",
    "FilterPolicyScope": "MessageAttributes",
    "RawMessageDelivery": "false",
    "RedrivePolicy": "",
    "ReplayPolicy": "",
    "SubscriptionRoleArn": "",
}
#: How the attributes of a delivery status begin, by the protocol.
_STATUS: Final = {
    "http/s": "HTTP",
    "sqs": "SQS",
    "lambda": "Lambda",
    "firehose": "Firehose",
    "application": "Application",
}


def _texts(properties: Properties, known: Mapping[str, str]) -> dict[str, str]:
    return {name: as_text(properties[name]) for name in known if name in properties}


def _attributes(properties: Properties) -> dict[str, str]:
    said = _texts(properties, _OF_TOPIC)
    if said.get("FifoTopic") != "true":
        said = {n: v for n, v in said.items() if n not in _FIFO_ONLY or v != "false"}
    for logging in properties.get("DeliveryStatusLogging", []):
        begin = _STATUS.get(logging.get("Protocol"))
        if begin is None:
            raise NotModelled(f"DeliveryStatusLogging for {logging.get('Protocol')}")
        said |= {begin + name: as_text(v) for name, v in logging.items() if name != "Protocol"}
    return said


def _create_topic(site: Site, properties: Properties) -> Made:
    attributes = _attributes(properties)
    ending = ".fifo" if attributes.get("FifoTopic") == "true" else ""
    name = as_text(properties.get("TopicName") or site.name(256, ending))
    arn = site.call(
        "sns",
        "CreateTopic",
        Name=name,
        Attributes=attributes,
        Tags=_tags(properties),
        **_protection(properties),
    )["TopicArn"]
    try:
        for one in properties.get("Subscription", []):
            site.call("sns", "Subscribe", TopicArn=arn, **one)
    except Refusal:
        # A topic is one resource with its subscriptions: half of it is none of it.
        site.call("sns", "DeleteTopic", TopicArn=arn)
        raise
    return Made(arn, {"TopicArn": arn, "TopicName": name}, name)


def _topic_exists(site: Site, name: str) -> bool:
    return answers(site, "sns", "GetTopicAttributes", TopicArn=site.arn("sns", name))


def _tags(properties: Properties) -> list[dict[str, str]]:
    return [
        {"Key": tag["Key"], "Value": as_text(tag["Value"])} for tag in properties.get("Tags", [])
    ]


def _protection(properties: Properties) -> dict[str, str]:
    policy = properties.get("DataProtectionPolicy")
    return {} if policy is None else {"DataProtectionPolicy": as_text(policy)}


def _update_topic(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    arn = made.physical
    before, after = _attributes(old), _attributes(new)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    changed |= {name: _OF_TOPIC.get(name, "") for name in before if name not in after}
    for name, value in changed.items():
        site.call(
            "sns", "SetTopicAttributes", TopicArn=arn, AttributeName=name, AttributeValue=value
        )
    if _protection(old) != _protection(new):
        text = _protection(new).get("DataProtectionPolicy", "")
        site.call("sns", "PutDataProtectionPolicy", ResourceArn=arn, DataProtectionPolicy=text)
    added, removed = changed_tags(old, new)
    if added:
        tags = [{"Key": key, "Value": value} for key, value in added.items()]
        site.call("sns", "TagResource", ResourceArn=arn, Tags=tags)
    if removed:
        site.call("sns", "UntagResource", ResourceArn=arn, TagKeys=removed)
    _update_subscriptions(site, arn, old.get("Subscription", []), new.get("Subscription", []))
    return made


def _update_subscriptions(site: Site, arn: str, old: list[Any], new: list[Any]) -> None:
    for one in new:
        if one not in old:
            site.call("sns", "Subscribe", TopicArn=arn, **one)
    gone = [(one["Protocol"], one["Endpoint"]) for one in old if one not in new]
    if not gone:
        return
    asked: dict[str, Any] = {"TopicArn": arn}
    while True:
        page = site.call("sns", "ListSubscriptionsByTopic", **asked)
        for one in page["Subscriptions"]:
            known = one["SubscriptionArn"].startswith("arn:")
            if known and (one["Protocol"], one["Endpoint"]) in gone:
                site.call("sns", "Unsubscribe", SubscriptionArn=one["SubscriptionArn"])
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]


def _delete_topic(site: Site, made: Made, _properties: Properties) -> None:
    site.call("sns", "DeleteTopic", TopicArn=made.physical)


def _create_subscription(site: Site, properties: Properties) -> Made:
    if properties.get("Region", site.region) != site.region:
        raise NotModelled("a subscription from a stack in another region than that of its topic")
    endpoint = {"Endpoint": properties["Endpoint"]} if "Endpoint" in properties else {}
    arn = site.call(
        "sns",
        "Subscribe",
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Attributes=_texts(properties, _OF_SUBSCRIPTION),
        ReturnSubscriptionArn=True,
        **endpoint,
    )["SubscriptionArn"]
    return Made(arn, {"Arn": arn})


def _update_subscription(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    before, after = _texts(old, _OF_SUBSCRIPTION), _texts(new, _OF_SUBSCRIPTION)
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    changed |= {name: _OF_SUBSCRIPTION[name] for name in before if name not in after}
    for name in sorted(changed, reverse=True):  # the scope before the policy that is read in it
        site.call(
            "sns",
            "SetSubscriptionAttributes",
            SubscriptionArn=made.physical,
            AttributeName=name,
            AttributeValue=changed[name],
        )
    return made


def _delete_subscription(site: Site, made: Made, _properties: Properties) -> None:
    try:
        site.call("sns", "Unsubscribe", SubscriptionArn=made.physical)
    except Refusal as refusal:
        if refusal.code != "NotFound":
            raise


def _set_policy(site: Site, arns: list[str], document: Any) -> None:
    for arn in arns:
        site.call(
            "sns",
            "SetTopicAttributes",
            TopicArn=arn,
            AttributeName="Policy",
            AttributeValue=as_text(document),
        )


def _reset_policy(site: Site, arns: list[str]) -> None:
    for arn in arns:
        try:
            _set_policy(site, [arn], default_policy(arn, site.account))
        except Refusal as refusal:
            if refusal.code != "NotFound":
                raise


def _create_policy(site: Site, properties: Properties) -> Made:
    _set_policy(site, properties["Topics"], properties["PolicyDocument"])
    name = site.name()
    return Made(name, {"Id": name}, name)


def _update_policy(site: Site, made: Made, old: Properties, new: Properties) -> Made:
    _reset_policy(site, [arn for arn in old["Topics"] if arn not in new["Topics"]])
    _set_policy(site, new["Topics"], new["PolicyDocument"])
    return made


def _delete_policy(site: Site, _made: Made, properties: Properties) -> None:
    _reset_policy(site, properties["Topics"])


def _create_inline(site: Site, properties: Properties) -> Made:
    _set_policy(site, [properties["TopicArn"]], properties["PolicyDocument"])
    return Made(properties["TopicArn"])


def _update_inline(site: Site, made: Made, _old: Properties, new: Properties) -> Made:
    _set_policy(site, [made.physical], new["PolicyDocument"])
    return made


def _delete_inline(site: Site, made: Made, _properties: Properties) -> None:
    _reset_policy(site, [made.physical])


KINDS: Final = (
    Kind(
        "AWS::SNS::Topic",
        frozenset(
            {
                *_OF_TOPIC, "DataProtectionPolicy", "DeliveryStatusLogging", "Subscription",
                "Tags", "TopicName",
            }
        ),
        _create_topic,
        _delete_topic,
        _update_topic,
        replaced_by=frozenset({"TopicName", "FifoTopic"}),
        named_by="TopicName",
        exists=_topic_exists,
        tags="list",
    ),
    Kind(
        "AWS::SNS::Subscription",
        frozenset({*_OF_SUBSCRIPTION, "Endpoint", "Protocol", "Region", "TopicArn"}),
        _create_subscription,
        _delete_subscription,
        _update_subscription,
        required=("Protocol", "TopicArn"),
        replaced_by=frozenset({"Endpoint", "Protocol", "Region", "TopicArn"}),
    ),
    Kind(
        "AWS::SNS::TopicPolicy",
        frozenset({"PolicyDocument", "Topics"}),
        _create_policy,
        _delete_policy,
        _update_policy,
        required=("PolicyDocument", "Topics"),
    ),
    Kind(
        "AWS::SNS::TopicInlinePolicy",
        frozenset({"PolicyDocument", "TopicArn"}),
        _create_inline,
        _delete_inline,
        _update_inline,
        required=("PolicyDocument", "TopicArn"),
        replaced_by=frozenset({"TopicArn"}),
    ),
)  # fmt: skip
