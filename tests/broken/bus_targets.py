"""The simulator with one promise of event buses broken."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from tests.broken.wrong_target import OK, accepts, says, wrong_simulator

_NO_TARGET = {"FailedEntryCount": 0, "FailedEntries": [], **OK}


def _asked(operation, change):
    """Give a wrong target that hears something else than was asked."""

    def wrong(service, called, parameters, proceed):
        return proceed(change(dict(parameters)) if called == operation else parameters)

    return wrong_simulator(wrong)


def _ignores(operation, unwanted=lambda _: True, answer=OK):
    """Give a wrong target that does nothing about such calls, and says that it did."""

    def wrong(service, called, parameters, proceed):
        if called == operation and unwanted(parameters):
            return answer
        return proceed(parameters)

    return wrong_simulator(wrong)


def _targets(change):
    """Change each target that a rule is given; None: left out."""

    def changed(parameters):
        found = [change(dict(target)) for target in parameters["Targets"]]
        return {**parameters, "Targets": [target for target in found if target]}

    def wrong(service, called, parameters, proceed):
        if called != "PutTargets":
            return proceed(parameters)
        parameters = changed(parameters)
        return proceed(parameters) if parameters["Targets"] else _NO_TARGET

    return wrong_simulator(wrong)


def _messages(change):
    """Change each message that is received; None: left out."""

    def changed(answer):
        found = [change(dict(message)) for message in answer.get("Messages", ())]
        return {**answer, "Messages": [message for message in found if message]}

    return says("ReceiveMessage", changed)


def _events(change):
    """Change each event that is received."""

    def changed(message):
        return {**message, "Body": json.dumps(change(json.loads(message["Body"])))}

    return _messages(changed)


def _without(*names):
    return lambda given: {name: value for name, value in given.items() if name not in names}


# -- rules and targets


class _OnceForAll:
    """Delivers an event once, to whoever asks first."""

    def __init__(self):
        self._seen = set()

    def __call__(self, message):
        event = json.loads(message["Body"])
        if event["id"] in self._seen:
            return None
        self._seen.add(event["id"])
        return message


class _RefusesUnwanted:
    """Refuses an entry whose type no rule has named."""

    def __init__(self):
        self._patterns = {}

    def __call__(self, service, operation, parameters, proceed):
        if operation == "CreateEventBus":
            self._patterns[parameters["Name"]] = []
        if operation == "PutRule":
            self._patterns[parameters["EventBusName"]].append(parameters["EventPattern"])
        if operation == "PutEvents":
            (entry,) = parameters["Entries"]
            if not any(
                entry["DetailType"] in each for each in self._patterns[entry["EventBusName"]]
            ):
                error = {"ErrorCode": "InvalidArgument", "ErrorMessage": "nobody wants it"}
                return {"FailedEntryCount": 1, "Entries": [error], **OK}
        return proceed(parameters)


def _kept_for_later():
    """Give a wrong target that puts once more, with each event, all that was put before."""
    kept = []

    def wrong(service, operation, parameters, proceed):
        if operation == "CreateEventBus":
            kept.clear()
        if operation == "PutEvents":
            again = [entry for before in kept for entry in before["Entries"]]
            kept.append(parameters)
            if again:
                proceed({"Entries": again})
        return proceed(parameters)

    return wrong_simulator(wrong)


class _RulesNeverChange:
    def __init__(self):
        self._rules = {}

    def __call__(self, service, operation, parameters, proceed):
        if operation == "DisableRule":
            return OK
        if operation == "CreateEventBus":
            self._rules.clear()
        if operation == "PutRule":
            name = parameters["Name"]
            if name not in self._rules:
                self._rules[name] = proceed(parameters)
            return self._rules[name]
        return proceed(parameters)


class _HandsOnAndOn:
    """Puts an event of the first bus on all the others too, however far they are."""

    def __init__(self):
        self._next = {}

    def __call__(self, service, operation, parameters, proceed):
        if operation == "PutTargets":
            arn = parameters["Targets"][0]["Arn"]
            if ":event-bus/" in arn:
                self._next[parameters["EventBusName"]] = arn.rpartition("/")[2]
        answer = proceed(parameters)
        if operation == "PutEvents":
            entry = parameters["Entries"][0]
            bus = self._next.get(self._next.get(entry["EventBusName"]))
            if bus:
                proceed({"Entries": [{**entry, "EventBusName": bus}]})
        return answer


only_first_target = _asked("PutTargets", lambda asked: {**asked, "Targets": asked["Targets"][:1]})
takes_any_target = accepts("PutTargets", _NO_TARGET)
delivers_once_for_all = _messages(_OnceForAll())
refuses_unwanted = wrong_simulator(_RefusesUnwanted())
keeps_for_later = _kept_for_later()
rules_never_change = wrong_simulator(_RulesNeverChange())
one_bus_at_most = _targets(lambda target: None if ":event-bus/" in target["Arn"] else target)
hands_on_and_on = wrong_simulator(_HandsOnAndOn())


# -- entries


def _fills_in(parameters):
    filled = []
    for entry in parameters["Entries"]:
        whole = {"Source": "tck", "DetailType": "ride", "Detail": "{}", **entry}
        try:
            good = isinstance(json.loads(whole["Detail"]), dict)
        except ValueError:
            good = False
        filled.append(whole if good else {**whole, "Detail": "{}"})
    return {**parameters, "Entries": filled}


def _all_or_nothing(answer):
    if not answer["FailedEntryCount"]:
        return answer
    error = {"ErrorCode": "InvalidArgument", "ErrorMessage": "one of them is wrong"}
    count = len(answer["Entries"])
    return {**answer, "FailedEntryCount": count, "Entries": [error] * count}


def _backwards(answer):
    return {**answer, "Entries": answer["Entries"][::-1]}


def _ten_at_a_time(service, operation, parameters, proceed):
    if operation != "PutEvents":
        return proceed(parameters)
    entries = parameters["Entries"]
    first, *more = [
        proceed({**parameters, "Entries": entries[start : start + 10]})
        for start in range(0, len(entries), 10)
    ]
    for answer in more:
        first = {**first, "Entries": first["Entries"] + answer["Entries"]}
    return first


def _id_of_content(event):
    content = json.dumps(event["detail"], sort_keys=True)
    return {**event, "id": hashlib.sha256(content.encode()).hexdigest()[:36]}


def _of_another_time(parameters):
    then = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    return {**parameters, "Entries": [{**entry, "Time": then} for entry in parameters["Entries"]]}


fills_in_what_lacks = _asked("PutEvents", _fills_in)
all_or_nothing = says("PutEvents", _all_or_nothing)
results_backwards = says("PutEvents", _backwards)
takes_any_number = wrong_simulator(_ten_at_a_time)
one_id_for_one_content = _events(_id_of_content)
of_another_time = _asked("PutEvents", _of_another_time)


# -- what cannot be delivered


def _admits_everybody(service, operation, parameters, proceed):
    if operation == "CreateQueue":
        anybody = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
        policy = {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [anybody]})}
        parameters = {**parameters, "Attributes": {**parameters.get("Attributes", {}), **policy}}
    if operation == "SetQueueAttributes" and "Policy" in parameters["Attributes"]:
        return OK
    return proceed(parameters)


def _tried_again(message):
    told = message.get("MessageAttributes")
    if not told:
        return message
    tries = {"StringValue": "185", "DataType": "String"}
    return {**message, "MessageAttributes": {**told, "RETRY_ATTEMPTS": tries}}


def _fifo_letters(service, operation, parameters, proceed):
    if operation == "PutTargets":
        targets = [_without("DeadLetterConfig")(target) for target in parameters["Targets"]]
        return proceed({**parameters, "Targets": targets})
    answer = proceed(parameters)
    if operation == "GetQueueAttributes" and parameters["QueueUrl"].endswith(".fifo"):
        seen = {**answer["Attributes"], "ApproximateNumberOfMessages": "1"}
        return {**answer, "Attributes": seen}
    return answer


def _compares_contents(parameters):
    attributes = dict(parameters.get("Attributes", {}))
    if attributes.get("FifoQueue") == "true":
        attributes["ContentBasedDeduplication"] = "true"
    return {**parameters, "Attributes": attributes}


def _in_one_group(message):
    group = {**message.get("Attributes", {}), "MessageGroupId": message["MessageId"]}
    return {**message, "Attributes": group}


loses_dead_letters = _targets(_without("DeadLetterConfig"))
letters_without_reasons = _messages(_without("MessageAttributes"))
tries_what_is_gone = _messages(_tried_again)
admits_everybody = wrong_simulator(_admits_everybody)
fifo_letters = wrong_simulator(_fifo_letters)
forgets_retry_policies = _targets(_without("RetryPolicy"))
compares_contents_anyway = _asked("CreateQueue", _compares_contents)
a_group_for_each_event = _messages(_in_one_group)


# -- archives


def _to_all(parameters):
    return {**parameters, "Destination": _without("FilterArns")(parameters["Destination"])}


def _nothing_of_it(parameters):
    end = parameters["EventEndTime"]
    return {**parameters, "EventStartTime": end - dt.timedelta(seconds=1)}


class _ArchivesReplays:
    def __init__(self):
        self._replays = 0

    def __call__(self, service, operation, parameters, proceed):
        answer = proceed(parameters)
        if operation == "CreateArchive":
            self._replays = 0
        if operation == "StartReplay":
            self._replays += 1
        if operation == "DescribeArchive":
            return {**answer, "EventCount": answer["EventCount"] + self._replays}
        return answer


archives_everything = _asked("CreateArchive", _without("EventPattern"))
archives_for_ever = _asked("CreateArchive", lambda asked: {**asked, "RetentionDays": 0})
archives_for_a_day = _asked("CreateArchive", lambda asked: {**asked, "RetentionDays": 1})
archives_replays = wrong_simulator(_ArchivesReplays())
replays_to_all = _asked("StartReplay", _to_all)
replays_nothing = _asked("StartReplay", _nothing_of_it)
replays_without_name = _events(_without("replay-name"))

CAUGHT = {
    "only_first_target": ["EB-DEL-07"],
    "takes_any_target": ["EB-DEL-03", "EB-DEL-07"],
    "delivers_once_for_all": ["EB-DEL-07"],
    "refuses_unwanted": ["EB-PAT-09"],
    "keeps_for_later": ["EB-PAT-09"],
    "rules_never_change": ["EB-DEL-08"],
    "one_bus_at_most": ["EB-DEL-10"],
    "hands_on_and_on": ["EB-DEL-10"],
    "fills_in_what_lacks": ["EB-PUT-02"],
    "all_or_nothing": ["EB-PUT-02"],
    "results_backwards": ["EB-PUT-01"],
    "takes_any_number": ["EB-PUT-01"],
    "one_id_for_one_content": ["EB-PUT-03"],
    "of_another_time": ["EB-PUT-02"],
    "loses_dead_letters": ["EB-DEL-04", "EB-DEL-05"],
    "letters_without_reasons": ["EB-DEL-04", "EB-DEL-05"],
    "tries_what_is_gone": ["EB-DEL-04"],
    "admits_everybody": ["EB-DEL-04", "EB-DEL-05"],
    "fifo_letters": ["EB-DEL-05"],
    "forgets_retry_policies": ["EB-DEL-03"],
    "compares_contents_anyway": ["EB-DEL-11"],
    "a_group_for_each_event": ["EB-DEL-11"],
    "archives_everything": ["EB-ARC-01"],
    "archives_for_ever": ["EB-ARC-01"],
    "archives_for_a_day": ["EB-ARC-01"],
    "archives_replays": ["EB-ARC-01"],
    "replays_to_all": ["EB-ARC-01"],
    "replays_nothing": ["EB-ARC-01"],
    "replays_without_name": ["EB-ARC-01"],
}
