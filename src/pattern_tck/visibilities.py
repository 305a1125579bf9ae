"""The visibility timeouts in play: by the longest one of them a scenario measures its patience."""

from __future__ import annotations

from pattern_tck.casting import Casting
from pattern_tck.channels import Channel, Directory
from pattern_tck.ports import Target
from pattern_tck.probe import Probe


class Visibilities:
    """Finds the longest visibility timeout of applications' own queues, and remembers it."""

    def __init__(
        self, target: Target, casting: Casting, directory: Directory, probe: Probe
    ) -> None:
        self._target = target
        self._casting = casting
        self._directory = directory
        self._probe = probe
        #: Of how many queues it was found: one more may have a longer one.
        self._of = -1
        self._longest = 0.0

    def longest(self) -> float:
        """Give the longest visibility timeout of applications' own queues, in seconds.

        Only of those that they receive from: a queue where messages are laid aside has a timeout
        too, and nobody waits for that.
        """
        own = self._own()
        if self._of != len(own):
            self._longest = max(
                (self._probe.visibility(queue) for queue in own if queue.kind == "queue"),
                default=float(self._target.tempo.visibility),
            )
            self._of = len(own)
        return self._longest

    def _own(self) -> list[Channel]:
        return [
            self._casting.channel(application, word)
            for application in self._casting.applications.values()
            if not application.binding.http_alone
            for word in application.role.makes.values()
            if application.role.receives_from(word)
            and application.channel_name(word) not in self._directory.unknown
        ]
