"""How an expression goes wrong: while it is compiled, or while it is evaluated."""

from __future__ import annotations

from typing import Final

RUNTIME: Final = "States.Runtime"
RESULT_PATH_MATCH_FAILURE: Final = "States.ResultPathMatchFailure"
INTRINSIC_FAILURE: Final = "States.IntrinsicFailure"
QUERY_EVALUATION_ERROR: Final = "States.QueryEvaluationError"


class StateError(Exception):
    """A state fails: Retry and Catch see ``error``, people read ``cause``.

    The cause is the reason alone. AWS writes before it which state it was, as in ``An error
    occurred while executing the state 'Pay' (entered at the event id #2).``; whoever runs the state
    knows that. ``location`` is the field with the JSONata expression that failed, if that was it.
    """

    def __init__(self, error: str, cause: str, location: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause
        self.location = location


class InvalidExpression(ValueError):
    """A text is no expression of the language: a definition with it is refused."""
