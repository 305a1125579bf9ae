"""Casting: an implementation's role is given its channels, makes its own, and comes to life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pattern_tck import catalogue
from pattern_tck.catalogue import RoleDescription
from pattern_tck.channels import Channel, Directory, kind_of
from pattern_tck.implementation import Implementation
from pattern_tck.ports import Target
from pattern_tck.puppet import Puppet
from pattern_tck.python_binding import PythonParticipant
from pattern_tck.tap import Tap
from pattern_tck.url_binding import ApiAt, UrlParticipant
from pattern_tck.verdicts import NotClaimed, NotExercised


@dataclass
class Application:
    """One system playing a role: its instances, and the names of its channels."""

    name: str
    role: RoleDescription
    instances: list[PythonParticipant | UrlParticipant] = field(default_factory=list)
    #: Channels that the scenario has chosen for it: the role's word -> the channel's name.
    chosen: Mapping[str, str] = field(default_factory=dict)

    def channel_name(self, word: str) -> str:
        """Give the scenario's name of what the role calls ``word``.

        Its own channels and its tables are its own; what it is given (a topic, a request queue)
        is shared by all applications, unless the scenario has chosen another channel for it.
        """
        if word in self.chosen:
            return self.chosen[word]
        own = word in self.role.makes.values() or word == "effects"
        return f"{word} of {self.name}" if own else word

    @property
    def deaths(self) -> list[str]:
        """Give how its instances died, in words."""
        return [f"{one.name}: {how}" for one in self.instances for how in one.deaths]


class Casting:
    """Brings applications to life for one scenario."""

    def __init__(
        self,
        *,
        target: Target,
        tap: Tap,
        directory: Directory,
        puppet: Puppet,
        implementation: Implementation,
        prefix: str,
    ) -> None:
        self._target = target
        self._tap = tap
        self._directory = directory
        self._puppet = puppet
        self._implementation = implementation
        self._prefix = prefix
        self.applications: dict[str, Application] = {}

    @property
    def instances(self) -> list[PythonParticipant | UrlParticipant]:
        """Give every running instance."""
        return [one for application in self.applications.values() for one in application.instances]

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
        application = Application(called, role, chosen=chosen)
        make = self._implementation.roles[role_name]
        if isinstance(make, ApiAt):
            application.instances.append(UrlParticipant(called, role_name, make))
            self.applications[called] = application
            return application
        surroundings = {
            "PREFIX": f"{self._prefix}-{called.replace(' ', '-')}",
            "VISIBILITY_TIMEOUT": str(self._target.tempo.visibility),
            **environment,
        }
        for variable, word in role.given.items():
            if variable in given:
                channel = given[variable]
            else:
                channel = self._puppet.make(application.channel_name(word), kind_of(variable))
            surroundings[variable] = channel.address if channel else ""
        first = PythonParticipant(
            application=called,
            role=role_name,
            make=make,
            environment=surroundings,
            client=self._target.client,
            now=self._target.clock.now,
            tap=self._tap,
        )
        self._deploy(application, first)
        application.instances.append(first)
        self.applications[called] = application
        for number in range(2, instances + 1):
            application.instances.append(first.another(f"{called} {number}"))
        for instance in application.instances:
            instance.start()
        return application

    def add_instance(self, application: Application) -> None:
        """Start one more instance of an application."""
        number = len(application.instances) + 1
        first = application.instances[0]
        if isinstance(first, UrlParticipant):
            raise NotExercised(f"{application.name} is known only by its URL: no more are started")
        instance = first.another(f"{application.name} {number}")
        application.instances.append(instance)
        instance.start()

    def queue_names(self) -> frozenset[str]:
        """Give the names of the queues that applications made."""
        return frozenset(
            self.channel(application, word).address.rpartition("/")[2]
            for application in self.applications.values()
            if not isinstance(application.instances[0], UrlParticipant)
            for word in application.role.makes.values()
        )

    def channel(self, application: Application, word: str) -> Channel:
        """Give a channel of an application by the role's word for it."""
        if isinstance(application.instances[0], UrlParticipant):
            raise NotExercised(f"{application.name} is known only by its URL, not by its {word}")
        return self._directory.channels[application.channel_name(word)]

    def _deploy(self, application: Application, participant: PythonParticipant) -> None:
        made = participant.deploy()
        for variable, word in application.role.makes.items():
            if variable not in made:
                raise AssertionError(
                    f"deploy() of role {application.role.name!r} made no {variable}: the role "
                    f"owns that channel; return its address under this name"
                )
            self._directory.add(application.channel_name(word), kind_of(variable), made[variable])
