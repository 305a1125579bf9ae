"""Legal histories: what a small world of well-behaved applications might have done, at random.

Each part is a list of strands; the events of a strand have their order, and strands are woven
together at random. Nothing that a part does is forbidden, however they are woven.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

from pattern_tck.history.events import (
    Answered,
    DeadLettered,
    Deleted,
    Had,
    Noted,
    Received,
    Remaining,
    Stored,
)
from pattern_tck.history.history import History, Redrive
from pattern_tck.history.oracle import Player

KIT = "the kit"
ALLOWED = 3
#: The queue that each role takes from, and the others of which it is the owner.
LEDGER, LETTERS = "ledger events of ledger", "letters"
REQUESTS, REPLIES = "requests of responder", "replies"
TRIGGERS, ASKED, HEARD = "triggers", "requests", "answers"
INBOX = "inbox of till"
SERVICES = {"RegisterFare": "fares", "ChargeFare": "payments", "CreditCustomerAccount": "accounts"}
UNDOES = {
    "RegisterFare": "SetFareStatusFailed",
    "ChargeFare": "RefundFare",
    "CreditCustomerAccount": "DebitCustomerAccount",
}


def own(application):
    """Give how a role calls its channels: its own, and those that are shared."""
    shared = {
        "triggers",
        "offered events",
        *SERVICES.values(),
        ASKED if application == "asker" else "",
    }
    return lambda word: word if word in shared else f"{word} of {application}"


PLAYERS = [
    Player("ledger", "fifo-consumer", own("ledger")),
    Player("sender", "fifo-sender", own("sender")),
    Player("responder", "responder", own("responder")),
    Player("asker", "requester", own("asker")),
    Player("conductor", "orchestrator", own("conductor")),
    Player("till", "payments", own("till")),
]


@dataclass
class Weaver:
    """Makes strands, and weaves them into one history."""

    chance: Random
    strands: list[list] = field(default_factory=list)
    numbers: int = 0

    def name(self, word):
        self.numbers += 1
        return f"{word}-{self.numbers}"

    def ledger(self, rides, each):
        """Have events of rides entered in order; some messages come again, some are left."""
        for _ in range(rides):
            ride, strand = self.name("ride"), []
            for version in range(1, each + 1):
                key, message = self.name("event"), self.name("m")
                body = json.dumps({"id": key, "ride": ride, "version": version})
                strand.append(Stored(0.0, KIT, KIT, LEDGER, message, body, {}))
                received = Received(0.0, "ledger", "ledger", LEDGER, message, body, {})
                strand += [
                    *[received] * self.chance.randint(1, ALLOWED),
                    Had(0.0, "ledger", "ledger", "effects of ledger", key, key, "3.00", {"k": key}),
                    Deleted(0.0, "ledger", "ledger", LEDGER, message),
                ]
            self.strands.append(strand)

    def poison(self, count):
        """Have messages become dead letters, and lie there."""
        for _ in range(count):
            message = self.name("m")
            known = (message, f"{{{message}", {})
            strand = [Stored(0.0, KIT, KIT, LEDGER, *known)]
            strand += [Received(0.0, "ledger", "ledger", LEDGER, *known)] * ALLOWED
            strand.append(
                DeadLettered(0.0, "the target", "", LEDGER, message, LETTERS, ALLOWED, ALLOWED)
            )
            strand.append(Remaining(0.0, "the target", "", LETTERS, message))
            self.strands.append(strand)

    def left_lying(self, count):
        """Have messages that nobody has received lie on their queue."""
        for _ in range(count):
            message = self.name("m")
            stored = Stored(0.0, KIT, KIT, LEDGER, message, "later", {})
            self.strands.append([stored, Remaining(0.0, "the target", "", LEDGER, message)])

    def sends(self, triggers, each):
        """Have triggers followed: each ride's events are sent in order, and once."""
        for _ in range(triggers):
            trigger, ride, message = self.name("trigger"), self.name("ride"), self.name("m")
            events = [
                {"id": self.name("event"), "ride": ride, "version": version + 1}
                for version in range(each)
            ]
            body = json.dumps({"id": trigger, "events": events})
            who = ("sender", "sender")
            sent = [
                Stored(0.0, *who, "offered events", self.name("m"), json.dumps(event), {})
                for event in events
            ]
            note = Had(0.0, *who, "effects of sender", trigger, trigger, "sent", {"key": trigger})
            self.strands.append(
                [
                    Received(0.0, *who, "triggers", message, body, {}),
                    *sent,
                    note,
                    Deleted(0.0, *who, "triggers", message),
                ]
            )

    def answers(self, requests):
        """Have requests answered under their ids; some are answered twice, in the same words."""
        for _ in range(requests):
            known, message = self.name("request"), self.name("m")
            asked = {"CorrelationId": text(known), "ReplyTo": text("somewhere")}
            reply = {"CorrelationId": text(known), "Status": text("ok")}
            who, body = ("responder", "responder"), json.dumps({"receipt": known})
            self.strands.append(
                [
                    Received(0.0, *who, REQUESTS, message, '{"fareId": "f"}', asked),
                    Had(0.0, *who, "effects of responder", known, known, "r", {"key": known}),
                    *[
                        Stored(0.0, *who, REPLIES, self.name("m"), body, reply)
                        for _ in range(self.chance.randint(1, 2))
                    ],
                    Deleted(0.0, *who, REQUESTS, message),
                ]
            )

    def questions(self, count):
        """Have a requester ask, hear, and note what it has heard."""
        for _ in range(count):
            fare, receipt, known = self.name("fare"), self.name("receipt"), self.name("request")
            mark, who = {"CorrelationId": text(known)}, ("asker", "asker")
            trigger = self.name("m")
            body = json.dumps({"fareId": fare})
            self.strands.append(
                [
                    Received(0.0, *who, TRIGGERS, trigger, body, {}),
                    Stored(0.0, *who, ASKED, self.name("m"), body, mark),
                    Received(
                        0.0, *who, HEARD, self.name("m"), json.dumps({"receipt": receipt}), mark
                    ),
                    Had(0.0, *who, "effects of asker", fare, fare, receipt, {"key": fare}),
                    Deleted(0.0, *who, TRIGGERS, trigger),
                ]
            )

    def sagas(self, count):
        """Have sagas end: all steps done, or those before a refusal undone in reverse."""
        for _ in range(count):
            fare, strand = self.name("saga"), []
            strand.append(
                Noted(0.0, "conductor", "conductor", "w", "StartExecution", {"fareId": fare})
            )
            refused = self.chance.randint(0, len(SERVICES))
            names = list(SERVICES)
            for number, name in enumerate(names[: refused + 1]):
                token = self.name("token")
                strand.append(self.command(name, fare, SERVICES[name], token))
                error = REFUSALS[name] if number == refused else ""
                strand.append(Answered(0.0, KIT, KIT, "", token, error))
            if refused < len(names):
                strand += [
                    self.command(UNDOES[name], fare, SERVICES[name], self.name("t"))
                    for name in reversed(names[:refused])
                ]
            self.strands.append(strand)

    def orders(self, count):
        """Have orders charged; some come to nothing, before or after, and some are charged twice.

        What is written again under its own name is one effect.
        """
        for _ in range(count):
            order, ending = self.name("order"), self.chance.choice(["", "before", "after"])
            strand = []
            if ending == "before":
                strand += self.heard("PickingFailed", order)
            charged = self.effect(order, "charged $20.00")
            strand += self.heard("OrderCreated", order, *([] if ending == "before" else [charged]))
            if ending == "after":
                refunded = self.effect(order, "refunded $20.00")
                strand += self.heard("PickingFailed", order, refunded, charged, refunded)
            self.strands.append(strand)

    def heard(self, event, order, *effects):
        """Have the till hear of an event, have effects, and let the event go."""
        who, message = ("till", "till"), self.name("m")
        body = json.dumps({"event": event, "orderId": order})
        received = Received(0.0, *who, INBOX, message, body, {})
        return [received, *effects, Deleted(0.0, *who, INBOX, message)]

    def effect(self, order, value, name=""):
        """Give an effect of the till about an order, under its own name."""
        item = name or f"{order} {value}"
        return Had(0.0, "till", "till", "effects of till", item, order, value, {"key": order})

    def command(self, name, fare, service, token):
        body = json.dumps({"command": name, "fareId": fare, "taskToken": token})
        return Received(0.0, KIT, KIT, service, self.name("m"), body, {})

    def woven(self):
        """Weave all strands together; what the target still holds comes last."""
        waiting = [list(reversed(strand)) for strand in self.strands if strand]
        events, last = [], []
        while waiting:
            strand = self.chance.choice(waiting)
            event = strand.pop()
            (last if isinstance(event, Remaining) else events).append(event)
            if not strand:
                waiting.remove(strand)
        return History(
            [*events, *last],
            queues={LEDGER},
            redrives={LEDGER: Redrive(LETTERS, ALLOWED)},
            complete=True,
        )


REFUSALS = {
    "RegisterFare": "FareRegistrationException",
    "ChargeFare": "PaymentAuthException",
    "CreditCustomerAccount": "AccountCreditException",
}


def text(value):
    """Give a message attribute as the API has it."""
    return {"DataType": "String", "StringValue": value}


def legal(seed, size=3):
    """Give a legal history: the same for the same seed."""
    weaver = Weaver(Random(seed))
    weaver.ledger(size, 3)
    weaver.poison(size - 1)
    weaver.left_lying(1)
    weaver.sends(size, 3)
    weaver.answers(size)
    weaver.questions(size)
    weaver.sagas(size)
    weaver.orders(size)
    return weaver.woven()
