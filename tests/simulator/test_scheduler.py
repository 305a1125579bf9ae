"""EventBridge Scheduler: what is called, when, how often, and what becomes of failures."""

import datetime as dt
import json

import pytest

from pattern_tck.simulator.refusals import NotModelled
from tests.simulator.schedule_account import MINUTE, ROLE, START, Account, arn

TELLS_TIME = {"Input": '{"at": "<aws.scheduler.scheduled-time>"}'}


def date(seconds):
    return dt.datetime.fromtimestamp(START + seconds, dt.UTC)


def test_a_rate_begins_at_once_and_goes_on():
    account = Account()
    account.queue()
    account.schedule(target=TELLS_TIME)
    account.after(0)
    assert account.times() == ["08:00:00"]
    account.after(10 * MINUTE)
    assert account.times() == ["08:05:00", "08:10:00"]


def test_a_rate_with_a_start_begins_there_and_ends_with_its_end():
    account = Account()
    account.queue()
    account.schedule(target=TELLS_TIME, StartDate=date(120), EndDate=date(720))
    account.after(3600)
    assert account.times() == ["08:02:00", "08:07:00", "08:12:00"]


def test_a_cron_is_in_its_time_zone():
    account = Account()
    account.queue()
    account.schedule(
        "cron(30 10 * * ? *)", target=TELLS_TIME, ScheduleExpressionTimezone="Europe/Berlin"
    )
    account.after(86_400)
    assert account.times() == ["09:30:00"]


def test_once_is_once():
    account = Account()
    account.queue()
    account.schedule("at(2027-01-15T08:01:30)", target=TELLS_TIME)
    account.after(89)
    assert account.bodies() == []
    account.after(86_400)
    assert account.times() == ["08:01:30"]
    assert account.call("GetSchedule", Name="s")["State"] == "ENABLED"


def test_of_a_moment_that_is_over_nothing_is_called():
    account = Account()
    account.queue()
    account.schedule("at(2022-01-15T08:01:30)")
    account.after(86_400)
    assert account.bodies() == []
    assert any("is over" in told for told in account.told)


@pytest.mark.parametrize(
    ("expression", "more"),
    [("at(2027-01-15T08:10:00)", {}), ("rate(5 minutes)", {"EndDate": date(600)})],
)
def test_a_schedule_that_is_done_can_be_deleted_by_itself(expression, more):
    account = Account()
    account.queue()
    account.schedule(expression, ActionAfterCompletion="DELETE", **more)
    account.after(599)
    assert account.call("ListSchedules")["Schedules"]
    account.after(1)
    assert account.call("ListSchedules")["Schedules"] == []


def test_the_state_and_a_change_decide_what_is_called():
    account = Account()
    account.queue()
    account.schedule(State="DISABLED")
    account.after(600)
    assert account.bodies() == []
    account.call("UpdateSchedule", **account.asked(target={"Input": '"y"'}))
    account.after(300)
    assert account.bodies() == ['"y"']
    account.call("UpdateSchedule", **account.asked("rate(1 hour)"))
    account.after(3599)
    assert account.bodies() == ['"x"']
    account.call("DeleteSchedule", Name="s")
    account.after(7200)
    assert account.bodies() == []


def test_a_change_at_the_moment_of_a_call_does_not_call_again():
    account = Account()
    account.queue()
    account.schedule()
    account.after(0)
    account.call("UpdateSchedule", **account.asked(Description="same times"))
    account.after(0)
    assert len(account.bodies()) == 1


def test_the_context_of_an_invocation_is_filled_in():
    account = Account()
    account.queue()
    names = ("schedule-arn", "scheduled-time", "execution-id", "attempt-number")
    given = json.dumps({name: f"<aws.scheduler.{name}>" for name in names})
    made = account.schedule("at(2027-01-15T08:00:01)", target={"Input": given})
    account.after(1)
    [body] = map(json.loads, account.bodies())
    assert len(body.pop("execution-id")) == 16
    assert body == {
        "schedule-arn": made,
        "scheduled-time": "2027-01-15T08:00:01Z",
        "attempt-number": "1",
    }


def test_a_target_without_input_gets_an_empty_object():
    account = Account()
    account.queue()
    account.schedule(target={"Input": None})
    account.after(0)
    assert account.bodies() == ["{}"]


def test_a_fifo_queue_gets_its_group():
    account = Account()
    queue = account.queue("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    account.schedule(target={"Arn": queue, "SqsParameters": {"MessageGroupId": "g"}})
    account.after(0)
    [message] = account.messages("q.fifo")
    assert message["Attributes"]["MessageGroupId"] == "g"


def test_a_topic_is_called():
    account = Account()
    topic = account.world.call("sns", "CreateTopic", {"Name": "t"})["TopicArn"]
    queue = account.queue()
    allow = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    url = account.sqs("GetQueueUrl", QueueName="taken")["QueueUrl"]
    policy = json.dumps({"Statement": [allow]})
    account.sqs("SetQueueAttributes", QueueUrl=url, Attributes={"Policy": policy})
    raw = {"RawMessageDelivery": "true"}
    account.world.call(
        "sns",
        "Subscribe",
        {"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue, "Attributes": raw},
    )
    account.schedule(target={"Arn": topic})
    account.after(0)
    assert account.bodies() == ['"x"']


def test_a_bus_is_called():
    account = Account()
    heard = []
    function = arn("lambda", "function:f")
    account.world.region("us-east-1").buses.handlers[function] = heard.append
    events = [
        ("PutRule", {"Name": "r", "EventPattern": '{"source": ["clock"]}'}),
        ("PutTargets", {"Rule": "r", "Targets": [{"Id": "t", "Arn": function}]}),
    ]
    for operation, parameters in events:
        account.world.call("events", operation, parameters)
    about = {"Source": "clock", "DetailType": "Tick"}
    target = {
        "Arn": arn("events", "event-bus/default"),
        "EventBridgeParameters": about,
        "Input": '{"n": 1}',
    }
    account.schedule(target=target)
    account.after(0)
    [event] = map(json.loads, heard)
    assert (event["source"], event["detail-type"], event["detail"]) == ("clock", "Tick", {"n": 1})


def test_a_state_machine_is_called():
    account = Account()
    definition = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
    machine = account.world.call(
        "stepfunctions",
        "CreateStateMachine",
        {"name": "m", "definition": definition, "roleArn": ROLE},
    )["stateMachineArn"]
    account.schedule("at(2027-01-15T08:00:01)", target={"Arn": machine, "Input": '{"n": 1}'})
    account.schedule(
        "at(2027-01-15T08:00:01)",
        "universal",
        {
            "Arn": "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
            "Input": json.dumps({"StateMachineArn": machine, "Input": "{}"}),
        },
    )
    account.after(2)
    asked = {"stateMachineArn": machine, "statusFilter": "SUCCEEDED"}
    listed = account.world.call("stepfunctions", "ListExecutions", asked)
    assert len(listed["executions"]) == 2


def test_a_universal_target_is_any_operation_that_changes_something():
    account = Account()
    account.queue()
    url = account.sqs("GetQueueUrl", QueueName="taken")["QueueUrl"]
    asked = {"QueueUrl": url, "MessageBody": "<aws.scheduler.attempt-number>"}
    sending = {"Arn": "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", "Input": json.dumps(asked)}
    account.schedule(target=sending)
    account.after(0)
    assert account.bodies() == ["1"]


def test_another_target_is_played_by_a_handler():
    account = Account()
    heard = []
    function = arn("lambda", "function:f")
    account.schedule(target={"Arn": function})
    account.after(0)
    account.world.region("us-east-1").buses.handlers[function] = heard.append
    account.after(1)
    assert heard == ['"x"']


def test_a_handler_that_fails_is_called_again():
    account = Account()
    heard = []

    def play(text):
        heard.append(text)
        if len(heard) < 3:
            raise RuntimeError("not yet")

    function = arn("lambda", "function:f")
    account.world.region("us-east-1").buses.handlers[function] = play
    account.schedule("at(2027-01-15T08:00:01)", target={"Arn": function})
    account.after(60)
    assert len(heard) == 3


def dead_letter(account, target=None, **policy):
    """Have a schedule fail that calls a queue which is not there, and give the dead letter."""
    target = {
        "DeadLetterConfig": {"Arn": account.queue("dead")},
        "RetryPolicy": policy,
    } | (target or {})
    account.schedule("at(2027-01-15T08:00:01)", target=target)
    account.after(86_500)
    [message] = account.messages("dead")
    said = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    return message["Body"], said


def test_what_fails_too_often_is_a_dead_letter():
    account = Account()
    body, said = dead_letter(account, MaximumRetryAttempts=2)
    assert body == '"x"'
    assert len(said.pop("EXECUTION_ID")) == 16
    assert said.pop("ERROR_MESSAGE")
    assert said == {
        "ERROR_CODE": "AWS.SimpleQueueService.NonExistentQueue",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": "2",
        "SCHEDULED_TIME": "2027-01-15T08:00:01Z",
        "SCHEDULE_ARN": arn("scheduler", "schedule/default/s"),
        "TARGET_ARN": arn("sqs", "taken"),
    }


def test_what_fails_too_long_is_a_dead_letter():
    _, said = dead_letter(Account(), MaximumEventAgeInSeconds=60)
    assert said["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert said["RETRY_ATTEMPTS"] == "5"


def test_an_event_that_a_bus_does_not_take_is_a_failure():
    target = {
        "Arn": arn("events", "event-bus/default"),
        "EventBridgeParameters": {"Source": "clock", "DetailType": "Tick"},
        "Input": "[]",
    }
    _, said = dead_letter(Account(), target | {"RetryPolicy": {"MaximumRetryAttempts": 0}})
    assert said["ERROR_CODE"] == "MalformedDetail"
    assert said["RETRY_ATTEMPTS"] == "0"


def test_without_a_queue_for_it_a_failure_is_lost():
    account = Account()
    account.schedule(target={"RetryPolicy": {"MaximumRetryAttempts": 0}})
    account.after(0)
    assert any("given up" in told for told in account.told)


def test_a_failure_that_passes_is_tried_again():
    account = Account()
    target = {"Input": '"<aws.scheduler.attempt-number>"'}
    account.schedule("at(2027-01-15T08:00:01)", target=target)
    account.after(2)
    account.queue()
    account.after(60)
    assert account.bodies() == ['"3"']


def test_a_target_may_be_called_twice():
    account = Account(schedule__twice=[1])
    account.queue()
    account.schedule()
    account.after(0)
    assert len(account.bodies()) == 2
    assert [n for name, n, _ in account.orders.asked if name == "schedule.twice"] == [2]


def test_a_target_may_be_called_at_the_end_of_its_minute_or_window():
    account = Account(schedule__late=[1, 2])
    account.queue()
    window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 4}
    account.schedule(FlexibleTimeWindow=window)
    account.after(58)
    assert account.bodies() == []
    account.after(1)
    assert len(account.bodies()) == 1
    account.after(480)
    assert account.bodies() == []
    account.after(1)
    assert len(account.bodies()) == 1


def test_without_a_window_nothing_comes_later_than_its_minute():
    account = Account(schedule__late=[1])
    account.queue()
    account.schedule()
    account.after(59)
    assert len(account.bodies()) == 1
    assert [n for name, n, _ in account.orders.asked if name == "schedule.late"] == [2]


def test_what_a_service_of_another_kind_would_do_is_not_modelled():
    account = Account()
    for name in ("ec2:startInstances", "sqs:sendLetter"):
        target = {"Arn": f"arn:aws:scheduler:::aws-sdk:{name}", "Input": "{}"}
        with pytest.raises(NotModelled):
            account.schedule(target=target)
