"""The guard of the control endpoints: no web page of elsewhere may use them.

A browser on this machine reaches loopback too. A page of another site can have it send requests
there (CSRF), and with a name that it controls even read the answers (DNS rebinding). So the name
by which a request comes, and the page that it comes from, must be of this machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit


def is_local(host: str) -> bool:
    """Say whether a name or address is of this machine by its very form; nothing is looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def wrong(headers: Mapping[str, str], *, loopback: bool) -> str:
    """Give what is wrong with where a request comes from, in a sentence; nothing if all is well.

    ``loopback`` says that the door listens there alone; else any name may lead to it.
    """
    host = headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        name = ""
    if loopback and not is_local(name):
        return f"the host {host[:80]!r} is not this machine"
    origin = headers.get("origin")
    if origin is None:
        # Browsers that send no Origin with a request of another site say so here.
        site = headers.get("sec-fetch-site", "none")
        return "" if site in {"none", "same-origin"} else "a page of another site asks this"
    return "" if origin == f"http://{host}" else f"the page {origin[:80]!r} is of another site"
