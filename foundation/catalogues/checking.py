"""Says what is wrong with the catalogues: nothing missing, nothing left over, nothing that breaks when it is filled."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from foundation.catalogues import files
from foundation.catalogues.extracting import Key, Marked, marked_texts
from foundation.catalogues.merging import translations, translations_in

# %(name)s, %s, {name} and {0}; %% is a percent sign.
_PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[a-zA-Z]|\{\w*\}")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with one entry."""

    package: str
    what: str
    msgid: str

    def __str__(self) -> str:
        return f"{self.package}: {self.what}: {self.msgid!r}"


def check(packages: list[Path]) -> list[Fault]:
    """Everything that is wrong, package by package."""
    faults: list[Fault] = []
    said: dict[Key, dict[str, str]] = {}
    for package in packages:
        marked = marked_texts(package)
        faults += _check_package(package, marked)
        for key, text in translations(package).items():
            if text:
                said.setdefault(key, {})[package.name] = text
    # Django puts all catalogues together, so of two translations only one would ever be seen.
    for (_context, msgid), texts in said.items():
        if len(set(texts.values())) > 1:
            faults.append(Fault(", ".join(texts), "translated in different ways", msgid))
    return faults


def _check_package(package: Path, marked: dict[Key, Marked]) -> list[Fault]:
    texts = translations(package)
    faults = [Fault(package.name, "missing", text.msgid) for key, text in marked.items() if not texts.get(key)]
    return faults + check_entries(package.name, files.path_of(package), marked)


def check_entries(name: str, path: Path, marked: dict[Key, Marked]) -> list[Fault]:
    """What is wrong with the entries that a catalogue does have."""
    texts, faults = translations_in(path), []
    for entry in files.read_from(path):
        key = files.key_of(entry)
        if key not in marked:
            faults.append(Fault(name, "obsolete", entry.msgid))
        elif entry.fuzzy:
            faults.append(Fault(name, "fuzzy", entry.msgid))
        elif texts.get(key) and not fits(marked[key], texts[key]):
            faults.append(Fault(name, "placeholders differ", entry.msgid))
    return faults


def _placeholders(text: str) -> Counter[str]:
    return Counter(match for match in _PLACEHOLDER.findall(text) if match != "%%")


def fits(marked: Marked, translation: str) -> bool:
    """Whether the translation has the placeholders of the text, no more and no less; of two forms those of either."""
    wanted = [_placeholders(text) for text in (marked.msgid, marked.plural) if text]
    return _placeholders(translation) in wanted
