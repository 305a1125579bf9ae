"""The watch: holds every message that is sent in a scenario against its channel's contract.

It hears the calls of everybody, the kit included. What the kit breaks on purpose it says before.
What an implementation breaks is its failure, although nobody may have noticed in the scenario. What
nobody was heard to send (a workflow did, or a rule has transformed it) is looked at on arrival.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pattern_tck.catalogue import RoleDescription
from pattern_tck.contracts.messages import ChannelContract, channels
from pattern_tck.messages import plain, received, unwrapped
from pattern_tck.tap import Call

#: One message of a call: its body, and its headers by name.
_Sent = tuple[str, Mapping[str, object]]


class Watch:
    """Knows the contracts of one scenario's channels, and what was sent against them."""

    def __init__(self) -> None:
        self._contracts: dict[str, ChannelContract] = {}
        self._allowed = False
        #: The bodies that were looked at, or allowed.
        self._known: set[str] = set()
        #: What does not fit, in words, in the order in which it was sent.
        self.broken: list[str] = []

    def know(self, role: RoleDescription, name_of: Callable[[str], str]) -> None:
        """Take over the contracts of a role's channels; ``name_of`` names them in the scenario."""
        known = channels(role.pattern)
        for word, contract in known.items():
            self._contracts[name_of(word)] = contract

    @contextmanager
    def allowing(self, misfit: bool) -> Iterator[None]:
        """Say that what is sent now breaks its contract on purpose, if it does."""
        before, self._allowed = self._allowed, misfit
        try:
            yield
        finally:
            self._allowed = before

    def hear(self, call: Call, answer: Any) -> None:
        """Look at what a call has sent or received, if its channel has a contract."""
        contract = self._contracts.get(call.channel)
        if contract is None:
            return
        if call.operation == "ReceiveMessage":
            for message in answer.get("Messages", ()):
                self._look(contract, "somebody", call.channel, *_delivered(message))
        elif call.operation in _READERS:
            for body, headers in _READERS[call.operation](call.parameters):
                self._known.discard(_key(body))
                self._look(contract, call.participant.name, call.channel, body, headers)

    def _look(
        self,
        contract: ChannelContract,
        who: str,
        channel: str,
        body: str,
        headers: Mapping[str, object],
    ) -> None:
        if (key := _key(body)) in self._known:
            return
        self._known.add(key)
        wrong = "" if self._allowed else contract.misfit(body, headers)
        if wrong:
            self.broken.append(
                f"{who} sent to {channel!r} what {contract.file} does not allow: {wrong}; "
                f"the body was {body:.200}"
            )


def _key(body: str) -> str:
    """Give what a body is known by: a bus writes the same JSON in its own way."""
    try:
        return json.dumps(json.loads(body), sort_keys=True)
    except ValueError:
        return body


def _delivered(message: Mapping[str, Any]) -> _Sent:
    """Read a message as it was sent, out of the envelope of a topic or a bus."""
    published = unwrapped(received({"MessageId": "", **message}))
    event = published.json
    if isinstance(event, dict) and {"detail-type", "source", "detail"} <= set(event):
        headers = {"source": event["source"], "detail-type": event["detail-type"]}
        return json.dumps(event["detail"]), headers
    return published.body, published.attributes


def _attributes(message: Mapping[str, Any]) -> Mapping[str, object]:
    return plain(message.get("MessageAttributes", {}))


def _sent(parameters: Mapping[str, Any]) -> list[_Sent]:
    return [(parameters["MessageBody"], _attributes(parameters))]


def _sent_together(parameters: Mapping[str, Any]) -> list[_Sent]:
    return [(entry["MessageBody"], _attributes(entry)) for entry in parameters["Entries"]]


def _published(parameters: Mapping[str, Any]) -> list[_Sent]:
    return [(parameters["Message"], _attributes(parameters))]


def _published_together(parameters: Mapping[str, Any]) -> list[_Sent]:
    return [
        (entry["Message"], _attributes(entry)) for entry in parameters["PublishBatchRequestEntries"]
    ]


def _put(parameters: Mapping[str, Any]) -> list[_Sent]:
    return [
        (
            entry.get("Detail", ""),
            {"source": entry.get("Source", ""), "detail-type": entry.get("DetailType", "")},
        )
        for entry in parameters["Entries"]
    ]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], list[_Sent]]] = {
    "SendMessage": _sent,
    "SendMessageBatch": _sent_together,
    "Publish": _published,
    "PublishBatch": _published_together,
    "PutEvents": _put,
}
