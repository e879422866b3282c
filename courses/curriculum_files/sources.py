"""What stands in a file: bytes within bounds, text in UTF-8, YAML; anything else is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.curriculum_files.problems import Problem, RefusedError
from courses.curriculum_files.yaml_lines import Located, YamlError, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 256 * 1024


def read_source(path: Path, file: str) -> bytes:
    """All of a file; raises ``RefusedError``."""
    if path.is_symlink() or not path.is_file():
        raise RefusedError(Problem(file, 0, _("The file is not there.")))
    if path.stat().st_size > MOST_BYTES:
        raise RefusedError(Problem(file, 0, _("The file has more than %d KB.") % (MOST_BYTES // 1024)))
    return path.read_bytes()


def source_text(source: bytes, file: str) -> str:
    """The text of a file; raises ``RefusedError``."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise RefusedError(Problem(file, line, _("The file is not written in UTF-8."))) from error
    if "\0" in text:
        raise RefusedError(Problem(file, 0, _("The file is not written in UTF-8.")))
    return text


def read_document(path: Path, file: str) -> tuple[bytes, Located]:
    """A file that is YAML from beginning to end, and what it says; raises ``RefusedError``."""
    source = read_source(path, file)
    try:
        return source, read_yaml(source_text(source, file))
    except YamlError as error:
        raise RefusedError(Problem(file, error.line, error.reason)) from error
