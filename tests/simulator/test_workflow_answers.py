"""Workers: tokens, signs of life, activities, and workflows as jobs of others."""

import json

import pytest

from pattern_tck.simulator.refusals import NotModelled, Refusal

from .workflow_account import END, START, STATES, machine, task


def asking(url, **more):
    body = {"token.$": "$$.Task.Token", "x.$": "$"}
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": url, "MessageBody": body},
        **more,
    }


def refusal(call, *given, **more):
    with pytest.raises(Refusal) as refused:
        call(*given, **more)
    return refused.value.code


def begin(account, **more):
    """Run a task that asks a worker, and give the queue, the execution and the token."""
    url = account.queue()
    execution = account.start(account.make(machine(("T", asking(url, **more)), ("E", END))))
    account.clock.pass_time(0)
    (message,) = account.bodies(url)
    return url, execution, message["token"]


def succeed(account, token, output="{}"):
    account.states("SendTaskSuccess", taskToken=token, output=output)
    account.clock.pass_time(0)


def test_a_token_is_good_for_one_answer(account):
    # SFN-INT-04
    _, execution, token = begin(account)
    account.clock.pass_time(300 * 86_400)
    succeed(account, token, '{"a": 1}')
    assert json.loads(account.described(execution)["output"]) == {"a": 1}
    assert refusal(succeed, account, token) == "TaskTimedOut"
    heartbeat = {"taskToken": token}
    assert refusal(account.states, "SendTaskHeartbeat", **heartbeat) == "TaskTimedOut"
    assert refusal(succeed, account, "never") == "InvalidToken"


def test_an_answer_that_is_no_json_is_refused_and_the_task_goes_on_waiting(account):
    _, execution, token = begin(account)
    assert refusal(succeed, account, token, "{") == "InvalidOutput"
    succeed(account, token)
    assert account.described(execution)["status"] == "SUCCEEDED"


def test_error_and_cause_of_an_answer_are_told(account):
    # SFN-ERR-01
    _, execution, token = begin(account)
    account.states("SendTaskFailure", taskToken=token, error="Boom", cause="because")
    account.clock.pass_time(0)
    told = account.described(execution)
    assert (told["status"], told["error"], told["cause"]) == ("FAILED", "Boom", "because")


def test_an_answer_without_an_error_is_a_failure_without_one(account):
    _, execution, token = begin(account)
    account.states("SendTaskFailure", taskToken=token)
    account.clock.pass_time(0)
    told = account.described(execution)
    assert told["status"] == "FAILED"
    assert "error" not in told


@pytest.mark.parametrize("name", ["States.HeartbeatTimeout", "States.Timeout"])
def test_silence_is_caught_under_either_name(account, name):
    # SFN-ERR-12
    catch = [{"ErrorEquals": [name], "Next": "E"}]
    _, execution, _ = begin(account, HeartbeatSeconds=10, TimeoutSeconds=100, Catch=catch)
    account.clock.pass_time(9.9)
    assert account.described(execution)["status"] == "RUNNING"
    account.clock.pass_time(0.1)
    assert account.described(execution)["status"] == "SUCCEEDED"


def test_signs_of_life_do_not_move_the_time_limit(account):
    # SFN-INT-05
    _, execution, token = begin(account, HeartbeatSeconds=10, TimeoutSeconds=25)
    for _ in range(4):
        account.clock.pass_time(6)
        account.states("SendTaskHeartbeat", taskToken=token)
    assert account.described(execution)["status"] == "RUNNING"
    account.clock.pass_time(1)
    told = account.described(execution)
    assert (told["status"], told["error"]) == ("FAILED", "States.Timeout")


def test_a_retry_has_a_new_token(account):
    retry = [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}]
    url, execution, first = begin(account, Retry=retry)
    account.states("SendTaskFailure", taskToken=first, error="Boom")
    account.clock.pass_time(1)
    (message,) = account.bodies(url)
    assert message["token"] != first
    assert refusal(succeed, account, first) == "TaskTimedOut"
    succeed(account, message["token"])
    assert account.described(execution)["status"] == "SUCCEEDED"


def test_a_task_can_be_answered_before_its_call_is_over(account):
    def answer_at_once(payload):
        account.states("SendTaskSuccess", taskToken=payload["token"], output='"early"')

    account.function("f", answer_at_once)
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}},
    }
    assert account.output(machine(("T", state))) == "early"


def test_nobody_answers_an_execution_that_was_stopped(account):
    _, execution, token = begin(account)
    account.states("StopExecution", executionArn=execution, error="No", cause="more")
    told = account.described(execution)
    assert (told["status"], told["error"], told["cause"]) == ("ABORTED", "No", "more")
    assert refusal(succeed, account, token) == "TaskTimedOut"
    assert account.states("StopExecution", executionArn=execution)["stopDate"] == told["stopDate"]


def test_a_function_may_stop_the_execution_that_it_works_for(account):
    def stop(_):
        (execution,) = account.world.region("us-east-1").workflows.executions
        account.states("StopExecution", executionArn=execution)

    account.function("f", stop)
    after = account.function("g", dict)
    described = account.run(machine(("F", task("f")), ("G", task("g"))))
    assert described["status"] == "ABORTED"
    assert not after
    (execution,) = account.begun.values()
    assert account.kinds(execution)[-1] == "ExecutionAborted"


# -- activities


def activity_task(account, **more):
    arn = account.states("CreateActivity", name="work")["activityArn"]
    return arn, machine(("A", {"Type": "Task", "Resource": arn, **more}))


def test_a_worker_asks_for_work_and_answers(account):
    arn, definition = activity_task(account)
    execution = account.start(account.make(definition), {"n": 1})
    account.clock.pass_time(5)
    given = account.states("GetActivityTask", activityArn=arn, workerName="w")
    assert json.loads(given["input"]) == {"n": 1}
    succeed(account, given["taskToken"], '{"n": 2}')
    assert json.loads(account.described(execution)["output"]) == {"n": 2}
    assert account.kinds(execution)[1:6] == [
        "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded",
        "TaskStateExited",
    ]  # fmt: skip


def test_a_worker_waits_a_minute_for_work(account):
    arn, definition = activity_task(account)
    assert account.states("GetActivityTask", activityArn=arn) == {}
    assert account.clock.now() == START + 60
    waits = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 7, "Next": "A"}}}
    waits["States"] |= definition["States"]
    account.start(account.make(waits, "later"))
    assert account.states("GetActivityTask", activityArn=arn)["taskToken"]
    assert account.clock.now() == START + 67


def test_the_time_of_an_activity_counts_from_when_it_is_taken(account):
    arn, definition = activity_task(account, TimeoutSeconds=10)
    execution = account.start(account.make(definition))
    account.clock.pass_time(1000)
    assert account.described(execution)["status"] == "RUNNING"
    account.states("GetActivityTask", activityArn=arn)
    account.clock.pass_time(10)
    assert account.described(execution)["error"] == "States.Timeout"


def test_a_task_that_nobody_wants_any_more_is_not_handed_out(account):
    arn, definition = activity_task(account)
    machine_arn = account.make(definition)
    first = account.start(machine_arn, {"n": 1})
    account.start(machine_arn, {"n": 2})
    account.clock.pass_time(0)
    account.states("StopExecution", executionArn=first)
    given = account.states("GetActivityTask", activityArn=arn)
    assert json.loads(given["input"]) == {"n": 2}


def test_activities_are_found_listed_and_deleted(account):
    arn = account.states("CreateActivity", name="a")["activityArn"]
    again = account.states("CreateActivity", name="a")
    assert again["activityArn"] == arn
    assert [one["name"] for one in account.states("ListActivities")["activities"]] == ["a"]
    assert account.states("DescribeActivity", activityArn=arn)["name"] == "a"
    account.states("DeleteActivity", activityArn=arn)
    code = refusal(account.states, "DescribeActivity", activityArn=arn)
    assert code == "ActivityDoesNotExist"


# -- jobs


def job(arn, ending=".sync:2", **more):
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::states:startExecution{ending}",
        "Parameters": {"StateMachineArn": arn, "Input": {"a.$": "$.a"}},
        **more,
    }


@pytest.mark.parametrize(("ending", "output"), [(".sync", '{"a":1}'), (".sync:2", {"a": 1})])
def test_a_job_is_waited_for(account, ending, output):
    # SFN-INT-02
    child = account.make(machine(("W", {"Type": "Wait", "Seconds": 30})), "child")
    described = account.run(machine(("J", job(child, ending))), {"a": 1})
    told = json.loads(described["output"])
    assert (told["Status"], told["Output"]) == ("SUCCEEDED", output)
    assert described["stopDate"].timestamp() == START + 30


def test_a_job_that_is_only_started_is_not_waited_for(account):
    child = account.make(machine(("W", {"Type": "Wait", "Seconds": 30})), "child")
    described = account.run(machine(("J", job(child, ""))), {"a": 1})
    assert described["stopDate"].timestamp() == START
    assert set(json.loads(described["output"])) == {
        "ExecutionArn", "SdkHttpMetadata", "SdkResponseMetadata", "StartDate",
    }  # fmt: skip


def test_a_job_that_fails_is_a_task_that_failed(account):
    child = account.make(machine(("F", {"Type": "Fail", "Error": "Boom"})), "child")
    error, cause = account.failure(machine(("J", job(child))), {"a": 1})
    assert error == "States.TaskFailed"
    assert json.loads(cause)["Error"] == "Boom"


def test_who_is_stopped_stops_its_job(account):
    # SFN-INT-02
    child = account.make(machine(("W", {"Type": "Wait", "Seconds": 300})), "child")
    parent = account.start(account.make(machine(("J", job(child)))), {"a": 1})
    account.clock.pass_time(1)
    account.states("StopExecution", executionArn=parent)
    (listed,) = account.states("ListExecutions", stateMachineArn=child)["executions"]
    assert listed["status"] == "ABORTED"


def test_the_name_of_a_job_is_good_once(account):
    # SFN-STD-02
    child = account.make(machine(("P", END)), "child")
    state = job(child)
    state["Parameters"]["Name"] = "one"
    definition = machine(("J", state))
    account.output(definition, {"a": 1})
    error, _ = account.failure(definition, {"a": 1})
    assert error == "StepFunctions.ExecutionAlreadyExistsException"


def test_an_express_workflow_can_be_run_by_the_sdk(account):
    child = account.make(machine(("W", {"Type": "Wait", "Seconds": 3})), "child", type="EXPRESS")
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
        "Parameters": {"StateMachineArn": child, "Input": {"x": 1}},
    }
    told = account.output(machine(("S", state)))
    assert (told["Status"], told["Output"]) == ("SUCCEEDED", '{"x":1}')
    standard = account.make(machine(("P", END)), "standard")
    state["Parameters"]["StateMachineArn"] = standard
    error, _ = account.failure(machine(("S", state)))
    assert error == "Sfn.StateMachineTypeNotSupportedException"


def test_an_integration_that_is_not_here_is_said_when_the_machine_is_made(account):
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun",
        "Parameters": {"JobName": "j"},
    }
    with pytest.raises(NotModelled):
        account.make(machine(("G", state)))
    account.world.tasks["glue:startJobRun"] = lambda parameters: {"JobRunId": parameters["JobName"]}
    assert account.output(machine(("G", state))) == {"JobRunId": "j"}


def test_an_arn_of_something_else_is_refused(account):
    code = refusal(account.states, "GetActivityTask", activityArn=STATES + "stateMachine:x")
    assert code == "InvalidArn"
