"""What `H5P_CONTENT_HOST` may be. Plain Python without Django: settings ask before there are any settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def content_host_problem(host: str, *, site_url: str, allowed_hosts: Sequence[str], production: bool) -> str:
    """Why packages must not play on this host, in a sentence; empty if they may."""
    if not host:
        return "Production needs H5P_CONTENT_HOST: packages must play on another host name than the site's."
    if not _HOST.fullmatch(host):
        return "H5P_CONTENT_HOST must be a host name in small letters, with a port where there is one, and no more."
    name = host.partition(":")[0]
    site = urlsplit(site_url).hostname or ""
    if name == site:
        return (
            "H5P_CONTENT_HOST must not be SITE_URL's host, whatever its port: programs in packages would read the"
            " cookies and the pages of the site."
        )
    if any(_answers(pattern, name) for pattern in allowed_hosts):
        return "ALLOWED_HOSTS must not answer to H5P_CONTENT_HOST: nothing of the site is served there."
    # Which names are of one site, only a list of all public suffixes could say otherwise.
    if production and not name.endswith(f".{site.removeprefix('www.')}"):
        return (
            f"H5P_CONTENT_HOST must lie below SITE_URL's host (such as h5p.{site.removeprefix('www.')}): on another"
            " site browsers take the storage of activities away and do not let them work offline."
        )
    return ""


def _answers(pattern: str, name: str) -> bool:
    return pattern in ("*", name) or (pattern.startswith(".") and f".{name}".endswith(pattern))
