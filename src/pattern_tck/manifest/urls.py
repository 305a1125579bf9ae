"""Addresses of services, as a user writes them."""

from __future__ import annotations

from urllib.parse import urlsplit


def url_mistake(url: str) -> str:
    """Give what is wrong with an address of HTTP, or nothing. A password is not repeated."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "this is no address; give one such as http://127.0.0.1:8080"
    if parts.scheme not in {"http", "https"} or not host or url.split() != [url]:
        return "this is no address of HTTP; give one such as http://127.0.0.1:8080"
    if parts.username is not None or parts.password is not None:
        return "it holds a user or a password, which would stand in every report; leave it out"
    return ""
