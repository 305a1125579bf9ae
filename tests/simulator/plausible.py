"""Plausible parameters: of the types that an SDK lets through, and often not what they must be.

A text is mostly a name that is there, or a document of the kind that its parameter has, in which a
member or two were replaced by something else.
"""

import copy
import datetime as dt
import json
import re
from functools import cache

import botocore.session
from hypothesis import strategies as st

from .whole_account import FUNCTION, START, WholeAccount, arn

HUGE = 10**400
_PAIR = {"a": {"b": [1, "c", None, 0.5]}}
_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "a",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com", "AWS": ["*"]},
            "Action": ["sqs:SendMessage"],
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": ["arn:*"]}},
        }
    ],
}
_PATTERN = {
    "source": ["s", {"prefix": "a"}, {"anything-but": {"suffix": ["b"]}}],
    "detail": {
        "a": {"b": [{"numeric": [">", 0, "<=", 5]}, {"exists": True}, {"wildcard": "a*b"}]},
        "$or": [{"c": [{"cidr": "10.0.0.0/8"}]}, {"d": [{"equals-ignore-case": "E"}]}],
    },
}
_FILTER = {
    "kind": ["a", {"prefix": "b"}, {"anything-but": ["c", 1]}, {"numeric": ["=", 1]}],
    "$or": [{"x": [{"exists": False}]}, {"y": [None, {"suffix": "d"}]}],
}
_EVENT = {
    "id": "1", "account": "123456789012", "source": "s", "time": "2027-01-15T08:00:00Z",
    "region": "us-east-1", "resources": ["r"], "detail-type": "t",
    "detail": {"a": {"b": "axb"}, "c": "10.1.1.1", "d": "e"},
}  # fmt: skip
_TASK = {
    "Type": "Task", "Resource": FUNCTION, "Parameters": {"x.$": "$.a", "y": 1},
    "ResultSelector": {"z.$": "$.x"}, "ResultPath": "$.r", "TimeoutSeconds": 9,
    "HeartbeatSeconds": 3, "InputPath": "$", "OutputPath": "$.r",
    "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 2.0,
               "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}],
    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "ResultPath": "$.e"}], "Next": "B",
}  # fmt: skip
_SEND = {
    "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "B",
    "Parameters": {
        "QueueUrl": "https://sqs/1/one", "MessageBody.$": "$", "DelaySeconds": 1,
        "MessageAttributes": {"a": {"DataType": "String", "StringValue.$": "$.s"}},
    },
}  # fmt: skip
_PUBLISH = {
    "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "B",
    "Parameters": {"TopicArn": arn("sns", "one"), "Message.$": "$.a", "Subject": "s",
                   "MessageAttributes": {"a": {"DataType": "Number", "StringValue": "1"}}},
}  # fmt: skip
_PUT = {
    "Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "Next": "B",
    "Parameters": {"Entries": [{"Source": "s", "DetailType": "t", "Detail": {"a.$": "$.a"},
                                "EventBusName": "one", "Resources": ["r"]}]},
}  # fmt: skip
_START = {
    "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "B",
    "Parameters": {"StateMachineArn": arn("states", "stateMachine:one"), "Input": {"a.$": "$"},
                   "Name": "n"},
}  # fmt: skip
_SDK = {
    "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:receiveMessage", "Next": "B",
    "Parameters": {"QueueUrl": "https://sqs/1/one", "MaxNumberOfMessages": 3,
                   "AttributeNames": ["All"], "WaitTimeSeconds": 1, "VisibilityTimeout": 5},
}  # fmt: skip
_INVOKE = {
    "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "B",
    "Parameters": {"FunctionName": FUNCTION, "Payload": {"a.$": "$.a"}},
}  # fmt: skip
_MAP = {
    "Type": "Map", "ItemsPath": "$.l", "MaxConcurrencyPath": "$.n", "Label": "m",
    "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index"},
    "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "X",
                      "States": {"X": {"Type": "Pass", "End": True}}},
    "ToleratedFailureCount": 1, "Next": "B",
}  # fmt: skip
_WIDE = {
    "Type": "Map", "ItemsPath": "$.l", "ToleratedFailurePercentagePath": "$.n",
    "ToleratedFailureCountPath": "$.n", "MaxConcurrency": 2, "Next": "B",
    "ItemBatcher": {"MaxItemsPerBatchPath": "$.n", "MaxInputBytesPerBatch": 100,
                    "BatchInput": {"a.$": "$.a"}},
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "X",
        "States": {"X": {"Type": "Wait", "SecondsPath": "$.BatchInput.a", "End": True}},
    },
}  # fmt: skip
_CHOICE = {
    "Type": "Choice", "Default": "B",
    "Choices": [
        {"And": [{"Variable": "$.n", "NumericGreaterThan": 1},
                 {"Not": {"Variable": "$.s", "StringMatches": "a*"}}], "Next": "B"},
        {"Variable": "$.t", "TimestampLessThanEqualsPath": "$.t", "Next": "B",
         "Assign": {"v.$": "$.n"}},
        {"Or": [{"Variable": "$.a", "IsPresent": True}], "Next": "B"},
    ],
}  # fmt: skip
_WAIT = {"Type": "Wait", "SecondsPath": "$.n", "Next": "B"}
_UNTIL = {"Type": "Wait", "TimestampPath": "$.t", "Next": "B"}
_FAIL = {"Type": "Fail", "ErrorPath": "$.s", "CausePath": "States.Format('{}', $.a)"}
_BOTH = {
    "Type": "Parallel", "Next": "B", "ResultSelector": {"a.$": "$[0]"},
    "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Pass", "End": True}}},
                 {"StartAt": "Y", "States": {"Y": {"Type": "Fail", "Error": "E"}}}],
    "Catch": [{"ErrorEquals": ["E"], "Next": "B"}],
}  # fmt: skip
_CALLS = {
    "Type": "Pass", "Next": "B",
    "Parameters": {
        name: f"States.{call}"
        for name, call in {
            "a.$": "ArrayPartition($.l, $.n)", "b.$": "ArrayRange(0, $.n, 1)",
            "c.$": "Base64Decode($.s)", "d.$": "Hash($.a, 'MD5')", "e.$": "JsonMerge($, $, false)",
            "f.$": "StringToJson($.s)", "g.$": "MathRandom(1, $.n)", "h.$": "MathAdd($.n, 1)",
            "i.$": "StringSplit($.s, ',')", "j.$": "Format('{} {}', $.a, $.l)",
            "k.$": "ArrayGetItem($.l, $.n)", "l.$": "ArrayUnique($.l)", "m.$": "JsonToString($)",
            "n.$": "ArrayContains($.l, $.a)", "o.$": "Base64Encode($.s)", "p.$": "UUID()",
        }.items()
    },
}  # fmt: skip
_PATHS = {
    "Type": "Pass", "Next": "B", "InputPath": "$..b", "ResultPath": "$.l[0].x",
    "Parameters": {"a.$": "$[?(@.n > 1)]", "b.$": "$.l[0:1]", "c.$": "$['a','b']",
                   "d.$": "$.a.*", "e.$": "$$.Execution.Input.a"},
    "Assign": {"v.$": "$.x"},
}  # fmt: skip
_QUERY = {
    "Type": "Task", "QueryLanguage": "JSONata", "Resource": FUNCTION, "Next": "B",
    "Arguments": "{% $merge([$states.input, {'x': $uuid(), 'y': $random()}]) %}",
    "Output": {"o": "{% $states.result.l[0] %}", "p": "{% $partition($states.input.l, 2) %}"},
    "Assign": {"v": "{% $states.input.n * 2 %}", "w": "{% $range(0, $states.input.n, 1) %}"},
    "TimeoutSeconds": "{% $states.input.n %}", "Credentials": {"RoleArn": "{% $states.input.s %}"},
    "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "B"}],
}  # fmt: skip
_QUERIED_MAP = {
    "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.l %}", "Next": "B",
    "MaxConcurrency": "{% $states.input.n %}",
    "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"},
    "ItemProcessor": {"StartAt": "X", "States": {"X": {
        "Type": "Choice", "Default": "Y",
        "Choices": [{"Condition": "{% $states.input.v > 1 %}", "Next": "Y",
                     "Output": "{% $parse('[1]') %}"}]},
        "Y": {"Type": "Succeed", "Output": "{% $hash('a', 'MD5') %}"}}},
}  # fmt: skip
_QUERIED_WAIT = {
    "Type": "Wait", "QueryLanguage": "JSONata", "Timestamp": "{% $states.input.t %}", "Next": "B",
}  # fmt: skip
STATES = (
    _TASK, _SEND, _PUBLISH, _PUT, _START, _SDK, _INVOKE, _MAP, _WIDE, _CHOICE, _WAIT, _UNTIL,
    _FAIL, _BOTH, _CALLS, _PATHS, _QUERY, _QUERIED_MAP, _QUERIED_WAIT,
)  # fmt: skip
#: What the states above read.
INPUT = {
    "a": 1, "n": 2, "s": "YWJj", "l": [1, 2, {"x": 1}], "t": "2027-01-15T08:00:00Z", "x": {"b": 1},
}  # fmt: skip


def definition(state):
    """Give a machine that has a state of this kind."""
    return {"StartAt": "A", "States": {"A": state, "B": {"Type": "Pass", "End": True}}}


_DELIVERY = {
    "http": {
        "defaultHealthyRetryPolicy": {
            "minDelayTarget": 1, "maxDelayTarget": 2, "numRetries": 3, "numMaxDelayRetries": 0,
            "numNoDelayRetries": 0, "numMinDelayRetries": 0, "backoffFunction": "linear",
        },
        "disableSubscriptionOverrides": False,
        "defaultRequestPolicy": {"headerContentType": "text/plain"},
    },
    "healthyRetryPolicy": {"numRetries": 3},
    "throttlePolicy": {"maxReceivesPerSecond": 1},
}  # fmt: skip
#: Documents by what is in the name of the parameter, or of the attribute, that holds them.
DOCUMENTS = {
    "redriveallowpolicy": [
        {"redrivePermission": "byQueue", "sourceQueueArns": [arn("sqs", "one")]},
        {"redrivePermission": "allowAll"},
    ],
    "redrivepolicy": [{"deadLetterTargetArn": arn("sqs", "dead"), "maxReceiveCount": "3"}],
    "filterpolicy": [_FILTER, {"kind": ["a"]}],
    "deliverypolicy": [_DELIVERY, {"healthyRetryPolicy": {"numRetries": 3, "minDelayTarget": 1}}],
    "dataprotection": [
        {"Name": "a", "Statement": [{"Sid": "a", "Operation": {"Audit": {"SampleRate": "99"}}}]}
    ],
    "policy": [_POLICY],
    "pattern": [_PATTERN, {"source": ["s"]}, {"body": {"a": [1]}}],
    "event": [_EVENT],
    "definition": [*map(definition, STATES), *STATES],
    "variables": [{"v": 1}],
    "context": [{"Execution": {"Id": "a", "Input": {}, "Name": "n"}, "State": {"Name": "A"}}],
    "result": [[1], {"MessageId": "m"}, {"StatusCode": 1}],
    "message": [{"default": "d", "sqs": "e"}, _PAIR],
    "detail": [_EVENT["detail"], _PAIR],
    "input": [INPUT, _PAIR, {"Entries": [{"Source": "s"}]}],
    "template": [{"a": "<x>", "b": ["<aws.events.event>"]}, {"a": "<$.body.b>"}],
    "body": [_PAIR],
    "output": [INPUT],
}
ATTRIBUTES = (
    *("VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "MaximumMessageSize"),
    *("ReceiveMessageWaitTimeSeconds", "Policy", "RedrivePolicy", "RedriveAllowPolicy"),
    *("FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"),
    *("DeduplicationScope", "FifoThroughputLimit", "SqsManagedSseEnabled", "All", "FifoTopic"),
    *("DeliveryPolicy", "DisplayName", "SignatureVersion", "TracingConfig", "FilterPolicy"),
    *("FilterPolicyScope", "RawMessageDelivery", "SubscriptionRoleArn", "ReplayPolicy", "Enabled"),
    *("FifoThroughputScope", "Token", "CustomUserData", "AWSTraceHeader", "PlatformCredential"),
)
#: What no document expects, wherever it stands.
ODD = (
    *(
        None,
        True,
        0,
        -1,
        1,
        0.5,
        HUGE,
        -HUGE,
        float("inf"),
        "",
        "\u00b2",
        "\ud800",
        "$.a",
        "$",
        "a",
    ),
    *([], {}, [[]], ["a", 1], {"a": 1}, {"a": []}, [{}], [None], "a" * 300, "9" * 5000, "$$.a[0]"),
    *(
        "{% $states.input %}",
        "{% 1/0 %}",
        "States.Format('{}', $.a)",
        "$..a",
        "*",
        "\x00",
        "\u20ac",
    ),
    *("arn:aws:sqs:us-east-1:123456789012:nobody", "{% function($x){$x} %}", 1e300, 99_999_999),
)
#: Documents that nobody should follow to their end, and texts that are no documents.
DEEP = ("[" * 290 + "]" * 290, '{"a":' * 290 + "1" + "}" * 290, "[" * 5000, '[{"a":' * 400)
TEXTS = (
    *("", " ", "a", "one", "x" * 256, "x" * 3000, "\u00b2", "9" * 5000, "\ud800", "\x00", "\u20ac"),
    *("-1", "0", "1", "30", "1e400", "NaN", "null", "true", "false", "[]", "{}", '"a"', "{", "$.a"),
    *("rate(5 minutes)", "rate(99999999999999 days)", "cron(0 12 * * ? *)", "cron(0 0 31 2 ? *)"),
    *(
        "cron(0 0 1 1 ? 2199)",
        "at(2027-02-01T00:00:00)",
        "at(9999-12-31T23:59:59)",
        "rate(0 hours)",
    ),
    *("at(0001-01-01T00:00:00)", "Europe/Berlin", "Asia/\ud800", "../etc", "https://a.example/b"),
    *(
        "String",
        "Number",
        "Binary.x",
        "sqs",
        "email",
        "lambda",
        "application",
        "sms",
        "json",
        "a.*",
    ),
    *("page-1", "page-\u00b2", "2027-01-15T08:00:00Z", "arn:aws:", "arn:aws:sqs:::", ":::::", "/"),
    *(
        str(HUGE),
        "rate(0 hours)",
        "a.*",
        "a" * 20 + "!",
        "<a>",
        "$..a",
        "a b",
        "A=1;B=2",
        "aws.x",
        "+491234567",
    ),
)


def places(document, at=()):
    """Give the way to every part of a document."""
    yield at
    if isinstance(document, dict):
        for name, member in document.items():
            yield from places(member, (*at, name))
    elif isinstance(document, list):
        for number, member in enumerate(document):
            yield from places(member, (*at, number))


@st.composite
def mutated(draw, document, most=2):
    """Replace, take away or add some parts of a document."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(0, most))):
        ways = list(places(changed))
        way = draw(st.sampled_from(ways))
        odd = copy.deepcopy(draw(st.sampled_from(ODD)))
        if not way:
            changed = draw(st.sampled_from([changed, [changed], odd]))
            continue
        part = changed
        for step in way[:-1]:
            part = part[step]
        kind = draw(st.integers(0, 9))
        if kind == 0:
            del part[way[-1]]
        elif kind == 1 and isinstance(part, dict):
            part[draw(st.sampled_from(["$or", "a.$", "Next", "\ud800", "", "Type"]))] = odd
        else:
            part[way[-1]] = odd
    return changed


def written(document):
    """Write a document; what is infinite is written as a number that is too large."""
    text = json.dumps(document, ensure_ascii=False)
    return re.sub(r"(?<![\w\"])(-?)Infinity", r"\g<1>1e400", text)


@cache
def names():
    """Give the names of what there is in a `WholeAccount`."""
    return tuple(dict.fromkeys(WholeAccount().names))


#: What the names have in them that a parameter is mostly given, by what is in its own name.
_MEANT = {
    "queueurl": "https://sqs", "topicarn": ":sns:", "subscriptionarn": ":sns:us-east-1:1",
    "statemachinearn": ":stateMachine:", "executionarn": ":exec", "activityarn": ":activity:",
    "receipthandle": "/1/1", "tasktoken": "AQC", "taskhandle": "eyJ", "sourcearn": ":sqs:",
    "destinationarn": ":sqs:", "eventbus": "default", "eventsource": ":archive/",
    "connectionarn": ":connection/", "versionarn": ":1", "aliasarn": ":slow:one",
    "rolearn": ":role/", "resourcearn": ":us-east-1:", "target": ":sqs:", "arn": ":sqs:",
    "endpoint": ":sqs:", "source": ":sqs:", "account": "123456789012", "name": "one",
    "rule": "one", "id": "one",
}  # fmt: skip


def _meant(name):
    """Give the names that a parameter is meant to have, if it can be told."""
    for word, part in _MEANT.items():
        if word in name.lower():
            whole = [known for known in names() if known == part]
            return whole or [known for known in names() if part in known]
    return []


@cache
def texts(name):
    """Give texts for a parameter, or an attribute, of a name."""
    some = [st.sampled_from(names()), st.sampled_from(TEXTS)]
    if meant := _meant(name):
        some += [st.sampled_from(meant)] * 8
    for word, documents in DOCUMENTS.items():
        if word in name.lower():
            changed = st.sampled_from(documents).flatmap(mutated).map(written)
            some += [changed, changed, st.sampled_from(DEEP)]
            break
    if "expression" in name.lower():
        some += [st.sampled_from([text for text in TEXTS if "(" in text])]
    return st.one_of(*some)


_MOMENTS = st.sampled_from(
    [
        dt.datetime.fromtimestamp(START + 60, dt.UTC),
        dt.datetime.fromtimestamp(START - 60, dt.UTC),
        dt.datetime.fromtimestamp(0, dt.UTC),
        dt.datetime(1, 1, 1, tzinfo=dt.UTC),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
    ]
)


def values(shape, name="", above=()):
    """Give values of the type that a shape of botocore's has."""
    kind = shape.type_name
    least = shape.metadata.get("min")
    if kind == "structure":
        return _structures(shape, above)
    if kind == "list":
        members = values(shape.member, name, above)
        return st.lists(members, min_size=least or 0, max_size=max(least or 0, 3))
    if kind == "map":
        keys = st.sampled_from(ATTRIBUTES) | st.sampled_from(["a", "\ud800", "a.b", ""])
        attributes = keys.flatmap(
            lambda key: st.tuples(st.just(key), values(shape.value, key, above))
        )
        return st.lists(attributes, max_size=3).map(dict)
    if kind == "string":
        some = texts(name)
        if shape.enum:
            some = st.one_of(*[st.sampled_from(shape.enum)] * 5, st.just("odd"))
        return some.map(lambda text: text.ljust(least or 0, "x"))
    if kind in {"integer", "long"}:
        most = 2**31 - 1 if kind == "integer" else 2**63 - 1
        usual = st.sampled_from([0, 1, 2, 3, 10, 60, 100, 300, 86_400])
        drawn = usual | st.sampled_from([-1, -(2**31), most, 10_000_000])
        return drawn.map(lambda number: number if least is None else max(number, least))
    if kind in {"float", "double"}:
        return st.sampled_from([0.0, 1.0, -1.5, 1e300, float("nan"), float("inf"), -float("inf")])
    if kind == "boolean":
        return st.booleans()
    if kind == "timestamp":
        return _MOMENTS
    return st.sampled_from([b"", b"a", b"\xff\x00"])


def _structures(shape, above):
    if above.count(shape.name) > 1:
        return st.just({})
    inside = (*above, shape.name)
    members = {
        name: values(member, name, inside)
        for name, member in shape.members.items()
        if name in shape.required_members or inside.count(shape.name) == 1
    }
    required = {name: members.pop(name) for name in shape.required_members}
    return st.fixed_dictionaries(required, optional=members)


@cache
def _model(service):
    return botocore.session.get_session().get_service_model(service)


@cache
def parameters(service, operation):
    """Give parameters of an operation, mostly near to some with which it is done."""
    shape = _model(service).operation_model(operation).input_shape
    if shape is None:
        return st.just({})
    some = values(shape)
    good = _good(service, operation)
    return st.one_of(*[_near(one, shape) for one in good] * 3, some) if good else some


@cache
def _good(service, operation):
    """Give parameters with which an operation is done."""
    made = WholeAccount().made
    same = operation.replace("Update", "Create"), operation.replace("TestState", "none")
    return [asked for name in dict.fromkeys(same) for asked in made.get((service, name), ())][:4]


@st.composite
def _near(draw, good, shape):
    """Give parameters of which one or two are other ones than these, or come on top."""
    made = {name: value for name, value in good.items() if name in shape.members}
    for name, value in made.items():
        # What has the name of something that is there already gets no further.
        if name.lower().endswith("name") and value == "one" and draw(st.booleans()):
            made[name] = "other"
    for name in shape.required_members:
        if name not in made:
            made[name] = draw(values(shape.members[name], name, (shape.name,)))
    others = [name for name in sorted(shape.members) if not name.lower().endswith("name")]
    for name in draw(st.lists(st.sampled_from(others or sorted(shape.members)), max_size=2)):
        member, there = shape.members[name], made.get(name)
        if member.type_name == "structure" and isinstance(there, dict) and draw(st.booleans()):
            made[name] = draw(_near(there, member))
        else:
            made[name] = draw(values(member, name, (shape.name,)))
    return made


_LETTERS = {
    "string": "s", "integer": "i", "long": "i", "float": "n", "double": "n", "boolean": "t",
    "timestamp": "d", "blob": "b",
}  # fmt: skip


def described(service, operation):
    """Write the parameters of an operation as `simulator.parameters` has them."""
    shape = _model(service).operation_model(operation).input_shape
    return "" if shape is None else _described_members(shape)


def _described_members(shape):
    members = []
    for name, member in shape.members.items():
        kind = _described_type(member)
        must = "!" if name in shape.required_members else ""
        members.append(name + must + ("" if kind == "s" else f":{kind}"))
    return " ".join(members)


def _described_type(shape):
    if shape.type_name == "structure":
        return f"({_described_members(shape)})"
    if shape.type_name == "list":
        return f"[{_described_type(shape.member)}]"
    if shape.type_name == "map":
        return f"{{{_described_type(shape.value)}}}"
    return _LETTERS[shape.type_name]
