"""Addresses that open something by themselves are written into no log.

Django logs the address of every answer from 400 on: a code that was mistyped would leave there what the household's
card opens. Plain Python: settings name it.
"""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(/(?:so-ho|loi-moi)/)[^/\s?#\"']+")


class HideSecrets(logging.Filter):
    """Puts a sign in the place of the secret part of an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the message; nothing is left out."""
        said = record.getMessage()
        hidden = _SECRET.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
