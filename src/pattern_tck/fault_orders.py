"""What a scenario orders to go wrong: who suffers, at which moment, how often, and what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pattern_tck import faults
from pattern_tck.adversity import Adversity
from pattern_tck.casting import Casting
from pattern_tck.guard import Guard
from pattern_tck.simulator.adversary.ordered import Order
from pattern_tck.tap import Call, Fault, Tap
from pattern_tck.verdicts import NotExercised, OutOfReach

#: What a binding must be able to have done to a call, before any fault is ordered.
_SUFFERED: Final = frozenset({"crash", "slow", "refuse", "lose"})


class FaultOrders:
    """Orders faults at the tap, at a role's own moments, and freedoms of the target.

    What was ordered and never happened makes a scenario *not exercised*. Each order raises
    `OutOfReach` for a system that runs already, and `NotExercised` for one whose binding cannot
    be made to suffer.
    """

    def __init__(
        self,
        *,
        tap: Tap,
        guard: Guard,
        casting: Casting,
        adversity: Adversity,
        hold_up: Callable[[Any, float], None],
    ) -> None:
        """Begin; ``hold_up`` holds a participant up for so many visibility timeouts."""
        self._tap = tap
        self._guard = guard
        self._casting = casting
        self._adversity = adversity
        self._hold_up = hold_up

    def crash(self, called: str, moment: str, *, after: bool = False, about: str = "") -> Fault:
        """Have an instance die once, just before (or after) the calls of a moment."""
        act = faults.crash_after if after else faults.crash_before
        side = "after" if after else "before"
        words = f"dies {side} its {moment}"
        return self._order(f"dies {side}", called, moment, act, words, about=about)

    def slow(self, called: str, moment: str, *, times_visibility: float = 1.5) -> Fault:
        """Have an instance be held up once, before the calls of a moment."""

        def hold(call: Call) -> None:
            self._hold_up(call.participant, times_visibility)

        words = f"is slow before its {moment}"
        return self._order("slow", called, moment, faults.slow(hold), words)

    def refuse(
        self,
        called: str,
        moment: str,
        *,
        times: float = 1,
        about: str = "",
        code: str = "InternalServerError",
        message: str = "Internal server error",
        status: int = 500,
    ) -> Fault:
        """Have the calls of a moment refused by the service."""
        words = f"is refused its {moment}" + (f" about {about}" if about else "")
        act = faults.refuse(code, message, status)
        return self._order("refused", called, moment, act, words, times=times, about=about)

    def at(
        self,
        called: str,
        moment: str,
        act: faults.Act,
        words: str,
        *,
        times: float = 1,
        about: str = "",
        at_least: int = 1,
    ) -> Fault:
        """Order any fault at a moment of an application."""
        kind = "dies after" if act is faults.crash_after else "other"
        return self._order(
            kind, called, moment, act, words, times=times, about=about, at_least=at_least
        )

    def use_freedom(
        self, freedom: str, *, value: int = 1, about: str = "", times: int = 1
    ) -> Order:
        """Have the target use a freedom of the contract, by its name in the simulator."""
        return self._adversity.order(freedom, value, about, times)

    @property
    def unfired(self) -> list[str]:
        """Give, in words, what was ordered and never happened."""
        return [*self._tap.unfired(), *self._adversity.unfilled()]

    def _order(
        self,
        kind: str,
        called: str,
        moment: str,
        act: faults.Act,
        words: str,
        *,
        times: float = 1,
        about: str = "",
        at_least: int = 1,
    ) -> Fault:
        application = self._casting.applications[called]
        if called in self._guard.hosts:
            raise OutOfReach("a system that runs already is not made to suffer anything")
        missing = _SUFFERED - application.instances[0].faults
        if missing:
            raise NotExercised(f"{called} cannot be made to suffer: {', '.join(sorted(missing))}")
        at = application.moment(moment)
        application.effects.admit(kind, at)
        return self._tap.order(
            Fault(
                f"{called} {words}",
                called,
                at.operations,
                application.channel_name(at.channel) if at.channel else "",
                act,
                times,
                about,
                at_least=at_least,
            )
        )
