"""An account with schedules and what they call, as the tests of schedules talk to it."""

import json

from tests.simulator.ends import START, Ends, arn, refused

__all__ = ["AT_ONCE", "MINUTE", "ROLE", "START", "Account", "arn", "refused"]

ROLE = "arn:aws:iam::123456789012:role/scheduler"
AT_ONCE = {"Mode": "OFF"}
MINUTE = 60


class Account(Ends):
    service, end = "scheduler", "taken"

    def queue(self, name="taken", **attributes):
        return self.make_queue(name, **attributes)

    def asked(self, expression="rate(5 minutes)", name="s", target=None, **parameters):
        """Give the parameters of a schedule, of a queue if no target is given."""
        target = {"Arn": arn("sqs", "taken"), "RoleArn": ROLE, "Input": '"x"'} | (target or {})
        given = {
            "Name": name,
            "ScheduleExpression": expression,
            "FlexibleTimeWindow": AT_ONCE,
            "Target": target,
        }
        return given | parameters

    def schedule(self, *given, **parameters):
        asked = self.asked(*given, **parameters)
        return self.call("CreateSchedule", **asked)["ScheduleArn"]

    def times(self, name="taken"):
        """Give the times that the bodies on a queue name."""
        return [json.loads(body)["at"][-9:-1] for body in self.bodies(name)]
