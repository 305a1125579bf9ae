"""Casting: an implementation's role is given its channels, makes its own, and comes to life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pattern_tck import catalogue
from pattern_tck.bindings.binding import Binding, Part, Player
from pattern_tck.bindings.deployed import DeployedBinding, deployed
from pattern_tck.bindings.shaped import effects_place, translation_of
from pattern_tck.catalogue import Moment, RoleDescription
from pattern_tck.channels import Channel, Directory, kind_of
from pattern_tck.effects.making import Maker, memory_of
from pattern_tck.effects.place import EFFECTS, EffectsPlace
from pattern_tck.guard import Guard
from pattern_tck.implementation import Implementation
from pattern_tck.live import Live
from pattern_tck.ports import Target
from pattern_tck.probe import Probe
from pattern_tck.puppet import Puppet
from pattern_tck.tap import Tap
from pattern_tck.verdicts import NotClaimed, NotExercised, OutOfReach


@dataclass
class Application:
    """One system playing a role: its instances, and the names of its channels."""

    name: str
    role: RoleDescription
    binding: Binding
    instances: list[Player] = field(default_factory=list)
    #: Channels that the scenario has chosen for it: the role's word -> the channel's name.
    chosen: Mapping[str, str] = field(default_factory=dict)

    def channel_name(self, word: str) -> str:
        """Give the scenario's name of what the role calls ``word``.

        Its own channels and its tables are its own; what it is given (a topic, a request queue)
        is shared by all applications, unless the scenario has chosen another channel for it.
        """
        if word in self.chosen:
            return self.chosen[word]
        own = word in self.role.makes.values() or word == EFFECTS
        return f"{word} of {self.name}" if own else word

    @property
    def effects(self) -> EffectsPlace:
        """Give where its effects are seen."""
        return effects_place(self.binding)

    def moment(self, word: str) -> Moment:
        """Give a moment of its life, as the calls by which the tap knows it."""
        return self.effects.moment(self.role.moments[word])

    @property
    def deaths(self) -> list[str]:
        """Give how its instances died, in words."""
        return [f"{one.name}: {how}" for one in self.instances for how in one.deaths.told]


class Casting:
    """Brings applications to life for one scenario."""

    def __init__(
        self,
        *,
        target: Target,
        tap: Tap,
        directory: Directory,
        puppet: Puppet,
        guard: Guard,
        probe: Probe,
        implementation: Implementation,
        prefix: str,
    ) -> None:
        self._target = target
        self._tap = tap
        self._directory = directory
        self._puppet = puppet
        self._probe = probe
        self._maker = Maker(target, puppet, directory, tap)
        self._guard = guard
        self._live = Live(target, directory, probe, self._maker, guard)
        self._implementation = implementation
        self._prefix = prefix
        self.applications: dict[str, Application] = {}
        self._parts: dict[str, Part] = {}

    def tell_waits(self, waited: Callable[[float], None]) -> None:
        """Tell from now on how long running systems are waited for, in seconds each time."""
        self._live.backlog.waited = waited

    def foresee(self, role_name: str) -> None:
        """Find what a system was given that runs already, before it is cast: others speak first."""
        binding = self._implementation.roles.get(role_name)
        standing = deployed(binding) if binding else None
        if standing is not None:
            self._live.foresee(catalogue.roles()[role_name], standing)

    @property
    def instances(self) -> list[Player]:
        """Give every running instance."""
        return [one for application in self.applications.values() for one in application.instances]

    @property
    def served(self) -> list[str]:
        """Give the addresses at which effects are listened for over HTTP."""
        return self._maker.served

    def cast(
        self,
        role_name: str,
        called: str,
        instances: int,
        environment: Mapping[str, str],
        given: Mapping[str, Channel | None],
    ) -> Application:
        """Have the implementation play a role, under a name, with so many instances.

        ``given`` has channels to be given under these variables, instead of the ones that all
        applications share; where it has None, the variable is there, and empty. Raises
        `NotClaimed` if the implementation does not claim the role: a use case takes several.
        """
        role = catalogue.roles()[role_name]
        if role_name not in self._implementation.roles:
            raise NotClaimed(f"it takes the role {role_name!r} as well, which is not claimed")
        chosen = {role.given[name]: channel.name for name, channel in given.items() if channel}
        binding = self._implementation.roles[role_name]
        application = Application(called, role, binding, chosen=chosen)
        surroundings = dict(environment)
        standing = deployed(binding)
        if standing is not None:
            self._live.admit(called, role, instances, environment)
            surroundings = self._find(application, standing, given)
        elif not binding.http_alone:
            surroundings = self._hand_over(application, environment, given)
        self._parts[called] = Part(
            role=role_name,
            application=called,
            environment=surroundings,
            target=self._target,
            tap=self._tap,
            calls=bool(role.moments),
        )
        self.deploy(application)
        self.applications[called] = application
        for _ in range(instances):
            self._prepare(application)
        for instance in application.instances:
            instance.start()
        return application

    def add_instance(self, application: Application) -> None:
        """Start one more instance of an application."""
        if application.binding.http_alone:
            raise NotExercised(f"{application.name} is known only by its URL: no more are started")
        if deployed(application.binding):
            raise OutOfReach(f"{application.name} runs already: no more are started")
        self._prepare(application).start()

    def deploy(self, application: Application) -> None:
        """Have an application make the channels that it owns; at first, or once more."""
        part = self._parts[application.name]
        standing = deployed(application.binding)
        if standing is not None and application.name in self.applications:
            raise OutOfReach(f"{application.name} runs already, and is not the kit's to deploy")
        made = application.binding.deploy(part)
        self._parts[application.name] = part.knowing(made)
        if application.binding.http_alone:
            return
        if standing is not None:
            self._look_at(application, standing, made)
            return
        for variable, word in application.role.makes.items():
            if variable not in made:
                raise AssertionError(
                    f"deploy() of role {application.role.name!r} made no {variable}: the role "
                    f"owns that channel; return its address under this name"
                )
            self._directory.add(application.channel_name(word), kind_of(variable), made[variable])

    def _find(
        self,
        application: Application,
        standing: DeployedBinding,
        given: Mapping[str, Channel | None],
    ) -> dict[str, str]:
        """Find what a system that runs already was given."""
        role = application.role
        names = {variable: application.channel_name(word) for variable, word in role.given.items()}
        surroundings = self._live.hand_over(role, standing, names, given)
        if EFFECTS in role.given.values():
            name = application.channel_name(EFFECTS)
            made = self._live.effects(name, application.name, standing, application.effects)
            self._probe.look_with(made.view, made.channel)
            surroundings |= made.environment
        return surroundings

    def _look_at(
        self, application: Application, standing: DeployedBinding, made: Mapping[str, str]
    ) -> None:
        """Look at what a system that runs already owns, before anything is sent there."""
        for variable, word in application.role.makes.items():
            name = application.channel_name(word)
            if variable not in made:
                self._directory.unknown[name] = f"the manifest does not say where {name} is"
                continue
            channel = self._directory.add(name, kind_of(variable), made[variable])
            if channel.kind == "queue":
                drained = application.role.receives_from(word)
                self._live.owned(channel, standing, is_drained=drained)
        part = self._parts[application.name]
        translation = translation_of(application.binding, part)
        if translation is not None:
            self._guard.translate(translation)

    def _hand_over(
        self,
        application: Application,
        environment: Mapping[str, str],
        given: Mapping[str, Channel | None],
    ) -> dict[str, str]:
        """Make what an application is given, and give the environment that names it."""
        surroundings = {
            "PREFIX": f"{self._prefix}-{application.name.replace(' ', '-')}",
            "VISIBILITY_TIMEOUT": str(self._target.tempo.visibility),
            **environment,
        }
        for variable, word in application.role.given.items():
            if variable in given:
                channel = given[variable]
            elif word == EFFECTS:
                surroundings |= self._place_of_effects(application)
                continue
            else:
                channel = self._puppet.make(application.channel_name(word), kind_of(variable))
            surroundings[variable] = channel.address if channel else ""
        return surroundings

    def _place_of_effects(self, application: Application) -> Mapping[str, str]:
        name = application.channel_name(EFFECTS)
        made = self._maker.make(name, application.name, application.effects)
        self._probe.look_with(made.view, made.channel)
        return made.environment

    def _prepare(self, application: Application) -> Player:
        number = len(application.instances) + 1
        name = application.name if number == 1 else f"{application.name} {number}"
        instance = application.binding.player(self._parts[application.name], name)
        application.instances.append(instance)
        return instance

    def two_steps(self) -> frozenset[str]:
        """Give the names of channels where an effect and the memory of it are two steps."""
        return frozenset(
            name
            for application in self.applications.values()
            if not application.effects.is_table
            for name in (application.channel_name(EFFECTS), memory_of(application.name))
        )

    def queue_names(self) -> frozenset[str]:
        """Give the names of the queues that applications made."""
        return frozenset(
            self.channel(application, word).address.rpartition("/")[2]
            for application in self.applications.values()
            if not application.binding.http_alone
            for word in application.role.makes.values()
        )

    def channel(self, application: Application, word: str) -> Channel:
        """Give a channel of an application by the role's word for it."""
        if application.binding.http_alone:
            raise NotExercised(f"{application.name} is known only by its URL, not by its {word}")
        return self._directory.find(application.channel_name(word))
