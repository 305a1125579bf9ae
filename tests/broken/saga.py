"""Orchestrators of a saga that are wrong on purpose."""

from __future__ import annotations

import json
import uuid

from pattern_tck.mutation.parts import reachable
from pattern_tck.reference_impl.fare_workflow import fare_collection
from pattern_tck.reference_impl.saga import Orchestrator

_COMPENSATIONS = ("DebitCustomerAccount", "RefundFare", "SetFareStatusFailed")
_STEPS = ("RegisterFare", "ChargeFare", "CreditCustomerAccount")


def _wrong(change):
    """Give a role whose workflow is the right one but for one change."""

    class Wrong(Orchestrator):
        @staticmethod
        def definition(environment):
            definition = fare_collection(environment)
            change(definition["States"])
            return reachable(definition)

    return {"orchestrator": Wrong}


def _forget_to_complete(states):
    states["CreditCustomerAccount"]["Next"] = "NotifySuccess"


def _roll_back_silently(states):
    states["SetFareStatusFailed"]["Next"] = "FareProcessingFailed"
    for catcher in states["RegisterFare"]["Catch"]:
        catcher["Next"] = "FareProcessingFailed"


def _go_on_after_errors(states):
    for name in _STEPS:
        for catcher in states[name]["Catch"]:
            catcher["Next"] = states[name]["Next"]


def _undo_in_forward_order(states):
    credit, debit = states["CreditCustomerAccount"], states["DebitCustomerAccount"]
    for catcher in credit["Catch"]:
        catcher["Next"] = "SetFareStatusFailed"
    states["SetFareStatusFailed"]["Next"] = "RefundFare"
    states["RefundFare"]["Next"] = "DebitCustomerAccount"
    debit["Next"] = "NotifyFailure"


def _undo_everything(states):
    for name in ("ChargeFare", "CreditCustomerAccount"):
        for catcher in states[name]["Catch"]:
            catcher["Next"] = "DebitCustomerAccount"


def _take_silence_for_no(states):
    for name in _STEPS:
        refused, unknown = states[name]["Catch"]
        unknown["Next"] = refused["Next"]


def _compensate_once(states):
    for name in _COMPENSATIONS:
        del states[name]["Retry"]


def _give_up_silently(states):
    for name in _COMPENSATIONS:
        states[name]["Catch"][0]["Next"] = "FareProcessingFailed"


def _make_a_new_id_for_the_charge(states):
    body = states["ChargeFare"]["Parameters"]["MessageBody"]
    body["fareId.$"] = "States.UUID()"


def _confirm_at_once(states):
    states["RegisterFare"]["Parameters"]["MessageBody"]["fareStatus"] = "completed"


def _turn_back_after_the_pivot(states):
    del states["SetFareStatusCompleted"]["Retry"]
    states["SetFareStatusCompleted"]["Catch"][0]["Next"] = "RefundFare"


def _complete_before_the_pivot(states):
    states["ChargeFare"]["Next"] = "SetFareStatusCompleted"
    states["SetFareStatusCompleted"]["Next"] = "CreditCustomerAccount"
    states["CreditCustomerAccount"]["Next"] = "NotifySuccess"


def _refund_the_price(states):
    states["RefundFare"]["Parameters"]["MessageBody"].pop("charge.$")
    states["RefundFare"]["Parameters"]["MessageBody"]["charge"] = {
        "chargeId.$": "$.charge.chargeId",
        "amount.$": "$.fareAmount",
    }


def _forget_why(states):
    for state in states.values():
        for catcher in state.get("Catch", ()):
            catcher["ResultPath"] = None


def _do_as_published(states):
    """Handle what lab 4 of the workshop handles: the errors that it lists, and no others."""
    states["RegisterFare"]["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "NotifyFailure"}]
    for name in ("ChargeFare", "CreditCustomerAccount"):
        del states[name]["Catch"][1]
    for name, state in states.items():
        state.pop("Retry", None)
        if name not in _STEPS:
            state.pop("Catch", None)
    states["NotifyFailure"]["Parameters"]["Message"] = {"fareId.$": "$.fareId"}


class AcknowledgesFirst(Orchestrator):
    """Deletes a request before its saga is started."""

    def work(self):
        self._watch()
        answer = self._sqs.receive_message(QueueUrl=self._starts)
        messages = answer.get("Messages", [])
        for message in messages:
            handle = message["ReceiptHandle"]
            self._sqs.delete_message(QueueUrl=self._starts, ReceiptHandle=handle)
            self._start(json.loads(message["Body"]))
        return bool(messages)


class NamesAtRandom(Orchestrator):
    """Leaves the name of a saga to chance, so that the engine cannot know it again."""

    def workflow_name(self, request):
        return str(uuid.uuid4())


class NamesByCustomer(Orchestrator):
    """Takes the customer for the saga."""

    def workflow_name(self, request):
        return request["customerId"]


class CompensatesByHand(Orchestrator):
    """Has the worker compensate when a workflow has failed, where no history tells of it."""

    @staticmethod
    def definition(environment):
        definition = fare_collection(environment)
        catcher = definition["States"]["CreditCustomerAccount"]["Catch"][0]
        catcher["Next"] = "FareProcessingFailed"
        return definition

    def __init__(self, environment, client, now):
        super().__init__(environment, client, now)
        self._queues = [environment["PAYMENTS_QUEUE_URL"], environment["FARES_QUEUE_URL"]]

    def work(self):
        failed = self._workflows.list_executions(
            stateMachineArn=self._workflow, statusFilter="FAILED"
        )["executions"]
        for execution in failed:
            if execution["name"] not in self._reported:
                self._reported.add(execution["name"])
                self._compensate(execution["name"])
        return super().work()

    def _compensate(self, fare):
        for queue, command in zip(self._queues, ("RefundFare", "SetFareStatusFailed"), strict=True):
            text = {"command": command, "fareId": fare, "taskToken": "none"}
            self._sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(text))


forgets_to_complete = _wrong(_forget_to_complete)
goes_on_after_errors = _wrong(_go_on_after_errors)
rolls_back_silently = _wrong(_roll_back_silently)
undoes_in_forward_order = _wrong(_undo_in_forward_order)
undoes_everything = _wrong(_undo_everything)
takes_silence_for_no = _wrong(_take_silence_for_no)
compensates_once = _wrong(_compensate_once)
gives_up_silently = _wrong(_give_up_silently)
makes_new_ids = _wrong(_make_a_new_id_for_the_charge)
confirms_at_once = _wrong(_confirm_at_once)
turns_back_after_the_pivot = _wrong(_turn_back_after_the_pivot)
completes_before_the_pivot = _wrong(_complete_before_the_pivot)
refunds_the_price = _wrong(_refund_the_price)
forgets_why = _wrong(_forget_why)
as_published = _wrong(_do_as_published)
acknowledges_first = {"orchestrator": AcknowledgesFirst}
names_at_random = {"orchestrator": NamesAtRandom}
names_by_customer = {"orchestrator": NamesByCustomer}
compensates_by_hand = {"orchestrator": CompensatesByHand}

CAUGHT = {
    "forgets_to_complete": ["SAGA-01", "SAGA-14"],
    "goes_on_after_errors": ["SAGA-01", "SAGA-11"],
    "rolls_back_silently": ["SAGA-12", "SAGA-14"],
    "undoes_in_forward_order": ["SAGA-02"],
    "undoes_everything": ["SAGA-03"],
    "takes_silence_for_no": ["SAGA-04"],
    "compensates_once": ["SAGA-06"],
    "gives_up_silently": ["SAGA-06"],
    "makes_new_ids": ["SAGA-07"],
    "confirms_at_once": ["SAGA-09"],
    "turns_back_after_the_pivot": ["SAGA-10"],
    "completes_before_the_pivot": ["SAGA-10"],
    "refunds_the_price": ["SAGA-17"],
    "forgets_why": ["SAGA-12"],
    "as_published": ["SAGA-01", "SAGA-04", "SAGA-06", "SAGA-12", "SAGA-16"],
    "acknowledges_first": ["SAGA-11"],
    "names_at_random": ["SAGA-11", "SAGA-13"],
    "names_by_customer": ["SAGA-13"],
    "compensates_by_hand": ["SAGA-12"],
}
