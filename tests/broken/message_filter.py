"""Subscribers whose filters let the wrong messages through, or change the right ones."""

from __future__ import annotations

import json
from typing import ClassVar

from pattern_tck.reference_impl.channels import admit_topic, arn_of, create_queue
from pattern_tck.reference_impl.message_filter import (
    ExtraordinaryRides,
    ExtraordinaryRidesByBody,
    OutcomeSubscriber,
)


def _policy(fare, distance):
    return {"fare": [fare], "distance": [distance]}


class _NoGuard:
    def _wants(self, _published):
        return True


class WithoutFilter(_NoGuard, ExtraordinaryRides):
    """Has forgotten the filter."""

    filter_policy = None


class WithoutFilterByBody(_NoGuard, ExtraordinaryRidesByBody):
    """Has forgotten the filter."""

    filter_policy = None


class FaresOrDistances(_NoGuard, ExtraordinaryRides):
    """Takes the prose for the rule: "fares or distances above thresholds"."""

    filter_policy: ClassVar = {
        "$or": [
            {"fare": [{"numeric": [">=", 50]}]},
            {"distance": [{"numeric": [">=", 20]}]},
        ]
    }


class MoreThan(ExtraordinaryRides):
    """Takes "from 50" for "more than 50"."""

    filter_policy = _policy({"numeric": [">", 50]}, {"numeric": [">", 20]})


class MoreThanByBody(ExtraordinaryRidesByBody):
    """Takes "from 50" for "more than 50"."""

    filter_policy = MoreThan.filter_policy


class ComparesTexts(ExtraordinaryRides):
    """Filters on beginnings of texts, as if fares were words."""

    filter_policy = _policy({"prefix": "2"}, {"prefix": "6"})


class WrongScope(ExtraordinaryRides):
    """Filters on the body although the publisher speaks by attributes."""

    filter_scope = "MessageBody"


class WrongScopeByBody(ExtraordinaryRidesByBody):
    """Filters on attributes although the publisher sets none."""

    filter_scope = "MessageAttributes"


class ReadsAttributesAsWell(_NoGuard, ExtraordinaryRidesByBody):
    """Filters on attributes where it should read the body."""

    filter_scope = "MessageAttributes"


class NoGuard(_NoGuard, ExtraordinaryRides):
    """Relies on the filter alone, although a change of it takes its time."""


class NoGuardByBody(_NoGuard, ExtraordinaryRidesByBody):
    """Relies on the filter alone, although a change of it takes its time."""


class MakesAnErrorOfIt(ExtraordinaryRides):
    """Gets everything, and sets aside what it does not want as if it were broken."""

    filter_policy = None

    def _handled(self, message):
        done = super()._handled(message)
        attributes = message.get("MessageAttributes", {})
        fare = attributes.get("fare", {})
        if fare.get("DataType") != "Number" or float(fare["StringValue"]) < 50:
            self._set_aside(message)
        return done


class MakesAnErrorOfItByBody(ExtraordinaryRidesByBody):
    """Gets everything, and sets aside what it does not want as if it were broken."""

    filter_policy = None

    def _wants(self, published):
        if not super()._wants(published):
            raise ValueError("unwanted")
        return True


class RoundsTheFare(ExtraordinaryRides):
    """Books whole units, and forgets the rest."""

    def _book(self, published, ride):
        super()._book(published, {**ride, "fare": int(ride["fare"])})


class RoundsTheFareByBody(ExtraordinaryRidesByBody):
    """Books whole units, and forgets the rest."""

    def _book(self, published, ride):
        super()._book(published, {**ride, "fare": int(ride["fare"])})


class Misspelt(ExtraordinaryRides):
    """Has a slip of the pen in its policy: nothing ever comes, and nobody complains."""

    filter_policy: ClassVar = {"fair": [{"numeric": [">=", 50]}]}


class MisspeltByBody(ExtraordinaryRidesByBody):
    """Has a slip of the pen in its policy: nothing ever comes, and nobody complains."""

    filter_policy = Misspelt.filter_policy


class OutcomesUnfiltered(OutcomeSubscriber):
    """Both queues get everything."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        _subscribe(cls, environment, client, made, {})
        return made


class OutcomesSwapped(OutcomeSubscriber):
    """The queues are mixed up."""

    outcomes: ClassVar = {"successful": "false", "failed": "true"}


class OutcomesInAnyLetters(OutcomeSubscriber):
    """Everything that does not look like "true" has failed, and the rest has not."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        sloppy = {"IsSuccessful": [{"anything-but": ["true", "false"]}, {"exists": False}]}
        _subscribe(cls, environment, client, made, {"FilterPolicy": json.dumps(sloppy)})
        return made


class OutcomesWithoutAbsence(OutcomeSubscriber):
    """What does not say how it ended counts as failed."""

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy(environment, client)
        absent = {"FilterPolicy": json.dumps({"IsSuccessful": [{"exists": False}]})}
        _subscribe(cls, environment, client, made, absent)
        return made


class OutcomesPassedOn(OutcomeSubscriber):
    """Filters by a component of its own, which passes on the body alone."""

    def __init__(self, environment, client, now):
        self._sqs = client("sqs")
        self._ways = {
            self._sqs.get_queue_url(QueueName=f"{environment['PREFIX']}-{word}-in")[
                "QueueUrl"
            ]: environment[f"{word.upper()}_QUEUE_URL"]
            for word in self.outcomes
        }

    @classmethod
    def deploy(cls, environment, client):
        made = super().deploy({**environment, "PREFIX": environment["PREFIX"]}, client)
        sqs, sns = client("sqs"), client("sns")
        arns = {
            arn_of(sqs, url): word for word, url in zip(cls.outcomes, made.values(), strict=True)
        }
        listed = sns.list_subscriptions_by_topic(TopicArn=environment["TOPIC_ARN"])
        for found in listed["Subscriptions"]:
            if found["Endpoint"] in arns:
                sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
        for word, value in cls.outcomes.items():
            first = create_queue(sqs, f"{environment['PREFIX']}-{word}-in")
            admit_topic(sqs, first, environment["TOPIC_ARN"])
            sns.subscribe(
                TopicArn=environment["TOPIC_ARN"],
                Protocol="sqs",
                Endpoint=arn_of(sqs, first),
                Attributes={
                    "RawMessageDelivery": "true",
                    "FilterPolicy": json.dumps({"IsSuccessful": [value]}),
                },
            )
        return made

    def work(self):
        worked = False
        for source, destination in self._ways.items():
            for message in self._sqs.receive_message(QueueUrl=source).get("Messages", []):
                self._sqs.send_message(QueueUrl=destination, MessageBody=message["Body"])
                self._sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
                worked = True
        return worked


def _subscribe(cls, environment, client, made, attributes):
    """Subscribe a queue beside each one that the reference has subscribed, and pass all on."""
    sqs, sns = client("sqs"), client("sns")
    topic = environment["TOPIC_ARN"]
    for queue in made.values():
        arn = arn_of(sqs, queue)
        for found in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
            if found["Endpoint"] == arn:
                sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn,
            Attributes={"RawMessageDelivery": "true", **attributes},
        )


without_filter = {
    "filtering-subscriber": WithoutFilter,
    "body-filtering-subscriber": WithoutFilterByBody,
    "outcome-subscriber": OutcomesUnfiltered,
}
fares_or_distances = {"filtering-subscriber": FaresOrDistances}
more_than = {
    "filtering-subscriber": MoreThan,
    "body-filtering-subscriber": MoreThanByBody,
}
compares_texts = {"filtering-subscriber": ComparesTexts}
wrong_scope = {
    "filtering-subscriber": WrongScope,
    "body-filtering-subscriber": WrongScopeByBody,
}
reads_attributes_as_well = {"body-filtering-subscriber": ReadsAttributesAsWell}
no_guard = {
    "filtering-subscriber": NoGuard,
    "body-filtering-subscriber": NoGuardByBody,
}
makes_an_error_of_it = {
    "filtering-subscriber": MakesAnErrorOfIt,
    "body-filtering-subscriber": MakesAnErrorOfItByBody,
}
misspelt = {
    "filtering-subscriber": Misspelt,
    "body-filtering-subscriber": MisspeltByBody,
}
rounds_the_fare = {
    "filtering-subscriber": RoundsTheFare,
    "body-filtering-subscriber": RoundsTheFareByBody,
}
outcomes_swapped = {"outcome-subscriber": OutcomesSwapped}
outcomes_in_any_letters = {"outcome-subscriber": OutcomesInAnyLetters}
outcomes_without_absence = {"outcome-subscriber": OutcomesWithoutAbsence}
outcomes_passed_on = {"outcome-subscriber": OutcomesPassedOn}

CAUGHT = {
    "without_filter": [
        "SNS-FLT-04",
        "SNS-FLT-05",
        "SNS-FLT-09",
        "SNS-FLT-10",
        "SNS-FLT-12",
        "SNS-FLT-13",
        "SNS-FLT-14",
    ],
    "fares_or_distances": ["SNS-FLT-13", "SNS-FLT-04", "SNS-FLT-12"],
    "more_than": ["SNS-FLT-13"],
    "compares_texts": ["SNS-FLT-13"],
    "wrong_scope": ["SNS-FLT-13"],
    "reads_attributes_as_well": ["SNS-FLT-02"],
    "no_guard": ["SNS-FLT-10"],
    "makes_an_error_of_it": ["SNS-FLT-14"],
    "misspelt": ["SNS-FLT-13", "SNS-FLT-14", "RR-04"],
    "rounds_the_fare": ["SNS-FLT-14", "RR-04"],
    "outcomes_swapped": ["SNS-FLT-14"],
    "outcomes_in_any_letters": ["SNS-FLT-05"],
    "outcomes_without_absence": ["SNS-FLT-04"],
    "outcomes_passed_on": ["SNS-FLT-14"],
}
