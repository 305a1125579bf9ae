"""Receipt handles: what a receive gives, bound to that receive and to no other (SQS-RH-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pattern_tck.simulator.numerals import is_whole
from pattern_tck.simulator.queues.message import Message
from pattern_tck.simulator.refusals import Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.queues.queue import Queue

_MARK: Final = "AQEB"


def handle(queue: Queue, message: Message) -> str:
    """Give the handle of the last receive of a message. To others it is opaque (SQS-RH-07)."""
    return f"{_MARK}{queue.token}/{message.order}/{message.receives}"


class Receipt:
    """What a handle stands for.

    ``message`` is None if the message is gone. ``stale`` says that it was received again since.
    """

    __slots__ = ("message", "stale")

    def __init__(self, message: Message | None, *, stale: bool) -> None:
        self.message = message
        self.stale = stale


def read(queue: Queue, text: str) -> Receipt:
    """Read a handle; one that this queue never gave is refused (SQS-RH-06)."""
    token, _, rest = text.partition("/")
    order, _, receives = rest.partition("/")
    if token != _MARK + queue.token or not (is_whole(order) and is_whole(receives)):
        raise Refusal(
            "ReceiptHandleIsInvalid",
            f'The input receipt handle "{text}" is not a valid receipt handle.',
        )
    message = queue.messages.get(int(order))
    return Receipt(message, stale=message is not None and message.receives != int(receives))
