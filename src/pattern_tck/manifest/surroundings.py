"""What a manifest names on this machine: programs, folders, Python modules. Nothing is run."""

from __future__ import annotations

import os
import pkgutil
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from pattern_tck.catalogue import nearest

#: Programs whose first argument is a file, if it does not begin with a dash.
_RUN_FILES = frozenset(
    {"node", "deno", "bun", "python", "python3", "ruby", "php", "perl", "sh", "bash", "tsx"}
)


def missing_program(command: Sequence[str], folder: Path) -> Iterator[tuple[int, str]]:
    """Give what cannot be run in a command, each with the number of the word in it."""
    program = command[0]
    has_folder = os.sep in program or bool(os.altsep and os.altsep in program)
    if has_folder:
        file = folder / program
        if not file.is_file():
            yield 0, f"there is no program {program} in {folder}"
        elif not os.access(file, os.X_OK):
            yield 0, f"{program} may not be executed; give it the right to be (chmod +x)"
    elif shutil.which(program) is None:
        beside = f"; did you mean './{program}'?" if (folder / program).is_file() else ""
        with_spaces = " " in program and not beside
        hint = "; each word is a text of its own, since no shell is used" if with_spaces else beside
        yield 0, f"there is no program {program!r} on the PATH{hint}"
    if len(command) > 1 and Path(program).name in _RUN_FILES:
        yield from _missing_file(command[1], folder)


def missing_module(module: str, folder: Path) -> str:
    """Give what is wrong with the name of a Python module, seen from a folder; else nothing."""
    search: Sequence[str] | None = [str(folder), *sys.path]
    found: list[str] = []
    for part in module.split("."):
        if search is None:
            return f"{'.'.join(found)!r} is a module and no package, so it has no {part!r} in it"
        if not found and part in sys.builtin_module_names:
            return ""
        spec = PathFinder.find_spec(".".join([*found, part]), list(search))
        if spec is None:
            # The names of all that is installed are no help; those beside the manifest are.
            near = [str(folder)] if not found else list(search)
            known = {one.name: None for one in pkgutil.iter_modules(near)}
            where = f"in {'.'.join(found)!r}" if found else f"in {folder}, nor installed"
            return f"there is no Python module {part!r} {where}{nearest(part, known)}"
        search = spec.submodule_search_locations
        found.append(part)
    return ""


def _missing_file(name: str, folder: Path) -> Iterator[tuple[int, str]]:
    if name.startswith("-") or not Path(name).suffix or (folder / name).is_file():
        return
    holder = (folder / name).parent
    beside = {one.name: None for one in holder.iterdir()} if holder.is_dir() else {}
    yield 1, f"there is no file {name} in {folder}{nearest(Path(name).name, beside)}"
