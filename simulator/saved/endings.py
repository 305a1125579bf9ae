"""Endings: how a call, or the work of a task, ended other than with an answer, as plain values."""

from __future__ import annotations

from typing import Any, Final

from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.workflows.work import TaskFailed

_REFUSED: Final = "refused"
_LOST: Final = "answer lost"
_FAILED: Final = "task failed"
_MISTAKE: Final = "mistake"
_NOT_MODELLED: Final = NotModelled("").message


def ending(error: Exception) -> list[Any]:
    """Give what is told of an error."""
    if isinstance(error, Refusal):
        told = [error.code, error.message, error.status, error.query_code, error.sender]
        return [_REFUSED, *told, error.throttled, dict(error.members)]
    if isinstance(error, AnswerLost):
        return [_LOST]
    if isinstance(error, TaskFailed):
        return [_FAILED, error.error, error.cause]
    return [_MISTAKE, type(error).__name__, str(error)]


def error_of(told: Any) -> Exception:
    """Give an error of which the same is told; ValueError if there is none."""
    kind: Any
    rest: list[Any]
    kind, *rest = told if isinstance(told, list) and told else [""]
    if kind == _LOST and not rest:
        return AnswerLost()
    if kind == _FAILED and _are(rest, str, str):
        return TaskFailed(*rest)
    if kind == _MISTAKE and _are(rest, str, str):
        # Its name is what a workflow may catch; where it was made, nobody has that type here.
        made: Exception = type(rest[0], (Exception,), {})(rest[1])
        return made
    if kind == _REFUSED and _are(rest, str, str, int, str, bool, int, dict):
        code, message, status, query_code, sender, throttled, members = rest
        if code == "NotModelled" and message.endswith(_NOT_MODELLED):
            return NotModelled(message.removesuffix(_NOT_MODELLED))
        return Refusal(
            code,
            message,
            status=status,
            query_code=query_code,
            sender=sender,
            throttled=throttled,
            members=members,
        )
    raise ValueError("this is no way to end")


def _are(values: list[Any], *kinds: type) -> bool:
    return len(values) == len(kinds) and all(map(isinstance, values, kinds))
