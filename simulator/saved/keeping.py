"""Keeping a world: record what is done to it, save it as text, load it again."""

from __future__ import annotations

from pattern_tck.simulator.saved.playing import Player
from pattern_tck.simulator.saved.reading import Unreadable, read_file
from pattern_tck.simulator.saved.tape import Tape, Unsaved
from pattern_tck.simulator.world import World


def record(world: World) -> World:
    """Note from now on what is done to a world, so that it can be saved; give the world.

    ValueError if anything was done to it before: that would be missing.
    """
    if world.regions():
        raise ValueError("a world is recorded from its beginning")
    world.record(Tape(world))
    return world


def save(world: World, name: str = "default") -> str:
    """Give a world that is recorded as the text of a file.

    Whoever waits for an answer in it has hung up in the file. Raises `Unsaved`.
    """
    if world.tape is None:
        raise Unsaved("nobody has recorded what was done to it")
    return world.tape.text(name)


def load(text: str) -> World:
    """Make the world of a file that holds one: the same calls give the same answers from here.

    It is polite, and recorded. Work that was registered for tasks has to be registered again.
    Raises `Unreadable`.
    """
    saved = read_file(text)
    if len(saved) > 1:
        raise Unreadable(f"the file holds {len(saved)} worlds")
    player = Player(saved[0])
    world = player.play()
    world.record(player.tape())
    return world
