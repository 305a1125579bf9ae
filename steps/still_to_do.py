"""What a sender has yet to do: on its queue of triggers still, or put by where it keeps things."""

from __future__ import annotations

from typing import Final

from pattern_tck.stage import Stage

_SENDS: Final = frozenset(
    {
        "sqs SendMessage",
        "sqs SendMessageBatch",
        "sns Publish",
        "sns PublishBatch",
        "events PutEvents",
    }
)


def still_to_do(stage: Stage, called: str, word: str) -> int:
    """Give how many triggers an application has not done with, of one about ``word``.

    It may take a trigger from its queue before it has sent, if it keeps what is wanted and goes on
    trying: an outbox does (DEC-07). Time passes in which it has to be seen trying.
    """
    left = stage.probe.stock(stage.channel("triggers"))
    if left:
        return left
    kept = stage.probe.item_names(stage.channel_of(called, "effects"), [stage.key(word)])
    before = _tries(stage, called)
    stage.calm()
    return 1 if kept and _tries(stage, called) > before else 0


def _tries(stage: Stage, called: str) -> int:
    """Give how often its instances have tried to send anything."""
    names = {instance.name for instance in stage.application(called).instances}
    return sum(event.operation in _SENDS and event.who in names for event in stage.journal.events)
