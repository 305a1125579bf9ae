"""Targets whose queues let one tenant harm another, or mistake a tenant for a group."""

from __future__ import annotations

from tests.broken.fifo_targets import _OK, _sent
from tests.broken.queue_targets import _messages, _without
from tests.broken.wrong_target import remembering_target


def _lock_tenants(memory, operation, parameters, proceed):
    """Give the messages of a queue to one receiver at a time, as if its tenants were groups."""
    if operation == "ReceiveMessage" and memory.get("busy"):
        return _OK
    answer = proceed(parameters)
    memory["busy"] = memory.get("busy") or "Messages" in answer
    return answer


def _starve(memory, operation, parameters, proceed):
    """Give nothing any more once 40 messages were given."""
    if operation == "ReceiveMessage" and memory.get("given", 0) >= 40:
        return _OK
    answer = proceed(parameters)
    memory["given"] = memory.get("given", 0) + len(answer.get("Messages", ()))
    return answer


knows_no_tenants = _sent(_without("MessageGroupId"))
tells_no_tenant = _messages(_without("Attributes"))
locks_tenants = remembering_target(_lock_tenants)
starves_the_noisy = remembering_target(_starve)

CAUGHT: dict[str, list[str]] = {
    "knows_no_tenants": ["FAIR-01"],
    "tells_no_tenant": ["FAIR-01"],
    "locks_tenants": ["FAIR-02"],
    "starves_the_noisy": ["FAIR-04"],
}
