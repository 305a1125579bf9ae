"""A world with one queue and nothing else, to be sure of the interleaving itself."""

from __future__ import annotations

from pattern_tck.simulator.clock import SECOND, VirtualClock

VISIBILITY = 30 * SECOND


class Toy:
    def __init__(self, *bodies):
        self.clock = VirtualClock(0)
        self.wait = self._jump
        self.sleep = self.clock.pass_time
        self.before_call = self.after_call = None
        self.queue = {}
        self.trace = []
        for body in bodies:
            self.queue[body] = 0

    def _jump(self, deadline):
        self.clock.pass_time(max(0, deadline - self.clock.micros) / SECOND)

    def _call(self, operation, parameters, does):
        if self.before_call:
            self.before_call(operation, parameters)
        answer = does()
        self.trace.append((self.clock.now(), operation, *parameters.values()))
        if self.after_call:
            self.after_call(operation, parameters)
        return answer

    def send(self, body):
        self._call("SendMessage", {"body": body}, lambda: self.queue.update({body: 0}))

    def receive(self, wait=20):
        return self._call("ReceiveMessage", {}, lambda: self._receive(wait))

    def _receive(self, wait):
        deadline = self.clock.micros + wait * SECOND
        while True:
            now = self.clock.micros
            for body, visible in self.queue.items():
                if visible <= now:
                    self.queue[body] = now + VISIBILITY
                    return body
            if now >= deadline:
                return None
            self.wait(min([deadline, *self.queue.values()]))

    def delete(self, body):
        self._call("DeleteMessage", {"body": body}, lambda: self.queue.pop(body, None))

    def get(self):
        return self._call("GetQueueAttributes", {}, lambda: len(self.queue))
