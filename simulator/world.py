"""The world: everything that the simulated account holds, behind one entry.

``world.call(service, operation, parameters)`` speaks the API's own names in plain dicts, and
knows no AWS library. A world costs microseconds, so a scenario takes a new one instead of
resetting an old one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.alarms.service import Alarms
from pattern_tck.simulator.clock import SECOND, VirtualClock
from pattern_tck.simulator.freedoms import Choose, polite
from pattern_tck.simulator.identities import Identities
from pattern_tck.simulator.limits import TODAY, Profile
from pattern_tck.simulator.queues.service import Queues
from pattern_tck.simulator.refusals import NotModelled

# The other services are imported when somebody asks for them: a door may have to start fast.
if TYPE_CHECKING:
    from pattern_tck.simulator.buses.service import Buses
    from pattern_tck.simulator.pipes.service import Pipes
    from pattern_tck.simulator.saved.tape import Tape
    from pattern_tck.simulator.schedules.service import Schedules
    from pattern_tck.simulator.stacks.service import Stacks
    from pattern_tck.simulator.topics.service import Topics
    from pattern_tck.simulator.workflows.service import Workflows
    from pattern_tck.simulator.workflows.work import Work

#: The services by the names that boto3 has for them.
SERVICES: Final = frozenset(
    {
        "sqs", "sns", "events", "cloudwatch", "stepfunctions", "scheduler", "pipes",
        "cloudformation",
    }
)  # fmt: skip

#: How many things told a world remembers.
_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Told:
    """Something that happened inside, where no caller sees it: when (seconds), clause, words."""

    at: float
    clause: str
    words: str


class Region:
    """What one region of the account holds."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.queues = Queues(self)
        # From the beginning: its metrics are of what happens to queues from now on.
        self.alarms = Alarms(self)

    @cached_property
    def topics(self) -> Topics:
        """Give the topics; a world that has none does without."""
        from pattern_tck.simulator.topics.service import Topics  # noqa: PLC0415 - see above

        return Topics(self)

    @cached_property
    def buses(self) -> Buses:
        """Give the buses; a world that has none does without."""
        from pattern_tck.simulator.buses.service import Buses  # noqa: PLC0415 - see above

        return Buses(self)

    @property
    def has_buses(self) -> bool:
        """Say whether anybody has asked for a bus."""
        return "buses" in self.__dict__

    @cached_property
    def workflows(self) -> Workflows:
        """Give the workflows; a world that has none does without."""
        from pattern_tck.simulator.workflows.service import Workflows  # noqa: PLC0415 - see above

        return Workflows(self)

    @cached_property
    def schedules(self) -> Schedules:
        """Give the schedules; a world that has none does without."""
        from pattern_tck.simulator.schedules.service import Schedules  # noqa: PLC0415 - see above

        return Schedules(self)

    @cached_property
    def pipes(self) -> Pipes:
        """Give the pipes; a world that has none does without."""
        from pattern_tck.simulator.pipes.service import Pipes  # noqa: PLC0415 - see above

        return Pipes(self)

    @cached_property
    def stacks(self) -> Stacks:
        """Give the stacks; a world that has none does without."""
        from pattern_tck.simulator.stacks.service import Stacks  # noqa: PLC0415 - see above

        return Stacks(self)

    def operations(self, service: str) -> Mapping[str, Operation]:
        """Give the operations of a service, by the API's names; none of an unknown one."""
        if service == "sqs":
            return self.queues.operations
        if service == "sns":
            return self.topics.operations
        if service == "events":
            return self.buses.operations
        if service == "stepfunctions":
            return self.workflows.operations
        if service == "pipes":
            return self.pipes.operations
        if service == "scheduler":
            return self.schedules.operations
        if service == "cloudformation":
            return self.stacks.operations
        return self.alarms.operations if service == "cloudwatch" else {}

    def arn(self, service: str, resource: str) -> str:
        """Give the ARN of something that lives here."""
        return f"arn:aws:{service}:{self.name}:{self.world.account}:{resource}"


#: Parameters in, answer out, in the API's names.
Operation = Callable[[Mapping[str, Any]], dict[str, Any]]


#: ``transform(document, parameters, region)`` gives a template without what the transform stands
#: for; ValueError says why it cannot.
Transform = Callable[[Mapping[str, Any], Mapping[str, str], str], Mapping[str, Any]]

#: ``beside(service, operation, parameters, region)`` does what is served beside a world.
Beside = Callable[[str, str, Mapping[str, Any], str], dict[str, Any]]

#: A ``through`` is given what does a call (``do``) and the call, and does it, or another one.
Do = Callable[[str, str, Mapping[str, Any], str], dict[str, Any]]
Through = Callable[[Do, str, str, Mapping[str, Any], str], dict[str, Any]]

#: ``hook(operation, parameters)``
CallHook = Callable[[str, Mapping[str, Any]], None]


class World:
    """A simulated account: its regions, its clock, its adversary, and what happened inside."""

    def __init__(
        self,
        *,
        clock: VirtualClock | None = None,
        choose: Choose = polite,
        profile: Profile = TODAY,
        account: str = "123456789012",
    ) -> None:
        self.clock = clock or VirtualClock()
        #: Notes what is done to this world, if somebody asked for that: see `saved`.
        self.tape: Tape | None = None
        self._decide = self._choose = choose
        self.profile = profile
        self.account = account
        #: Makes the ids: the same ones in every run of the same calls.
        self.identities = Identities()
        #: What happened inside, the last of it: a world that lives long must not grow by it.
        self.told: deque[Told] = deque(maxlen=_REMEMBERED)
        #: Hears, besides, of each thing that is told, at once.
        self.hear: Callable[[str, str], None] | None = None
        #: Hears of each dead letter: names of both queues, message, receives, receives allowed.
        self.moved: Callable[[str, str, str, int, int], None] | None = None
        #: Lets time pass until this moment (microseconds) or until something may have changed.
        self.wait: Callable[[int], None] = self.jump
        #: Keeps other threads out while a call is done.
        self.turn: Callable[[], AbstractContextManager[Any]] = lambda: self.clock.lock
        #: Lets so many seconds pass: the SDK's pause between two attempts.
        self.sleep: Callable[[float], None] = self.clock.pass_time
        #: Called by the doors before and after each call, with operation and parameters.
        self.before_call: CallHook | None = None
        self.after_call: CallHook | None = None
        #: Stands between every caller and this world, also the stacks and workflows in it.
        self.through: Through | None = None
        #: The work that is registered for tasks of workflows: see `workflows.work`.
        self.tasks: dict[str, Work] = {}
        #: What the transforms of templates do, by their names: a door knows them.
        self.transforms: dict[str, Transform] = {}
        #: Does the operations of tables, if somebody serves tables beside this world.
        self.beside: Beside | None = None
        #: Whether a stack is made without what is not modelled, or not at all.
        self.skips_unknown_resources = False
        self._regions: dict[str, Region] = {}
        self._operations: dict[tuple[str, str], Mapping[str, Operation]] = {}

    @property
    def choose(self) -> Choose:
        """Decides what the contract leaves open."""
        return self._choose

    @choose.setter
    def choose(self, decide: Choose) -> None:
        """Have somebody else decide."""
        self._decide = decide
        self._choose = decide if self.tape is None else self.tape.choose(decide)

    def record(self, tape: Tape) -> None:
        """Note on a tape what is done from now on: the first call is still to come."""
        self.tape = tape
        self.clock.around = tape.moves
        self.choose = self._decide

    def region(self, name: str) -> Region:
        """Give a region; each is there from the beginning, and empty."""
        found = self._regions.get(name)
        if found is None:
            found = self._regions[name] = Region(self, name)
        return found

    def regions(self) -> list[str]:
        """Give the names of the regions that somebody has asked for."""
        return sorted(self._regions)

    def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        region: str = "us-east-1",
    ) -> dict[str, Any]:
        """Do an operation of a service; parameters and answer are in the API's names.

        Raises `Refusal` as the service does, `NotModelled` for what this model does not know, and
        `AnswerLost` where the adversary lost the answer.
        """
        if self.through is not None:
            return self.through(self._taped, service, operation, parameters, region)
        return self._taped(service, operation, parameters, region)

    def _taped(
        self, service: str, operation: str, parameters: Mapping[str, Any], region: str
    ) -> dict[str, Any]:
        tape = self.tape
        if tape is None or tape.inside:
            return self._do(service, operation, parameters, region)
        return tape.call(self._do, service, operation, parameters, region)

    def look(
        self, service: str, operation: str, parameters: Mapping[str, Any], region: str
    ) -> dict[str, Any]:
        """Do an operation that only reads: politely, and without a note of it anywhere."""
        chosen, self._choose = self._choose, polite
        tape, self.tape = self.tape, None
        try:
            return self._do(service, operation, parameters, region)
        finally:
            self._choose, self.tape = chosen, tape

    def _do(
        self, service: str, operation: str, parameters: Mapping[str, Any], region: str
    ) -> dict[str, Any]:
        known = self._operations.get((region, service))
        if known is None:
            known = self.region(region).operations(service)
            self._operations[region, service] = known
        does = known.get(operation)
        if does is None:
            raise NotModelled(f"{service} {operation}")
        return does(parameters)

    def pause(self, deadline: int) -> None:
        """Have a call wait until a moment (microseconds), or until something may have changed."""
        if self.tape is None:
            self.wait(deadline)
        else:
            self.tape.pause(self.wait, deadline, alone=self.waits_alone)

    @property
    def waits_alone(self) -> bool:
        """Say whether a call that waits lets the time pass, as if nobody else were at work."""
        return self.wait == self.jump

    def jump(self, deadline: int) -> None:
        """Nobody else is at work, so the clock can go on to whatever happens next."""
        timer = self.clock.next_timer()
        until = deadline if timer is None else min(deadline, timer)
        self.clock.pass_time(max(0, until - self.clock.micros) / SECOND)

    def tell(self, clause: str, words: str) -> None:
        """Note what happened inside, where no caller sees it; the kit puts it in its journal."""
        self.told.append(Told(self.clock.now(), clause, words))
        if self.hear is not None:
            self.hear(clause, words)
