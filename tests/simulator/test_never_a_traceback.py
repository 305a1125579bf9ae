"""Whatever is asked of the model, in the types that an SDK lets through, it answers or refuses.

Nothing ends in an error of Python's own: neither the call, nor what comes of it as time goes on.
"""

import random
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.refusals import AnswerLost, NotModelled, Refusal
from pattern_tck.simulator.world import SERVICES, World

from . import plausible
from .whole_account import ROLE, WholeAccount

OPERATIONS = [
    (service, operation)
    for service in sorted(SERVICES)
    for operation in sorted(World().region("us-east-1").operations(service))
]
#: How long what was asked for may have its effects, in seconds.
A_WHILE = 700


def at_leisure(examples):
    return settings(
        deadline=None,
        derandomize=True,
        max_examples=examples,
        suppress_health_check=list(HealthCheck),
    )


def asked(account, service, operation, parameters):
    """Ask, and give what was answered; None if that was refused, or is not modelled."""
    try:
        answer = account.world.call(service, operation, parameters)
    except (Refusal, AnswerLost):
        return None
    assert isinstance(answer, dict)
    return answer


def let_time_pass(account, seconds=A_WHILE):
    """Let time pass, up to what is not modelled."""
    try:
        account.world.clock.pass_time(seconds)
    except NotModelled:
        return


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
@given(data=st.data())
@at_leisure(8)
def test_any_operation_with_any_parameters(service, operation, data):
    account = WholeAccount()
    asked(account, service, operation, data.draw(plausible.parameters(service, operation)))
    let_time_pass(account)


@given(data=st.data(), seed=st.integers(0, 1000))
@at_leisure(60)
def test_some_operations_one_after_the_other_and_an_adversary(data, seed):
    dice = random.Random(seed)
    account = WholeAccount()
    account.world.choose = lambda _freedom, n, _subject: dice.randrange(n)
    for service, operation in data.draw(st.lists(st.sampled_from(OPERATIONS), max_size=8)):
        asked(account, service, operation, data.draw(plausible.parameters(service, operation)))
        let_time_pass(account, dice.choice([0, 1, 60]))
    let_time_pass(account)


@given(data=st.data())
@at_leisure(150)
def test_a_machine_of_any_states_with_any_input(data):
    account = WholeAccount()
    state = data.draw(st.sampled_from(plausible.STATES).flatmap(plausible.mutated))
    text = plausible.written(plausible.definition(state))
    parameters = {"name": "any", "definition": text, "roleArn": ROLE}
    made = asked(account, "stepfunctions", "CreateStateMachine", parameters)
    if made is None:
        return
    text = plausible.written(data.draw(plausible.mutated(plausible.INPUT)))
    parameters = {"stateMachineArn": made["stateMachineArn"], "input": text}
    begun = asked(account, "stepfunctions", "StartExecution", parameters)
    let_time_pass(account)
    if begun is not None:
        account.call("stepfunctions", "DescribeExecution", **begun)
        account.call("stepfunctions", "GetExecutionHistory", executionArn=begun["executionArn"])


@given(data=st.data())
@at_leisure(150)
def test_a_state_is_tried_with_anything(data):
    account = WholeAccount()
    state = data.draw(st.sampled_from(plausible.STATES).flatmap(plausible.mutated))
    parameters = data.draw(plausible.parameters("stepfunctions", "TestState"))
    parameters["definition"] = plausible.written(state)
    parameters["input"] = plausible.written(data.draw(plausible.mutated(plausible.INPUT)))
    parameters.pop("stateName", None)
    asked(account, "stepfunctions", "TestState", parameters)


@pytest.mark.parametrize("service", ["sqs", "sns", "events", "stepfunctions", "cloudwatch"])
def test_parameters_of_documents_are_held_against_what_botocore_says(service):
    table = import_module(f"pattern_tck.simulator.parameters.{service}").OPERATIONS
    described = {
        operation: plausible.described(service, operation)
        for operation in World().region("us-east-1").operations(service)
    }
    assert table == described
