"""A draft of a manifest: what was found, what was guessed and why, and what is unknown."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from pattern_tck import catalogue
from pattern_tck.catalogue import RoleDescription
from pattern_tck.discovery.finding import Found, Table
from pattern_tck.discovery.guessing import Guess
from pattern_tck.manifest.form import UNKNOWN
from pattern_tck.manifest.variables import channels, channels_with_messages

_WIDTH = 96


def draft(
    name: str,
    guesses: Sequence[Guess],
    found: Found,
    *,
    target: str | None = None,
    endpoint_url: str | None = None,
) -> str:
    """Give the text of a manifest in which each unknown value is ``"???"``.

    A role can stand in a manifest once: of several guesses the first is written down, and the
    others are told beside it.
    """
    by_role: dict[str, list[Guess]] = {}
    for guess in guesses:
        by_role.setdefault(guess.role, []).append(guess)
    return "\n".join(
        [
            *_comment(
                f'A draft by pattern-tck init: replace each "{UNKNOWN}", take out the roles that '
                "are not yours, then: pattern-tck verify"
            ),
            f"name = {_quoted(name)}",
            *([f"target = {_quoted(target)}"] if target else []),
            *([f"endpoint_url = {_quoted(endpoint_url)}"] if endpoint_url else []),
            *(line for role, made in by_role.items() for line in _role(role, made, found)),
            "",
        ]
    )


def _role(name: str, made: Sequence[Guess], found: Found) -> Iterator[str]:
    role, first = catalogue.roles()[name], made[0]
    yield ""
    yield from _comment(role.does)
    if first.why:
        yield from _comment(f"Guessed, since {first.why}.")
    for other in made[1:]:
        yield from _comment(f"It might be meant by this as well: {other.why}.")
    yield f"[roles.{name}]"
    if first.channels:
        yield from _deployed(role, first, found)
    else:
        yield from _started(role)


def _deployed(role: RoleDescription, guess: Guess, found: Found) -> Iterator[str]:
    yield from _comment("It runs already. To have it started by the kit instead, give")
    yield '# run = ["node", "consumer.mjs"]'
    yield from _comment(
        "take out 'deployed' and the channels, and name your variables under "
        f"[roles.{role.name}.environment]."
    )
    yield "deployed = true"
    yield from _effects(role, found)
    yield ""
    yield f"[roles.{role.name}.channels]"
    for variable, word in channels(role).items():
        address = guess.channels.get(variable, UNKNOWN)
        yield f"{variable} = {_quoted(address)}  # {word}"


def _effects(role: RoleDescription, found: Found) -> Iterator[str]:
    if "effects" not in channels(role).values() or len(found.tables) != 1:
        return
    table: Table = found.tables[0]
    keys = [f"partition_key = {_quoted(table.partition_key or UNKNOWN)}"]
    keys += [f"sort_key = {_quoted(table.sort_key)}"] if table.sort_key else []
    yield from _comment(f"Table {table.name} is the only one found: its items may be the effects.")
    yield (
        f"effects = {{ table = {{ {', '.join(keys)}, key = {_quoted(UNKNOWN)}, "
        f"value = {_quoted(UNKNOWN)} }} }}"
    )


def _started(role: RoleDescription) -> Iterator[str]:
    yield f'run = ["{UNKNOWN}"]  # the program and its arguments, for example "node", "app.mjs"'
    yield ""
    yield f"[roles.{role.name}.environment]"
    yield from _comment("Your variables; on the right the kit's. It tells you these in any case:")
    for variable, word in channels(role).items():
        yield f'# YOUR_{variable} = "{{{variable}}}"  # {word}'
    for variable in channels_with_messages(role):
        yield ""
        yield from _comment("Your messages, if they are not the kit's own:")
        yield f"# [roles.{role.name}.messages.{variable}]"
        yield "# accepts = '...'  # a body of yours, with {fields} of the kit's message in it"
        break


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str) -> str:
    # JSON's strings are TOML's, but for the character that neither shows.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
