"""Making calls: what a call says of a whole site, and by which calls something else is said of it.

Changes know the operations by which a thing is made. What is set up later by another operation is
told to them in the words of the first, and what they make of it is told back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pattern_tck.mutation.changes import Change
from pattern_tck.mutation.editing import Parameters
from pattern_tck.mutation.parts import ChangeState, one_state_changed
from pattern_tck.mutation.site import MAKING, Site, site_of
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World

#: Service, operation and parameters.
Call = tuple[str, str, Parameters]

#: What an attribute of a subscription is when nobody says anything: nothing, but for these.
_USUAL: Final[Mapping[str, str]] = {
    "FilterPolicy": "{}",
    "FilterPolicyScope": "MessageAttributes",
    "RawMessageDelivery": "false",
}


#: What is set of a subscription, in the order in which one may depend on another.
OF_SUBSCRIPTION: Final = (
    "FilterPolicyScope",
    "FilterPolicy",
    "RawMessageDelivery",
    "RedrivePolicy",
)


@dataclass(frozen=True)
class Said:
    """What a call says, in the words of the ``operation`` that makes such a thing.

    ``told`` gives the calls that say other ``asked`` parameters, the one whose answer counts first;
    None stands for a thing that is not to be there.
    """

    site: Site
    operation: str
    asked: Parameters
    told: Callable[[Parameters | None], list[Call]]

    def otherwise(self, change: Change) -> list[tuple[Site, Parameters | None]]:
        """Give each way in which the change makes it say something else; none if it does not."""
        try:
            return list(self._otherwise(change))
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            return []  # it has not the form that the API wants: the service refuses it

    def _otherwise(self, change: Change) -> Iterator[tuple[Site, Parameters | None]]:
        if change.of_state is not None and "definition" in self.asked:
            yield from self._each_state(change.of_state)
            return
        after = change.of(self.operation, self.asked)
        if after != self.asked:
            yield self.site, after

    def _each_state(self, change: ChangeState) -> Iterator[tuple[Site, Parameters]]:
        for name, definition in one_state_changed(self.asked["definition"], change):
            site = replace(self.site, part=f"state {name}")
            yield site, {**self.asked, "definition": definition}


class Known:
    """What one world was told of its subscriptions, of which single attributes are set later."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._subscriptions: dict[str, dict[str, Any]] = {}

    def said(self, service: str, operation: str, asked: Parameters, region: str) -> Said | None:
        """Give what a call says; None if it makes nothing, or sets up what is not there."""
        if (service, operation) not in MAKING:
            return None
        if operation == "SetSubscriptionAttributes":
            return self._of_subscription(asked, region)
        site = site_of(service, operation, asked)
        if operation == "UpdateStateMachine":
            # The type stays what it is, whatever is said of it.
            words = {"definition": asked["definition"]} if asked.get("definition") else {}
            return Said(site, "CreateStateMachine", {**words, "type": "EXPRESS"}, _updated(asked))
        if operation == "SetQueueAttributes":
            return Said(site, operation, asked, _set(asked))
        return Said(site, operation, asked, _by_the_same(service, operation, asked))

    def _of_subscription(self, asked: Parameters, region: str) -> Said | None:
        try:
            made = self._made(str(asked.get("SubscriptionArn")), region)
        except Refusal:
            return None
        name = str(asked.get("AttributeName"))
        words = {**made, "Attributes": {**made["Attributes"], name: asked.get("AttributeValue")}}
        site = site_of("sns", "Subscribe", made)
        return Said(site, "Subscribe", words, _set_subscription(asked, words["Attributes"]))

    def _made(self, arn: str, region: str) -> Mapping[str, Any]:
        """Give by which words a subscription was made; one that was loaded tells of itself."""
        if arn not in self._subscriptions:
            asked = {"SubscriptionArn": arn}
            there = self._world.look("sns", "GetSubscriptionAttributes", asked, region)
            said = there["Attributes"]
            words = {name: said[name] for name in ("TopicArn", "Protocol", "Endpoint")}
            attributes = {name: said[name] for name in OF_SUBSCRIPTION if name in said}
            self._subscriptions[arn] = {**words, "Attributes": attributes}
        return self._subscriptions[arn]

    def note(self, operation: str, asked: Parameters, answer: Mapping[str, Any]) -> None:
        """Note what was done, in the words of who asked for it."""
        if operation == "Subscribe":
            made = {**asked, "Attributes": dict(asked.get("Attributes") or {})}
            self._subscriptions[str(answer.get("SubscriptionArn"))] = made
        elif operation == "SetSubscriptionAttributes":
            known = self._subscriptions.get(str(asked.get("SubscriptionArn")))
            if known is not None:
                known["Attributes"][asked["AttributeName"]] = asked.get("AttributeValue")


def _by_the_same(
    service: str, operation: str, asked: Parameters
) -> Callable[[Parameters | None], list[Call]]:
    """Say it by the same call. What is not to be there is made, for its answer, and taken away."""

    def told(after: Parameters | None) -> list[Call]:
        if after is not None:
            return [(service, operation, after)]
        begun: Call = (service, operation, asked)
        if operation == "CreateArchive":
            return [begun, (service, "DeleteArchive", {"ArchiveName": asked["ArchiveName"]})]
        return [begun, (service, "DeleteAlarms", {"AlarmNames": [asked["AlarmName"]]})]

    return told


def _set(asked: Parameters) -> Callable[[Parameters | None], list[Call]]:
    """Say attributes of a queue; one that is left out is set to nothing, in case it was there."""

    def told(after: Parameters | None) -> list[Call]:
        said = (after or {}).get("Attributes", {})
        nothing = {name: "" for name in asked["Attributes"] if name not in said}
        return [("sqs", "SetQueueAttributes", {**asked, "Attributes": {**said, **nothing}})]

    return told


def _set_subscription(
    asked: Parameters, before: Parameters
) -> Callable[[Parameters | None], list[Call]]:
    """Say attributes of a subscription one by one, the scope before the filter that is read in it.

    What the change makes of the others is said again, since one may depend on another.
    """

    def told(after: Parameters | None) -> list[Call]:
        said = (after or {}).get("Attributes", {})
        names = {name for name in {*said, *before} if said.get(name) != before.get(name)}
        return [
            (
                "sns",
                "SetSubscriptionAttributes",
                {**asked, "AttributeName": name, "AttributeValue": said.get(name, _usual(name))},
            )
            for name in sorted({asked["AttributeName"], *names}, reverse=True)
        ]

    return told


def _usual(name: str) -> str:
    return _USUAL.get(name, "")


def _updated(asked: Parameters) -> Callable[[Parameters | None], list[Call]]:
    def told(after: Parameters | None) -> list[Call]:
        words = {**asked, **(after or {})}
        words.pop("type", None)  # an update cannot say it
        return [("stepfunctions", "UpdateStateMachine", words)]

    return told
