"""Making the place of an application's effects: a channel, how it is read, what it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.bystander import Bystander
from pattern_tck.channels import Channel, Directory
from pattern_tck.effects.place import EffectsPlace
from pattern_tck.effects.view import (
    EffectsView,
    MessageEffects,
    StandingTableEffects,
    TableEffects,
)
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.ports import Target
from pattern_tck.puppet import Puppet
from pattern_tck.tap import Tap
from pattern_tck.third_parties import loopback

_TABLE_VARIABLE = "EFFECTS_TABLE"

#: As long as a queue can keep a message, in seconds: a scenario may take ten days.
_LONGEST_KEPT = str(14 * 24 * 60 * 60)


@dataclass(frozen=True)
class Made:
    """A place that was made: the environment that names it, and the view on it."""

    channel: Channel
    view: EffectsView
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Maker:
    """Makes places of effects in one scenario."""

    target: Target
    puppet: Puppet
    directory: Directory
    tap: Tap
    #: The addresses at which effects are listened for, until the scenario ends.
    served: list[str] = field(default_factory=list)

    def make(self, name: str, application: str, place: EffectsPlace) -> Made:
        """Make the place of an application's effects, as the channel ``name``.

        Where that is no table, a table is given all the same: for what has to be remembered.
        """
        if place.is_table:
            return self._table(name, place)
        made = {"queue": self._queue, "topic": self._topic}.get(place.kind)
        shown = made(name, place) if made else self._http(name, application, place)
        memory = self._table(memory_of(application), place)
        return Made(shown.channel, shown.view, {**memory.environment, **shown.environment})

    def view(self, name: str, application: str, place: EffectsPlace) -> Made:
        """Look at a place of effects that is there already, as the channel ``name``."""
        if place.is_table:
            return self._view_of(self.directory.channels[name], place, StandingTableEffects)
        return {"queue": self._queue, "topic": self._topic}[place.kind](name, place)

    def _table(self, name: str, place: EffectsPlace) -> Made:
        known = self.directory.channels.get(name)
        channel = known or self.puppet.table(name, place.partition_key, place.sort_key)
        return self._view_of(channel, place, TableEffects)

    def _view_of(self, table: Channel, place: EffectsPlace, view: type[TableEffects]) -> Made:
        seen = view(self.target.client("dynamodb"), table.address, place)
        return Made(table, seen, {_TABLE_VARIABLE: table.address})

    def _queue(self, name: str, place: EffectsPlace) -> Made:
        queue = self._kept(name)
        view = MessageEffects(lambda: self._bodies(queue), place)
        return Made(queue, view, {"EFFECTS_QUEUE_URL": queue.address})

    def _topic(self, name: str, place: EffectsPlace) -> Made:
        topic = self.puppet.make(name, "topic")
        ear = f"{name}, as heard"
        is_new = ear not in self.directory.channels
        queue = self._kept(ear)
        if is_new:
            self.puppet.subscribe(topic, queue, RawMessageDelivery="true")
        view = MessageEffects(lambda: self._bodies(queue), place)
        return Made(topic, view, {"EFFECTS_TOPIC_ARN": topic.address})

    def _http(self, name: str, application: str, place: EffectsPlace) -> Made:
        listener = HttpEffects(application, self.tap)
        listener.address = loopback().serve(listener)
        self.served.append(listener.address)
        channel = self.directory.add(name, "api", listener.address)
        view = MessageEffects(listener.bodies, place)
        return Made(channel, view, {"EFFECTS_URL": channel.address})

    def _kept(self, name: str) -> Channel:
        """Make a queue of the kit that keeps effects as long as a queue can."""
        known = self.directory.channels.get(name)
        return known or self.puppet.queue(name, MessageRetentionPeriod=_LONGEST_KEPT)

    def _bodies(self, queue: Channel) -> list[str]:
        return [message.body for message in self.puppet.take(queue)]


def memory_of(application: str) -> str:
    """Give the name of the table in which an application remembers what it has shown elsewhere."""
    return f"memory of {application}"


class HttpEffects(Bystander):
    """Listens for effects over HTTP. A refusal that a scenario has ordered is the answer 503.

    Requests come in threads of the server; they pass the tap one after the other.
    """

    autonomous = True
    faults = frozenset({"refuse"})

    def __init__(self, application: str, tap: Tap) -> None:
        super().__init__(application, application, "effects")
        self.address = ""
        self._tap = tap
        self._bodies: list[str] = []
        self._turn = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        """Take an effect, unless it is to be refused."""
        if request.method == "GET":
            return HttpAnswer(405, {"content-type": "text/plain"}, b"an effect is POSTed")
        body = request.body.decode(errors="replace")

        def take(_: Mapping[str, Any]) -> Any:
            self._bodies.append(body)
            return {}

        with self._turn:
            try:
                asked = {"Url": self.address, "Body": body}
                self._tap.pass_on(self, "http", request.method, asked, take)
            except ClientError as refused:
                return HttpAnswer(503, {"content-type": "text/plain"}, str(refused).encode())
        return HttpAnswer(200, {"content-type": "application/json"}, b"{}")

    def bodies(self) -> list[str]:
        """Give the bodies of all requests that were taken."""
        with self._turn:
            return list(self._bodies)
