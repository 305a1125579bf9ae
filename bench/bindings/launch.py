"""Has the warm interpreter be a process: ``launch.py SOCKET ARGUMENT ...``, with its environment.

It is to the kit what the worker would be: what the worker prints goes where this would print, its
exit code becomes this one's, and when this one is killed the worker is. It imports next to nothing,
so that it is there in milliseconds.
"""

from __future__ import annotations

import json
import os
import socket
import sys


def main(address: str, arguments: list[str]) -> int:
    """Give the exit code of the worker."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        asked = {"arguments": arguments, "environment": dict(os.environ), "folder": os.getcwd()}  # noqa: PTH109
        # The message ends where writing ends; the descriptors go with its first byte.
        socket.send_fds(connection, [b"\n"], [1, 2])
        connection.sendall(json.dumps(asked).encode() + b"\n")
        code = connection.recv(1)
    # Without an answer the warm interpreter is gone, and the worker with it.
    return code[0] if code else 70


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
