"""Calls of SDKs: from the bytes of a request to the bytes of its answer."""

from __future__ import annotations

import asyncio
import itertools
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pattern_tck.simulator.doors.http.addresses import addressed
from pattern_tck.simulator.doors.http.journal import LOST
from pattern_tck.simulator.doors.http.live_world import LiveWorld
from pattern_tck.simulator.doors.http.worlds import Worlds, split, world_of_key
from pattern_tck.simulator.doors.wire.answers import Written, write_answer, write_refusal
from pattern_tck.simulator.doors.wire.requests import (
    JSON,
    Asked,
    Sent,
    caller,
    protocol_of,
    read_request,
)
from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.world import SERVICES

#: The largest body, in bytes: more than a batch of the largest messages takes with its frame,
#: written in base64 or as a form.
LARGEST: Final = 4 * 1024 * 1024

_UNSIGNED: Final = (
    "the request is not signed: give the SDK some access key, whatever it is, and a region"
)
_numbers = itertools.count(1)


class Calls:
    """Answers the calls of all SDKs, each in the world that it names."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    async def answer(
        self,
        sent: Sent,
        gone: Callable[[], asyncio.Future[None]],
    ) -> Written | None:
        """Answer a call; None: hang up without a word."""
        headers, body = sent.headers, sent.body
        request = f"{next(_numbers):08x}-0000-4000-8000-000000000000"
        protocol = protocol_of(headers)
        service = ""
        world: LiveWorld | None = None
        asked: Asked | None = None
        outcome: Any
        try:
            who = caller(headers)
            if who is None:
                raise Refusal("MissingAuthenticationToken", _UNSIGNED, status=403)  # noqa: TRY301
            service = who.service
            if service not in SERVICES and service != "s3" and "x-www-form" not in _media(headers):
                # The service has an API of paths and methods, whose errors are JSON.
                protocol = JSON
            protocol = protocol if service not in SERVICES else protocol_of(headers, service)
            prefix, name, rest = split(sent.path)
            world = self._worlds.named(name or world_of_key(who.key))
            if service not in SERVICES:
                there = ", ".join(sorted(SERVICES))
                raise NotModelled(f"the service {service[:40]} (there are {there})")  # noqa: TRY301
            asked = read_request(who, replace(sent, path=rest))
            answer = await world.call(asked, gone)
            answer = addressed(service, answer, headers.get("host", "127.0.0.1"), prefix)
            written, outcome = write_answer(asked, answer, request), answer
        except AnswerLost:
            written, outcome = None, LOST
        except Refusal as refusal:
            written, outcome = write_refusal(service, protocol, refusal, request), str(refusal)
        except Exception as mistake:  # noqa: BLE001 - a mistake of the simulator's, told as such
            traceback.print_exc(file=sys.stderr)
            said = f"the simulator made a mistake: {type(mistake).__name__}: {mistake}"
            failure = Refusal("InternalFailure", said, status=500, sender=False)
            written, outcome = write_refusal(service, protocol, failure, request), said
        if world is not None and asked is not None:
            size = len(written.body) if written is not None else 0
            world.journal.called(world.world.clock.now(), asked, len(body), outcome, size)
        return written


def _media(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "")
