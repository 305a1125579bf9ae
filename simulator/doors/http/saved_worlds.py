"""Saved worlds over HTTP: a world as text, and a text in the place of a world."""

from __future__ import annotations

from pattern_tck.simulator.doors.http.live_world import LiveWorld
from pattern_tck.simulator.saved.reading import Unreadable, read_file
from pattern_tck.simulator.saved.tape import Unsaved


class NotKept(Exception):
    """A world cannot be given as text; the message is a sentence."""


def world_as_text(world: LiveWorld) -> str:
    """Give a world as the text of a file, up to this moment; raises `NotKept`."""
    if world.world.tape is None:
        raise NotKept("nothing is recorded: start the simulator with --record or --save")
    world.time.catch_up()
    try:
        return world.saved()
    except Unsaved as why:
        raise NotKept(f"the world {world.name} cannot be saved: {why}") from None


def put_world(world: LiveWorld, body: bytes) -> None:
    """Go on with the one world of a file, whatever its name; raises `Unreadable`."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Unreadable("this is no saved world: it is no text") from None
    held = read_file(text)
    if len(held) > 1:
        raise Unreadable(f"the file holds {len(held)} worlds; --load takes all of them")
    world.load(held[0])
