"""Answering puppets: the kit in the part of a service, which takes messages and reacts to them.

A `Script` says how it reacts to which command: it does it, refuses it, keeps silent, or does it
and loses its answer. What was asked for and what took effect is written down, in order.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.channels import Channel
from pattern_tck.messages import Message, received
from pattern_tck.ports import Client, Now
from pattern_tck.puppet import Puppet

#: What a puppet does about one message.
React = Callable[[Message], None]


class AnsweringPuppet:
    """Takes every message of one queue and reacts to it; gets turns like a participant."""

    def __init__(self, name: str, puppet: Puppet, queue: Channel, react: React) -> None:
        self.application = name
        self._puppet = puppet
        self._queue = queue
        self._react = react

    def work(self) -> bool:
        """React to what is there, and say whether there was anything."""
        messages = self._puppet.receive(self._queue)
        for message in messages:
            self._react(received(message))
            self._puppet.delete(self._queue, message)
        return bool(messages)


@dataclass(frozen=True)
class Reaction:
    """How one command ends: with an effect or without, with which answer, or with none."""

    effect: bool = True
    error: str = ""
    answer: bool = True


DOES_IT = Reaction()
KEEPS_SILENT = Reaction(effect=False, answer=False)
LOSES_ITS_ANSWER = Reaction(answer=False)


def refuses(error: str) -> Reaction:
    """Give the reaction that does nothing, and answers with an error."""
    return Reaction(effect=False, error=error)


Command = Mapping[str, Any]


@dataclass
class Script:
    """How services react to the commands of a workflow, and what came of it.

    A command is JSON with ``command``, ``taskToken`` and, under the name ``key``, what it is
    about. ``outputs`` gives what the answer to a command that was done says.
    """

    workflows: Client
    now: Now
    key: str = "id"
    outputs: Mapping[str, Callable[[Command], Command]] = field(default_factory=dict)
    #: Whether a message that comes again is known, and counts no second time.
    remembers: bool = True
    #: Every command that was asked for, in order; one that is delivered twice counts once.
    asked: list[Command] = field(default_factory=list)
    #: When each of them was sent, and when it was reacted to.
    times: list[tuple[float, float]] = field(default_factory=list)
    #: Every command that took effect, in order: done again, it has no second effect.
    done: list[Command] = field(default_factory=list)
    #: The errors of answers that came too late, or a second time.
    unheard: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _reactions: dict[str, list[Reaction]] = field(default_factory=dict)

    def on(self, command: str, *reactions: Reaction) -> None:
        """Have a command meet these reactions, one after the other; the last one for ever."""
        self._reactions[command] = list(reactions)

    def react(self, message: Message) -> None:
        """React to one message as the script says."""
        command: Command = message.json
        if self.remembers and message.id in self._seen:
            return
        self._seen.add(message.id)
        self.asked.append(command)
        self.times.append((int(message.system["SentTimestamp"]) / 1000, self.now()))
        waiting = self._reactions.get(command["command"], [DOES_IT])
        reaction = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if reaction.effect and self._name(command) not in map(self._name, self.done):
            self.done.append(command)
        if reaction.answer:
            self._answer(command, reaction)

    def commands(self, key: str) -> list[str]:
        """Give the names of all commands about a key, in order, repeated ones as often."""
        return [command["command"] for command in self.asked if command.get(self.key) == key]

    def effects(self, key: str) -> list[str]:
        """Give the names of the commands about a key that took effect, in order."""
        return [command["command"] for command in self.done if command.get(self.key) == key]

    def waits(self) -> list[float]:
        """Give the seconds between each reaction and the next command."""
        return [
            round(sent - reacted, 3) for (_, reacted), (sent, _) in itertools.pairwise(self.times)
        ]

    def _answer(self, command: Command, reaction: Reaction) -> None:
        token = command["taskToken"]
        told = self.outputs.get(command["command"])
        output = told(command) if told else {}
        try:
            if reaction.error:
                cause = f"{command['command']} was told to fail"
                self.workflows.send_task_failure(taskToken=token, error=reaction.error, cause=cause)
            else:
                self.workflows.send_task_success(taskToken=token, output=json.dumps(output))
        except ClientError as error:
            self.unheard.append(error.response["Error"]["Code"])

    def _name(self, command: Command) -> tuple[str, str]:
        return command["command"], str(command.get(self.key))
