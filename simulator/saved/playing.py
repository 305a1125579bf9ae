"""Playing: a world is made of what was done to the one that was saved, line by line.

Each answer has to be the one that was given then, by its digest: the first that is not ends it, so
a world that was made is the same world, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.freedoms import Choose, Freedom, polite
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.saved.activities import PAUSE, Activity, need
from pattern_tck.simulator.saved.endings import error_of
from pattern_tck.simulator.saved.lines import known_by, own_version
from pattern_tck.simulator.saved.reading import Entry, SavedWorld, Unreadable
from pattern_tck.simulator.saved.tape import ALONE, IN_TURN, Tape
from pattern_tck.simulator.saved.values import Frozen, Unwritable
from pattern_tck.simulator.workflows.work import Lasting, Work
from pattern_tck.simulator.world import World

#: ``hear(at, entry, answer)``: a call was done at a moment (seconds) with this answer or error.
Hear = Callable[[float, Entry, Any], None]


class Player:
    """Makes one world of a saved one.

    ``adversary`` is asked besides, so that it stands where it stood; ``fault`` is given what a
    door did to it. ``hear`` is told of every call. Without ``compare`` answers may be others, as
    long as the same things happen. Raises `Unreadable` from `play`.
    """

    def __init__(
        self,
        saved: SavedWorld,
        *,
        adversary: Choose | None = None,
        fault: Callable[[Mapping[str, Any]], None] | None = None,
        hear: Hear | None = None,
        compare: bool = True,
    ) -> None:
        head = saved.head
        clock = VirtualClock(0)
        clock.stand_at(head.clock)
        self.world = World(clock=clock, profile=head.profile, account=head.account)
        self.world.choose = self._choose
        self._saved = saved
        self._adversary = adversary
        self._fault = fault
        self._hear = hear
        self._compares = compare
        self._activities: dict[int, tuple[Activity, Entry]] = {}
        self._plays = True
        self._works = 0
        self._way = ALONE
        self._entry: Entry | None = None
        self._asked = 0
        self._diverged = ""

    def play(self) -> World:
        """Do everything again, and give the world; only what waited then is left."""
        for entry in self._saved.entries:
            self._entry, self._asked = entry, 0
            try:
                _STEPS[entry.what](self, entry)
            except Unreadable:
                raise
            except Exception as mistake:
                raise self._wrong(f"it cannot be done ({type(mistake).__name__})") from mistake
            if self._diverged or (self._compares and self._asked != entry.asked):
                raise self._otherwise()
        if self._activities:
            raise Unreadable("the file is cut off: something in it has no end")
        self._hand_over()
        return self.world

    def record(self) -> Tape:
        """Do everything again, and give what is recorded of it now."""
        tape = Tape(self.world)
        self.world.record(tape)
        self.play()
        return tape

    def tape(self) -> Tape:
        """Give a tape that begins with what was played, for a world that is to be saved again."""
        tape = Tape(self.world)
        texts = [entry.text for entry in self._saved.entries]
        numbers = max((entry.number for entry in self._saved.entries), default=0)
        head = self._saved.head
        begun = {"account": head.account, "clock": head.clock, "limits": vars(head.profile)}
        tape.take_up(begun, texts, numbers, self._works, self._way)
        return tape

    # -- what lines do

    def call(self, entry: Entry) -> None:
        """Do a call, as far as it goes at once."""
        asked = entry.document
        self._begin(
            entry,
            lambda: self.world.call(
                asked["service"], asked["operation"], asked["parameters"], asked["region"]
            ),
        )

    def pass_until(self, entry: Entry) -> None:
        """Let time pass in which something happens outside."""
        self._begin(entry, self._move_to(entry.document["until"]))

    def time(self, entry: Entry) -> None:
        """Let time pass in which nothing does."""
        activity = Activity(self._move_to(entry.document["time"]))
        activity.go_on()
        if not isinstance(activity.outcome, Frozen):
            raise self._otherwise()

    def again(self, entry: Entry) -> None:
        """Have a call that waits look again."""
        self._go_on(entry, PAUSE, None)

    def left(self, entry: Entry) -> None:
        """Have nobody wait for a call any more."""
        activity, _ = self._activity(entry)
        if activity.needs != PAUSE:
            raise self._wrong("what it leaves does not wait")
        activity.leave()
        del self._activities[entry.number]

    def ended(self, entry: Entry) -> None:
        """See that an activity has ended as it did."""
        activity, begun = self._activity(entry)
        if not activity.over:
            raise self._otherwise()
        del self._activities[entry.number]
        self._compare(activity, begun, entry.document["outcome"])

    def work(self, entry: Entry) -> None:
        """Give a task the result of its work."""
        document = entry.document
        self._go_on(entry, document["name"], self._result(document))

    def names(self, entry: Entry) -> None:
        """Have work registered under other names."""
        self.world.tasks.clear()
        for name in entry.document["names"]:
            self.world.tasks[name] = self._work_of(name)

    def waiting(self, entry: Entry) -> None:
        """Have calls wait in another way from here."""
        self._way = entry.document["waiting"]
        self.world.wait = _stand_still if self._way == IN_TURN else self.world.jump

    def fault(self, entry: Entry) -> None:
        """Do to the adversary what was done to it."""
        if self._fault is not None:
            self._fault(entry.document["fault"])

    # -- how they do it

    def _begin(self, entry: Entry, work: Callable[[], Any]) -> None:
        if entry.number in self._activities:
            raise self._wrong("its number is taken")
        activity = Activity(work)
        activity.go_on()
        outcome = entry.document.get("outcome")
        if outcome is None:
            self._activities[entry.number] = activity, entry
        elif not activity.over:
            raise self._otherwise()
        else:
            self._compare(activity, entry, outcome)

    def _move_to(self, moment: int) -> Callable[[], None]:
        clock = self.world.clock
        if moment < clock.micros:
            raise self._wrong("time would pass backwards")
        return lambda: clock.pass_until(moment)

    def _activity(self, entry: Entry) -> tuple[Activity, Entry]:
        found = self._activities.get(entry.number)
        if found is None:
            raise self._wrong("it is about a call that is not there")
        return found

    def _go_on(self, entry: Entry, needs: str, result: Callable[[], Any] | None) -> None:
        activity, _ = self._activity(entry)
        if activity.needs != needs:
            raise self._otherwise()
        activity.go_on(result)

    def _result(self, document: Mapping[str, Any]) -> Callable[[], Any]:
        if "raised" in document:
            return partial(_raised, document["raised"])
        if "lasts" in document:
            self._works += 1
            name = f"{document['name']} #{self._works}"
            lasting = Lasting(float(document["lasts"]), lambda: self._needed(name))
            return lambda: lasting
        result = document["result"]
        return lambda: result

    def _work_of(self, name: str) -> Work:
        return lambda _parameters: self._needed(name)

    def _needed(self, name: str) -> Any:
        if not self._plays:
            raise NotModelled(f"the work {name}, done outside of the world that was saved,")
        return need(name)

    def _compare(self, activity: Activity, begun: Entry, outcome: str) -> None:
        try:
            same = not self._compares or known_by(activity.outcome or []) == outcome
        except Unwritable:
            same = False
        if not same:
            raise self._otherwise(begun)
        if self._hear is not None and begun.what == "call":
            self._hear(self.world.clock.now(), begun, activity.answer)

    def _choose(self, freedom: Freedom, n: int, subject: object) -> int:
        value = self._entry.chosen.get(self._asked, 0) if self._entry is not None else 0
        self._asked += 1
        if self._adversary is not None and self._adversary(freedom, n, subject) != value:
            self._diverged = "its adversary decides otherwise"
        return value if value < n else 0

    def _hand_over(self) -> None:
        world = self.world
        world.choose, world.hear = polite, None
        world.wait = world.jump
        self._plays = False

    def _wrong(self, why: str) -> Unreadable:
        return Unreadable(why, self._entry.line if self._entry is not None else 0)

    def _otherwise(self, begun: Entry | None = None) -> Unreadable:
        entry = begun or self._entry
        document: Mapping[str, Any] = entry.document if entry is not None else {}
        what = " ".join(str(document.get(name, ""))[:60] for name in ("service", "operation"))
        by, own = self._saved.head.written_by, own_version()
        why = self._diverged or f"{what.strip() or 'what happens'} ends otherwise than it did"
        other = f": pattern-tck {by} saved it, and this is {own}" if by != own else ""
        return self._wrong(f"{why}{other}")


_STEPS: Final[Mapping[str, Callable[[Player, Entry], None]]] = {
    "call": Player.call,
    "pass": Player.pass_until,
    "time": Player.time,
    "again": Player.again,
    "left": Player.left,
    "ended": Player.ended,
    "work": Player.work,
    "names": Player.names,
    "waiting": Player.waiting,
    "fault": Player.fault,
}


def _stand_still(_deadline: int) -> None:
    need(PAUSE)


def _raised(told: Any) -> Any:
    raise error_of(told)
