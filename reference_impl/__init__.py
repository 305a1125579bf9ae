"""The reference implementation: every pattern, written to be read."""

from __future__ import annotations

from collections.abc import Mapping

from pattern_tck.ports import Role
from pattern_tck.reference_impl import (
    message_filter,
    point_to_point,
    publish_subscribe,
    request_response,
    saga,
    sending,
    topic_queue_chaining,
)


def implementation() -> Mapping[str, Role]:
    """Give the roles that the reference plays: all of them."""
    return {
        **point_to_point.ROLES,
        **sending.ROLES,
        **request_response.ROLES,
        **publish_subscribe.ROLES,
        **topic_queue_chaining.ROLES,
        **message_filter.ROLES,
        **saga.ROLES,
    }
