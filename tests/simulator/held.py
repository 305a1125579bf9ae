"""What a world holds: every object that can be reached from it, counted."""

import gc
from collections import Counter
from types import BuiltinFunctionType, FunctionType, ModuleType


def held(world):
    """Count the objects that can be reached from a world, by type; code and constants aside."""
    gc.collect()
    seen = {id(world)}
    waiting = [world]
    counted = Counter()
    while waiting:
        one = waiting.pop()
        counted[type(one).__name__] += 1
        for other in _inside(one):
            if id(other) not in seen and not isinstance(other, _NOT_HELD):
                seen.add(id(other))
                waiting.append(other)
    return counted


#: Of the program, or shared by all of it; texts and numbers are counted by what has them.
_NOT_HELD = (type, ModuleType, BuiltinFunctionType, str, bytes, int, float, bool, type(None))


def _inside(one):
    if isinstance(one, FunctionType):
        return [cell.cell_contents for cell in one.__closure__ or ()] + list(one.__defaults__ or ())
    return gc.get_referents(one)
