"""Stacks made, changed, undone and deleted; and what other stacks need of them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.stacks.kind import generated_name
from tests.simulator.stack_account import ROLE, StackAccount, asked

QUEUE = {"Type": "AWS::SQS::Queue"}


def queue(**properties):
    return QUEUE | {"Properties": properties}


def queues(**resources):
    return {"Resources": resources}


@pytest.fixture
def account():
    return StackAccount()


def names(account):
    told = account.call("sqs", "ListQueues").get("QueueUrls", [])
    return sorted(url.rpartition("/")[2].split("-")[1] for url in told)


def test_a_resource_is_made_after_what_it_refers_to(account):
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["B", "Arn"]}, "maxReceiveCount": 1}
    account.make(queues(A=queue(RedrivePolicy=redrive), C=QUEUE | {"DependsOn": "A"}, B=QUEUE))
    made = [name for name, status in account.events() if status == "CREATE_COMPLETE"]
    assert made == ["B", "A", "C", "shop"]
    account.stacks("DeleteStack", StackName=account.stack()["StackId"])
    with pytest.raises(Refusal, match="Stack with id shop does not exist"):
        account.stack()


@given(
    st.from_regex(r"[a-z][a-z0-9-]{0,127}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9]{1,255}", fullmatch=True),
    st.integers(0, 2**128),
    st.sampled_from([48, 64, 80, 256]),
    st.sampled_from(["", ".fifo"]),
)
def test_a_name_has_room_for_its_stack_its_logical_name_and_a_suffix(
    stack, logical, number, longest, ending
):
    name = generated_name(stack, logical, number, longest, ending)
    assert len(name) <= longest
    assert name.endswith(ending)
    suffix = name.removesuffix(ending)[-12:]
    assert suffix.isalnum()
    assert suffix.isascii()
    if len(stack) + len(logical) + 14 + len(ending) <= longest:
        assert name == f"{stack}-{logical}-{suffix}{ending}"
    assert name[: len(name) - len(ending) - 13].startswith(stack[:10])


def test_a_failure_takes_back_what_was_made(account):
    second = queue(DelaySeconds=9000) | {"DependsOn": "First"}
    template = queues(First=QUEUE, Second=second, Third=QUEUE | {"DependsOn": "Second"})
    account.stacks("CreateStack", **asked(template))
    assert account.status() == "ROLLBACK_COMPLETE"
    assert names(account) == []
    reason = 'Resource handler returned message: "Invalid value for the parameter DelaySeconds."'
    assert account.failures() == {"Second": reason}
    assert account.events() == [
        ("shop", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_IN_PROGRESS"),
        ("First", "CREATE_COMPLETE"),
        ("Second", "CREATE_IN_PROGRESS"),
        ("Second", "CREATE_FAILED"),
        ("shop", "ROLLBACK_IN_PROGRESS"),
        ("First", "DELETE_IN_PROGRESS"),
        ("First", "DELETE_COMPLETE"),
        ("shop", "ROLLBACK_COMPLETE"),
    ]
    told = account.stacks("DescribeStackEvents", StackName="shop")["StackEvents"]
    reasons = [one.get("ResourceStatusReason") for one in told]
    assert (
        "The following resource(s) failed to create: [Second]. Rollback requested by user."
        in reasons
    )
    code, words = account.refused("UpdateStack", **asked(queues(A=QUEUE)))
    assert (code, words[:10]) == ("ValidationError", "Stack:arn:")
    assert words.endswith("is in ROLLBACK_COMPLETE state and can not be updated.")


@pytest.mark.parametrize(
    ("option", "status", "left"),
    [
        ({"OnFailure": "DO_NOTHING"}, "CREATE_FAILED", ["First"]),
        ({"DisableRollback": True}, "CREATE_FAILED", ["First"]),
        ({"OnFailure": "DELETE"}, "DELETE_COMPLETE", []),
    ],
)
def test_what_is_done_after_a_failure(account, option, status, left):
    template = queues(First=QUEUE, Second=queue(DelaySeconds=9000) | {"DependsOn": "First"})
    made = account.stacks("CreateStack", **asked(template), **option)
    assert account.status(made["StackId"]) == status
    assert names(account) == left


def test_nobody_elses_queue_is_taken_over_or_deleted(account):
    account.call("sqs", "CreateQueue", QueueName="theirs-own-queue")
    account.stacks("CreateStack", **asked(queues(Q=queue(QueueName="theirs-own-queue"))))
    assert account.status() == "ROLLBACK_COMPLETE"
    assert account.failures()["Q"] == (
        "Resource of type 'AWS::SQS::Queue' with identifier 'theirs-own-queue' already exists."
    )
    assert names(account) == ["own"]


def named(kind, **properties):
    return {"Type": kind, "Properties": properties}


@pytest.mark.parametrize(
    "resource",
    [
        named("AWS::SNS::Topic", TopicName="t"),
        named("AWS::Events::EventBus", Name="b"),
        named("AWS::Events::Rule", Name="r", ScheduleExpression="rate(1 hour)"),
        named("AWS::StepFunctions::Activity", Name="a"),
        named(
            "AWS::StepFunctions::StateMachine",
            StateMachineName="m",
            RoleArn=ROLE,
            Definition={"StartAt": "P", "States": {"P": {"Type": "Succeed"}}},
        ),
        named(
            "AWS::CloudWatch::Alarm",
            AlarmName="al",
            Namespace="n",
            MetricName="m",
            Period=60,
            Statistic="Sum",
            Threshold=1,
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanThreshold",
        ),
        named("AWS::Scheduler::ScheduleGroup", Name="g"),
    ],
    ids=lambda resource: resource["Type"],
)
def test_two_stacks_cannot_have_one_thing(account, resource):
    account.make(queues(X=resource), "first")
    account.stacks("CreateStack", **asked(queues(X=resource), "second"))
    assert account.status("second") == "ROLLBACK_COMPLETE"
    # What the first has made is still there, and is deleted with it.
    account.stacks("DeleteStack", StackName="first")
    assert account.stacks("ListStacks")["StackSummaries"][-1]["StackStatus"] == "DELETE_COMPLETE"


def test_an_update_adds_changes_replaces_and_removes(account):
    account.make(queues(Kept=QUEUE, Changed=queue(DelaySeconds=1), Gone=QUEUE, Named=QUEUE))
    before = {name: account.physical(name) for name in account.resources()}
    later = queues(
        Kept=QUEUE, Changed=queue(DelaySeconds=2), Named=queue(QueueName="a-name-b"), New=QUEUE
    )
    account.change(later)
    after = {name: account.physical(name) for name in account.resources()}
    assert after["Kept"] == before["Kept"]
    assert after["Changed"] == before["Changed"]
    assert after["Named"].endswith("/a-name-b")
    assert names(account) == ["Changed", "Kept", "New", "name"]
    assert account.attribute(after["Changed"], "DelaySeconds") == "2"
    events = account.events()
    assert (
        events[-7:]
        == [
            ("shop", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
            ("Gone", "DELETE_IN_PROGRESS"),
            ("Gone", "DELETE_COMPLETE"),
            ("Named", "DELETE_IN_PROGRESS"),
            ("Named", "DELETE_COMPLETE"),
            ("shop", "UPDATE_COMPLETE"),
        ][-7:]
        or events[-6:]
    )
    assert ("Kept", "UPDATE_IN_PROGRESS") not in events


def test_who_refers_to_what_is_replaced_is_changed_too(account):
    redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 1}
    work = queue(RedrivePolicy=redrive)
    account.make(queues(Dead=QUEUE, Work=work))
    account.change(queues(Dead=queue(QueueName="new-dead"), Work=work))
    policy = json.loads(account.attribute(account.physical("Work"), "RedrivePolicy"))
    assert policy["deadLetterTargetArn"].endswith(":new-dead")


def test_a_named_resource_is_not_replaced_under_its_name(account):
    account.make(queues(Q=queue(QueueName="my-q.fifo", FifoQueue=True), R=QUEUE))
    account.stacks("UpdateStack", **asked(queues(Q=queue(QueueName="my-q.fifo"), R=QUEUE)))
    assert account.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert account.failures()["Q"] == (
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
        "Rename my-q.fifo and update the stack again."
    )


def test_an_update_that_fails_is_undone(account):
    first = queues(A=queue(DelaySeconds=1), B=QUEUE, Gone=QUEUE)
    first["Outputs"] = {"O": {"Value": {"Ref": "Gone"}}}
    outputs = account.make(first)
    later = queues(
        A=queue(DelaySeconds=2),
        B=queue(QueueName="other-b-q"),
        New=QUEUE,
        Bad=queue(DelaySeconds=9000) | {"DependsOn": ["A", "B", "New"]},
    )
    account.stacks("UpdateStack", **asked(later))
    assert account.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert names(account) == ["A", "B", "Gone"]
    assert account.attribute(account.physical("A"), "DelaySeconds") == "1"
    assert account.outputs() == outputs
    assert sorted(account.resources()) == ["A", "B", "Gone"]
    told = account.stacks("GetTemplate", StackName="shop")["TemplateBody"]
    assert json.loads(told) == first
    # It can be changed again, from what it was.
    account.change(queues(A=QUEUE))
    assert names(account) == ["A"]


def test_the_same_once_more_is_no_update(account):
    """As AWS answered (recorded, LocalStack's validated tests, `test_diff_after_update`)."""
    account.make(queues(A=QUEUE))
    assert account.refused("UpdateStack", **asked(queues(A=QUEUE))) == (
        "ValidationError",
        "No updates are to be performed.",
    )
    same = asked(queues(A=QUEUE)) | {"UsePreviousTemplate": True}
    del same["TemplateBody"]
    assert account.refused("UpdateStack", **same)[1] == "No updates are to be performed."
    account.stacks("UpdateStack", **same, Tags=[{"Key": "team", "Value": "a"}])
    url = account.physical("A")
    assert account.call("sqs", "ListQueueTags", QueueUrl=url)["Tags"] == {"team": "a"}


def test_what_is_retained_is_left_where_it_is(account):
    template = queues(A=QUEUE | {"DeletionPolicy": "Retain"}, B=QUEUE)
    account.make(template)
    identity = account.stack()["StackId"]
    account.stacks("DeleteStack", StackName="shop")
    assert names(account) == ["A"]
    assert ("A", "DELETE_SKIPPED") in account.events(identity)
    assert account.status(identity) == "DELETE_COMPLETE"


def test_what_cannot_be_deleted_fails_the_deletion_and_may_be_retained(account):
    account.make(queues(G={"Type": "AWS::Events::EventBus", "Properties": {"Name": "bus"}}))
    account.call("events", "PutRule", Name="r", EventBusName="bus", EventPattern='{"source":["x"]}')
    account.stacks("DeleteStack", StackName="shop")
    assert account.status() == "DELETE_FAILED"
    reason = "The following resource(s) failed to delete: [G]. "
    assert account.stack()["StackStatusReason"] == reason
    identity = account.stack()["StackId"]
    account.stacks("DeleteStack", StackName="shop", RetainResources=["G"])
    assert account.status(identity) == "DELETE_COMPLETE"


def test_a_stack_that_is_protected_is_not_deleted(account):
    account.make(queues(A=QUEUE), EnableTerminationProtection=True)
    told = account.refused("DeleteStack", StackName="shop")[1]
    assert told == "Stack [shop] cannot be deleted while TerminationProtection is enabled"
    off = {"StackName": "shop", "EnableTerminationProtection": False}
    account.stacks("UpdateTerminationProtection", **off)
    account.stacks("DeleteStack", StackName="shop")
    assert account.stacks("DescribeStacks")["Stacks"] == []


def test_exports_are_imported_and_then_stay(account):
    exported = {"Value": {"Ref": "Q"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:url"}}}
    template = queues(Q=QUEUE) | {"Outputs": {"Url": exported}}
    url = account.make(template, "base")["Url"]
    uses = queues(R=queue(Tags=[{"Key": "of", "Value": {"Fn::ImportValue": "base:url"}}]))
    account.make(uses, "user")
    found = account.call("sqs", "ListQueueTags", QueueUrl=account.physical("R", "user"))
    assert found["Tags"] == {"of": url}
    told = account.stacks("ListExports")["Exports"]
    assert [(one["Name"], one["Value"]) for one in told] == [("base:url", url)]
    assert account.stacks("ListImports", ExportName="base:url")["Imports"] == ["user"]

    account.stacks("DeleteStack", StackName="base")
    assert account.status("base") == "DELETE_FAILED"
    assert account.stack("base")["StackStatusReason"] == (
        "Delete canceled. Cannot delete export base:url as it is in use by user."
    )
    account.stacks("DeleteStack", StackName="user")
    account.stacks("DeleteStack", StackName="base")
    assert account.stacks("ListExports")["Exports"] == []
    assert names(account) == []


def test_an_export_in_use_is_not_changed_and_not_given_twice(account):
    template = queues(Q=QUEUE) | {"Outputs": {"O": {"Value": "1", "Export": {"Name": "x"}}}}
    account.make(template, "base")
    account.stacks("CreateStack", **asked(template, "again"))
    assert account.status("again") == "ROLLBACK_COMPLETE"
    user = queues(R=queue(Tags=[{"Key": "x", "Value": {"Fn::ImportValue": "x"}}]))
    account.make(user, "user")
    template["Outputs"]["O"]["Value"] = "2"
    account.stacks("UpdateStack", **asked(template, "base"))
    assert account.status("base") == "UPDATE_ROLLBACK_COMPLETE"
    assert account.outputs("base") == {"O": "1"}
    account.stacks("CreateStack", **asked(user | {"Outputs": {}}, "third"))
    missing = queues(R=queue(Tags=[{"Key": "x", "Value": {"Fn::ImportValue": "gone"}}]))
    account.stacks("CreateStack", **asked(missing, "fourth"))
    assert "No export named gone found" in account.failures("fourth")["R"]


def test_what_is_unknown_is_named_all_of_it_and_nothing_is_made(account):
    template = queues(
        A=QUEUE,
        F={"Type": "AWS::Lambda::Function", "Properties": {}},
        S={"Type": "AWS::S3::Bucket"},
    )
    for operation, more in (
        ("CreateStack", {}),
        ("CreateChangeSet", {"ChangeSetName": "c", "ChangeSetType": "CREATE"}),
    ):
        code, told = account.refused(operation, **asked(template), **more)
        assert code == "NotModelled"
        assert "F (AWS::Lambda::Function), S (AWS::S3::Bucket)" in told
    assert names(account) == []
    assert account.stacks("DescribeStacks")["Stacks"] == []


def test_what_is_unknown_can_be_left_out_and_is_named_in_every_answer(account):
    account.world.skips_unknown_resources = True
    template = queues(
        A=queue(Tags=[{"Key": "f", "Value": {"Fn::GetAtt": ["F", "Arn"]}}]),
        F={"Type": "AWS::Lambda::Function", "Properties": {"Any": "thing"}},
        S={"Type": "AWS::S3::Bucket"},
        N=queue(Tags=[{"Key": "s", "Value": {"Ref": "S"}}]),
    )
    template["Outputs"] = {"S": {"Value": {"Ref": "S"}}, "A": {"Value": {"Ref": "A"}}}
    outputs = account.make(template)
    assert [*outputs] == ["A"]
    assert account.stack()["StackStatusReason"] == (
        "not applied, for the simulator does not model it: F (AWS::Lambda::Function), "
        "S (AWS::S3::Bucket), N (AWS::SQS::Queue)"
    )
    told = account.resources()
    assert {name: one["ResourceStatus"] for name, one in told.items()} == {
        "A": "CREATE_COMPLETE",
        "F": "CREATE_FAILED",
        "N": "CREATE_FAILED",
        "S": "CREATE_FAILED",
    }
    assert "PhysicalResourceId" not in told["S"]
    assert "not applied" in told["F"]["ResourceStatusReason"]
    assert told["N"]["ResourceStatusReason"] == "not applied: it needs S, which is not applied"
    assert names(account) == ["A"]
    tag = account.call("sqs", "ListQueueTags", QueueUrl=outputs["A"])["Tags"]["f"]
    assert tag.startswith("arn:aws:lambda:us-east-1:123456789012:function:shop-F-")
    account.stacks("DeleteStack", StackName="shop")
    assert names(account) == []


def test_the_adversary_leaves_cloudformation_alone_and_comes_back():
    """It tries again until what it makes is stable, so nothing of it is seen."""
    chosen = []

    def choose(freedom, n, subject):
        chosen.append(freedom.name)
        return n - 1

    account = StackAccount(choose=choose)
    account.make(queues(A=QUEUE))
    account.change(queues(A=queue(DelaySeconds=3)))
    assert chosen == []
    url = account.physical("A")
    account.call("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
    assert chosen


@pytest.mark.parametrize("rights", [[], ["CAPABILITY_IAM"]])
def test_rights_are_agreed_to(account, rights):
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}
    if rights:
        role["Properties"]["RoleName"] = "mine"
    needed = "CAPABILITY_NAMED_IAM" if rights else "CAPABILITY_IAM"
    call = asked(queues(R=role)) | {"Capabilities": rights}
    assert account.refused("CreateStack", **call) == (
        "InsufficientCapabilitiesException",
        f"Requires capabilities : [{needed}]",
    )
    account.stacks("CreateStack", **call | {"Capabilities": [needed]})
    assert account.stack()["Capabilities"] == [needed]


def test_an_update_policy_is_not_looked_at_and_that_is_said(account):
    account.make(queues(A=QUEUE | {"UpdatePolicy": {"Any": "thing"}}))
    assert [told.words for told in account.world.told] == ["the UpdatePolicy of A is not looked at"]
