"""The stage: one scenario's world, and the only object that steps talk to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

from pattern_tck.adversity import Adversity
from pattern_tck.answering import AnsweringPuppet, React
from pattern_tck.api_calls import Api
from pattern_tck.bindings.shaped import speaks_otherwise
from pattern_tck.buses import Buses
from pattern_tck.casting import Application, Casting
from pattern_tck.channels import Channel, Directory
from pattern_tck.contracts.watch import Watch
from pattern_tck.effects.place import EFFECTS
from pattern_tck.fault_orders import FaultOrders
from pattern_tck.guard import Guard
from pattern_tck.history.oracle import Player, violations
from pattern_tck.history.recording import Recorder
from pattern_tck.history.violation import Violation
from pattern_tck.http import HttpAnswer, HttpRequest
from pattern_tck.implementation import Implementation
from pattern_tck.journal import Journal
from pattern_tck.lasting import is_lasting
from pattern_tck.numbering import RUN, numbers
from pattern_tck.ports import FreeTarget, OpenTarget, Target
from pattern_tck.probe import Probe
from pattern_tck.puppet import Puppet
from pattern_tck.service import Service
from pattern_tck.settling import Settling
from pattern_tck.simulator.freedoms import Choose, polite
from pattern_tck.tap import Tap
from pattern_tck.third_parties import Served, ThirdParty, loopback
from pattern_tck.verdicts import OutOfReach, TargetLacks
from pattern_tck.visibilities import Visibilities

T = TypeVar("T")


class Stage:
    """What a step can say: who plays, what is sent, which fault happens when, what must hold.

    ``puppet`` speaks, ``buses`` speaks on event buses, ``probe`` looks, ``service`` is the target
    called directly, ``faults`` orders what goes wrong, ``notes`` carries what one step tells the
    next.
    """

    def __init__(
        self,
        target: Target,
        implementation: Implementation,
        choose: Choose = polite,
        *,
        subject: str = "",
        prefix: str = "",
    ) -> None:
        """Begin a scenario; ``subject`` is the role that it is about, if it has one.

        ``prefix`` is how names begin that are made for it, if not as the kit's own do.
        """
        self.target = target
        self.implementation = implementation
        self.number = numbers.take()
        self.prefix = prefix or f"tck-{RUN}-{self.number}"
        self.notes: dict[str, Any] = {}
        self.directory = Directory()
        self._journal = Journal(target.clock.now())
        self.tap = Tap(self.directory, self._journal, target.clock.now)
        self.tap.run = RUN if is_lasting(target) else ""
        self.guard = Guard(self.directory, self.number)
        self.puppet = Puppet(target, self.tap, self.directory, self.prefix, self.guard)
        self.probe = Probe(target, self.directory)
        self.probe.is_own = self.guard.is_own
        self.service = Service(target, self.puppet)
        self.buses = Buses(self.puppet, self.directory)
        self.watch = Watch()
        self.tap.heard, self.puppet.allowing = self.watch.hear, self.watch.allowing
        self._recorder = Recorder(self.directory, target.clock.now)
        self.tap.recorded = self._recorder.hear
        if isinstance(target, OpenTarget):
            target.tell_moves(self._recorder.dead_lettered)
        self._casting = Casting(
            target=target,
            tap=self.tap,
            directory=self.directory,
            puppet=self.puppet,
            guard=self.guard,
            probe=self.probe,
            implementation=implementation,
            prefix=self.prefix,
        )
        self._casting.foresee(subject)
        self._settling = Settling(target, self._casting)
        self._casting.tell_waits(self._settling.pulse.looked)
        self._visibilities = Visibilities(target, self._casting, self.directory, self.probe)
        self.adversity = Adversity(
            target,
            choose,
            owned=self._casting.queue_names,
            hold=self._hold_up,
            two_steps=self._casting.two_steps,
        )
        self.faults = FaultOrders(
            tap=self.tap,
            guard=self.guard,
            casting=self._casting,
            adversity=self.adversity,
            hold_up=self._hold_up,
        )
        self.tap.around = self.adversity.around
        self.probe.distinct = self.adversity.distinct
        self.puppet.is_copy = self.adversity.is_copy
        if isinstance(target, FreeTarget):
            target.listen(self._overheard)
        self._keys: list[str] = []
        self._served: list[str] = []
        self._environment: dict[str, str] = {}

    @property
    def journal(self) -> Journal:
        """Give what participants have done, call by call.

        Raises `OutOfReach` if one of them makes its calls where the kit does not see them.
        """
        if self.guard.hosts:
            raise OutOfReach(
                f"{', '.join(self.guard.hosts)}: a system that runs already makes its calls past "
                "the kit, and the scenario looks at them"
            )
        return self._journal

    @property
    def calls(self) -> int:
        """Give how many calls were seen."""
        return len(self._journal.events)

    # -- who plays

    def ask_for(self, **environment: object) -> None:
        """Say more about the surroundings, before casting: for example VISIBILITY_TIMEOUT."""
        self._environment.update({name: str(value) for name, value in environment.items()})

    def cast(
        self,
        role: str,
        *,
        called: str = "",
        instances: int = 1,
        given: Mapping[str, Channel | None] | None = None,
    ) -> Application:
        """Have the implementation play a role.

        ``given`` has channels for this application alone, by the variable that names them to it:
        the next pipe of a filter is the pipe of another one. None leaves the variable empty.
        """
        name = called or role
        application = self._casting.cast(role, name, instances, self._environment, given or {})
        self.watch.know(application.role, application.channel_name)
        self._recorder.know(application.channel_name(EFFECTS), application.effects)
        return application

    def add_instance(self, called: str) -> None:
        """Start one more instance of an application."""
        self._casting.add_instance(self.application(called))

    def deploy_again(self, called: str) -> None:
        """Have an application make its channels once more, as at its next release."""
        self._casting.deploy(self.application(called))

    def application(self, called: str) -> Application:
        """Give an application that was cast."""
        return self._casting.applications[called]

    @property
    def applications(self) -> list[str]:
        """Give the names of all applications that were cast."""
        return list(self._casting.applications)

    def stop(self, called: str) -> None:
        """Have an application get no turns until `resume`: it is away."""
        if called in self.guard.hosts:
            raise OutOfReach(f"{called} runs already, and does not stop for the kit")
        self._settling.stopped.add(called)

    def resume(self, called: str) -> None:
        """Have an application that was stopped go on."""
        self._settling.stopped.discard(called)

    def api(self, called: str) -> Api:
        """Give the HTTP API of an application."""
        clock = self.target.clock
        quick = clock.virtual and not self.adversity.active
        return Api(self.application(called), self._journal, clock.now, quick=quick)

    def answer(self, queue: Channel, react: React, *, called: str = "") -> None:
        """Have the kit take what arrives on a queue and react, whenever turns are given.

        ``called`` is the name under which it can be stopped: the queue's, if nothing is said.
        """
        self._settling.answering.append(
            AnsweringPuppet(called or queue.name, self.puppet, queue, react)
        )

    def serve(self, name: str, third_party: ThirdParty, contract: str) -> Channel:
        """Play a third party that is called over HTTP; before whoever calls it is cast."""

        def heard(request: HttpRequest, answer: HttpAnswer | None, wrong: str) -> None:
            asked = f"{request.method} {request.path}"
            said = f"{answer.status} {answer.body.decode()}" if answer else "no answer"
            self._journal.write(
                self.target.clock.now(), name, asked, "", request.body.decode(), said
            )
            if wrong:
                self.watch.broken.append(f"{name} was asked for {asked}: {wrong}")

        address = loopback().serve(Served(third_party, contract, heard))
        self._served.append(address)
        return self.directory.add(name, "api", address)

    # -- channels and keys

    def channel(self, name: str) -> Channel:
        """Give a channel by its name in the scenario."""
        return self.directory.find(name)

    def channel_of(self, called: str, word: str) -> Channel:
        """Give a channel of an application, by the role's word for it."""
        return self._casting.channel(self.application(called), word)

    def dead_letters_of(self, queue: Channel) -> Channel:
        """Give the dead-letter queue of a queue; it is an unmet expectation if there is none."""
        found = self.probe.dead_letters(queue)
        assert found is not None, f"{queue.name} has no redrive policy, so no dead-letter queue"
        return found

    def key(self, word: str) -> str:
        """Give a business key for a word of the scenario, unique to this performance."""
        key = f"{word}-{self.prefix.removeprefix('tck-')}"
        if key not in self._keys:
            self._keys.append(key)
        return key

    def effects(self, called: str, word: str) -> list[str]:
        """Give the effects that an application had for a key, by their values."""
        return self.probe.effects(self.channel_of(called, "effects"), self.key(word))

    # -- time

    def until(self, holds: Callable[[], T]) -> T:
        """Wait until ``holds`` raises no AssertionError, and give what it gives."""
        return self._settling.until(holds, self.longest_visibility())

    def calm(self) -> None:
        """Wait until whatever could still happen has happened."""
        self._settling.calm(1.2 * self.longest_visibility() + self.target.tempo.slack)

    def linger(self) -> None:
        """Wait for what would come together with something that has come already."""
        self._settling.calm(self.target.tempo.slack)

    def turn(self) -> None:
        """Give everybody turns until nobody has anything to do; no time passes."""
        self._settling.turn()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, with everybody working."""
        self._settling.calm(seconds)

    @property
    def standstill(self) -> float:
        """Give for how long at most a busy machine held the kit up, in seconds of real time."""
        return self._settling.standstill

    def pass_visibility(self, queue: Channel) -> None:
        """Let just more than the visibility timeout of a queue pass."""
        self._settling.calm(self.probe.visibility(queue) + self.target.tempo.slack)

    def longest_visibility(self) -> float:
        """Give the longest visibility timeout of applications' own queues, in seconds."""
        return self._visibilities.longest()

    def _hold_up(self, participant: Any, times_visibility: float = 1.5) -> None:
        visibility = self._visibilities.longest()
        # However late the timers of the target: who is held up for three visibility timeouts has
        # lost more than his message, and that is another scenario.
        late = min(self.target.tempo.slack, visibility)
        self._settling.hold(participant, times_visibility * visibility + late)

    def _overheard(self, clause: str, words: str) -> None:
        now = self.target.clock.now()
        self._journal.write(now, "the target", f"by {clause}", "", words, "")

    # -- the history

    def violations(self) -> list[Violation]:
        """End the history and give everything in it that breaks an invariant.

        Nothing where a system runs past the kit: what is not seen proves nothing.
        """
        if self.guard.hosts:
            return []
        held = self.target.held() if isinstance(self.target, OpenTarget) else None
        history = self._recorder.finish(self.adversity.faults, held)
        players = [
            Player(one.name, one.role.name, one.channel_name)
            for one in self._casting.applications.values()
            # What a team puts aside in a shape of its own need not be what came, word for word.
            if not one.binding.http_alone and not speaks_otherwise(one.binding)
        ]
        return violations(history, players)

    # -- the end

    def need(self, capability: str) -> None:
        """Raise `TargetLacks` unless the target has the capability."""
        has = self.target.capabilities
        if capability not in has.present:
            reason = has.lacking.get(capability, f"it does not offer {capability!r}")
            raise TargetLacks(f"target {self.target.name}: {reason}")

    def evidence(self) -> list[str]:
        """Give the journey of the scenario's messages, and how instances died."""
        deaths = [
            f"died: {how}"
            for application in self._casting.applications.values()
            for how in application.deaths
        ]
        return [*self._journal.journey(self._keys or [""]), *deaths]

    def close(self) -> None:
        """Stop everybody."""
        with ExitStack() as closing:
            for address in [*self._served, *self._casting.served]:
                closing.callback(loopback().stop_serving, address)
            for instance in self._casting.instances:
                closing.callback(instance.close)

    def remove(self) -> list[str]:
        """Remove from the target what was made; give what could not be removed."""
        return self.puppet.remove()
