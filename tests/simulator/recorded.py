"""A client that speaks to a new account, and how a test sees what it is told."""

from contextlib import contextmanager
from functools import cache

import boto3
from botocore.exceptions import ClientError

from pattern_tck.simulator.clock import VirtualClock
from pattern_tck.simulator.doors.in_process import open_door
from pattern_tck.simulator.world import World

START = 1_800_000_000
OWNER = "123456789012"


@contextmanager
def account(*services):
    """Give a world and clients of services, through the door of this process."""
    world = World(clock=VirtualClock(START))
    with open_door(world):
        yield world, *(client(service) for service in services)


@cache
def client(service):
    # Making one takes longer than a test; what it speaks to is the door's affair.
    session = boto3.session.Session("nobody", "nothing", region_name="us-east-1")
    return session.client(service)


def told(call, **asked):
    """Give what a call answers, without what the SDK adds; or what it is refused with."""
    try:
        answer = call(**asked)
    except ClientError as error:
        said = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return said["Code"], said["Message"], status
    answer.pop("ResponseMetadata")
    return answer


def error(call, **asked):
    """Give all that the SDK makes of a refusal but the id of the request."""
    try:
        answer = call(**asked)
    except ClientError as refused:
        response = dict(refused.response)
        response["Status"] = response.pop("ResponseMetadata")["HTTPStatusCode"]
        return response
    raise AssertionError(f"not refused: {answer}")
