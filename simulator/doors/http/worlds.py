"""The worlds behind one address, and how a request says which one it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.http.live_world import LiveWorld
from pattern_tck.simulator.doors.http.timekeeping import REAL
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.saved.reading import SavedWorld, Unreadable
from pattern_tck.simulator.saved.tape import Unsaved
from pattern_tck.simulator.world import World

#: The world of everybody who does not say otherwise, and its account.
DEFAULT: Final = "default"
ACCOUNT: Final = "123456789012"
#: What stands before the path of an endpoint for a world with a name.
PREFIX: Final = "/world/"
#: More worlds than any run of tests has at once: whoever makes more forgets to remove them.
MOST_WORLDS: Final = 1_000

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


#: ``make(account, clock)`` makes a world, anew for each reset.
MakeWorld = Callable[[str, VirtualClock], World]


def _made(account: str, clock: VirtualClock) -> World:
    return World(clock=clock, account=account)


class Worlds:
    """Worlds by their names; one is made when it is first asked for."""

    def __init__(
        self,
        *,
        time: str = REAL,
        seed: int | None = None,
        make: MakeWorld | None = None,
        recorded: bool = False,
        prepare: Callable[[World], None] | None = None,
    ) -> None:
        self.time = time
        #: Called with each world before anybody is served in it, after a reset or a load too.
        self._prepare = prepare
        #: What is done to them is recorded, so that they can be saved.
        self.recorded = recorded
        self._seed = seed
        self._make = make or _made
        self._worlds: dict[str, LiveWorld] = {}
        #: Whether stacks are made without what is not modelled, in every world.
        self.skip_unknown_resources = False

    def named(self, name: str) -> LiveWorld:
        """Give a world by its name, which an account number may be; `Refusal` if it cannot be."""
        world = self._worlds.get(name)
        if world is not None:
            return world
        if not _NAME.fullmatch(name):
            raise Refusal(
                "InvalidWorld",
                "the name of a world has up to 64 letters, digits, dots, hyphens and underscores",
            )
        if len(self._worlds) >= MOST_WORLDS:
            raise Refusal("TooManyWorlds", f"there are {MOST_WORLDS} worlds already: remove some")
        account = name if _ACCOUNT.fullmatch(name) else ACCOUNT
        clock = VirtualClock()
        make = partial(self._new, account, clock)
        world = LiveWorld(
            name,
            make,
            time=self.time,
            seed=self._seed,
            recorded=self.recorded,
            prepare=self._prepare,
        )
        self._worlds[name] = world
        return world

    def _new(self, account: str, clock: VirtualClock) -> World:
        world = self._make(account, clock)
        world.skips_unknown_resources = self.skip_unknown_resources
        return world

    def all(self) -> list[LiveWorld]:
        """Give every world that there is."""
        return list(self._worlds.values())

    def forget(self, name: str) -> bool:
        """Remove a world; say whether there was one."""
        world = self._worlds.pop(name, None)
        if world is not None:
            world.close()
        return world is not None

    def saved(self) -> str:
        """Give all of them as the text of a file; raises `Unsaved`, which names the world."""
        self.named(DEFAULT)
        texts = []
        for world in self.all():
            try:
                texts.append(world.saved())
            except Unsaved as why:
                raise Unsaved(f"the world {world.name}: {why}") from None
        return "".join(texts)

    def load(self, saved: Sequence[SavedWorld]) -> None:
        """Go on with the worlds of a file; raises `Unreadable`."""
        for world in saved:
            try:
                live = self.named(world.head.name)
            except Refusal as refusal:
                raise Unreadable(refusal.message) from None
            live.load(world)

    def hang_up(self) -> None:
        """Give up every call that waits, in all of them."""
        for world in self.all():
            world.hang_up()

    def close(self) -> None:
        """Remove all of them."""
        for name in list(self._worlds):
            self.forget(name)


def world_of_key(key: str) -> str:
    """Give the world of an access key id: one of twelve digits is an account, and its world.

    The account that everybody has who says nothing is no other world.
    """
    return key if _ACCOUNT.fullmatch(key) and key != ACCOUNT else DEFAULT


def split(path: str) -> tuple[str, str, str]:
    """Give the prefix of a path that names a world, the name, and the rest of the path."""
    if not path.startswith(PREFIX):
        return "", "", path
    name, slash, rest = path[len(PREFIX) :].partition("/")
    return PREFIX + name, name, slash + rest
