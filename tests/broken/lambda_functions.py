"""Functions behind queues that are wrong on purpose, and mappings that are set up wrongly."""

from __future__ import annotations

from tests.lambda_functions import bound
from tests.running import ROOT


def _booking(module: str, **settings):
    handler = f"tests.functions.{module}.booking"
    return {"consumer": bound(handler, "booking", "WORK_QUEUE_URL", folder=ROOT, **settings)}


def _authorisation(module: str, **settings):
    handler = f"tests.functions.{module}.authorisation"
    return {
        "responder": bound(handler, "authorisation", "REQUESTS_QUEUE_URL", folder=ROOT, **settings)
    }


whole_batch = {"consumer": bound("app_broken.booking", "booking", "WORK_QUEUE_URL")}
whole_batch_of_requests = {
    "responder": bound("app_broken.authorisation", "authorisation", "REQUESTS_QUEUE_URL")
}
acknowledges_in_a_finally = _authorisation("acknowledges_in_a_finally")
forgets = _booking("forgets")
trusts_its_memory = _booking("trusts_its_memory")
#: The function reports its failures, and nobody looks: the setting is missing.
reports_to_nobody = {
    "responder": bound("app.authorisation", "authorisation", "REQUESTS_QUEUE_URL", reports=False)
}

CAUGHT = {
    "whole_batch": ["P2P-07"],
    "whole_batch_of_requests": ["DLQ-16"],
    "acknowledges_in_a_finally": ["RR-04"],
    "forgets": ["SQS-DEL-02", "SQS-DEL-04"],
    "trusts_its_memory": ["SQS-VIS-02"],
    "reports_to_nobody": ["RR-04"],
}
