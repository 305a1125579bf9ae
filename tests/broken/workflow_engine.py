"""Ride dispatchers that are wrong on purpose."""

from __future__ import annotations

import json
import uuid

from pattern_tck.mutation.parts import reachable
from pattern_tck.reference_impl.ride_dispatch import ride_dispatch
from pattern_tck.reference_impl.workflow_engine import RideDispatcher


def _wrong(change):
    """Give a role whose workflow is the right one but for one change."""

    class Wrong(RideDispatcher):
        @staticmethod
        def definition(environment):
            definition = ride_dispatch(environment)
            change(definition["States"])
            return reachable(definition)

    return {"ride-dispatcher": Wrong}


def _tasks(states):
    """Give every task that waits for an answer, also those of branches and iterations."""
    inner = [states["PriceLegs"]["ItemProcessor"], *states["BookBoth"]["Branches"]]
    for part in (states, *(each["States"] for each in inner)):
        for state in part.values():
            if state.get("Resource", "").endswith(".waitForTaskToken"):
                yield state


def _body(task):
    return task["Parameters"]["MessageBody"]


def _branch_tasks(states):
    for branch in states["BookBoth"]["Branches"]:
        yield branch["States"][branch["StartAt"]]


def _tell_nobody(states):
    states["AreBothBooked"]["Choices"][0]["Next"] = "RideFinished"


def _make_ids_of_the_run(states):
    for task in _tasks(states):
        _body(task)["commandId.$"] = "States.UUID()"


def _make_ids_of_events_anew(states):
    for state in ("TellFinished", "TellRefused"):
        for entry in states[state]["Parameters"]["Entries"]:
            entry["Detail"]["eventId.$"] = "States.UUID()"


def _follow_once(states):
    """Take a command of which nobody knows whether it was sent for one that was not."""
    states["FollowRide"].pop("Retry")


def _tell_once(states):
    """Have the outcome told by one try, whatever the bus takes of it."""
    states["TellFinished"].pop("Retry")
    states["TellFinished"]["Catch"] = [
        {"ErrorEquals": ["States.ALL"], "Next": "RideFinished", "ResultPath": None}
    ]


def _know_no_instant_rides(states):
    states["KindOfRide"]["Choices"][1]["StringEquals"] = "Instant"


def _have_no_default(states):
    del states["KindOfRide"]["Default"]
    states["KindOfRide"]["Choices"][2] = {
        "Variable": "$.kind",
        "StringEquals": "scheduled",
        "Next": "WaitUntilDue",
    }


def _default_to_instant(states):
    states["KindOfRide"]["Default"] = "PriceLegs"


def _guard_no_field(states):
    del states["KindOfRide"]["Choices"][0]


def _do_not_wait(states):
    states["KindOfRide"]["Choices"][2]["Next"] = "PriceLegs"


def _wait_a_week(states):
    states["WaitUntilDue"] = {"Type": "Wait", "Seconds": 7 * 24 * 3600, "Next": "PriceLegs"}


def _sort_prices_by_time(states):
    """Take the prices as they come, by asking for one leg after the other from the end."""
    states["PriceLegs"]["ResultSelector"] = {"turned.$": "States.Array($[1], $[0])"}
    states["PriceLegs"]["ResultPath"] = "$.plan"
    states["AsTheyCame"] = {
        "Type": "Pass",
        "Parameters": {"prices.$": "$.plan.turned", "booked": {}, "failures": {}},
        "ResultPath": "$.plan",
        "Next": "BookBoth",
    }
    states["PriceLegs"]["Next"] = "AsTheyCame"


def _price_all_at_once(states):
    states["PriceLegs"]["MaxConcurrency"] = 0


def _book_without_prices(states):
    states["PriceLegs"]["Catch"] = [
        {"ErrorEquals": ["States.ALL"], "Next": "BookBoth", "ResultPath": "$.plan.failures.Price"}
    ]


def _book_one_after_the_other(states):
    fleet, payments = states["BookBoth"]["Branches"]
    first, second = fleet["States"]["AssignUnicorn"], payments["States"]["HoldFare"]
    del first["End"]
    first["Next"] = "HoldFare"
    first["ResultPath"] = "$.first"
    fleet["States"] |= payments["States"]
    second["OutputPath"] = "$"
    states["BookBoth"]["Branches"] = [fleet]
    states["BookBoth"]["ResultSelector"] = {
        "unicorn": {"outcome": "done", "answer": {"unicorn": "some"}},
        "hold.$": "$[0]",
    }


def _mix_up_the_branches(states):
    """Take the results of the branches for another's."""
    states["BookBoth"]["ResultSelector"] = {"unicorn.$": "$[1]", "hold.$": "$[0]"}
    _body(states["TellRider"])["unicorn.$"] = "$.plan.booked.unicorn.answer.holdId"
    ride, fare = (entry["Detail"] for entry in states["TellFinished"]["Parameters"]["Entries"])
    ride["unicorn.$"] = "$.plan.booked.unicorn.answer.holdId"
    fare["holdId.$"] = "$.plan.booked.hold.answer.unicorn"


def _fail_with_the_first_branch(states, then):
    """Let the first failure of a branch be that of the Parallel state, whatever the other does."""
    for branch in states["BookBoth"]["Branches"]:
        task = branch["States"][branch["StartAt"]]
        del task["Catch"]
        branch["States"] = {branch["StartAt"]: task}
    states["BookBoth"]["Catch"] = [
        {
            "ErrorEquals": ["States.ALL"],
            "Next": then,
            "ResultPath": "$.plan.failures.BookBoth",
        }
    ]


def _leave_the_sibling(states):
    _fail_with_the_first_branch(states, "TellRefused")


def _race_with_the_sibling(states):
    """Release both as soon as one has failed, while the other one may still come to be."""
    _fail_with_the_first_branch(states, "ReleaseUnicorn")
    for name, word in (("ReleaseUnicorn", "unicorn"), ("ReleaseFare", "hold")):
        _body(states[name]).pop(f"{word}.$")
        _body(states[name])[word] = {}
    states["ReleaseUnicorn"]["Next"] = "ReleaseFare"


def _forget_the_hold(states):
    _body(states["ReleaseFare"]).pop("hold.$")
    _body(states["ReleaseFare"])["hold"] = {}


def _never_retry(states):
    for task in _tasks(states):
        task.pop("Retry", None)


def _argue_with_refusals(states):
    for task in _tasks(states):
        if "Retry" in task:
            del task["Retry"][0]


def _forget_why(states):
    """Leave the ResultPath out of every catcher, so that what is caught replaces all data."""
    for state in states.values():
        for catcher in state.get("Catch", ()):
            catcher.pop("ResultPath", None)
    for entry in states["TellRefused"]["Parameters"]["Entries"]:
        entry["Detail"] = {"failures.$": "$"}


def _tell_no_reason(states):
    for entry in states["TellRefused"]["Parameters"]["Entries"]:
        entry["Detail"].pop("failures.$")
        entry["Detail"].pop("booked.$")


def _take_unknown_errors_for_refusals(states):
    for branch in states["BookBoth"]["Branches"]:
        name = branch["StartAt"]
        branch["States"][name]["Catch"][1]["Next"] = f"{name}WasRefused"


def _wait_for_ever(states):
    for task in _tasks(states):
        task.pop("TimeoutSeconds", None)
        task.pop("HeartbeatSeconds", None)


def _catch_failures_only(states):
    """Take States.TaskFailed for everything, which a timeout is not."""
    for task in _branch_tasks(states):
        task["Catch"][1]["ErrorEquals"] = ["States.TaskFailed"]
    states["BookBoth"].pop("Catch")
    states["PriceLegs"]["Catch"][0]["ErrorEquals"] = ["States.TaskFailed"]
    states["FollowRide"]["Catch"][0]["ErrorEquals"] = ["States.TaskFailed"]


def _give_rides_no_longer_than_answers(states):
    states["FollowRide"]["TimeoutSeconds"] = states["FollowRide"].pop("HeartbeatSeconds")


def _give_up_silently(states):
    for name in ("ReleaseUnicorn", "ReleaseFare"):
        states[name]["Catch"][0]["Next"] = "TellRefused"


def _do_not_wait_for(*names):
    def change(states):
        for task in _tasks(states):
            if _body(task)["command"] in names:
                task["Resource"] = task["Resource"].removesuffix(".waitForTaskToken")
                task.pop("TimeoutSeconds", None)
                task.pop("HeartbeatSeconds", None)
                _body(task)["taskToken"] = "none"
                _body(task).pop("taskToken.$")
                if "ResultSelector" in task:
                    task["ResultSelector"] = {
                        "outcome": "done",
                        "answer": {"unicorn": "some", "holdId": "some"},
                    }

    return change


def _wait_for_the_reader(states):
    """Have the rider confirm the notice before the ride goes on."""
    task = states["TellRider"]
    task["Resource"] += ".waitForTaskToken"
    task["TimeoutSeconds"] = 1000
    _body(task)["taskToken.$"] = "$$.Task.Token"


def _leave_broken_rides(states):
    states["FollowRide"].pop("Catch")


class AcknowledgesFirst(RideDispatcher):
    """Deletes a request before its workflow is started."""

    def work(self):
        answer = self._sqs.receive_message(QueueUrl=self._starts)
        messages = answer.get("Messages", [])
        for message in messages:
            handle = message["ReceiptHandle"]
            self._sqs.delete_message(QueueUrl=self._starts, ReceiptHandle=handle)
            self._start(json.loads(message["Body"]))
        return bool(messages)


class NamesAtRandom(RideDispatcher):
    """Leaves the name of a workflow to chance, so that the engine cannot know it again."""

    def workflow_name(self, request):
        return str(uuid.uuid4())


tells_nobody = _wrong(_tell_nobody)
makes_ids_of_the_run = _wrong(_make_ids_of_the_run)
makes_ids_of_events_anew = _wrong(_make_ids_of_events_anew)
#: Caught by an adversary only.
follows_once = _wrong(_follow_once)
tells_once = _wrong(_tell_once)
knows_no_instant_rides = _wrong(_know_no_instant_rides)
has_no_default = _wrong(_have_no_default)
defaults_to_instant = _wrong(_default_to_instant)
guards_no_field = _wrong(_guard_no_field)
does_not_wait = _wrong(_do_not_wait)
waits_a_week = _wrong(_wait_a_week)
sorts_prices_by_time = _wrong(_sort_prices_by_time)
prices_all_at_once = _wrong(_price_all_at_once)
books_without_prices = _wrong(_book_without_prices)
books_one_after_the_other = _wrong(_book_one_after_the_other)
mixes_up_the_branches = _wrong(_mix_up_the_branches)
leaves_the_sibling = _wrong(_leave_the_sibling)
races_with_the_sibling = _wrong(_race_with_the_sibling)
forgets_the_hold = _wrong(_forget_the_hold)
never_retries = _wrong(_never_retry)
argues_with_refusals = _wrong(_argue_with_refusals)
forgets_why = _wrong(_forget_why)
tells_no_reason = _wrong(_tell_no_reason)
takes_unknown_errors_for_refusals = _wrong(_take_unknown_errors_for_refusals)
waits_for_ever = _wrong(_wait_for_ever)
catches_failures_only = _wrong(_catch_failures_only)
gives_rides_no_longer_than_answers = _wrong(_give_rides_no_longer_than_answers)
gives_up_silently = _wrong(_give_up_silently)
waits_for_no_booking = _wrong(_do_not_wait_for("AssignUnicorn", "HoldFare"))
waits_for_no_ride = _wrong(_do_not_wait_for("FollowRide"))
waits_for_the_reader = _wrong(_wait_for_the_reader)
leaves_broken_rides = _wrong(_leave_broken_rides)
acknowledges_first = {"ride-dispatcher": AcknowledgesFirst}
names_at_random = {"ride-dispatcher": NamesAtRandom}

CAUGHT = {
    "tells_nobody": ["SFN-STD-01"],
    "makes_ids_of_the_run": ["SFN-EXP-01"],
    "makes_ids_of_events_anew": ["SFN-EXP-01", "SFN-INT-08"],
    "tells_once": ["SFN-INT-08"],
    "knows_no_instant_rides": ["SFN-CHO-01"],
    "has_no_default": ["SFN-CHO-01", "SFN-CHO-02"],
    "defaults_to_instant": ["SFN-CHO-01", "SFN-CHO-02"],
    "guards_no_field": ["SFN-CHO-02"],
    "does_not_wait": ["SFN-WAIT-01"],
    "waits_a_week": ["SFN-WAIT-01"],
    "sorts_prices_by_time": ["SFN-MAP-02"],
    "prices_all_at_once": ["SFN-MAP-02"],
    "books_without_prices": ["SFN-MAP-01"],
    "books_one_after_the_other": ["SFN-PAR-01"],
    "mixes_up_the_branches": ["SFN-PAR-01"],
    "leaves_the_sibling": ["SAGA-15"],
    "races_with_the_sibling": ["SAGA-15"],
    "forgets_the_hold": ["SAGA-17"],
    "never_retries": ["SFN-ERR-05"],
    "argues_with_refusals": ["SFN-ERR-02"],
    "forgets_why": ["SFN-ERR-07"],
    "tells_no_reason": ["SFN-ERR-07"],
    "takes_unknown_errors_for_refusals": ["SFN-ERR-06", "SFN-INT-06"],
    "waits_for_ever": ["SFN-ERR-12", "SFN-INT-06"],
    "catches_failures_only": ["SFN-ERR-12", "SFN-INT-06"],
    "gives_rides_no_longer_than_answers": ["SFN-INT-05"],
    "gives_up_silently": ["SAGA-06"],
    "waits_for_no_booking": ["SFN-INT-01"],
    "waits_for_no_ride": ["SFN-INT-03"],
    "waits_for_the_reader": ["SFN-INT-01"],
    "leaves_broken_rides": ["SFN-ERR-01"],
    "acknowledges_first": ["SAGA-11"],
    "names_at_random": ["SAGA-11", "SFN-STD-02"],
}
