"""Domains that conduct, forget, or trust the order of events; and watchers that overlook a flow."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

from pattern_tck.reference_impl.business_events import BusinessEvent, event_in, moment, tell
from pattern_tck.reference_impl.choreography import Deed, Payments, Warehouse
from pattern_tck.reference_impl.flow_watcher import FlowWatcher
from pattern_tck.reference_impl.order_books import OrderBooks
from pattern_tck.reference_impl.topic_queue_chaining import from_raw


def _both(defect):
    """Give a warehouse and a payments domain with the same defect."""
    return {
        "warehouse": type(f"{defect.__name__}Warehouse", (defect, Warehouse), {}),
        "payments": type(f"{defect.__name__}Payments", (defect, Payments), {}),
    }


class CommandsTheNext:
    """Tells who comes next what to do, instead of what has happened."""

    def _tell(self, order):
        for event in order.outbox:
            next_one = {"OrderPicked": "ShipOrder", "PaymentTaken": "PackOrder"}.get(event.name)
            if next_one:
                told = BusinessEvent(next_one, order.id, moment(self._now()))
                tell(self._sns, self._topic, told)
        super()._tell(order)


class WantsToBeHeard:
    """Tells nothing as long as nobody but itself listens to the topic."""

    def _tell(self, order):
        heard_by = self._sns.list_subscriptions_by_topic(TopicArn=self._topic)["Subscriptions"]
        assert len(heard_by) > 1, "nobody listens"
        super()._tell(order)


class SendsDirectly(Warehouse):
    """Puts picked orders on the queue of shipping, too, for speed."""

    def _tell(self, order):
        shipping = self._sqs.create_queue(QueueName=f"shipping-{self._topic.rpartition(':')[2]}")
        for event in order.outbox:
            text = json.dumps(event.json)
            self._sqs.send_message(QueueUrl=shipping["QueueUrl"], MessageBody=text)
        super()._tell(order)


class WritesTwice:
    """Writes the state and then publishes, and takes an event that it has written for told."""

    def _react(self, event):
        order = self._books.order(event.order_id)
        if event.name not in order.facts:
            self._write(order, event)
            self._tell(order)


class MarksFirst:
    """Takes events out of the outbox, and then publishes them."""

    def _tell(self, order):
        events, order.outbox = order.outbox, []
        if events:
            self._books.save(order)
        for event in events:
            tell(self._sns, self._topic, event)


class TellsFirst:
    """Publishes what it is about to do, and then does it."""

    def _write(self, order, event):
        deed = self.next_deed({**order.facts, event.name: event}, order.done)
        if deed:
            tell(self._sns, self._topic, BusinessEvent(deed.event, order.id, event.at))
        super()._write(order, event)


class MakesNewIds:
    """Gives an event a new id each time that it is told."""

    def _tell(self, order):
        order.outbox = [replace(event, id=str(uuid.uuid4())) for event in order.outbox]
        super()._tell(order)


class TrustsTheOrder:
    """Takes only events that fit the present state, and drops the others."""

    def _react(self, event):
        first = event.name == "OrderCreated"
        if first or self._books.order(event.order_id).done:
            super()._react(event)


class HasNoMemory:
    """Has the effect and tells the event again whenever OrderCreated comes."""

    def _react(self, event):
        if event.name == "OrderCreated":
            deed = self.next_deed({event.name: event}, [])
            line = {"pk": str(uuid.uuid4()), "key": event.order_id, "value": deed.effect}
            self._bookings.put_item(
                TableName=self._table, Item={name: {"S": text} for name, text in line.items()}
            )
            tell(self._sns, self._topic, BusinessEvent(deed.event, event.order_id, event.at))
        else:
            super()._react(event)


class Unconditional:
    """A client of a table that is asked to look at nothing before it writes."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        return getattr(self._client, name)

    def transact_write_items(self, **asked):
        items = [
            {"Put": {"TableName": each["Put"]["TableName"], "Item": each["Put"]["Item"]}}
            for each in asked["TransactItems"]
        ]
        return self._client.transact_write_items(TransactItems=items)


class OverwritesOthers:
    """Writes what it has read and changed, whatever was written in between."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._books = OrderBooks(Unconditional(client("dynamodb")), self._table)


class LedgerBooks(OrderBooks):
    """Books in which an effect is a new line each time."""

    def effect_name(self, order_id, effect):
        return str(uuid.uuid4())


class ForgetsTheFinished:
    """Tidies its books up: an order that is undone is deleted."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._books = LedgerBooks(client("dynamodb"), self._table)

    def _tell(self, order):
        super()._tell(order)
        if {"released", "refunded"} & set(order.done):
            self._bookings.delete_item(
                TableName=self._table, Key={"pk": {"S": f"order#{order.id}"}}
            )


class LosesTheOrder:
    """Gives each event a correlation id of its own."""

    def _tell(self, order):
        for event in order.outbox:
            self._sns.publish(
                TopicArn=self._topic,
                Message=json.dumps(event.json),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": text}
                    for name, text in (("EventType", event.name), ("CorrelationId", "c-1"))
                },
            )
        order.outbox = []
        self._books.save(order)


class AnswersEveryTime:
    """Tells each time that an order is undone, also if it has been for long."""

    def _react(self, event):
        order = self._books.order(event.order_id)
        undone = {"released": "StockReleased", "refunded": "PaymentRefunded"}
        for word in set(undone) & set(order.done):
            told = BusinessEvent(undone[word], order.id, moment(self._now()), {}, str(uuid.uuid4()))
            tell(self._sns, self._topic, told)
        super()._react(event)


class DropsTheUnreadable:
    """Throws away what it cannot read."""

    def _set_aside(self, message):
        pass


class TriesTheUnreadable:
    """Tries what it cannot read until it is a dead letter."""

    def _set_aside(self, message):
        raise ValueError(message["Body"])


class AcknowledgesFailures:
    """Logs what goes wrong, and deletes the message all the same."""

    def _handled(self, message):
        super()._handled(message)
        return True


class NeverUndoes:
    """Has never heard of failures."""

    def next_deed(self, facts, done):
        known = {"OrderCreated", "ReturnRequested"}
        return super().next_deed({name: facts[name] for name in known & set(facts)}, done)


class ForgetsTheForbidden:
    """Undoes what was done, and does not remember that nothing may be done any more."""

    def next_deed(self, facts, done):
        if not done:
            facts = {name: facts[name] for name in {"OrderCreated"} & set(facts)}
        deed = super().next_deed(facts, done)
        return deed if deed is None or not done or len(done) < 2 else None

    def _write(self, order, event):
        if event.name in {"PaymentFailed", "PickingFailed"} and not order.done:
            return
        super()._write(order, event)


class UndoesAnything(Warehouse):
    """Puts back, and takes back, whatever it is told of."""

    def next_deed(self, facts, done):
        if "PaymentFailed" in facts and "released" not in done:
            return Deed("released", "StockReleased", "released")
        if "ReturnRequested" in facts and not {"taken back", "picked"} & set(done):
            return Deed("taken back", "ReturnReceived", "taken back")
        return super().next_deed(facts, done)


class RefundsAnything(Payments):
    """Refunds whatever it is told of."""

    def next_deed(self, facts, done):
        if {"PickingFailed", "ReturnReceived"} & set(facts) and "refunded" not in done:
            return Deed("refunded", "PaymentRefunded", "refunded $20.00")
        return super().next_deed(facts, done)


class KeepsRefusalsToItself(Payments):
    """Tells nobody that it could not charge."""

    def _tell(self, order):
        order.outbox = [event for event in order.outbox if event.name != "PaymentFailed"]
        super()._tell(order)


class RefundsThePrice(Payments):
    """Refunds what the item costs now."""

    def next_deed(self, facts, done):
        deed = super().next_deed(facts, done)
        now = facts.get("ReturnReceived")
        if deed and deed.word == "refunded" and now:
            return replace(deed, effect=f"refunded {now.more.get('amount', '$20.00')}")
        return deed


class FilesByEvent(FlowWatcher):
    """Files each event by itself."""

    def _file(self, event):
        super()._file(replace(event, order_id=event.id))


class FilesAsTheyCome(FlowWatcher):
    """Takes the order in which events come for that in which they happened."""

    def _file(self, event):
        super()._file(replace(event, at=moment(self._now() + len(self._flow(event.order_id)[0]))))


class FilesEveryCopy(FlowWatcher):
    """Files an event again when it comes again."""

    def _file(self, event):
        seen, _ = self._flow(event.order_id)
        super()._file(replace(event, name=event.name + " again" * (event.name in seen)))


class NeverLooks(FlowWatcher):
    """Files everything, and looks at nothing."""

    def _remind(self, order, about, due):
        pass


class KnowsOrdersOnly(FlowWatcher):
    """Has not heard of returns."""

    def _remind(self, order, about, due):
        if about == "order":
            super()._remind(order, about, due)


class WaitsForTheBeginning(FlowWatcher):
    """Watches an order from OrderCreated on, which may be what was lost."""

    def _handled(self, message):
        self._event = event_in(from_raw(message))
        return super()._handled(message)

    def _remind(self, order, about, due):
        if self._event.name == "OrderCreated":
            super()._remind(order, about, due)


class ReportsEverything(FlowWatcher):
    """Reports every order when its time is over."""

    def _look(self, order, about, due):
        seen, _ = self._flow(order)
        self._sqs.send_message(
            QueueUrl=self._stuck,
            MessageBody=json.dumps({"orderId": order, "stuck": about, "seen": list(seen)}),
            MessageAttributes={"CorrelationId": {"DataType": "String", "StringValue": order}},
        )


class LooksAfterTheLongestDelay(FlowWatcher):
    """Takes the longest delay of a message for the end of an hour."""

    def _look(self, order, about, due):
        super()._look(order, about, self._now())


class RemindsAfterwards(FlowWatcher):
    """Files an event, and then sets its alarm clock."""

    def _file(self, event):
        waiting = []
        self._remind = lambda *about: waiting.append(about)
        super()._file(event)
        for about in waiting:
            FlowWatcher._remind(self, *about)


class DeletesReminders(FlowWatcher):
    """Deletes a reminder, and then reports."""

    def _look(self, order, about, due):
        for reminder in self._sqs.receive_message(QueueUrl=self._reminders).get("Messages", []):
            handle = reminder["ReceiptHandle"]
            self._sqs.delete_message(QueueUrl=self._reminders, ReceiptHandle=handle)
        super()._look(order, about, due)

    def work(self):
        answer = self._sqs.receive_message(QueueUrl=self._reminders, MaxNumberOfMessages=10)
        for reminder in answer.get("Messages", []):
            handle = reminder["ReceiptHandle"]
            self._sqs.delete_message(QueueUrl=self._reminders, ReceiptHandle=handle)
            self._look(**json.loads(reminder["Body"]))
        return super().work()


class RemembersInMemory(FlowWatcher):
    """Keeps its reminders in a list of its own."""

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._waiting = []

    def _remind(self, order, about, due):
        self._waiting.append((order, about, due))

    def work(self):
        over = [each for each in self._waiting if each[2] <= self._now()]
        for each in over:
            self._look(*each)
            self._waiting.remove(each)
        return super().work()


commands_the_next = _both(CommandsTheNext)
wants_to_be_heard = _both(WantsToBeHeard)
sends_directly = {"warehouse": SendsDirectly}
writes_twice = _both(WritesTwice)
marks_first = _both(MarksFirst)
tells_first = _both(TellsFirst)
makes_new_ids = _both(MakesNewIds)
trusts_the_order = _both(TrustsTheOrder)
has_no_memory = _both(HasNoMemory)
overwrites_others = _both(OverwritesOthers)
forgets_the_finished = _both(ForgetsTheFinished)
loses_the_order = _both(LosesTheOrder)
answers_every_time = _both(AnswersEveryTime)
drops_the_unreadable = _both(DropsTheUnreadable)
tries_the_unreadable = _both(TriesTheUnreadable)
acknowledges_failures = _both(AcknowledgesFailures)
never_undoes = _both(NeverUndoes)
forgets_the_forbidden = _both(ForgetsTheForbidden)
undoes_anything = {"warehouse": UndoesAnything}
refunds_anything = {"payments": RefundsAnything}
keeps_refusals_to_itself = {"payments": KeepsRefusalsToItself}
refunds_the_price = {"payments": RefundsThePrice}
files_by_event = {"flow-watcher": FilesByEvent}
files_as_they_come = {"flow-watcher": FilesAsTheyCome}
files_every_copy = {"flow-watcher": FilesEveryCopy}
never_looks = {"flow-watcher": NeverLooks}
knows_orders_only = {"flow-watcher": KnowsOrdersOnly}
waits_for_the_beginning = {"flow-watcher": WaitsForTheBeginning}
reports_everything = {"flow-watcher": ReportsEverything}
looks_after_the_longest_delay = {"flow-watcher": LooksAfterTheLongestDelay}
reminds_afterwards = {"flow-watcher": RemindsAfterwards}
deletes_reminders = {"flow-watcher": DeletesReminders}
remembers_in_memory = {"flow-watcher": RemembersInMemory}

CAUGHT = {
    "commands_the_next": ["CHO-01"],
    "wants_to_be_heard": ["CE-02"],
    "sends_directly": ["SAGA-18"],
    "writes_twice": ["CHO-02"],
    "marks_first": ["CHO-02", "DEC-07"],
    "tells_first": ["CE-03"],
    "makes_new_ids": ["DEC-07"],
    "trusts_the_order": ["CHO-03", "CHO-04"],
    "has_no_memory": ["SQS-DEL-02", "EB-ARC-03", "SAGA-13", "SAGA-05"],
    "overwrites_others": ["P2P-05"],
    "forgets_the_finished": ["SAGA-05"],
    "loses_the_order": ["CHO-05"],
    "answers_every_time": ["CHO-06"],
    "drops_the_unreadable": ["DLQ-18"],
    "tries_the_unreadable": ["DLQ-18"],
    "acknowledges_failures": ["DLQ-16"],
    "never_undoes": ["CHO-04"],
    "forgets_the_forbidden": ["CHO-04"],
    "undoes_anything": ["CHO-03", "CHO-04"],
    "refunds_anything": ["CHO-04", "CHO-06"],
    "keeps_refusals_to_itself": ["CHO-01"],
    "refunds_the_price": ["SAGA-17"],
    "files_by_event": ["CHO-05"],
    "files_as_they_come": ["SQS-DEL-03"],
    "files_every_copy": ["SQS-DEL-02"],
    "never_looks": ["CHO-05"],
    "knows_orders_only": ["CHO-05"],
    "waits_for_the_beginning": ["CHO-05"],
    "reports_everything": ["CHO-05"],
    "looks_after_the_longest_delay": ["CHO-05"],
    "reminds_afterwards": ["CHO-05"],
    "deletes_reminders": ["CHO-05"],
    "remembers_in_memory": ["CHO-05"],
}
