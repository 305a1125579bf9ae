"""What the door on loopback costs: run by ``python bench/http_door.py [--endpoint NAME=URL ...]``.

Start: from the beginning of a process to the first answer, and the memory it has then. Three calls:
send, receive and delete, beside a moto server that is started for it and whatever else runs at the
URLs that are named; through boto3, which takes more time for itself than a quick server does, and
through a client that takes hardly any. Crowd: requests a second from several processes, each with
several kept connections. Machines are noisy: the ratios, all of one run, say more than the numbers,
and the processor's time of the server more than the time on the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, Final

import boto3
from botocore.config import Config
from rich.console import Console
from rich.table import Table

HOST: Final = "127.0.0.1"
REGION: Final = "us-east-1"
_MAIN: Final = "from pattern_tck.commands.main import main; main()"
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """A server to be measured; ``pid`` is known of those that were started here."""

    name: str
    url: str
    pid: int = 0


def main() -> None:
    """Print all tables."""
    reader = argparse.ArgumentParser(description="What the door on loopback costs.")
    reader.add_argument("--endpoint", action="append", default=[], metavar="NAME=URL")
    reader.add_argument("--moto-server", default=shutil.which("moto_server"), metavar="PROGRAM")
    reader.add_argument("--rounds", type=int, default=300)
    reader.add_argument("--seconds", type=float, default=4.0)
    asked = reader.parse_args()
    console = Console()
    console.print(starts())
    with simulated() as door, moto_served(asked.moto_server) as moto:
        others = [Place(*named.split("=", 1)) for named in asked.endpoint]
        places = [door, *moto, *others]
        console.print(three_calls(places, asked.rounds, "boto3", _client))
        console.print(three_calls(places, asked.rounds, "a lean client", LeanClient))
        console.print(crowd(door, asked.seconds))


# -- servers


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


@contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield started
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(20)


def _simulate(port: int) -> list[str]:
    return [sys.executable, "-c", _MAIN, "simulate", "--port", str(port)]


@contextmanager
def simulated() -> Iterator[Place]:
    """Run the door on a free port."""
    port = _free_port()
    with _process(_simulate(port)) as started:
        _first_answer(port)
        yield Place("simulate", f"http://{HOST}:{port}", started.pid)


@contextmanager
def moto_served(program: str | None) -> Iterator[list[Place]]:
    """Run moto's server, if there is one."""
    if program is None or not Path(program).exists():
        yield []
        return
    port = _free_port()
    with _process([program, "--host", HOST, "--port", str(port)]) as started:
        _until_up(f"http://{HOST}:{port}/moto-api/data.json")
        yield [Place("moto's server", f"http://{HOST}:{port}", started.pid)]


def _until_up(url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with opener.open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)


# -- start


def starts(times: int = 5) -> Table:
    """Measure how long it is from the start of a process to its first answer."""
    elapsed, worked, memory = [], [], []
    for _ in range(times):
        port = _free_port()
        begun = time.perf_counter()
        with _process(_simulate(port)) as started:
            _first_answer(port)
            elapsed.append(time.perf_counter() - begun)
            worked.append(_worked(started.pid))
            memory.append(_resident(started.pid))
    table = Table(title="Start to first answer, and memory then")
    for heading in ("", "median", "best", "goal"):
        table.add_column(heading)
    table.add_row("on the clock, s", f"{median(elapsed):.2f}", f"{min(elapsed):.2f}", "below 0.5")
    table.add_row("of the processor, s", f"{median(worked):.2f}", f"{min(worked):.2f}", "")
    table.add_row("resident, MB", f"{median(memory):.0f}", f"{min(memory):.0f}", "below 80")
    return table


def _first_answer(port: int) -> None:
    while True:
        try:
            with socket.create_connection((HOST, port), timeout=20) as connection:
                connection.sendall(_request("ListQueues", b"{}"))
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.005)


def _worked(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


# -- three calls


class LeanClient:
    """Speaks with SQS over one kept connection, with neither models nor signatures."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"))

    def _call(self, operation: str, **asked: str) -> Any:
        body = json.dumps(asked).encode()
        self._connection.request("POST", "/", body, _headers(operation))
        return json.loads(self._connection.getresponse().read() or b"{}")

    def create_queue(self, **asked: str) -> Any:
        """Make a queue."""
        return self._call("CreateQueue", **asked)

    def send_message(self, **asked: str) -> Any:
        """Send a message."""
        return self._call("SendMessage", **asked)

    def receive_message(self, **asked: str) -> Any:
        """Receive a message."""
        return self._call("ReceiveMessage", **asked)

    def delete_message(self, **asked: str) -> Any:
        """Delete a message."""
        return self._call("DeleteMessage", **asked)


def three_calls(
    places: list[Place], rounds: int, through: str, client_at: Callable[[str], Any]
) -> Table:
    """Measure send, receive and delete of one message after the other, at each place in turn."""
    clients = {place: client_at(place.url) for place in places}
    queues = {
        place: client.create_queue(QueueName=f"bench-{time.time_ns()}")["QueueUrl"]
        for place, client in clients.items()
    }
    spent = dict.fromkeys(places, 0.0)
    worked = {place: -_worked(place.pid) if place.pid else 0.0 for place in places}
    # Little by little, so that a busy moment of the machine is everybody's.
    portion = 20
    for _ in range(max(1, rounds // portion)):
        for place, client in clients.items():
            begun = time.perf_counter()
            _cycles(client, queues[place], portion)
            spent[place] += time.perf_counter() - begun
    done = max(1, rounds // portion) * portion
    table = Table(title=f"Send, receive and delete through {through}, {done} times")
    for heading in ("", "ms", "server's processor, ms", "times the door's"):
        table.add_column(heading)
    for place in places:
        busy = worked[place] + _worked(place.pid) if place.pid else None
        table.add_row(
            place.name,
            f"{1000 * spent[place] / done:.2f}",
            "" if busy is None else f"{1000 * busy / done:.2f}",
            f"{spent[place] / spent[places[0]]:.1f}",
        )
    return table


def _client(url: str) -> Any:
    return boto3.client(
        "sqs",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - nobody looks at it
        config=Config(proxies={}),
    )


def _cycles(client: Any, queue: str, times: int) -> None:
    for number in range(times):
        client.send_message(QueueUrl=queue, MessageBody=f"message {number}")
        [message] = client.receive_message(QueueUrl=queue)["Messages"]
        client.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


# -- crowd


def crowd(door: Place, seconds: float, processes: int = 2, connections: int = 8) -> Table:
    """Measure how many sends a second come through, of a server that shares the machine."""
    queue = _client(door.url).create_queue(QueueName="crowd")["QueueUrl"]
    port = int(door.url.rpartition(":")[2])
    before = _worked(door.pid)
    work = [(port, queue, connections, seconds)] * processes
    with get_context("spawn").Pool(processes) as pool:
        done = sum(pool.starmap(_send_for, work))
    busy = _worked(door.pid) - before
    table = Table(title=f"{processes} processes with {connections} kept connections each, sending")
    for heading in ("", "measured", "goal"):
        table.add_column(heading)
    table.add_row("requests a second, on the clock", f"{done / seconds:,.0f}", "5,000")
    table.add_row("requests a second of the processor's time", f"{done / busy:,.0f}", "")
    table.add_row("resident with what was sent, MB", f"{_resident(door.pid):.0f}", "")
    return table


def _send_for(port: int, queue: str, connections: int, seconds: float) -> int:
    return asyncio.run(_all_send(port, queue, connections, seconds))


async def _all_send(port: int, queue: str, connections: int, seconds: float) -> int:
    body = f'{{"QueueUrl": "{queue}", "MessageBody": "a message of a usual length"}}'.encode()
    request = _request("SendMessage", body)
    end = time.perf_counter() + seconds

    async def send() -> int:
        reader, writer = await asyncio.open_connection(HOST, port)
        done = 0
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            done += 1
        writer.close()
        return done

    return sum(await asyncio.gather(*(send() for _ in range(connections))))


def _headers(operation: str) -> dict[str, str]:
    scope = f"test/20260101/{REGION}/sqs/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    return {
        "Authorization": signed,
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"AmazonSQS.{operation}",
    }


def _request(operation: str, body: bytes) -> bytes:
    head = {"Host": HOST, **_headers(operation), "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST / HTTP/1.1\r\n{lines}\r\n".encode() + body


if __name__ == "__main__":
    main()
