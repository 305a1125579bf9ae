"""A process that plays a role by a class of Python: ``worker.py [--path FOLDER] MODULE:CLASS``.

With ``--deploy`` it has the class make the channels that the role owns, and prints their addresses.
Either way everything that it knows of AWS is in its environment.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import boto3

#: Seconds between two turns of a worker that had nothing to do, if its receives do not wait.
_PAUSE = 0.02

_PARSER = argparse.ArgumentParser()
_PARSER.add_argument("--path", action="append", default=[], help="where modules are looked for")
_PARSER.add_argument("--deploy", action="store_true")
_PARSER.add_argument("role", help="MODULE:CLASS")


def main(arguments: list[str], new_client: Callable[[str], Any] = boto3.client) -> None:
    """Make the channels, or work until killed."""
    asked = _PARSER.parse_args(arguments)
    sys.path[:0] = asked.path
    module, _, name = asked.role.partition(":")
    role = getattr(importlib.import_module(module), name)
    client = functools.cache(new_client)
    if asked.deploy:
        print(json.dumps(dict(role.deploy(os.environ, client))))
        return
    worker = role(os.environ, client, time.time)
    while True:
        if not worker.work():
            time.sleep(_PAUSE)


if __name__ == "__main__":
    main(sys.argv[1:])
