"""Variants that are here for the oracle: each breaks one invariant, mostly where no step looks.

What a scenario says of them is of no interest, so there is no ``CAUGHT``: ``BREAKS`` says which
invariant finds each, in which feature.
"""

from __future__ import annotations

import copy
import json
from collections import Counter

from pattern_tck.fixtures.targets import simulator
from pattern_tck.reference_impl.fifo_sending import FifoSender
from pattern_tck.reference_impl.mailbox import MAX_RECEIVES, attribute
from pattern_tck.reference_impl.point_to_point import Consumer
from pattern_tck.reference_impl.request_response import Requester
from tests.broken.point_to_point import BuriesByHand
from tests.broken.wrong_target import OK, WrongTarget


def _remembers(wrong):
    """Give a factory of simulators that remember what was done, each from its beginning."""

    def open_target(settings):
        memory = {}

        def remembering(_service, operation, parameters, honestly):
            return wrong(memory, operation, parameters, honestly)

        return WrongTarget(simulator.open_target(settings), remembering)

    return open_target


# -- one place


def _gives_again(memory, operation, parameters, honestly):
    answer = honestly(parameters)
    queue = parameters.get("QueueUrl", "")
    if operation == "ReceiveMessage":
        for message in answer.get("Messages", ()):
            memory[message["ReceiptHandle"]] = copy.deepcopy(message)
        gone = memory.pop(f"gone from {queue}", None)
        if gone is not None and not answer.get("Messages"):
            return {**answer, "Messages": [gone]}
    if operation == "DeleteMessage" and parameters["ReceiptHandle"] in memory:
        memory[f"gone from {queue}"] = memory.pop(parameters["ReceiptHandle"])
    return answer


def _swallows_doubles(memory, operation, parameters, honestly):
    body = (parameters.get("QueueUrl"), parameters.get("MessageBody"))
    if operation == "SendMessage" and not parameters["QueueUrl"].endswith(".fifo"):
        if body in memory:
            return {"MessageId": "00000000-0000-0000-0000-000000000000", **memory[body], **OK}
        answer = honestly(parameters)
        memory[body] = {"MD5OfMessageBody": answer["MD5OfMessageBody"]}
        return answer
    return honestly(parameters)


def _confirms_another(memory, operation, parameters, honestly):
    queue = parameters.get("QueueUrl", "")
    answer = honestly(parameters)
    if operation != "SendMessage":
        return answer
    memory[queue] = memory.get(queue, 0) + 1
    return answer if memory[queue] != 2 else {**answer, "MessageId": "that-of-nobody"}


gives_again_what_was_deleted = _remembers(_gives_again)
swallows_doubles = _remembers(_swallows_doubles)
confirms_another_message = _remembers(_confirms_another)


# -- order of sends


class SendsTheNewestFirst(FifoSender):
    """Thinks that the latest event of a ride is the most urgent one."""

    def _next_of_each_ride(self, left):
        return super()._next_of_each_ride(list(reversed(left)))


class SendsFailuresLast(FifoSender):
    """Puts an event that was not stored behind all others, also those of its ride."""

    def _send(self, events):
        stored = super()._send(events)
        failed = [event for event in events if event["id"] not in stored]
        if self._job is not None:
            others = [event for event in self._job.left if event not in failed]
            self._job.left = [*others, *failed]
        return stored


class SendsInTwos(FifoSender):
    """Sends two events of a ride at a time, to halve the calls."""

    def _next_of_each_ride(self, left):
        seen = {}
        for event in left:
            seen.setdefault(event["ride"], []).append(event)
        return [event for events in seen.values() for event in events[:2]][:10]


sends_the_newest_first = {"fifo-sender": SendsTheNewestFirst}
sends_failures_last = {"fifo-sender": SendsFailuresLast}
sends_in_twos = {"fifo-sender": SendsInTwos}


# -- asked and heard


class HopesForTheBest(Requester):
    """Takes the last good answer to anybody when its own does not come in time."""

    _last = None

    def _matched(self, reply):
        if attribute(reply, "Status") != "refused":
            self._last = json.loads(reply["Body"]).get("receipt", self._last)
        return super()._matched(reply)

    def _concluded(self, pending, outcome):
        hoped = self._last if outcome == "timeout" and self._last else outcome
        return super()._concluded(pending, str(hoped))


class AnswersAllThatWait(Requester):
    """Takes one answer for that to all who wait."""

    def _matched(self, reply):
        waiting = list(self._pending.values())
        finished = super()._matched(reply)
        receipt = json.loads(reply["Body"]).get("receipt")
        for pending in waiting if receipt else ():
            if pending.request_id in self._pending:
                self._concluded(pending, str(receipt))
        return finished


class TakesStraysForItsOwn(Requester):
    """Gives a reply under an id that it does not know to whoever waits alone."""

    def _matched(self, reply):
        receipt = json.loads(reply["Body"]).get("receipt")
        known = attribute(reply, "CorrelationId") in self._pending
        if receipt and not known and len(self._pending) == 1:
            return self._concluded(next(iter(self._pending.values())), str(receipt))
        return super()._matched(reply)


hopes_for_the_best = {"requester": HopesForTheBest}
answers_all_that_wait = {"requester": AnswersAllThatWait}
takes_strays_for_its_own = {"requester": TakesStraysForItsOwn}


# -- allowed receives


class BuriesBeforeTheLast(BuriesByHand):
    """Gives up one receive early, in the words in which the message came."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._tries = Counter()

    def _handled(self, message):
        if Consumer._handled(self, message):
            return True
        self._tries[message["MessageId"]] += 1
        return self._tries[message["MessageId"]] >= MAX_RECEIVES - 1 and super()._handled(message)


def _one_too_many(_memory, operation, parameters, honestly):
    said = parameters.get("Attributes") or {}
    if operation not in {"CreateQueue", "SetQueueAttributes"} or not said.get("RedrivePolicy"):
        return honestly(parameters)
    policy = json.loads(said["RedrivePolicy"])
    policy["maxReceiveCount"] = int(policy["maxReceiveCount"]) + 1
    return honestly({**parameters, "Attributes": {**said, "RedrivePolicy": json.dumps(policy)}})


buries_before_the_last = {"consumer": BuriesBeforeTheLast}
tries_once_too_often = _remembers(_one_too_many)

#: By variant: what finds it, the feature in which it is played, and what it is given for.
BREAKS = {
    "gives_again_what_was_deleted": ("one place", "point_to_point/consumer", "target"),
    "swallows_doubles": ("one place", "point_to_point/consumer", "target"),
    "confirms_another_message": ("one place", "point_to_point/consumer", "target"),
    "sends_the_newest_first": ("order of sends", "fifo_ordering/sender", "implementation"),
    "sends_failures_last": ("order of sends", "fifo_ordering/sender", "implementation"),
    "sends_in_twos": ("order of sends", "fifo_ordering/sender", "implementation"),
    "hopes_for_the_best": ("asked and heard", "request_response/requester", "implementation"),
    "answers_all_that_wait": ("asked and heard", "request_response/requester", "implementation"),
    "takes_strays_for_its_own": (
        "asked and heard",
        "request_response/requester",
        "implementation",
    ),
    "buries_before_the_last": ("allowed receives", "dead_letter_queue/consumer", "implementation"),
    "tries_once_too_often": ("allowed receives", "dead_letter_queue/consumer", "target"),
}
