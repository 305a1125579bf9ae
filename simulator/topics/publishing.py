"""Publishing: Publish and PublishBatch, and what another service publishes for somebody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pattern_tck.simulator import access
from pattern_tck.simulator.freedoms import SEND_ANSWER_LOST, SEND_THROTTLED
from pattern_tck.simulator.operations import operation, operations_of
from pattern_tck.simulator.queues import batches
from pattern_tck.simulator.queues.incoming import Undeliverable
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.topics import data_protection
from pattern_tck.simulator.topics import message as messages
from pattern_tck.simulator.topics.deduplication import Accepted
from pattern_tck.simulator.topics.delivery import Delivery
from pattern_tck.simulator.topics.directory import Directory
from pattern_tck.simulator.topics.envelope import Notification
from pattern_tck.simulator.topics.invalid import invalid
from pattern_tck.simulator.topics.message import Attributes, Message
from pattern_tck.simulator.topics.mobile import Mobile
from pattern_tck.simulator.topics.telephones import NUMBER
from pattern_tck.simulator.topics.topic import Topic

_MOST_ENTRIES: Final = 10
#: Lost answers after which a publisher may still come again with the same text.
_MOST_UNANSWERED: Final = 100
_LONGEST_ID: Final = 80
_ENTRY_ID: Final = re.compile(r"[A-Za-z0-9_-]+")
#: These say for which account they publish; the default policy of a topic asks for just that.
_SAY_FOR_WHOM: Final = frozenset({"cloudwatch.amazonaws.com"})


class Publishing:
    """How messages come to topics."""

    def __init__(self, directory: Directory, mobile: Mobile) -> None:
        self._directory = directory
        self._mobile = mobile
        self._world = directory.world
        self._delivery = Delivery(directory.region)
        self.operations = operations_of(self)

    @operation("Publish")
    def publish(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take a message and say under which MessageId; who gets it is not said (SNS-PUB-01)."""
        topic = self._addressed(asked)
        text = asked.get("Message", "")
        self._may_throttle(text)
        accepted = self._take(topic, _read(asked, topic))
        self._may_lose_the_answer(text, topic, {text: accepted.message_id})
        return _answer(accepted)

    @operation("PublishBatch")
    def publish_batch(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take up to ten messages, in the order of the list; some may fail (SNS-PUB-16)."""
        topic = self._directory.topic(asked["TopicArn"])
        entries = asked["PublishBatchRequestEntries"]
        _check_batch(entries)
        self._may_throttle(entries)
        _check_whole(entries, topic)
        for number, entry in enumerate(entries, 1):
            messages.check_entry(entry, topic, f"publishBatchRequestEntries.{number}.member.")
        taken: dict[str, str] = {}

        def take(entry: Mapping[str, Any]) -> dict[str, Any]:
            accepted = self._take(topic, messages.read(entry, topic))
            taken[entry["Message"]] = accepted.message_id
            return _answer(accepted)

        # SNS tells both lists, though one be empty, unlike SQS.
        told = batches.each(entries, take, self._world.choose)
        answer: dict[str, Any] = {"Successful": [], "Failed": [], **told}
        self._may_lose_the_answer(entries, topic, taken)
        return answer

    def publish_for(
        self,
        topic_arn: str,
        message: str,
        *,
        subject: str = "",
        attributes: Attributes | None = None,
        service: str,
        source: str,
    ) -> str:
        """Publish on behalf of a service, and give the MessageId.

        ``service`` is the principal (``events.amazonaws.com``), ``source`` the ARN for which it
        publishes (the rule, the alarm). The topic's policy must admit both. Raises
        `Undeliverable`, as there is nobody to tell but who sends for somebody.
        """
        topic = self._directory.topics.get(topic_arn)
        if topic is None:
            raise Undeliverable("NotFound", f"{topic_arn} does not exist")
        if not self._admits(topic, service, source):
            raise Undeliverable(
                "AuthorizationError",
                f"the policy of {topic_arn} does not let {service} publish for {source}",
            )
        asked: dict[str, Any] = {"Message": message, "MessageAttributes": attributes or {}}
        if subject:
            asked["Subject"] = subject
        try:
            found = _read(asked, topic)
        except Refusal as refusal:
            raise Undeliverable(refusal.code, refusal.message) from None
        return self._take(topic, found).message_id

    def _admits(self, topic: Topic, service: str, source: str) -> bool:
        account = self._world.account
        context = {"aws:SourceArn": source, "aws:SourceAccount": account}
        if service in _SAY_FOR_WHOM:
            context["AWS:SourceOwner"] = account
        return access.admits(
            topic.policy,
            service=service,
            action="sns:Publish",
            resource=topic.arn,
            context=context,
        )

    def _addressed(self, asked: Mapping[str, Any]) -> Topic:
        arn = asked.get("TopicArn", asked.get("TargetArn"))
        number = asked.get("PhoneNumber")
        if number is not None:
            if not NUMBER.fullmatch(number):
                raise invalid(f"PhoneNumber Reason: {number} is not valid to publish to")
            raise NotModelled("publishing to a telephone")
        if arn is None:
            raise invalid("TopicArn or TargetArn Reason: no value for required parameter")
        if ":endpoint/" in arn:
            self._mobile.check_target(arn)
            raise NotModelled("publishing to a mobile application")
        return self._directory.topic(arn)

    def _take(self, topic: Topic, message: Message) -> Accepted:
        """Accept a message and distribute it; a FIFO topic knows it again (SNS-FIFO-03)."""
        data_protection.check_harmless(topic)
        now = self._world.clock.micros
        if not topic.fifo:
            accepted = Accepted(self._world.identities.uuid(), "")
        else:
            key = (message.group if topic.settings.by_group else "", message.deduplication)
            earlier = topic.deduplication.earlier(key, now)
            if earlier is not None:
                return earlier
            accepted = Accepted(self._world.identities.uuid(), topic.next_sequence_number())
            topic.deduplication.remember(key, now, accepted)
        notification = Notification(
            message,
            accepted.message_id,
            topic.arn,
            accepted.sequence,
            now,
            topic.settings.signature_version,
            topic.unanswered.pop(message.text, "") or accepted.message_id,
        )
        self._delivery.distribute(topic, notification)
        return accepted

    def _may_throttle(self, subject: object) -> None:
        throttled = self._world.choose(SEND_THROTTLED, 3, subject)
        if throttled:
            raise Refusal("Throttling", "Rate exceeded", throttled=throttled)

    def _may_lose_the_answer(self, subject: object, topic: Topic, taken: Mapping[str, str]) -> None:
        """Lose the answer about what was taken; ``taken`` has the MessageIds by text."""
        if self._world.choose(SEND_ANSWER_LOST, 2, subject):
            topic.unanswered.update(taken)
            while len(topic.unanswered) > _MOST_UNANSWERED:
                del topic.unanswered[next(iter(topic.unanswered))]
            raise AnswerLost


def _read(asked: Mapping[str, Any], topic: Topic) -> Message:
    message = messages.read(asked, topic)
    if messages.size(asked) > topic.settings.largest:
        # SNS-PUB-17
        raise invalid("Message too long")
    return message


def _answer(accepted: Accepted) -> dict[str, Any]:
    answer = {"MessageId": accepted.message_id}
    if accepted.sequence:
        answer["SequenceNumber"] = accepted.sequence
    return answer


def _check_batch(entries: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a batch as a whole: empty, too many entries, bad or repeated ids (SNS-PUB-16)."""
    if not entries:
        raise Refusal("EmptyBatchRequest", "The batch request doesn't contain any entries.")
    if len(entries) > _MOST_ENTRIES:
        raise Refusal(
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.",
        )
    ids = [entry["Id"] for entry in entries]
    if len(set(ids)) < len(ids):
        raise Refusal(
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
        )
    for found in ids:
        if len(found) > _LONGEST_ID:
            raise Refusal(
                "InvalidBatchEntryId",
                f"The Id of a batch entry in the batch request is too long: {found}",
            )
        if not _ENTRY_ID.fullmatch(found):
            raise Refusal(
                "InvalidBatchEntryId",
                "The Id of a batch entry in the batch request contains an impermissible "
                f"character: {found}",
            )


def _check_whole(entries: Sequence[Mapping[str, Any]], topic: Topic) -> None:
    """Refuse a batch that is larger than the topic takes, all entries together (SNS-PUB-17)."""
    if sum(messages.size(entry) for entry in entries) > topic.settings.largest:
        raise Refusal(
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
        )
