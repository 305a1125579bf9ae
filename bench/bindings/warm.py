"""A warm interpreter: forks a worker in milliseconds, where a new one imports for 300 of them.

A thousand scenarios start some two thousand processes, and nearly all of the time went into their
imports. What is forked here has a process of its own, an environment of its own and clients of its
own, and knows nothing of the worker before it; only its modules and the service models of botocore
have been read already. Ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from typing import Any

import boto3
import botocore.session

sys.path.insert(0, os.path.dirname(__file__))  # noqa: PTH120 - beside this script
import worker

from pattern_tck import reference_impl

_PR_SET_PDEATHSIG = 1
_SERVICES = ("sqs", "sns", "events", "stepfunctions", "dynamodb", "cloudwatch")

#: Its loader keeps the service models that were read; credentials and addresses it looks up anew.
_SESSION = botocore.session.get_session()


def serve(descriptor: int) -> None:
    """Fork a worker for each launcher that calls at a socket, until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them: launchers are told
    _warm_up()
    with socket.socket(fileno=descriptor) as listener:
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _ = listener.accept()
            with connection:
                if not os.fork():
                    listener.close()
                    _be_a_worker(connection)


def _warm_up() -> None:
    reference_impl.implementation()
    for service in _SERVICES:
        _SESSION.create_client(
            service,
            region_name="us-east-1",
            aws_access_key_id="nobody",
            aws_secret_access_key="none",  # noqa: S106 - it never calls
        )
    gc.freeze()  # what is here already needs no looking through in each worker


def _be_a_worker(connection: socket.socket) -> None:
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked = _asked(connection)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        session = boto3.Session(botocore_session=_SESSION)
        worker.main(asked["arguments"], session.client)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - as an interpreter does with what nobody catches
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        with contextlib.suppress(OSError):  # the launcher may have been killed
            connection.send(bytes([code]))
        os._exit(code)


def _asked(connection: socket.socket) -> dict[str, Any]:
    _, descriptors, _, _ = socket.recv_fds(connection, 1, 2)
    for number, descriptor in enumerate(descriptors, start=1):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with connection.makefile("r") as lines:
        said = lines.readline()
    if not said:
        sys.exit(1)  # the launcher was killed before it had said what it wants
    asked: dict[str, Any] = json.loads(said)
    return asked


def _end_with(connection: socket.socket) -> None:
    """Die when the launcher has been killed."""
    connection.recv(1)
    os._exit(137)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
