"""Brings a catalogue in step with what its package marks, and keeps every translation."""

from __future__ import annotations

from pathlib import Path

import polib

from foundation.catalogues import files
from foundation.catalogues.extracting import Key, Marked, marked_texts


def merge(package: Path, *, prune: bool = False) -> bool:
    """Add what is new, empty; set aside what is gone, or with ``prune`` drop it. Says whether the file changed."""
    return merge_into(files.path_of(package), marked_texts(package), prune=prune)


def merge_into(path: Path, marked: dict[Key, Marked], *, prune: bool) -> bool:
    """The same with one file and the texts that belong into it."""
    held = {files.key_of(entry): entry for entry in files.read_from(path)}
    entries = [_entry(text, held.get(text.key)) for text in marked.values()]
    if not prune:
        entries += [_set_aside(entry) for key, entry in held.items() if key not in marked and _translated(entry)]
    return bool(entries or held) and files.write_to(path, entries)


def _entry(text: Marked, held: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context, comment="\n".join(text.comments))
    entry.occurrences = [(name, "") for name in sorted(text.files)]
    entry.flags = ["python-format"] if text.has_placeholders else []
    translation = _translation(held) if held else ""
    if held is not None:
        entry.tcomment = held.tcomment
        entry.flags += ["fuzzy"] if held.fuzzy else []
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = {0: translation}
    else:
        entry.msgstr = translation
    return entry


def _translation(entry: polib.POEntry) -> str:
    """What it says in Vietnamese, which has one form for one and many."""
    return entry.msgstr or entry.msgstr_plural.get(0, "")


def _translated(entry: polib.POEntry) -> bool:
    return bool(_translation(entry))


def _set_aside(entry: polib.POEntry) -> polib.POEntry:
    entry.obsolete, entry.occurrences, entry.comment = True, [], ""
    return entry


def translations(package: Path) -> dict[Key, str]:
    """What a package's catalogue says for each text that is in use."""
    return translations_in(files.path_of(package))


def translations_in(path: Path) -> dict[Key, str]:
    """What the catalogue in this file says for each text that is in use."""
    return {files.key_of(entry): _translation(entry) for entry in files.read_from(path) if not entry.obsolete}
