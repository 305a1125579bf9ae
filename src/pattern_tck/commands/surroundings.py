"""The surroundings of a command that is run beside the simulator: what any AWS SDK needs."""

from __future__ import annotations

import os
from collections.abc import Mapping


def surroundings(url: str, region: str) -> Mapping[str, str]:
    """Give the environment of a command; neither a profile nor a session of somebody's is in it.

    An access key id of twelve digits names a world, and stays.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"AWS_PROFILE", "AWS_SESSION_TOKEN"}
        and not name.startswith("AWS_ENDPOINT_URL")
    }
    key = kept.get("AWS_ACCESS_KEY_ID", "")
    spared = kept.get("NO_PROXY") or kept.get("no_proxy", "")
    without = ",".join(filter(None, [spared, "127.0.0.1,localhost,::1"]))
    return {
        **kept,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": key if len(key) == 12 and key.isdecimal() else "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": without,
        "no_proxy": without,
    }
