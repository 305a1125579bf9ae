"""Scatter-gather: one request goes to many bidders, and their answers become one result.

The aggregator scatters a request for quotes, over a topic to whoever listens (an auction) or to a
list of queues (known recipients), and gathers the answers on a queue of its own. Answers come in
any order, twice, late, never, or from somebody whom nobody asked; instances of the aggregator die
at any moment. What makes that safe:

- what was asked and what was answered is in a table (`gathering`), so every instance can go on
  where any other one has stopped (SG-11), and an answer finds its request by the id alone (SG-02);
- the gathering is in the table before the first bidder hears of it: an answer may be there before
  the call that asks has returned (RR-19);
- what makes a gathering complete is one plain function of its answers (`completion`);
- the deadline is a message as well: to the aggregator itself, delayed. A timer in memory would die
  with its instance, and a delayed message comes to whichever one is alive (SG-03, SG-04);
- a gathering is closed once, by a conditional write, whoever sees first that it is complete or
  over (SG-12); whatever comes afterwards is counted as late and changes nothing (SG-07);
- a message is acknowledged only when all that follows from it is done. So a crash between closing
  and publishing is mended when the same message comes again, and results go to a FIFO queue under
  the id of their request: published again, a result is not a second one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from pattern_tck.ports import Client, Clients, Environment, Now
from pattern_tck.reference_impl.channels import create_queue
from pattern_tck.reference_impl.completion import Condition, result
from pattern_tck.reference_impl.gathering import Gathering, Gatherings
from pattern_tck.reference_impl.mailbox import (
    Letter,
    Mailbox,
    attribute,
    create_mailbox,
    read_object,
    text,
)

#: Attempts before a message counts as poison: room for two crashes and a short outage.
MAX_RECEIVES = 5

#: A timer comes back every twelve hours until it is due, so it is received more often.
MAX_RECEIVES_OF_TIMER = 100

#: The longest time in seconds for which a queue delays a message.
LONGEST_DELAY = 900

#: What the service says of a queue that is not there, and that no retry will bring back.
NOBODY_THERE = {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}


class Aggregator:
    """Asks bidders for quotes, and publishes one result a request."""

    def __init__(self, environment: Environment, client: Clients, now: Now) -> None:
        self._sqs: Client = client("sqs")
        self._sns: Client = client("sns")
        self._now = now
        self._condition = Condition.read(environment)
        self._keep = float(environment["KEEP_CLOSED"])
        self._auction = environment["AUCTION_TOPIC_ARN"]
        self._recipients: Mapping[str, str] = json.loads(environment.get("RECIPIENTS", "{}"))
        self._results = environment["RESULTS_QUEUE_URL"]
        self._gatherings = Gatherings(client("dynamodb"), environment["EFFECTS_TABLE"])
        self._triggers, self._answers, self._timers = (
            # To wait long at one would be to neglect the two others.
            Mailbox(self._sqs, environment[variable], environment["INVALID_QUEUE_URL"], wait=1)
            for variable in ("TRIGGER_QUEUE_URL", "ANSWERS_QUEUE_URL", "TIMERS_QUEUE_URL")
        )

    @staticmethod
    def deploy(environment: Environment, client: Clients) -> Mapping[str, str]:
        """Make the queues for answers and timers, and one for answers that nobody can read."""
        Condition.read(environment)  # better refused here than found out by those who wait
        invalid = f"{environment['PREFIX']}-invalid"
        return {
            "ANSWERS_QUEUE_URL": create_mailbox(
                client,
                environment,
                "answers",
                dead_letters="answers-dlq",
                max_receives=MAX_RECEIVES,
            ),
            "TIMERS_QUEUE_URL": create_mailbox(
                client,
                environment,
                "timers",
                dead_letters="timers-dlq",
                max_receives=MAX_RECEIVES_OF_TIMER,
                keep_days=14,  # a timer may wait as long as that
            ),
            "INVALID_QUEUE_URL": create_queue(client("sqs"), invalid, keep_days=14),
        }

    def work(self) -> bool:
        """Scatter what is asked for, gather what is answered, close what is over."""
        asked = self._triggers.each(self._take_on)
        answered = self._answers.each(self._gather)
        timed = self._timers.each(self._look_at_the_clock)
        return asked or answered or timed

    # -- scatter

    def _take_on(self, trigger: Letter) -> bool:
        request_id = str(read_object(trigger["Body"]).get("rfq-id", ""))
        if not request_id:
            self._triggers.set_aside(trigger, "no request for quotes")
            return True
        self._ask(request_id, trigger["Body"])
        return True

    def _ask(self, request_id: str, request: str) -> None:
        """Begin a gathering and scatter its request; asked again, finish what was begun."""
        # From now on, and not from whenever the request was made (SG-14). In whole seconds and
        # rounded up, so that nobody's clock closes before the deadline that bidders were told.
        deadline = math.ceil(self._now() + self._condition.seconds)
        gathering = self._gatherings.begin(request_id, request, deadline)
        if not gathering.scattered:
            # The timer first: whoever dies after the scatter leaves it behind.
            self._set_timer(gathering)
            self._scatter(gathering)
            self._gatherings.note(request_id, "scattered")

    def _scatter(self, gathering: Gathering) -> None:
        attributes = {
            **text(CorrelationId=gathering.id, ReplyTo=self._answers.address),
            "Deadline": {"DataType": "Number", "StringValue": f"{gathering.deadline:.0f}"},
        }
        if not self._recipients:
            self._sns.publish(
                TopicArn=self._auction, Message=gathering.request, MessageAttributes=attributes
            )
        # There is no send to many queues at once. If one fails, the trigger comes again, and all
        # are asked again: twice at most is better than never (RL-02).
        for name, address in self._recipients.items():
            try:
                self._sqs.send_message(
                    QueueUrl=address, MessageBody=gathering.request, MessageAttributes=attributes
                )
            except ClientError as error:
                if error.response["Error"]["Code"] not in NOBODY_THERE:
                    raise
                # Nobody will ever answer there: that is an answer, too (RL-03, SG-10).
                self._take_answer(gathering, name, None)

    # -- gather

    def _gather(self, letter: Letter) -> bool:
        gathering = self._gatherings.find(attribute(letter, "CorrelationId"))
        if gathering is None:
            return True  # nobody asked for it, or so long ago that it is forgotten (SG-15)
        responder, quote = _answer(letter)
        if not responder:
            self._answers.set_aside(letter, "no answer to a request for quotes")
        elif not self._recipients or responder in self._recipients:
            self._take_answer(gathering, responder, quote)
        return True

    def _take_answer(self, gathering: Gathering, responder: str, quote: float | None) -> None:
        joined: Gathering | None = gathering
        if self._now() < gathering.deadline:
            joined = self._gatherings.join(gathering.id, responder, quote)
        # Also if it has joined before: who took it then may have died before the next line.
        closed = self._finish(joined)
        if closed is not None and responder not in closed.answers:
            self._gatherings.count_late(closed, responder)

    # -- close

    def _look_at_the_clock(self, timer: Letter) -> bool:
        """Close a gathering at its deadline, and forget it some time after that."""
        gathering = self._finish(self._gatherings.find(timer["Body"]))
        if gathering is None:
            return True
        due = gathering.deadline if gathering.open else gathering.expires
        if self._now() >= due:
            self._gatherings.forget(gathering)
            return True
        # Rounded up, or it would come in the last second and find that it is too early.
        self._timers.hide(timer, math.ceil(due - self._now()))
        return False

    def _finish(self, gathering: Gathering | None) -> Gathering | None:
        """Close what is complete or over, publish what is closed; give how it stands then."""
        while gathering is not None and gathering.open and (why := self._closed_by(gathering)):
            # Not closed by this call if an answer has joined meanwhile: then look again.
            gathering = self._gatherings.close(
                gathering,
                result(gathering.id, gathering.answers, why),
                expires=gathering.deadline + self._keep,
            )
        if gathering is not None and gathering.result is not None and not gathering.published:
            self._publish(gathering.id, gathering.result)
            gathering = self._gatherings.note(gathering.id, "published")
        return gathering

    def _closed_by(self, gathering: Gathering) -> str:
        if self._condition.holds(gathering.answers):
            return "answers"
        return "deadline" if self._now() >= gathering.deadline else ""

    def _publish(self, request_id: str, made: Mapping[str, Any]) -> None:
        self._sqs.send_message(
            QueueUrl=self._results,
            MessageBody=json.dumps(made),
            MessageAttributes=text(CorrelationId=request_id),
            MessageGroupId=request_id,
            # The queue knows it again for five minutes; the note in the table, for longer.
            MessageDeduplicationId=request_id,
        )

    def _set_timer(self, gathering: Gathering) -> None:
        left = max(0, math.ceil(gathering.deadline - self._now()))
        self._sqs.send_message(
            QueueUrl=self._timers.address,
            MessageBody=gathering.id,
            # What is further away comes early, and is hidden until it is due.
            DelaySeconds=min(left, LONGEST_DELAY),
        )


def _answer(letter: Letter) -> tuple[str, float | None]:
    """Read who answers, and the quote; no quote is a refusal, and no name is no answer."""
    body = read_object(letter["Body"])
    responder, quote = body.get("responder"), body.get("quote")
    if not isinstance(responder, str) or not isinstance(quote, (int, float, type(None))):
        return "", None
    return responder, None if attribute(letter, "Status") == "refused" else quote


ROLES = {"aggregator": Aggregator}
