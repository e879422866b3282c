"""A question's content out of a file: its media read, everything checked, each problem with its line."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import BooleanBlock, CharBlock, TextBlock

from courses.curriculum_files.media import MediaFile, read_media
from courses.media.files import AUDIO, check_file
from quizzes.files.entries import MEDIA_KEYS
from quizzes.kinds.registry import kind_of

if TYPE_CHECKING:
    from pathlib import Path

    from wagtail.blocks import StructBlock

    from courses.curriculum_files.problems import Notebook
    from courses.curriculum_files.yaml_lines import Located

# Stands for a number of the library while a content is checked.
_SOME_NUMBER = 1


def read_content(
    found: Located, kind: str, root: Path, notes: Notebook
) -> tuple[dict[str, Any], dict[str, MediaFile]]:  # fmt: skip
    """The content as the bank keeps it, but with names of files; and what is in these files."""
    content = _plain(found)
    if not isinstance(content, dict):
        notes.note(found.line, _("Here must stand fields, each as “name: value”."))
        return {}, {}
    media: dict[str, MediaFile] = {}
    checked = dict(content)
    for key, number in MEDIA_KEYS.items():
        if content.get(key) is not None:
            checked[key] = _checked(content[key], key, number, root, media, _line(found, [key]), notes)
    for problem in kind_of(kind).problems(checked):
        way = problem.path.split(".") if problem.path else []
        message = f"{problem.path}: {problem.message}" if problem.path else problem.message
        notes.note(_line(found, way), message)
    if notes.problems:
        return {}, {}
    return complete(content, kind), media


def complete(content: dict[str, Any], kind: str) -> dict[str, Any]:
    """The content with every field that may be left out, as the bank keeps it."""
    # What is not there is empty or not set, whatever the editor's screen would begin with.
    empty = {
        name: False if isinstance(child, BooleanBlock) else ""
        for name, child in _block(kind).child_blocks.items()
        if isinstance(child, BooleanBlock | CharBlock | TextBlock)
    }
    media = {key: content[key] for key in MEDIA_KEYS if content.get(key) is not None}
    others = {name: value for name, value in content.items() if name not in MEDIA_KEYS}
    block = _block(kind)
    return {**_one_form(block.get_prep_value(block.to_python({**empty, **others}))), **media}


def _one_form(value: Any) -> Any:
    """Nothing is an empty text; 50.0 is 50."""
    if isinstance(value, dict):
        return {name: _one_form(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_one_form(child) for child in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


@cache
def _block(kind: str) -> StructBlock:
    return kind_of(kind).block()


def _checked(
    value: Any, key: str, number: str, root: Path, media: dict[str, MediaFile], line: int, notes: Notebook
) -> Any:  # fmt: skip
    """What stands at a picture or sound, with a number in the place of its file, if that can be read."""
    if not isinstance(value, dict) or not isinstance(value.get("file"), str):
        notes.note(line, _("Here stands “file:” with the name of a file, such as drawings/name.svg."))
        return value
    name = value["file"]
    try:
        media[name] = read_media(root, name)
        if media[name].is_picture != (key == "picture"):
            raise ValidationError(_("This is no picture.") if key == "picture" else _("This is no sound."))
        if key == "audio":
            check_file(name, len(media[name].content), media[name].content[:16], AUDIO)
    except ValidationError as error:
        notes.note(line, " ".join(error.messages))
    words = {field: one for field, one in value.items() if field != "file"}
    if number in words:
        notes.note(line, _("The field “%(name)s” is not known here; known are: %(known)s.") % {
            "name": number, "known": "file",
        })  # fmt: skip
    return {**words, number: _SOME_NUMBER}


def _plain(found: Located) -> Any:
    """The values without their lines, texts in one form of Unicode."""
    value = found.value
    if isinstance(value, dict):
        return {name: _plain(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _line(found: Located, way: list[str]) -> int:
    """The line of what lies on this way, or of the last that is there."""
    for step in way:
        value = found.value
        if isinstance(value, dict) and step in value:
            found = value[step]
        elif isinstance(value, list) and step.isdecimal() and 0 < int(step) <= len(value):
            found = value[int(step) - 1]
        else:
            break
    return found.line
