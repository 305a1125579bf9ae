"""Fulfilments that tell too much or too little, or fulfil an order twice."""

from __future__ import annotations

import uuid

from pattern_tck.mutation.parts import reachable
from pattern_tck.reference_impl.domain_orchestration import Fulfilment, fulfilment


def _wrong(change):
    """Give a role whose workflow is the right one but for one change."""

    class Wrong(Fulfilment):
        @classmethod
        def definition(cls, environment):
            definition = fulfilment(environment)
            change(definition["States"])
            return reachable(definition)

    return {"fulfilment": Wrong}


def _tell_each_step(states):
    told = states["TellOrderShipped"]
    message = {**told["Parameters"]["Message"], "eventId.$": "States.UUID()"}
    parameters = {**told["Parameters"], "Message": message}
    states["TellOrderPacked"] = {**told, "Parameters": parameters, "Next": "ShipOrder"}
    states["PackOrder"]["Next"] = "TellOrderPacked"


def _reject_silently(states):
    for state in states.values():
        if state.get("Next") == "TellOrderRejected":
            state["Next"] = "OrderNotFulfilled"
        for catcher in state.get("Catch", ()):
            if catcher["Next"] == "TellOrderRejected":
                catcher["Next"] = "OrderNotFulfilled"


def _tell_shipped_after_all(states):
    for name in ("PickOrder", "PackOrder", "ShipOrder"):
        for catcher in states[name]["Catch"]:
            catcher["Next"] = states[name]["Next"]


def _keep_the_reason(states):
    message = states["TellOrderRejected"]["Parameters"]["Message"]
    del message["reason.$"]
    message["reason"] = "it did not work"


def _leave_it_out(states):
    for catcher in states["ShipOrder"]["Catch"]:
        catcher["Next"] = "TellOrderRejected"


def _take_silence_for_no(states):
    for catcher in states["PickOrder"]["Catch"]:
        catcher["Next"] = "TellOrderRejected"


def _give_up_silently(states):
    states["PutBack"]["Catch"][0]["Next"] = "TellOrderRejected"


class NamesAtRandom(Fulfilment):
    """Leaves the name of a workflow to chance, so that the engine cannot know it again."""

    def workflow_name(self, event):
        return str(uuid.uuid4())


class NamesByItem(Fulfilment):
    """Takes what was ordered for the order."""

    def workflow_name(self, event):
        return event.more["item"]


class AcknowledgesFirst(Fulfilment):
    """Deletes an event before its workflow is started."""

    def _handled(self, message):
        self._mail.acknowledge(message)
        return super()._handled(message)


class DropsTheUnreadable(Fulfilment):
    """Throws away what it cannot read."""

    def _set_aside(self, message):
        pass


tells_each_step = _wrong(_tell_each_step)
rejects_silently = _wrong(_reject_silently)
tells_shipped_after_all = _wrong(_tell_shipped_after_all)
keeps_the_reason = _wrong(_keep_the_reason)
leaves_it_out = _wrong(_leave_it_out)
takes_silence_for_no = _wrong(_take_silence_for_no)
gives_up_silently = _wrong(_give_up_silently)
names_at_random = {"fulfilment": NamesAtRandom}
names_by_item = {"fulfilment": NamesByItem}
acknowledges_first = {"fulfilment": AcknowledgesFirst}
drops_the_unreadable = {"fulfilment": DropsTheUnreadable}

CAUGHT = {
    "tells_each_step": ["CHO-07"],
    "rejects_silently": ["CHO-07", "SAGA-04", "SAGA-06"],
    "tells_shipped_after_all": ["CHO-07"],
    "keeps_the_reason": ["CHO-07"],
    "leaves_it_out": ["CHO-07"],
    "takes_silence_for_no": ["SAGA-04"],
    "gives_up_silently": ["SAGA-06"],
    "names_at_random": ["SAGA-11", "SAGA-13"],
    "names_by_item": ["CHO-05"],
    "acknowledges_first": ["SAGA-11"],
    "drops_the_unreadable": ["DLQ-18"],
}
