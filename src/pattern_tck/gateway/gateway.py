"""The gateway before a target: how a request from outside becomes a call that passes the tap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    ParamValidationError,
)

from pattern_tck.gateway import told_time
from pattern_tck.gateway.addresses import Addresses
from pattern_tck.gateway.endpoint import Endpoint
from pattern_tck.gateway.line import Line, Waiting
from pattern_tck.ports import Clients, Participant, Target
from pattern_tck.simulator.refusals import Refusal
from pattern_tck.tap import Tap

#: What an SDK wants of the environment that a child of the kit is given. No profile and no
#: credentials of the user get through, and no metadata service is asked.
_ENVIRONMENT: Final = {
    "AWS_SECRET_ACCESS_KEY": "the-gateway-does-not-look-at-it",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    # The client behind the gateway tries again. Whoever did so once more would wait in real time
    # between tries, and outlive a refusal that is meant to be the last.
    "AWS_MAX_ATTEMPTS": "1",
}


class Gateway:
    """One endpoint before one target, for as long as a run lasts."""

    def __init__(self, target: Target, region: str) -> None:
        self._endpoint = Endpoint()
        self._region = region
        self._undo = Addresses(self._endpoint.url).put_before(target.client("sqs"))

    @property
    def url(self) -> str:
        """Give the address, as ``http://127.0.0.1:PORT``."""
        return self._endpoint.url

    def admit(self) -> tuple[str, Line]:
        """Give a new access key id, and the line of whoever calls with it."""
        return self._endpoint.admit()

    def cut_off(self, key: str) -> None:
        """Hang up on whoever calls with a key, now and later."""
        self._endpoint.cut_off(key)

    def clock_url(self, key: str) -> str:
        """Give the address at which the holder of a key can ask for the time."""
        return self.url + told_time.path_of(key)

    def environment(self, key: str) -> Mapping[str, str]:
        """Give the variables by which every AWS SDK finds the gateway."""
        return {
            **_ENVIRONMENT,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_REGION": self._region,
            "AWS_DEFAULT_REGION": self._region,
        }

    def close(self) -> None:
        """Stop listening, and show the target's own addresses again."""
        self._undo()
        self._endpoint.close()


def serve(waiting: Waiting, participant: Participant, tap: Tap, client: Clients) -> Any:
    """Have a waiting request pass the tap, and give the answer; None if it was no answer.

    The caller is given the answer, unless it is a receive that found nothing: whether that goes on
    waiting is for the participant to say. Raises `Crash` where a fault kills the caller.
    """
    asked = waiting.asked
    parameters = dict(asked.parameters)
    if asked.operation == "ReceiveMessage":
        # The participant waits on the clock of the target, and holds up nobody.
        parameters["WaitTimeSeconds"] = 0
    call = client(asked.service)._make_api_call  # noqa: SLF001 - the single point of calling
    was_made = False

    def proceed(now: Mapping[str, Any]) -> Any:
        nonlocal was_made
        was_made = True
        try:
            return call(asked.operation, dict(now))
        except BotoCoreError:
            raise
        except (LookupError, TypeError, ValueError, AttributeError, NotImplementedError) as error:
            # A target in this process stumbles over a call, as a service might: that is its 500.
            raise _stumbled(asked.operation, error) from error

    try:
        answer = tap.pass_on(participant, asked.service, asked.operation, parameters, proceed)
    except ClientError as error:
        # What is refused at the tap is refused as after the SDK's own tries.
        waiting.refuse(_refusal(error), for_good=not was_made)
        return None
    except ParamValidationError as error:
        # The SDK of the caller has let it through; the service would not.
        waiting.refuse(Refusal("InvalidParameterValue", str(error)))
        return None
    except HTTPClientError:
        waiting.drop()
        return None
    except BaseException:
        # It is killed here, or the scenario is over: nobody will answer any more.
        waiting.drop()
        raise
    if asked.operation != "ReceiveMessage" or answer.get("Messages"):
        waiting.answer(answer)
    return answer


def _stumbled(operation: str, error: Exception) -> ClientError:
    said = f"the target failed: {type(error).__name__}: {error}"
    return ClientError(
        {
            "Error": {"Code": "InternalFailure", "Message": said},
            "ResponseMetadata": {"HTTPStatusCode": 500},
        },
        operation,
    )


def _refusal(error: ClientError) -> Refusal:
    told = error.response["Error"]
    code = str(told.get("Code", "InternalFailure"))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))
    # botocore shows the code of the old protocol, and that of the new one beside it.
    modern = str(told.get("QueryErrorCode", code))
    members = {
        name: value
        for name, value in error.response.items()
        if name not in {"Error", "ResponseMetadata", "message", "Message"}
    }
    return Refusal(
        modern,
        str(told.get("Message", "")),
        status=status,
        query_code=code,
        sender=status < 500,
        members=members,
    )


_open: dict[int, Gateway] = {}


def gateway_before(target: Target) -> Gateway:
    """Give the gateway before a target; it is opened when it is first asked for.

    A target in step with real time has the clients, and so the gateway, of the target itself.
    """
    sqs = target.client("sqs")
    if id(sqs) not in _open:
        _open[id(sqs)] = Gateway(target, str(sqs.meta.region_name))
    return _open[id(sqs)]


def close_gateways() -> None:
    """Close whatever was opened."""
    while _open:
        _open.popitem()[1].close()
