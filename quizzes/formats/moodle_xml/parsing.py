"""The questions of an XML file one after the other, without following what XML can do to a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from quizzes.formats.records import Refused

MOST_BYTES = 60_000_000
MOST_DEPTH = 40
_CHUNK = 1 << 16


def questions(file: BinaryIO) -> Iterator[tuple[int, Element]]:
    """Each ``question`` with the line where it begins. Raises ``Refused`` where the file cannot be read on."""
    target = _Questions()
    # No question bank writes a document type; bombs and references to other files need one.
    parser = DefusedXMLParser(target=target, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    target.parser = parser
    size = 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            message = _("The file is larger than %d MB. Divide it into several files.") % (MOST_BYTES // 1_000_000)
            raise Refused(0, "too_large", message)
        yield from _fed(parser, target, chunk)
    yield from _fed(parser, target, None)
    if target.root != "quiz":
        raise Refused(1, "not_moodle", _("This is not a file of questions from Moodle."))


def _fed(parser: Any, target: _Questions, chunk: bytes | None) -> Iterator[tuple[int, Element]]:
    """The questions that a piece finishes, also those that stand before what is wrong in it."""
    try:
        _feed(parser, chunk)
    except Refused:
        yield from target.taken()
        raise
    yield from target.taken()


def _feed(parser: Any, chunk: bytes | None) -> None:
    """The next piece; None at the end."""
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        message = _("The file declares a document type or entities. Such files are not read: they can do harm.")
        raise Refused(line, "dangerous_xml", message) from error
    except ParseError as error:
        message = _("This is not well-formed XML; it cannot be read from here on.")
        raise Refused(error.position[0], "broken_xml", message) from error
    except (LookupError, ValueError) as error:
        raise Refused(1, "encoding", _("The encoding of this file is not known. Save it as UTF-8.")) from error


class _Questions:
    """Builds an element for each question and forgets all else."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.root = ""
        self._open: list[Element] = []
        self._texts: list[str] = []
        self._depth = 0
        self._line = 0
        self._done: list[tuple[int, Element]] = []

    def taken(self) -> list[tuple[int, Element]]:
        """What was finished since the last time."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Refused(self._here(), "too_deep", _("Elements of this file stand within each other too deeply."))
        if not self._open and tag != "question":
            return
        element = Element(tag, attributes)
        if self._open:
            self._flush()
            self._open[-1].append(element)
        else:
            self._line = self._here()
        self._open.append(element)

    def data(self, text: str) -> None:
        if self._open:
            self._texts.append(text)

    def end(self, _tag: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        self._flush()
        element = self._open.pop()
        if not self._open:
            self._done.append((self._line, element))

    def close(self) -> None:
        self._texts.clear()

    def _here(self) -> int:
        return self.parser.parser.CurrentLineNumber

    def _flush(self) -> None:
        """Put what was read into the element that is open: Moodle's texts have no elements within."""
        if self._texts:
            element = self._open[-1]
            element.text = (element.text or "") + "".join(self._texts)
            self._texts.clear()
