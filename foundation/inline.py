"""The two small pieces that stand inside pages, and the CSP sources that allow exactly them.

Plain Python without Django: settings ask for the hashes before there are any settings.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

_HERE = Path(__file__).resolve().parent

# Runs before the first paint of every page, and says when the network is away.
EARLY_SCRIPT = (_HERE / "early.js").read_text(encoding="utf-8")
# Dresses the pages that must not depend on any other file: 500 and 503.
PLAIN_STYLE = (_HERE / "plain.css").read_text(encoding="utf-8")


def csp_source(content: str) -> str:
    """The CSP source that allows an inline element with exactly this content."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
