"""The eighteen intrinsic functions, and what they ask of their arguments.

Source: Appendix B of the Amazon States Language, and the page "Intrinsic functions for JSONPath
states" of the Step Functions developer guide. A function raises ValueError where its arguments
will not do.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pattern_tck.simulator.workflows.language.documents import is_number, same, written
from pattern_tck.simulator.workflows.language.json_text import read_json

#: The longest text that is encoded, decoded or hashed, in characters.
LONGEST_TEXT: Final = 10_000
#: The most elements that ArrayRange makes.
LONGEST_RANGE: Final = 1_000
_LOWEST, _HIGHEST = -(2**31), 2**31 - 1
#: What Hash knows, under the names of the developer guide.
DIGESTS: Final[Mapping[str, str]] = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


@dataclass(frozen=True)
class Function:
    """A function, how many arguments it takes (None: any number), and whether it draws."""

    call: Callable[..., Any]
    least: int
    most: int | None
    draws: bool = False


def array_partition(array: Any, size: Any) -> list[list[Any]]:
    """Cut an array into chunks."""
    elements, length = _array(array), _whole(size)
    if length < 1:
        raise ValueError("the chunk size must be a positive integer")
    return [elements[at : at + length] for at in range(0, len(elements), length)]


def array_contains(array: Any, wanted: Any) -> bool:
    """Say whether a value is among the elements."""
    return any(same(element, wanted) for element in _array(array))


def array_range(first: Any, last: Any, step: Any) -> list[int]:
    """Count from one number to another, which is included if the steps lead to it."""
    start, stop, stride = _whole(first), _whole(last), _whole(step)
    if stride == 0:
        raise ValueError("the step must not be zero")
    numbers = range(start, stop + (1 if stride > 0 else -1), stride)
    if len(numbers) > LONGEST_RANGE:
        raise ValueError(f"the array must not have more than {LONGEST_RANGE} elements")
    return list(numbers)


def array_get_item(array: Any, index: Any) -> Any:
    """Give the element at a place, counted from zero."""
    elements = _array(array)
    if not is_number(index) or index % 1 != 0:
        raise ValueError(f"the index {written(index)} is no integer")
    at = int(index)
    if not 0 <= at < len(elements):
        raise ValueError(f"the index {at} is out of bounds for an array of length {len(elements)}")
    return elements[at]


def array_length(array: Any) -> int:
    """Count the elements."""
    return len(_array(array))


def array_unique(array: Any) -> list[Any]:
    """Keep the first of all equal elements."""
    kept: list[Any] = []
    for element in _array(array):
        if not array_contains(kept, element):
            kept.append(element)
    return kept


def base64_encode(text: Any) -> str:
    """Encode the UTF-8 of a text."""
    return base64.b64encode(_short(text).encode("utf-8", "surrogatepass")).decode("ascii")


def base64_decode(text: Any) -> str:
    """Decode what `base64_encode` made."""
    try:
        return base64.b64decode(_short(text), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as mistake:
        raise ValueError("the text is not in Base64") from mistake


def digest(data: Any, algorithm: Any) -> str:
    """Give the digest of a text in hexadecimal digits; a document is hashed as it is written."""
    text = _short(data if isinstance(data, str) else written(data))
    if not isinstance(algorithm, str) or algorithm not in DIGESTS:
        raise ValueError(f"the algorithm is not one of {', '.join(DIGESTS)}")
    return hashlib.new(DIGESTS[algorithm], text.encode("utf-8", "surrogatepass")).hexdigest()


def json_merge(one: Any, other: Any, deep: Any) -> dict[str, Any]:
    """Merge two objects, of which the second prevails; only the outermost fields are merged."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        raise ValueError("both values must be JSON objects")  # noqa: TRY004
    if deep is not False:
        raise ValueError("the third argument must be false: only shallow merging is supported")
    return one | other


def string_to_json(text: Any) -> Any:
    """Read a document from its text; a text without anything gives null, as AWS has it."""
    given = _text(text)
    return read_json(given) if given.strip() else None


def math_add(one: Any, other: Any) -> int:
    """Add two whole numbers of 32 bits."""
    terms = (_whole(one), _whole(other))
    if not all(_LOWEST <= number <= _HIGHEST for number in (*terms, sum(terms))):
        raise ValueError(f"numbers must lie between {_LOWEST} and {_HIGHEST}")
    return sum(terms)


def math_random(chance: random.Random, start: Any, end: Any, seed: Any = None) -> int:
    """Draw a whole number from start up to, and without, end.

    With a seed it is the same number each time, though not the one that AWS has for it.
    """
    lowest, beyond = _whole(start), _whole(end)
    if lowest >= beyond:
        raise ValueError("the start must be less than the end")
    if seed is not None:
        chance = random.Random(_whole(seed))  # noqa: S311 - a game, not a secret
    return chance.randrange(lowest, beyond)


def string_split(text: Any, delimiters: Any) -> list[str]:
    """Split a text at every character that is a delimiter; nothing between two adds nothing."""
    parts = [""]
    separators = _text(delimiters)
    for letter in _text(text):
        if letter in separators:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part]


def new_uuid(chance: random.Random) -> str:
    """Make a UUID of version 4."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def shown(value: Any) -> str:
    """Show a value as States.Format puts it in.

    A text is put in as it is. The States Language allows no array and no object here; AWS shows
    them as Java does.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={shown(member)}' for name, member in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return written(value)


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"an array is wanted, not {written(value)}")  # noqa: TRY004
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a string is wanted, not {written(value)}")  # noqa: TRY004
    return value


def _short(value: Any) -> str:
    text = _text(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text is longer than {LONGEST_TEXT} characters")
    return text


def _whole(value: Any) -> int:
    """Give a number, rounded to the nearest whole one as the developer guide says."""
    if not is_number(value) or not -math.inf < value < math.inf:
        raise ValueError(f"a number is wanted, not {written(value)}")
    return value if isinstance(value, int) else math.floor(value + 0.5)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "States.Array": Function(lambda *members: list(members), 0, None),
    "States.ArrayPartition": Function(array_partition, 2, 2),
    "States.ArrayContains": Function(array_contains, 2, 2),
    "States.ArrayRange": Function(array_range, 3, 3),
    "States.ArrayGetItem": Function(array_get_item, 2, 2),
    "States.ArrayLength": Function(array_length, 1, 1),
    "States.ArrayUnique": Function(array_unique, 1, 1),
    "States.Base64Encode": Function(base64_encode, 1, 1),
    "States.Base64Decode": Function(base64_decode, 1, 1),
    "States.Hash": Function(digest, 2, 2),
    "States.JsonMerge": Function(json_merge, 3, 3),
    "States.StringToJson": Function(string_to_json, 1, 1),
    "States.JsonToString": Function(written, 1, 1),
    "States.MathRandom": Function(math_random, 2, 3, draws=True),
    "States.MathAdd": Function(math_add, 2, 2),
    "States.StringSplit": Function(string_split, 2, 2),
    "States.UUID": Function(new_uuid, 0, 0, draws=True),
}
