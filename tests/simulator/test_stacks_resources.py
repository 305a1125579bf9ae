"""Every kind of resource that a template can make does its work, and is changed and deleted."""

import json

import pytest

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kinds import KINDS
from tests.simulator.stack_account import ROLE, StackAccount


def allows(queue, service):
    """Give the policy that lets a service send to a queue of the template."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": [queue, "Arn"]},
    }
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [{"Ref": queue}],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }


def resource(kind, **properties):
    return {"Type": f"AWS::{kind}", "Properties": properties}


def arn(name):
    return {"Fn::GetAtt": [name, "Arn"]}


QUEUE = {"Type": "AWS::SQS::Queue"}


@pytest.fixture
def account():
    return StackAccount()


def test_a_queue_redrives_to_its_dead_letter_queue(account):
    redrive = {"deadLetterTargetArn": arn("Dead"), "maxReceiveCount": "2"}
    work = resource("SQS::Queue", RedrivePolicy=redrive, VisibilityTimeout="7")
    account.make({"Resources": {"Work": work, "Dead": QUEUE}})
    url = account.physical("Work")
    account.call("sqs", "SendMessage", QueueUrl=url, MessageBody="poison")
    for _ in range(3):
        account.call("sqs", "ReceiveMessage", QueueUrl=url, WaitTimeSeconds=0)
        account.world.clock.pass_time(7)
    assert account.received(account.physical("Dead")) == ["poison"]


def test_a_fifo_queue_has_a_name_that_ends_so(account):
    fifo = resource("SQS::Queue", FifoQueue=True, ContentBasedDeduplication="true")
    account.make({"Resources": {"Work": fifo, "Plain": resource("SQS::Queue", FifoQueue=False)}})
    url = account.physical("Work")
    assert url.endswith(".fifo")
    for _ in range(2):
        account.call("sqs", "SendMessage", QueueUrl=url, MessageBody="m", MessageGroupId="g")
    assert account.received(url) == ["m"]
    assert not account.physical("Plain").endswith(".fifo")


def test_a_queue_is_changed_back_to_what_is_usual(account):
    tags = [{"Key": "team", "Value": "a"}, {"Key": "old", "Value": 1}]
    account.make({"Resources": {"Q": resource("SQS::Queue", DelaySeconds=9, Tags=tags)}})
    url = account.physical("Q")
    now = resource("SQS::Queue", VisibilityTimeout=5, Tags=[{"Key": "team", "Value": "b"}])
    account.change({"Resources": {"Q": now}})
    assert account.physical("Q") == url
    assert account.attribute(url, "DelaySeconds") == "0"
    assert account.attribute(url, "VisibilityTimeout") == "5"
    assert account.call("sqs", "ListQueueTags", QueueUrl=url)["Tags"] == {"team": "b"}


def test_a_policy_lets_a_topic_in_and_is_taken_back(account):
    template = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic"},
            "Queue": QUEUE,
            "Allowed": allows("Queue", "sns"),
            "Subscribed": resource(
                "SNS::Subscription",
                TopicArn={"Ref": "Topic"},
                Protocol="sqs",
                Endpoint=arn("Queue"),
                RawMessageDelivery=True,
                FilterPolicy={"kind": ["order"]},
            ),
        }
    }
    account.make(template)
    topic, url = account.physical("Topic"), account.physical("Queue")

    def publish(body, kind):
        attributes = {"kind": {"DataType": "String", "StringValue": kind}}
        account.call("sns", "Publish", TopicArn=topic, Message=body, MessageAttributes=attributes)
        return account.received(url)

    assert publish("a", "order") == ["a"]
    assert publish("b", "offer") == []
    subscribed = template["Resources"]["Subscribed"]["Properties"]
    subscribed["FilterPolicy"] = {"kind": ["offer"]}
    account.change(template)
    assert publish("c", "offer") == ["c"]
    assert publish("d", "order") == []
    del subscribed["FilterPolicy"], subscribed["RawMessageDelivery"]
    account.change(template)
    assert [json.loads(body)["Message"] for body in publish("e", "order")] == ["e"]
    del template["Resources"]["Allowed"]
    account.change(template)
    assert publish("f", "order") == []
    assert account.attribute(url, "Policy") is None


def test_a_topic_has_its_own_subscriptions_and_attributes(account):
    own = [{"Protocol": "sqs", "Endpoint": arn("A")}]
    topic = resource("SNS::Topic", DisplayName="Shop", Subscription=own, KmsMasterKeyId="k")
    template = {
        "Resources": {
            "T": topic,
            "A": QUEUE,
            "B": QUEUE,
            "PA": allows("A", "sns"),
            "PB": allows("B", "sns"),
        }
    }
    account.make(template)
    found = account.physical("T")
    account.call("sns", "Publish", TopicArn=found, Message="1")
    topic["Properties"] = {"Subscription": [{"Protocol": "sqs", "Endpoint": arn("B")}]}
    account.change(template)
    account.call("sns", "Publish", TopicArn=found, Message="2")
    a, b = (account.received(account.physical(name)) for name in "AB")
    assert [json.loads(body)["Message"] for body in a] == ["1"]
    assert [json.loads(body)["Message"] for body in b] == ["2"]
    told = account.call("sns", "GetTopicAttributes", TopicArn=found)["Attributes"]
    assert told["DisplayName"] == ""
    assert "KmsMasterKeyId" not in told


def test_policies_inline_and_of_topics(account):
    def document(service, sid):
        one = {"Sid": sid, "Effect": "Allow", "Principal": {"Service": service}}
        return {
            "Version": "2012-10-17",
            "Statement": [one | {"Action": "sns:Publish", "Resource": {"Ref": "T"}}],
        }

    of_queue = allows("Q", "events")["Properties"]["PolicyDocument"]
    template = {
        "Resources": {
            "T": {"Type": "AWS::SNS::Topic"},
            "Q": QUEUE,
            "OfTopic": resource(
                "SNS::TopicPolicy",
                Topics=[{"Ref": "T"}],
                PolicyDocument=document("events.amazonaws.com", "first"),
            ),
            "OfQueue": resource(
                "SQS::QueueInlinePolicy", Queue={"Ref": "Q"}, PolicyDocument=of_queue
            ),
        }
    }
    account.make(template)

    def sid():
        told = account.call("sns", "GetTopicAttributes", TopicArn=account.physical("T"))
        return json.loads(told["Attributes"]["Policy"])["Statement"][0]["Sid"]

    assert sid() == "first"
    url = account.physical("Q")
    assert account.physical("OfQueue") == url
    assert "events.amazonaws.com" in account.attribute(url, "Policy")
    template["Resources"]["OfTopic"] = resource(
        "SNS::TopicInlinePolicy",
        TopicArn={"Ref": "T"},
        PolicyDocument=document("events.amazonaws.com", "second"),
    )
    told = account.refused("UpdateStack", StackName="shop", TemplateBody=json.dumps(template))[1]
    assert told.startswith("Update of resource type is not permitted.")
    assert told.endswith("[OfTopic]")
    resources = template["Resources"]
    resources["Inline"] = resources.pop("OfTopic")
    del resources["OfQueue"]
    account.change(template)
    # The old policy is cleared away after the new one was made, so the usual one is left: make and
    # delete policies of one topic in two steps, as on AWS.
    assert sid() == "__default_statement_ID"
    assert account.attribute(url, "Policy") is None


def test_a_rule_of_a_bus_hands_events_to_a_queue(account):
    template = {
        "Resources": {
            "Bus": resource("Events::EventBus", Name="orders"),
            "Q": QUEUE,
            "Allowed": allows("Q", "events"),
            "Rule": resource(
                "Events::Rule",
                EventBusName={"Ref": "Bus"},
                EventPattern={"source": ["shop"]},
                Targets=[{"Id": "q", "Arn": arn("Q"), "InputPath": "$.detail"}],
            ),
            "Kept": resource("Events::Archive", SourceArn=arn("Bus"), RetentionDays="7"),
            "Open": resource(
                "Events::EventBusPolicy",
                EventBusName={"Ref": "Bus"},
                StatementId="all",
                Action="events:PutEvents",
                Principal="*",
            ),
        }
    }
    account.make(template)

    def put(source):
        entry = {"EventBusName": "orders", "Source": source, "DetailType": "t", "Detail": "{}"}
        account.call("events", "PutEvents", Entries=[entry])
        return account.received(account.physical("Q"))

    assert put("shop") == ["{}"]
    assert put("bank") == []
    rule = template["Resources"]["Rule"]["Properties"]
    rule["EventPattern"] = {"source": ["bank"]}
    rule["Targets"] = [{"Id": "other", "Arn": arn("Q"), "Input": '"hello"'}]
    account.change(template)
    assert put("shop") == []
    assert put("bank") == ['"hello"']
    name = account.physical("Rule").rpartition("|")[2]
    assert account.physical("Rule") == f"orders|{name}"
    described = account.call("events", "DescribeEventBus", Name="orders")
    assert json.loads(described["Policy"])["Statement"][0]["Sid"] == "all"
    archive = account.call("events", "DescribeArchive", ArchiveName=account.physical("Kept"))
    assert archive["RetentionDays"] == 7


def test_a_connection_and_its_destination(account):
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret"}}
    template = {
        "Resources": {
            "C": resource("Events::Connection", AuthorizationType="API_KEY", AuthParameters=key),
            "D": resource(
                "Events::ApiDestination",
                ConnectionArn=arn("C"),
                HttpMethod="POST",
                InvocationEndpoint="https://shop.example/",
                InvocationRateLimitPerSecond="5",
            ),
        }
    }
    account.make(template)
    name = account.physical("D")
    told = account.call("events", "DescribeApiDestination", Name=name)
    assert told["InvocationRateLimitPerSecond"] == 5
    assert told["ConnectionArn"].startswith(
        "arn:aws:events:us-east-1:123456789012:connection/shop-"
    )


def machine(**more):
    definition = {
        "StartAt": "Send",
        "States": {
            "Send": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage",
                "Parameters": {"QueueUrl": "${Queue}", "MessageBody": "${Text} ${Other}"},
                "End": True,
            }
        },
    }
    given = {"Definition": definition, "DefinitionSubstitutions": {"Queue": {"Ref": "Q"}} | more}
    return resource("StepFunctions::StateMachine", RoleArn=ROLE, **given)


def test_a_state_machine_with_substitutions_versions_and_an_alias(account):
    template = {
        "Resources": {
            "Q": QUEUE,
            "M": machine(Text="one"),
            "V": resource("StepFunctions::StateMachineVersion", StateMachineArn={"Ref": "M"}),
            "A": resource(
                "StepFunctions::StateMachineAlias",
                Name="live",
                RoutingConfiguration=[{"StateMachineVersionArn": {"Ref": "V"}, "Weight": "100"}],
            ),
            "T": resource("StepFunctions::Activity", Name="by-hand"),
        }
    }
    account.make(template)
    found = account.physical("M")

    def start(arn):
        account.call("stepfunctions", "StartExecution", stateMachineArn=arn, input="{}")
        account.world.clock.pass_time(1)
        return account.received(account.physical("Q"))

    # What nobody substitutes stays as it is.
    assert start(account.physical("A")) == ["one ${Other}"]
    template["Resources"]["M"] = machine(Text="two", Other=2)
    account.change(template)
    assert start(found) == ["two 2"]
    assert start(account.physical("A")) == ["one ${Other}"]
    assert account.physical("V") == f"{found}:1"
    assert account.physical("A") == f"{found}:live"
    assert account.physical("T").endswith(":activity:by-hand")


def test_a_definition_that_is_none_fails_the_stack(account):
    broken = resource(
        "StepFunctions::StateMachine", RoleArn=ROLE, DefinitionString='{"StartAt": 1}'
    )
    account.stacks(
        "CreateStack", StackName="s", TemplateBody=json.dumps({"Resources": {"M": broken}})
    )
    assert account.status("s") == "ROLLBACK_COMPLETE"
    assert "Invalid State Machine Definition" in account.failures("s")["M"]


def test_a_schedule_of_a_group_sends_when_it_is_time(account):
    target = {"Arn": arn("Q"), "RoleArn": ROLE, "Input": '"tick"'}
    schedule = resource(
        "Scheduler::Schedule",
        GroupName={"Ref": "G"},
        ScheduleExpression="rate(5 minutes)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=target | {"RetryPolicy": {"MaximumRetryAttempts": "1"}},
    )
    template = {"Resources": {"Q": QUEUE, "G": resource("Scheduler::ScheduleGroup"), "S": schedule}}
    account.make(template)
    account.world.clock.pass_time(301)
    # A rate begins at once.
    assert account.received(account.physical("Q")) == ['"tick"', '"tick"']
    schedule["Properties"]["State"] = "DISABLED"
    account.change(template)
    account.world.clock.pass_time(601)
    assert account.received(account.physical("Q")) == []


def test_a_pipe_takes_from_one_queue_and_sends_to_another(account):
    pipe = resource(
        "Pipes::Pipe",
        RoleArn=ROLE,
        Source=arn("From"),
        Target=arn("To"),
        SourceParameters={"SqsQueueParameters": {"BatchSize": "1"}},
        Tags={"team": "a"},
    )
    account.make({"Resources": {"From": QUEUE, "To": QUEUE, "P": pipe}})
    account.world.clock.pass_time(2)
    account.call("sqs", "SendMessage", QueueUrl=account.physical("From"), MessageBody="m")
    account.world.clock.pass_time(30)
    assert [json.loads(one)["body"] for one in account.received(account.physical("To"))] == ["m"]


def test_an_alarm_sees_dead_letters_and_tells_a_topic(account):
    alarm = resource(
        "CloudWatch::Alarm",
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Dead", "QueueName"]}}],
        Statistic="Maximum",
        Period="60",
        EvaluationPeriods="1",
        Threshold="0",
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[{"Ref": "T"}],
    )
    template = {"Resources": {"Dead": QUEUE, "T": {"Type": "AWS::SNS::Topic"}, "A": alarm}}
    account.make(template)
    account.call("sqs", "SendMessage", QueueUrl=account.physical("Dead"), MessageBody="m")
    account.world.clock.pass_time(600)

    def told():
        return account.call("cloudwatch", "DescribeAlarms")["MetricAlarms"]

    assert told()[0]["StateValue"] == "ALARM"
    assert told()[0]["AlarmName"] == account.physical("A")
    alarm["Properties"]["Threshold"] = 5
    account.change(template)
    assert told()[0]["Threshold"] == 5.0
    account.stacks("DeleteStack", StackName="shop")
    assert told() == []


def test_a_role_has_an_address_and_says_that_it_has_no_effect(account):
    template = {
        "Resources": {"R": resource("IAM::Role", AssumeRolePolicyDocument={}, Path="/a/")},
        "Outputs": {"R": {"Value": arn("R")}},
    }
    name = account.make(template)["R"].rpartition("/")[2]
    assert account.physical("R") == name
    assert account.outputs()["R"] == f"arn:aws:iam::123456789012:role/a/{name}"
    assert "IAM is not modelled" in account.resources()["R"]["ResourceStatusReason"]


def test_a_table_goes_to_the_tables_beside_if_there_are_any(account):
    table = resource(
        "DynamoDB::Table",
        TableName="effects",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    template = {"Resources": {"T": table}, "Outputs": {"T": {"Value": arn("T")}}}
    assert "T (AWS::DynamoDB::Table) is not modelled" in account.complaint(template)
    seen = []

    def beside(service, operation, parameters, region):
        seen.append((service, operation, parameters["TableName"], region))
        return {"TableDescription": {"TableArn": "arn:of:table"}}

    account.world.beside = beside
    assert account.make(template) == {"T": "arn:of:table"}
    account.stacks("DeleteStack", StackName="shop")
    assert seen == [
        ("dynamodb", "CreateTable", "effects", "us-east-1"),
        ("dynamodb", "DeleteTable", "effects", "us-east-1"),
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_refuses_what_it_does_not_know_and_misses_what_it_needs(kind, account):
    """In the words of CloudFormation's property validation."""
    template = {"Resources": {"X": {"Type": kind, "Properties": {"Colour": "red"}}}}
    body = json.dumps(template)
    rights = ["CAPABILITY_NAMED_IAM"]
    account.stacks("CreateStack", StackName="s", TemplateBody=body, Capabilities=rights)
    assert account.status("s") == "ROLLBACK_COMPLETE"
    told = account.failures("s")["X"]
    assert told.startswith("Properties validation failed for resource X with message:\n")
    assert "#: extraneous key [Colour] is not permitted" in told
    for name in KINDS[kind].required:
        assert f"#: required key [{name}] not found" in told


def test_a_number_that_is_none_is_refused(account):
    alarm = resource(
        "CloudWatch::Alarm", Period="often", ComparisonOperator="x", EvaluationPeriods=1
    )
    account.stacks(
        "CreateStack", StackName="s", TemplateBody=json.dumps({"Resources": {"A": alarm}})
    )
    assert account.failures("s")["A"].endswith("#/Period: expected type: Integer, found: String")


def test_an_attribute_that_is_not_there(account):
    template = {"Resources": {"Q": QUEUE}, "Outputs": {"O": {"Value": arn("Q")}}}
    template["Outputs"]["O"]["Value"] = {"Fn::GetAtt": ["Q", "Colour"]}
    account.stacks("CreateStack", StackName="s", TemplateBody=json.dumps(template))
    assert account.status("s") == "ROLLBACK_COMPLETE"


def test_nothing_of_a_stack_is_left_when_it_is_deleted(account):
    """A state machine goes when its executions have ended, and so a moment later."""
    account.make({"Resources": {"Q": QUEUE, "M": machine(Text="x"), "T": resource("SNS::Topic")}})
    url, topic = account.physical("Q"), account.physical("T")
    account.stacks("DeleteStack", StackName="shop")
    account.world.clock.pass_time(60)
    assert account.call("stepfunctions", "ListStateMachines")["stateMachines"] == []
    for service, operation, asked in (
        ("sqs", "GetQueueAttributes", {"QueueUrl": url}),
        ("sns", "GetTopicAttributes", {"TopicArn": topic}),
    ):
        with pytest.raises(Refusal):
            account.call(service, operation, **asked)
