"""The functions that Step Functions gives to JSONata, and those that must not look elsewhere.

Source: the page "Transforming data with JSONata" of the Step Functions developer guide. Chance and
time come from the scope. An argument that is left out, or leads nowhere, is None; so is a result
that is undefined.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from pattern_tck.simulator.workflows.language.intrinsic_functions import DIGESTS, digest
from pattern_tck.simulator.workflows.language.json_text import read_json
from pattern_tck.simulator.workflows.language.scope import Scope, chance_of, time_of

#: A function, and the types of its arguments in the notation of JSONata.
Extension = tuple[Callable[..., Any], str]


class Extensions:
    """The functions, all for one compiled expression, which sets the scope before it begins."""

    def __init__(self, written_as: Callable[[int, Any, Any], Any], null: object) -> None:
        #: How $now writes a time: milliseconds, a picture and a time zone, as in JSONata.
        self._written_as = written_as
        #: What stands for null, since None is what is not there.
        self._null = null
        self.scope: Scope

    def all(self) -> Mapping[str, Extension]:
        """Give the functions by their names."""
        return {
            "partition": (partition, "<an?:a>"),
            "range": (numbers, "<nnn?:a>"),
            "hash": (hashed, "<ss?:s>"),
            "random": (self._random, "<n?:n>"),
            "uuid": (self._uuid, "<:s>"),
            "parse": (self._parse, "<s?:x>"),
            "now": (self._now, "<s?s?:s>"),
            "millis": (self._millis, "<:n>"),
            "shuffle": (self._shuffle, "<a:a>"),
        }

    def _random(self, seed: Any = None) -> float:
        """Draw from [0, 1); with a seed, the same each time, though not what AWS has for it."""
        if seed is None:
            return chance_of(self.scope).random()
        return random.Random(int(seed)).random()  # noqa: S311 - a game, not a secret

    def _uuid(self) -> str:
        return str(uuid.UUID(int=chance_of(self.scope).getrandbits(128), version=4))

    def _now(self, picture: Any = None, timezone: Any = None) -> Any:
        return self._written_as(self._millis(), picture, timezone)

    def _parse(self, text: Any = None) -> Any:
        if text is None:
            return None
        document = read_json(text)
        return self._null if document is None else document

    def _millis(self) -> int:
        return int(time_of(self.scope) * 1000)

    def _shuffle(self, array: Any = None) -> Any:
        if array is None:
            return None
        return chance_of(self.scope).sample(array, len(array))


def partition(array: Any = None, size: Any = None) -> list[list[Any]] | None:
    """Cut an array into chunks; a part of the size behind the point does not count."""
    if not array:
        return None
    length = len(array) if size is None else int(size)
    if length < 0:
        raise ValueError("Second argument must be zero or greater")
    if length == 0:
        return None
    return [list(array[at : at + length]) for at in range(0, len(array), length)]


def numbers(first: Any = None, last: Any = None, step: Any = None) -> Any:
    """Count from one number to another; a single number is given without an array."""
    if first is None or last is None or not step or not int(step):
        return None
    stride = int(step)
    counted = range(int(first), int(last) + (1 if stride > 0 else -1), stride)
    if len(counted) > LONGEST_RANGE:
        raise ValueError(
            "Expression evaluation memory limit exceeded: Check for excessive memory usage"
        )
    return list(counted) if len(counted) > 1 else next(iter(counted), None)


def hashed(text: Any = None, algorithm: Any = None) -> str | None:
    """Give the digest of a text in hexadecimal digits."""
    if text is None or algorithm is None:
        return None
    if algorithm not in DIGESTS:
        raise ValueError(f"The algorithm {algorithm} is not one of {', '.join(DIGESTS)}")
    return digest(text, algorithm)


#: The most numbers that $range was seen to give.
LONGEST_RANGE: Final = 360_145
#: What AWS takes away from JSONata: $parse stands in its place.
DISABLED: Final = ("eval",)
