"""EventBridge Pipes: what gets through, in which form, and what becomes of failures."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.pipe_account import Account, arn

QUEUE_TARGET = "SqsQueueParameters"


@pytest.fixture
def account():
    made = Account()
    made.queue("in")
    made.queue("out")
    return made


def source(**given):
    return {"SourceParameters": {"SqsQueueParameters": given}}


def filtered(*patterns):
    filters = [{"Pattern": json.dumps(pattern)} for pattern in patterns]
    return {"SourceParameters": {"FilterCriteria": {"Filters": filters}}}


def into(template, **more):
    return {"TargetParameters": {"InputTemplate": template} | more}


def test_a_message_gets_through_as_a_record(account):
    attribute = {"n": {"DataType": "Number", "StringValue": "7"}}
    account.send("hello", MessageAttributes=attribute)
    account.pipe()
    [record] = map(json.loads, account.bodies())
    assert record["body"] == "hello"
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == arn("sqs", "in")
    assert record["awsRegion"] == "us-east-1"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["n"]["stringValue"] == "7"
    assert set(record) == {
        "messageId",
        "receiptHandle",
        "body",
        "attributes",
        "messageAttributes",
        "md5OfBody",
        "eventSource",
        "eventSourceARN",
        "awsRegion",
    }
    assert account.left() == 0


def test_what_comes_later_gets_through_at_once(account):
    account.pipe(**into("<$.body>"))
    account.after(3600)
    account.send("late")
    account.after(0)
    assert account.bodies() == ['"late"']
    account.send("later", DelaySeconds=60)
    account.after(59)
    assert account.bodies() == []
    account.after(1)
    assert account.bodies() == ['"later"']


def test_nothing_gets_through_before_the_pipe_runs_or_after_it_has_stopped(account):
    account.call("CreatePipe", **account.asked())
    account.send("early")
    account.after(0)
    assert account.bodies() == []
    account.after(1)
    assert len(account.bodies()) == 1
    account.call("StopPipe", Name="p")
    account.after(1)
    account.send("stopped")
    account.after(600)
    assert account.bodies() == []
    account.call("StartPipe", Name="p")
    account.after(1)
    assert len(account.bodies()) == 1


def test_filters_take_what_they_want_and_the_rest_is_done_with(account):
    account.pipe(**filtered({"body": {"kind": ["a"]}}, {"body": {"n": [{"numeric": [">", 5]}]}}))
    account.send({"kind": "a"}, {"kind": "b"}, {"kind": "b", "n": 6}, "kind a", '"a"')
    account.after(0)
    records = map(json.loads, account.bodies())
    assert [record["body"] for record in records] == ['{"kind": "a"}', '{"kind": "b", "n": 6}']
    assert account.left() == 0


def test_a_filter_may_ask_for_a_plain_text(account):
    account.pipe(**filtered({"body": [{"prefix": "yes"}]}))
    account.send("yes, please", "no", {"yes": 1})
    account.after(0)
    assert [json.loads(body)["body"] for body in account.bodies()] == ["yes, please"]


@pytest.mark.parametrize(
    ("template", "form"),
    [
        ("<$.body>", '{"n":1,"of":["x"]}'),
        ('{"n": <$.body.n>, "of": "<$.body.of[0]>"}', '{"n": 1, "of": "x"}'),
        ('{"none": "<$.body.none>"}', '{"none": ""}'),
        ('"<aws.pipes.pipe-name> at <aws.pipes.event.ingestion-time>"', None),
        ('{"from": "<aws.pipes.source-arn>"}', f'{{"from": "{arn("sqs", "in")}"}}'),
        ("plain words", "plain words"),
    ],
)
def test_a_template_gives_each_record_its_form(account, template, form):
    account.pipe(**into(template))
    account.send({"n": 1, "of": ["x"]})
    account.after(0)
    [body] = account.bodies()
    if form is None:
        assert body == '"p at 2027-01-15T08:00:01Z"'
    elif template == "<$.body>":
        assert json.loads(json.loads(body)) == {"n": 1, "of": ["x"]}
    else:
        assert body == form


def test_the_whole_record_can_stand_in_a_template(account):
    account.pipe(**into('{"whole": <aws.pipes.event.json>, "text": "<aws.pipes.event>"}'))
    account.send({"n": 1})
    account.after(0)
    [form] = map(json.loads, account.bodies())
    assert form["whole"]["body"] == {"n": 1}
    assert json.loads(form["text"])["body"] == '{"n": 1}'


def test_a_batch_goes_off_when_it_is_full_or_its_window_is_over(account):
    heard = []
    function = arn("lambda", "function:f")
    account.world.region("us-east-1").buses.handlers[function] = heard.append
    account.pipe(function, **source(BatchSize=3, MaximumBatchingWindowInSeconds=10))
    account.send("a", "b")
    account.after(9)
    assert heard == []
    account.after(1)
    assert [record["body"] for record in json.loads(heard[0])] == ["a", "b"]
    account.send("c", "d", "e", "f")
    account.after(0)
    assert len(json.loads(heard[1])) == 3
    account.after(10)
    assert len(json.loads(heard[2])) == 1


def test_a_topic_is_a_target(account):
    topic = account.world.call("sns", "CreateTopic", {"Name": "t"})["TopicArn"]
    allow = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    attributes = {"Policy": json.dumps({"Statement": [allow]})}
    account.sqs("SetQueueAttributes", QueueUrl=account.url("out"), Attributes=attributes)
    subscribed = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn("sqs", "out")}
    raw = {"RawMessageDelivery": "true"}
    account.world.call("sns", "Subscribe", subscribed | {"Attributes": raw})
    account.pipe(topic, **into('{"n": <$.body.n>}'))
    account.send({"n": 1})
    account.after(0)
    assert account.bodies() == ['{"n": 1}']


def test_a_bus_is_a_target(account):
    heard = []
    function = arn("lambda", "function:f")
    account.world.region("us-east-1").buses.handlers[function] = heard.append
    for operation, asked in (
        ("PutRule", {"Name": "r", "EventPattern": '{"account": ["123456789012"]}'}),
        ("PutTargets", {"Rule": "r", "Targets": [{"Id": "t", "Arn": function}]}),
    ):
        account.world.call("events", operation, asked)
    bus = arn("events", "event-bus/default")
    account.pipe(bus, **into('{"n": <$.body.n>}'))
    account.send({"n": 1})
    account.after(0)
    about = {"Source": "shop", "DetailType": "$.body.kind", "Resources": ["$.messageId"]}
    changed = into('{"n": <$.body.n>}', EventBridgeEventBusParameters=about)
    account.call("UpdatePipe", **{"Name": "p", "RoleArn": "r"} | changed)
    account.after(1)
    account.send({"n": 2, "kind": "Sold"})
    account.after(0)
    first, second = map(json.loads, heard)
    assert (first["source"], first["detail-type"]) == ("Pipe p", "Event from aws:sqs")
    assert first["detail"] == {"n": 1}
    assert (second["source"], second["detail-type"]) == ("shop", "Sold")
    assert len(second["resources"]) == 1


def test_a_state_machine_is_started_with_the_batch(account):
    machine = account.machine({"Type": "Pass"}, kind="STANDARD")
    invoked = {"StepFunctionStateMachineParameters": {"InvocationType": "FIRE_AND_FORGET"}}
    account.pipe(machine, **into('{"n": <$.body.n>}', **invoked))
    account.send({"n": 1}, {"n": 2})
    account.after(1)
    asked = {"stateMachineArn": machine}
    [one] = account.world.call("stepfunctions", "ListExecutions", asked)["executions"]
    asked = {"executionArn": one["executionArn"]}
    described = account.world.call("stepfunctions", "DescribeExecution", asked)
    assert json.loads(described["input"]) == [{"n": 1}, {"n": 2}]
    assert account.left() == 0


def test_an_express_workflow_says_what_has_failed(account):
    failed = {"batchItemFailures": [{"itemIdentifier.$": "$[1].messageId"}]}
    machine = account.machine(
        {"Type": "Wait", "Seconds": 2}, {"Type": "Pass", "Parameters": failed}
    )
    account.pipe(machine)
    account.send("good", "bad")
    account.after(1)
    assert account.left() == 2
    account.after(2)
    assert account.left() == 1
    account.call("StopPipe", Name="p")
    account.after(40)
    assert account.bodies("in") == ["bad"]


def test_an_enrichment_gives_what_is_sent(account):
    given = {"Type": "Pass", "Parameters": {"was.$": "$[0].n"}}
    machine = account.machine(given)
    template = {"EnrichmentParameters": {"InputTemplate": '{"n": <$.body.n>}'}}
    account.pipe(Enrichment=machine, **template, **into('{"now": <$.was>}'))
    account.send({"n": 5})
    account.after(1)
    assert account.bodies() == ['{"now": 5}']
    assert account.left() == 0


def test_an_enrichment_may_leave_nothing_to_send(account):
    machine = account.machine({"Type": "Pass", "Result": []})
    account.pipe(Enrichment=machine)
    account.send("x")
    account.after(1)
    assert account.bodies() == []
    assert account.left() == 0


def test_an_enrichment_that_fails_leaves_the_messages(account):
    machine = account.machine({"Type": "Pass"}, {"Type": "Pass", "Parameters": {"x.$": "$.no"}})
    account.pipe(Enrichment=machine)
    account.send("x")
    account.after(1)
    assert account.bodies() == []
    assert account.left() == 1


def test_what_a_target_does_not_take_comes_again_and_dies_at_last():
    account = Account()
    dead = account.queue("dead")
    redrive = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 2})
    account.queue("in", VisibilityTimeout="30", RedrivePolicy=redrive)
    account.pipe(arn("sqs", "none"))
    account.send("x")
    account.after(59)
    assert account.left("dead") == 0
    account.after(20)
    assert account.bodies("dead") == ["x"]
    assert any("NonExistent" in told or "DoesNotExist" in told for told in account.told)


def test_of_a_batch_only_what_failed_comes_again():
    account = Account()
    account.queue("in", VisibilityTimeout="30")
    account.queue("out")
    account.send("a", "b", "c")
    account.orders.values["batch.partial"] = [2]
    account.pipe(**into("<$.body>"))
    assert account.bodies() == ['"a"', '"c"']
    assert account.left() == 1
    account.after(31)
    assert account.bodies() == ['"b"']
    assert account.left() == 0


def test_a_function_that_fails_gets_its_batch_again():
    account = Account()
    account.queue("in", VisibilityTimeout="30")
    heard = []

    def play(text):
        heard.append(text)
        if len(heard) == 1:
            raise RuntimeError("not yet")

    function = arn("lambda", "function:f")
    account.world.region("us-east-1").buses.handlers[function] = play
    account.pipe(function)
    account.send("x")
    account.after(40)
    assert len(heard) == 2
    assert account.left() == 0


def test_a_fifo_queue_keeps_its_order_and_its_group():
    account = Account()
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    account.queue("in.fifo", **fifo)
    account.queue("out.fifo", **fifo)
    given = {QUEUE_TARGET: {"MessageGroupId": "$.attributes.MessageGroupId"}}
    account.pipe(arn("sqs", "out.fifo"), arn("sqs", "in.fifo"), **into("<$.body>", **given))
    for body in "abc":
        account.send(body, name="in.fifo", MessageGroupId="g")
    account.after(1)
    assert account.bodies("out.fifo") == ['"a"', '"b"', '"c"']


def test_a_message_may_come_twice(account):
    account.orders.values["receive.duplicate"] = [1]
    account.pipe(**into("<$.body>"))
    account.send("x")
    account.after(60)
    assert account.bodies() == ['"x"', '"x"']


def test_a_queue_that_comes_late_is_found():
    account = Account()
    account.queue("out")
    account.pipe(**into("<$.body>"))
    account.after(60)
    account.queue("in")
    account.send("x")
    account.after(20)
    assert account.bodies() == ['"x"']


@pytest.mark.parametrize(
    "given",
    [
        {"Source": arn("kinesis", "stream/s")},
        {"Source": arn("dynamodb", "table/t/stream/x")},
        {"Target": arn("logs", "log-group:g")},
        {"Target": arn("events", "api-destination/d/1")},
        {"Enrichment": arn("lambda", "function:f")},
    ],
)
def test_ends_that_are_not_modelled(account, given):
    with pytest.raises(NotModelled):
        account.call("CreatePipe", **account.asked() | given)
