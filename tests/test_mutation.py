"""Mutation: what is found of what a command makes, and what becomes of it when it is changed."""

from __future__ import annotations

import json

import pytest

from pattern_tck.exit_codes import ExitCode
from pattern_tck.mutation.acceptance import Ended
from pattern_tck.mutation.mutant import Mutant, all_changes, chosen
from pattern_tck.mutation.present import say_again
from pattern_tck.mutation.results import Outcome, Result, Results, outcome_of
from pattern_tck.mutation.site import Site
from pattern_tck.mutation.standing_between import Changed, Made
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.simulator.world import World

ACCOUNT = "123456789012"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:placed"
POLICY = {
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": QUEUE,
            "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC}},
        }
    ]
}
CATCH = {"ErrorEquals": ["States.ALL"], "Next": "Undo", "ResultPath": "$.error"}
TASK = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sqs:sendMessage",
    "Parameters": {"QueueUrl": "u", "MessageBody": "m"},
    "End": True,
}
CHARGING = {"Charge": {**TASK, "Catch": [CATCH]}, "Undo": TASK}
WORKFLOW = {
    "StartAt": "Both",
    "States": {
        "Both": {
            "Type": "Parallel",
            "End": True,
            "Branches": [
                {"StartAt": "Charge", "States": CHARGING},
            ],
            "Catch": [{**CATCH, "Next": "Tell"}],
        },
        "Tell": TASK,
    },
}  # fmt: skip


def queue(world, name="orders", **attributes):
    return world.call("sqs", "CreateQueue", {"QueueName": name, "Attributes": attributes})


def url(name="orders"):
    return f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{name}"


def attributes(world, name="orders"):
    asked = {"QueueUrl": url(name), "AttributeNames": ["All"]}
    return world.call("sqs", "GetQueueAttributes", asked)["Attributes"]


def subscribe(world, **said):
    asked = {"TopicArn": TOPIC, "Protocol": "sqs", "Endpoint": QUEUE, "Attributes": said}
    return world.call("sns", "Subscribe", {**asked, "ReturnSubscriptionArn": True})[
        "SubscriptionArn"
    ]


def subscribed(world):
    queue(world)
    world.call("sns", "CreateTopic", {"Name": "placed"})
    return subscribe(world, FilterPolicy='{"kind": ["large"]}', RawMessageDelivery="true")


def of_subscription(world, arn):
    asked = {"SubscriptionArn": arn}
    return world.call("sns", "GetSubscriptionAttributes", asked)["Attributes"]


def workflow(world):
    asked = {
        "name": "fares",
        "definition": json.dumps(WORKFLOW),
        "roleArn": "arn:aws:iam::1:role/r",
    }
    return world.call("stepfunctions", "CreateStateMachine", asked)["stateMachineArn"]


def definition(world, arn):
    asked = {"stateMachineArn": arn}
    return json.loads(world.call("stepfunctions", "DescribeStateMachine", asked)["definition"])


def found(make):
    world, made = World(), Made()
    made.watch(world)
    make(world)
    return {str(mutant) for mutant in made.mutants}


def mutated(change, site):
    world = World()
    changed = Changed(Mutant(change, site))
    changed.change(world)
    return world, changed


ORDERS = Site("queue", "orders")
TO_ORDERS = Site("subscription", "of orders to placed")


def test_what_is_made_has_the_mutants_of_what_is_said_of_it():
    assert found(queue) == set()
    assert found(lambda world: queue(world, VisibilityTimeout="60", DelaySeconds="5")) == {
        "visibility_below_the_work@queue orders",
        "delay_removed@queue orders",
    }
    of = "subscription of orders to placed"
    assert found(subscribed) == {
        f"{change}@{of}"
        for change in (
            "filter_removed", "filter_key_mistyped", "filter_scope_swapped", "raw_delivery_flipped",
        )
    }  # fmt: skip


def test_what_is_refused_was_not_made():
    def make(world):
        with pytest.raises(Refusal):
            queue(world, VisibilityTimeout="-1")

    assert found(make) == set()


def test_what_has_not_its_form_has_no_mutant():
    def make(world):
        world.call("sqs", "CreateQueue", {"QueueName": "orders", "Attributes": None})
        for text in ("", "no JSON", "[]", '{"States": 7}', '{"States": {"A": 1}}'):
            asked = {"name": "w", "definition": text, "roleArn": "arn:aws:iam::1:role/r"}
            with pytest.raises(Refusal):
                world.call("stepfunctions", "CreateStateMachine", asked)

    assert found(make) == set()


def test_names_that_are_made_up_in_each_run_are_one_site():
    def make(world):
        for name in (
            "orders-3f9a41c2",
            "orders-0b1c2d3e",
            "orders-20261122",
            "orders-A1B2C3D4E5F6",
        ):
            queue(world, name, DelaySeconds="5")
        queue(world, "orders-2", DelaySeconds="5")
        queue(world, "orders-facade", DelaySeconds="5")

    assert found(make) == {
        "delay_removed@queue orders-*",
        "delay_removed@queue orders-2",
        "delay_removed@queue orders-facade",
    }


def test_each_state_of_a_workflow_is_a_site_those_within_others_too():
    names = found(workflow)
    assert {name for name in names if name.startswith("catch_removed")} == {
        "catch_removed@workflow fares, state Both",
        "catch_removed@workflow fares, state Charge",
    }
    assert "express_workflow@workflow fares" in names


@pytest.mark.parametrize("state", ["Both", "Charge"])
def test_one_state_is_changed_and_no_other(state):
    site = Site("workflow", "fares", f"state {state}")
    world, changed = mutated("catch_removed", site)
    outer = definition(world, workflow(world))["States"]["Both"]
    inner = outer["Branches"][0]["States"]["Charge"]
    assert ("Catch" in outer, "Catch" in inner) == (state == "Charge", state == "Both")
    assert changed.made == 1


def test_a_workflow_is_changed_when_it_is_updated_too():
    site = Site("workflow", "fares", "state Charge")
    world, changed = mutated("catch_removed", site)
    arn = workflow(world)
    asked = {"stateMachineArn": arn, "definition": json.dumps(WORKFLOW)}
    world.call("stepfunctions", "UpdateStateMachine", asked)
    both = definition(world, arn)["States"]["Both"]
    assert "Catch" not in both["Branches"][0]["States"]["Charge"]
    assert changed.made == 2


def test_only_its_own_site_is_changed():
    world, changed = mutated("visibility_below_the_work", ORDERS)
    queue(world, VisibilityTimeout="60")
    queue(world, "others", VisibilityTimeout="60")
    assert attributes(world)["VisibilityTimeout"] == "1"
    assert attributes(world, "others")["VisibilityTimeout"] == "60"
    assert changed.made == 1


def test_what_is_set_later_is_changed_as_well():
    world, changed = mutated("policy_missing", ORDERS)
    queue(world)
    asked = {"QueueUrl": url(), "Attributes": {"Policy": json.dumps(POLICY), "DelaySeconds": "3"}}
    world.call("sqs", "SetQueueAttributes", asked)
    assert "Policy" not in attributes(world)
    assert attributes(world)["DelaySeconds"] == "3"
    assert changed.made == 1


def test_a_policy_of_any_form_admits_another_or_all():
    world, _ = mutated("policy_of_another", ORDERS)
    queue(world, Policy=json.dumps(POLICY))
    (statement,) = json.loads(attributes(world)["Policy"])["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": f"{TOPIC}-old"}}
    world, _ = mutated("policy_open_to_all", ORDERS)
    queue(world, Policy=json.dumps(POLICY))
    (statement,) = json.loads(attributes(world)["Policy"])["Statement"]
    assert "Condition" not in statement


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ("filter_key_mistyped", "FilterPolicy", '{"kinds": ["large"]}'),
        ("filter_removed", "FilterPolicy", None),
        ("filter_scope_swapped", "FilterPolicyScope", "MessageBody"),
        ("raw_delivery_flipped", "RawMessageDelivery", "false"),
    ],
)
def test_a_subscription_is_changed_however_it_is_said(change, name, value):
    world, changed = mutated(change, TO_ORDERS)
    arn = subscribed(world)
    assert of_subscription(world, arn).get(name) == value
    assert changed.made == 1

    world, changed = mutated(change, TO_ORDERS)
    queue(world)
    world.call("sns", "CreateTopic", {"Name": "placed"})
    arn = subscribe(world)
    for attribute, said in {
        "FilterPolicy": '{"kind": ["large"]}',
        "RawMessageDelivery": "true",
    }.items():
        asked = {"AttributeName": attribute, "AttributeValue": said}
        world.call("sns", "SetSubscriptionAttributes", {"SubscriptionArn": arn, **asked})
    assert of_subscription(world, arn).get(name, "{}") in {value, "{}"}
    assert changed.made


def test_a_queue_that_should_be_fifo_is_found_by_its_old_name():
    world, changed = mutated("standard_for_fifo", Site("queue", "orders.fifo"))
    made = queue(world, "orders.fifo", FifoQueue="true")
    assert made["QueueUrl"].endswith("/orders")
    got = world.call("sqs", "GetQueueUrl", {"QueueName": "orders.fifo"})
    assert got == made
    sent = {"QueueUrl": url("orders.fifo"), "MessageBody": "m", "MessageGroupId": "g"}
    world.call("sqs", "SendMessage", sent)
    assert attributes(world)["ApproximateNumberOfMessages"] == "1"
    assert changed.made == 1


def test_what_is_not_to_be_there_is_made_for_its_answer_and_taken_away():
    world, changed = mutated("archive_missing", Site("archive", "all"))
    bus = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default"
    made = world.call("events", "CreateArchive", {"ArchiveName": "all", "EventSourceArn": bus})
    assert made["ArchiveArn"]
    assert world.call("events", "ListArchives", {})["Archives"] == []
    assert changed.made == 1


def test_what_aws_would_not_take_is_said_to_be_refused():
    world, changed = mutated("filter_scope_swapped", TO_ORDERS)
    queue(world)
    world.call("sns", "CreateTopic", {"Name": "placed"})
    nested = {"FilterPolicy": '{"of": {"kind": ["large"]}}', "FilterPolicyScope": "MessageBody"}
    with pytest.raises(Refusal):
        subscribe(world, **nested)
    assert (changed.made, len(changed.refused)) == (0, 1)


def test_a_world_that_is_loaded_is_told_again_what_it_holds():
    def hold(world):
        letters = queue(world, "letters", MessageRetentionPeriod="1209600")
        assert letters
        redrive = {
            "deadLetterTargetArn": QUEUE.replace("orders", "letters"),
            "maxReceiveCount": "3",
        }
        queue(world, RedrivePolicy=json.dumps(redrive), Policy=json.dumps(POLICY))
        world.call("sns", "CreateTopic", {"Name": "placed"})
        subscribe(world, FilterPolicy='{"kind": ["large"]}')
        workflow(world)
        pattern = json.dumps({"source": ["orders"]})
        world.call("events", "PutRule", {"Name": "all", "EventPattern": pattern})
        target = {"Id": "1", "Arn": QUEUE, "DeadLetterConfig": {"Arn": QUEUE}}
        world.call("events", "PutTargets", {"Rule": "all", "Targets": [target]})
        alarm = {
            "AlarmName": "aside", "Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent",
            "Dimensions": [{"Name": "QueueName", "Value": "letters"}], "Statistic": "Sum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 0.0,
            "ComparisonOperator": "GreaterThanThreshold",
        }  # fmt: skip
        world.call("cloudwatch", "PutMetricAlarm", alarm)

    def again(world):
        through, world.through = world.through, None
        hold(world)
        world.through = through
        say_again(world)

    # A type cannot be said of what is there.
    assert found(again) == found(hold) - {"express_workflow@workflow fares"}

    for change, site in (("redrive_removed", ORDERS), ("policy_missing", ORDERS)):
        world, changed = mutated(change, site)
        again(world)
        assert changed.made == 1
        gone = {"redrive_removed": "RedrivePolicy", "policy_missing": "Policy"}[change]
        assert gone not in attributes(world)
    world, changed = mutated("alarm_missing", Site("alarm", "aside"))
    again(world)
    assert world.call("cloudwatch", "DescribeAlarms", {})["MetricAlarms"] == []


def test_a_mutant_is_chosen_by_its_change_or_by_its_whole_name():
    mutants = [Mutant("filter_removed", TO_ORDERS), Mutant("delay_removed", ORDERS)]
    assert chosen(mutants) == mutants
    assert chosen(mutants, only=["filter_*"]) == mutants[:1]
    assert chosen(mutants, only=["*@queue orders"]) == mutants[1:]
    assert chosen(mutants, skipped=["delay_removed"]) == mutants[:1]
    assert chosen(mutants, only=["filter"]) == []


def test_every_change_says_what_is_wrong():
    for name, change in all_changes().items():
        assert change.defect.endswith("."), name
        assert change.of("Publish", {"Message": "m"}) == {"Message": "m"}, name


def ended(code):
    return Ended(code, 1.0, "")


@pytest.mark.parametrize(
    ("code", "made", "refused", "outcome"),
    [
        (1, 1, [], Outcome.CAUGHT),
        (0, 2, [], Outcome.SURVIVED),
        (None, 1, [], Outcome.TIMED_OUT),
        (1, 0, ["InvalidParameter"], Outcome.REFUSED),
        (1, 1, ["InvalidParameter"], Outcome.CAUGHT),
        (1, 0, [], Outcome.NOT_MADE),
        (0, 0, [], Outcome.NOT_MADE),
    ],
)
def test_an_outcome_is_of_a_run_in_which_something_was_changed(code, made, refused, outcome):
    assert outcome_of(ended(code), made=made, refused=refused) is outcome


def results(*outcomes):
    mutants = [Result(Mutant("delay_removed", ORDERS), one, ended(0)) for one in outcomes]
    return Results(["true"], ended(0), mutants)


def test_the_exit_code_is_that_of_the_share_that_was_noticed():
    caught, survived = Outcome.CAUGHT, Outcome.SURVIVED
    assert results(caught, Outcome.TIMED_OUT).exit_code(100) is ExitCode.CONFORMS
    assert results(caught, survived).exit_code(100) is ExitCode.FAILED
    assert results(caught, survived).exit_code(50) is ExitCode.CONFORMS
    assert results(caught, Outcome.NOT_MADE).exit_code(100) is ExitCode.CONFORMS
    assert results(Outcome.REFUSED, Outcome.NOT_MADE).exit_code(0) is ExitCode.INCOMPLETE
