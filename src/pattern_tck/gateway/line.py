"""The line: requests of one caller, put there by threads of the endpoint, taken by the kit.

Everything that reaches a target is done by one thread, the kit's own, since neither moto nor the
simulator bears more. So a thread of the endpoint only reads a request, puts it into the line of
whoever made it, and waits. The participant's turn is where it is answered.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

from pattern_tck.gateway import told_time
from pattern_tck.simulator.doors.wire.answers import Written, write_answer, write_refusal
from pattern_tck.simulator.doors.wire.requests import Asked
from pattern_tck.simulator.refusals import Refusal

_numbers = itertools.count(1)


class Waiting:
    """A request that waits for its answer."""

    def __init__(self, asked: Asked, is_gone: Callable[[], bool]) -> None:
        self.asked = asked
        #: When a long poll is over, on the clock of the target; None before it was tried once.
        self.until: float | None = None
        self._is_gone = is_gone
        self._done = threading.Event()
        self._written: Written | None = None
        self._for_good = False
        self._id = f"tck-{next(_numbers)}"

    @property
    def gone(self) -> bool:
        """Say whether the caller has hung up."""
        return self._is_gone()

    @property
    def for_the_time(self) -> bool:
        """Say whether it asks for the time, and not a service for anything."""
        return told_time.is_for_the_time(self.asked)

    def is_asleep(self, now: float) -> bool:
        """Say whether it asks for the time, and that only when it is later than now."""
        return self.for_the_time and told_time.is_asleep(self.asked, now)

    def tell(self, now: float) -> None:
        """Give the time, in seconds since 1970."""
        self._end(told_time.written(now))

    def answer(self, answer: dict[str, object]) -> None:
        """Give the answer of the service."""
        said = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
        self._end(write_answer(self.asked, said, self._id))

    def refuse(self, refusal: Refusal, *, for_good: bool = False) -> None:
        """Give an error of the service.

        ``for_good``: further tries of the same call by its SDK get the same answer.
        """
        asked = self.asked
        self._for_good = for_good
        self._end(write_refusal(asked.service, asked.protocol, refusal, self._id))

    def refuse_again(self, further_try: Waiting) -> bool:
        """Give a further try the same answer, if it was a refusal for good; say whether it was."""
        if self._for_good:
            further_try._end(self._written)
        return self._for_good

    def drop(self) -> None:
        """Hang up without a word."""
        self._end(None)

    def wait(self) -> Written | None:
        """Give what is to be written, as soon as it is known; None: hang up."""
        self._done.wait()
        return self._written

    def _end(self, written: Written | None) -> None:
        self._written = written
        self._done.set()


class Line:
    """The requests of one caller in the order in which they came."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._waiting: list[Waiting] = []
        self._closed = False
        #: Whether a request has come since whoever serves the line last looked through it.
        self._is_news = False
        #: The last try of each call that its SDK has a name for.
        self._tries: dict[str, Waiting] = {}
        #: When the last request came, in seconds of `time.monotonic`; None: none ever did.
        self.heard: float | None = None
        #: Whether more than one has waited at once, so that the caller has several threads.
        self.several = False

    def put(self, waiting: Waiting) -> None:
        """Have a request wait; one that comes too late is dropped."""
        with self._news:
            self.heard = time.monotonic()
            if self._closed:
                waiting.drop()
                return
            if name := waiting.asked.invocation:
                before = self._tries.setdefault(name, waiting)
                if before.refuse_again(waiting):
                    return
                self._tries[name] = waiting
            self._waiting.append(waiting)
            self._is_news = True
            self.several = self.several or len(self._waiting) > 1
            self._news.notify_all()

    def take(self, wanted: Callable[[Waiting], bool]) -> Waiting | None:
        """Take the first request that is wanted out of the line."""
        with self._news:
            self._is_news = False
            for waiting in list(self._waiting):
                if waiting.gone:
                    # What is found for it would be lost with it until the visibility timeout.
                    self._waiting.remove(waiting)
                    waiting.drop()
                elif wanted(waiting):
                    self._waiting.remove(waiting)
                    return waiting
        return None

    def put_back(self, waiting: Waiting) -> None:
        """Have a request wait on, before those that came later."""
        with self._news:
            if self._closed:
                waiting.drop()
            else:
                self._waiting.insert(0, waiting)

    def await_news(self, seconds: float) -> bool:
        """Return as soon as a request comes, with True; with False after so much real time.

        One that came after the last `take` counts: it was not seen, and nothing would tell of it.
        """
        with self._news:
            return self._news.wait_for(lambda: self._closed or self._is_news, seconds)

    @property
    def has_news(self) -> bool:
        """Say whether a request has come that `take` has not looked at."""
        with self._news:
            return self._is_news

    def waiting(self) -> list[Waiting]:
        """Give what waits."""
        with self._news:
            return list(self._waiting)

    def close(self) -> None:
        """Drop everything, and whatever may still come: the caller is dead."""
        with self._news:
            self._closed = True
            for waiting in self._waiting:
                waiting.drop()
            self._waiting.clear()
            self._news.notify_all()
