"""Whether a file is what somebody says it is, before any of it is kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from quizzes.imports.models import Format
from quizzes.imports.reading import peek

MOST_BYTES = 20_000_000
# What GIFT readers of that size take; see `quizzes/formats/gift/reader.py`.
MOST_GIFT_BYTES = 5_000_000
_SHOWN = 3
_BEGINNING = 4_096


def check_file(kind: str, data: bytes) -> None:
    """Raise ``ValidationError`` with a sentence that says what to do instead."""
    most = MOST_GIFT_BYTES if kind == Format.GIFT else MOST_BYTES
    if len(data) > most:
        raise ValidationError(_("The file is larger than %d MB. Divide it into several files.") % (most // 1_000_000))
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    if reason := _another_format(kind, data):
        raise ValidationError(reason)
    found = peek(kind, data)
    if found.has_question:
        return
    if not found.troubles:
        raise ValidationError(_("There is no question in this file."))
    reasons = [_where(one.line, one.message) for one in found.troubles[:_SHOWN]]
    raise ValidationError(_("No question of this file can be used. %s") % " ".join(reasons))


def _where(line: int, message: str) -> str:
    return _("Line %(line)d: %(message)s") % {"line": line, "message": message} if line else message


def _another_format(kind: str, data: bytes) -> str:
    """What the file looks like, where that is something else."""
    head = data[:_BEGINNING]
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _("This is a spreadsheet of the old kind (.xls). Save it as .xlsx.")
    is_zip = head.startswith(b"PK")
    if kind == Format.XLSX:
        return "" if is_zip else _("This is no XLSX file, whatever its name says. Open it, and save it as .xlsx.")
    if is_zip:
        return _("This is a spreadsheet (XLSX) or an archive. Choose “%s”, or another file.") % Format.XLSX.label
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    is_xml = text.startswith((b"<?xml", b"<quiz", b"<!doctype"))
    if kind == Format.MOODLE_XML:
        return "" if is_xml else _("This is no Moodle XML file: it does not begin as XML does.")
    if is_xml:
        return _("This is an XML file. Choose “%s”, or another file.") % Format.MOODLE_XML.label
    return ""
