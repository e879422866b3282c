"""Bytes of a text file as text, or why that cannot be."""

from __future__ import annotations

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

from foundation.sheets.troubles import CHANGED, Refused, Trouble

# What no text holds: control characters, and the code points that Unicode keeps for use inside programs, which the
# reader of GIFT needs for itself.
_FOREIGN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(data: bytes, most: int) -> tuple[str, list[Trouble]]:
    """The text in one spelling of Vietnamese and with one kind of line ends. Raises ``Refused``."""
    if len(data) > most:
        limit = most // 1_000_000
        raise Refused(0, "too_large", _("The file is larger than %d MB. Divide it into several files.") % limit)
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[len(mark) : len(mark) + error.start].decode(encoding, "replace")
        raise Refused(
            _line(before), "encoding", _("This is not text in UTF-8. Save the file again with the encoding UTF-8.")
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise Refused(_line(text[: text.index("\0")]), "not_text", _("This file is not a text file."))
    return _cleaned(text)


def _cleaned(text: str) -> tuple[str, list[Trouble]]:
    troubles = []
    if found := _FOREIGN.search(text):
        line = _line(text[: found.start()])
        message = _("Characters that cannot be shown were left out, here and perhaps further below.")
        troubles.append(Trouble(line, "control_characters", message, CHANGED))
        text = _FOREIGN.sub("", text)
    return unicodedata.normalize("NFC", text), troubles


def _line(before: str) -> int:
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
