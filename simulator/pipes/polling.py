"""Polling: a running pipe takes messages from its queue, and deletes what its target has taken.

What the target has not taken stays in the queue until its visibility timeout is over, and so comes
again, as often as the queue's redrive policy allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pattern_tck.simulator.clock import SECOND
from pattern_tck.simulator.pipes.enriching import run_express
from pattern_tck.simulator.pipes.records import Record, record_of, text_of, wanted
from pattern_tck.simulator.pipes.sending import send
from pattern_tck.simulator.pipes.templates import fill
from pattern_tck.simulator.refusals import AnswerLost, Refusal

if TYPE_CHECKING:
    from pattern_tck.simulator.clock import Timer
    from pattern_tck.simulator.pipes.pipe import Pipe
    from pattern_tck.simulator.queues.queue import Queue
    from pattern_tck.simulator.world import Region

#: A queue that says nothing is asked again after so many seconds, as by a long poll.
_PATIENCE: Final = 20
#: How many messages one receive gives, and one delete takes.
_AT_ONCE: Final = 10
_COMES: Final = frozenset({"sent", "moved-in", "changed"})


class Poller:
    """What takes messages for one pipe while it runs."""

    def __init__(self, region: Region, pipe: Pipe) -> None:
        self.region = region
        self.pipe = pipe
        self.running = True
        self._timer: Timer | None = None
        self._watched: Queue | None = None
        self._held: list[Record] = []
        self._busy = False
        #: When the batch that is being filled goes off, in microseconds.
        self._closes = 0
        self._wake(0)

    def stop(self) -> None:
        """Take nothing more; what was taken already goes on."""
        self.running = False
        if self._timer is not None:
            self._timer.cancel()
        self._listen(None)

    def _wake(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.region.world.clock.after(seconds, self._poll)

    def _queue(self) -> Queue | None:
        """Give the queue, and hear from now on of what comes to it."""
        queue = self.region.queues.at(self.pipe.given["Source"])
        if queue is not None and queue is not self._watched:
            self._listen(queue)
        return queue

    def _listen(self, queue: Queue | None) -> None:
        """Hear of what comes to a queue, and of no other any more."""
        if self._watched is not None:
            others = [one for one in self._watched.listeners if one != self._hear]
            self._watched.listeners = tuple(others)
        self._watched = queue
        if queue is not None:
            queue.listeners = (*queue.listeners, self._hear)

    def _hear(self, what: str, count: int) -> None:
        if what in _COMES and self.running and not self._busy:
            self._wake(0)

    def _poll(self) -> None:
        if not self.running or self._busy:
            return
        queue = self._queue()
        if queue is None:
            self._wake(_PATIENCE)
            return
        room = self.pipe.batch - len(self._held)
        while room:
            got = self._receive(queue, min(room, _AT_ONCE))
            if not got:
                break
            self._keep(queue, got)
            room = self.pipe.batch - len(self._held)
        self._go_on(queue)

    def _keep(self, queue: Queue, got: Iterable[Record]) -> None:
        """Keep what the filters want; the rest is done with (user guide, "Filtering")."""
        unwanted = []
        for record in got:
            if wanted(self.pipe, record):
                if not self._held:
                    self._closes = queue.clock.micros + self.pipe.window * SECOND
                self._held.append(record)
            else:
                unwanted.append(record)
        self._delete(unwanted)

    def _go_on(self, queue: Queue) -> None:
        moment = queue.clock.micros
        if self._held and (len(self._held) >= self.pipe.batch or moment >= self._closes):
            self._busy = True
            records, self._held = self._held, []
            Journey(self, records).begin()
            return
        change = queue.next_change()
        until = min(change or moment + _PATIENCE * SECOND, moment + _PATIENCE * SECOND)
        if self._held:
            until = min(until, self._closes)
        self._wake(max(until - moment, 1) / SECOND)

    def done(self, taken: Sequence[Record]) -> None:
        """Delete what the target has taken, and go on."""
        self._delete(taken)
        self._busy = False
        if self.running:
            self._wake(0)

    def _receive(self, queue: Queue, most: int) -> list[Record]:
        asked = {
            "MaxNumberOfMessages": most,
            "WaitTimeSeconds": 0,
            "MessageAttributeNames": ["All"],
            "MessageSystemAttributeNames": ["All"],
        }
        answer = self._call("ReceiveMessage", asked)
        return [record_of(message, queue.arn) for message in answer.get("Messages") or ()]

    def _delete(self, records: Sequence[Record]) -> None:
        for begin in range(0, len(records), _AT_ONCE):
            entries = [
                {"Id": str(number), "ReceiptHandle": record["receiptHandle"]}
                for number, record in enumerate(records[begin : begin + _AT_ONCE])
            ]
            self._call("DeleteMessageBatch", {"Entries": entries})

    def _call(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Call the queue; what fails or gets lost is made good by what comes again."""
        _, _, _, home, account, name = self.pipe.given["Source"].split(":", 5)
        url = f"https://sqs.{home}.amazonaws.com/{account}/{name}"
        try:
            return self.region.world.call(
                "sqs", operation, {"QueueUrl": url, **asked}, self.region.name
            )
        except (AnswerLost, Refusal):
            return {}


class Journey:
    """One batch on its way from the queue to the target."""

    def __init__(self, poller: Poller, records: Sequence[Record]) -> None:
        self.poller = poller
        self.pipe = poller.pipe
        self.region = poller.region
        self.records = records

    def begin(self) -> None:
        """Enrich the batch, if the pipe does, and send it."""
        arn = self.pipe.given.get("Enrichment")
        if not arn:
            self._send(self.records)
            return
        template = (self.pipe.given.get("EnrichmentParameters") or {}).get("InputTemplate")
        moment = self.region.world.clock.micros
        forms = [
            fill(template, self.pipe, record, moment) if template else text_of(record)
            for record in self.records
        ]
        try:
            run_express(self.region, arn, f"[{','.join(forms)}]", self._enriched)
        except Refusal as refusal:
            self._end(set(range(len(self.records))), refusal.message)

    def _enriched(self, answer: Mapping[str, Any]) -> None:
        """Go on with what the enrichment gave; with nothing, nothing is sent."""
        if answer["status"] != "SUCCEEDED":
            everything = set(range(len(self.records)))
            self._end(everything, str(answer.get("error") or answer["status"]))
            return
        given = json.loads(answer["output"])
        if given in ("", [], {}, None):
            self._end(set(), "")
        else:
            self._send(given if isinstance(given, list) else [given])

    def _send(self, records: Sequence[Record]) -> None:
        send(self.region, self.pipe, records, self._sent(len(records)))

    def _sent(self, count: int) -> Any:
        """Make of what was not sent what was not taken; enriched records may be others."""

        def sent(failed: set[int], why: str) -> None:
            same = count == len(self.records)
            self._end(failed if same or not failed else set(range(len(self.records))), why)

        return sent

    def _end(self, failed: set[int], why: str) -> None:
        if failed:
            self.region.world.tell(
                "DLQ-01", f"{self.pipe.arn}: {len(failed)} of {len(self.records)} fail ({why})"
            )
        taken = [one for number, one in enumerate(self.records) if number not in failed]
        self.poller.done(taken)
