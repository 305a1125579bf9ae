"""Sentences about the two places where a subscriber's letters are, when something has failed."""

from __future__ import annotations

from pytest_bdd import parsers, then

from pattern_tck.expectations import expect, expect_that
from pattern_tck.stage import Stage
from pattern_tck.steps.topics import undelivered_letters


@then(
    parsers.parse(
        'what "{called}" cannot handle and what cannot be delivered to it have a '
        "dead-letter queue each"
    )
)
def _(stage: Stage, called: str) -> None:
    role = stage.application(called).role
    inbox = stage.channel_of(called, role.moments["receive"].channel)
    topic = stage.channel(role.given["TOPIC_ARN"])
    arn = stage.probe.arn(inbox)
    found = [one for one in stage.probe.subscriptions(topic) if one.endpoint == arn]
    expect(f"subscriptions of the inbox of {called}", expected=1, seen=len(found))
    places = [undelivered_letters(stage, found[0]), stage.dead_letters_of(inbox)]
    expect_that(
        len({place.address for place in places}) == len(places),
        "dead-letter queues",
        expected="two different ones",
        seen=[place.address for place in places],
    )
