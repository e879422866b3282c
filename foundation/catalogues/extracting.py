"""Finds what is marked for translation in a package's Python and templates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Message
from babel.messages.extract import extract
from django.template.exceptions import TemplateSyntaxError
from django.utils.translation.template import templatize

KEYWORDS = {
    name + lazy: spec
    for lazy in ("", "_lazy")
    for name, spec in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"_": None, "gettext_noop": None}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}

# (context, msgid): what a translation belongs to.
Key = tuple[str | None, str]


@dataclass
class Marked:
    """A text that is marked for translation, and the files where it stands."""

    msgid: str
    plural: str = ""
    context: str | None = None
    comments: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What its translation belongs to."""
        return self.context, self.msgid

    @property
    def has_placeholders(self) -> bool:
        """Whether it is filled by `%`."""
        return Message([self.msgid, self.plural] if self.plural else self.msgid).python_format


class CannotExtract(Exception):
    """A file cannot be read; the message names it."""


def packages(root: Path) -> list[Path]:
    """The folders of the site's packages."""
    return sorted(path.parent for path in root.glob("*/apps.py"))


def marked_texts(package: Path) -> dict[Key, Marked]:
    """Everything that a package marks, in the order of the keys; raises ``CannotExtract``."""
    found: dict[Key, Marked] = {}
    for path in _files(package):
        name = path.relative_to(package.parent).as_posix()
        try:
            for marked in _extract(_python(path)):
                kept = found.setdefault(marked.key, marked)
                kept.plural = kept.plural or marked.plural
                kept.files.add(name)
                kept.comments += [comment for comment in marked.comments if comment not in kept.comments]
        except (SyntaxError, TokenError, UnicodeDecodeError, TemplateSyntaxError) as error:
            raise CannotExtract(f"{name}: {error}") from error
    return dict(sorted(found.items(), key=lambda item: (item[0][1], item[0][0] or "")))


def _files(package: Path) -> Iterator[Path]:
    yield from sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)
    templates = {path for path in package.rglob("templates/**/*") if path.suffix in TEMPLATE_SUFFIXES}
    # A kind of question has its template beside its Python.
    yield from sorted(templates | set(package.glob("kinds/**/*.html")))


def _python(path: Path) -> str:
    """The source of a module, or the Python that a template becomes for the extractor."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # Of the markup only its white space is left, and Python minds that at the beginning of a line.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))


def _extract(source: str) -> Iterator[Marked]:
    file = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, texts, comments, context in extract("python", file, KEYWORDS, ["Translators:"], options):
        msgid, plural = texts if isinstance(texts, tuple) else (texts, "")
        yield Marked(msgid, plural, context, list(comments))
