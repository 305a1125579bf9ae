"""Arrivals: what comes out of a queue, held against exactly what should."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bench.soak.scene import Scene
from bench.soak.wire import PATIENCE


async def expect(
    scene: Scene,
    url: str,
    expected: Mapping[int, str],
    read: Callable[[Mapping[str, Any]], tuple[int, str]],
) -> None:
    """Receive and delete until everything that is expected has come, each once, and no more.

    ``read`` gives the number of a message and what it says; ``expected`` has it by number.
    """
    seen: Counter[int] = Counter()
    end = time.monotonic() + PATIENCE
    while True:
        told = await scene.sqs(
            "ReceiveMessage",
            QueueUrl=url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=0 if len(seen) >= len(expected) else 1,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages = told.get("Messages", [])
        for message in messages:
            number, said = read(message)
            seen[number] += 1
            if said != expected.get(number):
                scene.wrong(
                    f"{url.rpartition('/')[2]} has {number}: {said!r:.200}, "
                    f"and should have {expected.get(number)!r:.200}"
                )
            await scene.sqs("DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if len(seen) >= len(expected) and not messages:
            break
        if time.monotonic() > end:
            scene.wrong(f"{url.rpartition('/')[2]} lacks {sorted(expected.keys() - seen)[:20]}")
            break
    twice = [number for number, times in seen.items() if times > 1]
    if twice:
        scene.wrong(f"{url.rpartition('/')[2]} has these more than once: {twice[:20]}")
