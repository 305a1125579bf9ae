"""Task tokens: each is good for one answer, and a retry has a new one (SFN-INT-03, SFN-INT-04)."""

from __future__ import annotations

import base64
from collections import deque
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.freedoms import TASK_ANSWER_LATE
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.workflows.document import Document
from pattern_tck.simulator.workflows.failure import Failure
from pattern_tck.simulator.workflows.language.json_text import read_json
from pattern_tck.simulator.workflows.pause import Pause

if TYPE_CHECKING:
    from pattern_tck.simulator.workflows.limits_of_time import TimeLimits
    from pattern_tck.simulator.workflows.visit import Visit
    from pattern_tck.simulator.world import World


class Token:
    """What a task waits by."""

    __slots__ = ("limits", "pause", "text", "visit")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pause = Pause()
        #: Who waits, and how long, once anybody does.
        self.visit: Visit | None = None
        self.limits: TimeLimits | None = None

    def is_waited_for(self, limits: TimeLimits, visit: Visit) -> None:
        """Have a visit wait from now on; when it gives up, no answer is taken any more."""
        self.limits, self.visit = limits, visit
        tokens = visit.branch.execution.tokens
        limits.begin(self.pause, lambda: tokens.spend(self))


class Tokens:
    """The tokens of one region: those that are waited for, and those that are spent."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, Token | None] = {}
        #: When tokens were spent (microseconds), the first one first.
        self._spent: deque[tuple[int, str]] = deque()

    def new(self) -> Token:
        """Make a token; nobody waits for it yet."""
        self._forget()
        made = self._world.identities.uuid().replace("-", "")
        text = "AQC" + base64.b64encode(f"8{made}".encode()).decode().rstrip("=")
        token = self._known[text] = Token(text)
        return token

    def spend(self, token: Token) -> None:
        """Take no answer for a token any more."""
        if self._known.get(token.text) is not None:
            self._known[token.text] = None
            self._spent.append((self._world.clock.micros, token.text))

    def _forget(self) -> None:
        """Forget tokens as old as the executions that are forgotten (SFN-STD-02)."""
        oldest = self._world.clock.micros - self._world.profile.longest_name * SECOND
        while self._spent and self._spent[0][0] < oldest:
            self._known.pop(self._spent.popleft()[1], None)

    def succeed(self, text: str, output: str) -> None:
        """Answer a task with its output, in JSON.

        Raises `Refusal`: InvalidOutput, or as `waiting` does.
        """
        token = self.waiting(text)
        try:
            value = read_json(output)
        except ValueError as error:
            raise Refusal("InvalidOutput", f"Invalid Output: '{error}'") from None
        self._see_in_time(token)
        self.spend(token)
        token.pause.end(Document(value, None))

    def fail(self, text: str, error: str | None, cause: str | None) -> None:
        """Answer a task with an error; raises `Refusal` as `waiting` does."""
        token = self.waiting(text)
        self._see_in_time(token)
        self.spend(token)
        token.pause.fail(Failure(error, cause))

    def heartbeat(self, text: str) -> None:
        """Give a sign of life of a task (SFN-INT-05); raises `Refusal` as `waiting` does."""
        token = self.waiting(text)
        if token.limits is not None:
            token.limits.alive()

    def _see_in_time(self, token: Token) -> None:
        """Let an answer arrive while it is waited for.

        Raises `Refusal` (TaskTimedOut) if it is under way for longer than that, as it may be.
        """
        visit, limits = token.visit, token.limits
        if visit is None or limits is None or limits.deadline is None:
            return
        if self._world.choose(TASK_ANSWER_LATE, 2, visit):
            while not token.pause.over and not visit.branch.closed:
                self._world.pause(limits.deadline)
            self.waiting(token.text)

    def waiting(self, text: str) -> Token:
        """Give the token of a text.

        Raises `Refusal`: InvalidToken if it never was one, TaskTimedOut if it is spent: answered,
        given up, or of an execution that has ended.
        """
        token = self._known.get(text, ...)
        if token is ...:
            raise Refusal("InvalidToken", "Invalid Token: 'Invalid token'")
        if not isinstance(token, Token):
            raise Refusal("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
        return token


def context_of(token: Token) -> dict[str, Any]:
    """Give what the context object says of a task that waits by a token."""
    return {"Token": token.text}
