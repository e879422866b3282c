"""The JSON-LD contexts that a badge names, read from npm's packages: nothing is ever fetched while signing."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_MODULES = settings.ROOT / "node_modules"
_FILES = {
    CREDENTIALS: _MODULES / "@digitalbazaar" / "credentials-context" / "contexts" / "v2.jsonld",
    OPEN_BADGES: _MODULES / "@digitalcredentials" / "open-badges-context" / "js" / "contexts" / "context-3.0.3.js",
}


class UnknownContext(Exception):
    """A document names a context that we do not carry."""


@cache
def _read(url: str) -> dict[str, Any]:
    if url not in _FILES:
        raise UnknownContext(url)
    text = _FILES[url].read_text()
    # One package carries its context as a script that exports an object written as JSON.
    content: dict[str, Any] = json.loads(text.partition("module.exports =")[2].rstrip().rstrip(";") or text)
    return content


def load_context(url: str, _options: dict[str, Any] | None = None) -> dict[str, Any]:
    """What PyLD calls for each context."""
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": _read(url)}
