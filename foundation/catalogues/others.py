"""The catalogue of what the installed packages of others mark and do not say in Vietnamese, or say wrongly.

It stands in the first of LOCALE_PATHS, where Django looks before it looks into any package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django.conf
from django.apps import apps

from foundation.catalogues import files
from foundation.catalogues.checking import Fault, check_entries, fits
from foundation.catalogues.extracting import Key, Marked, marked_texts
from foundation.catalogues.merging import merge_into, translations, translations_in

# What the server says, and what Wagtail's scripts say.
DOMAINS = ("django", "djangojs")

# Templates of allauth that nothing here ever shows: accounts have no e-mail, nobody signs up, signs in or changes a
# number on its pages, and no address leads to them. Its pages of passwords and second factors are ours.
NEVER_SHOWN = re.compile(
    r"templates/(\w+/email/|allauth/layouts/|account/(?!messages/(password_changed|logged_\w+)\.txt)|mfa/trust\.html"
    r"|mfa/webauthn/(signup_form|edit_form|authenticator_list|snippets/scripts)\.html)"
)


def path_in(folder: Path, domain: str, language: str = files.LANGUAGE) -> Path:
    """Where a folder of catalogues has this one."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def packages_of_others(own: list[Path]) -> dict[str, Path]:
    """The installed packages that are not ours, and Django itself."""
    installed = {config.name: Path(config.path) for config in apps.get_app_configs()}
    found = {name: path for name, path in installed.items() if path not in own}
    return {**found, "django": Path(django.conf.__file__).parent}


def marked_by_others(own: list[Path], domain: str) -> dict[Key, Marked]:
    """Everything that they mark: what their English catalogues have, and what their source has besides."""
    found: dict[Key, Marked] = {}
    for name, package in packages_of_others(own).items():
        texts = list(_in_english(path_in(package / "locale", domain, "en")))
        if domain == "django" and name != "django":
            texts += _in_source(package)
        for text in texts:
            if text.files and not any(_is_seen(package, Path(place), own) for place in text.files):
                continue
            kept = found.setdefault(text.key, Marked(text.msgid, text.plural, text.context))
            kept.plural = kept.plural or text.plural
            kept.files.add(name)
    return dict(sorted(found.items(), key=lambda item: (item[0][1], item[0][0] or "")))


def _in_english(path: Path) -> Iterator[Marked]:
    for entry in files.read_from(path):
        if not entry.obsolete:
            places = {place for place, _line in entry.occurrences}
            yield Marked(entry.msgid, entry.msgid_plural, entry.msgctxt, files=places)


@cache
def _in_source(package: Path) -> list[Marked]:
    """What stands in a package's own files, each by its place within the package."""
    texts = marked_texts(package).values()
    for text in texts:
        text.files = {Path(place).relative_to(package.name).as_posix() for place in text.files}
    return list(texts)


def _is_seen(package: Path, place: Path, own: list[Path]) -> bool:
    """Whether what stands there can reach a screen.

    Not in a package's tests, nor in a package inside that is not installed or has a catalogue of its own, nor in that
    one's templates; not in a template in whose place one of ours is shown, nor in one that nothing shows.
    """
    apart = _packages_inside(package)
    if {"test", "tests"} & set(place.parts) or any(place.is_relative_to(inside) for inside in apart):
        return False
    if place.parts[0] != "templates":
        return True
    theirs = {inside.name for inside in apart if package / inside not in _installed()}
    return not (theirs & set(place.parts) or NEVER_SHOWN.match(place.as_posix()) or _replaced(place, own))


def _installed() -> set[Path]:
    return {Path(config.path) for config in apps.get_app_configs()}


@cache
def _packages_inside(package: Path) -> set[Path]:
    roots = {path.parent for name in ("apps.py", "locale") for path in package.rglob(name)}
    return {root.relative_to(package) for root in roots} - {Path()}


def _replaced(place: Path, own: list[Path]) -> bool:
    """Whether we have a template of this name that does not itself build on theirs."""
    name = place.relative_to("templates").as_posix()
    ours = [package / place for package in own if (package / place).exists()]
    return any(f'extends "{name}"' not in path.read_text(encoding="utf-8") for path in ours)


def missing_without(own: list[Path], domain: str, marked: dict[Key, Marked]) -> set[Key]:
    """What neither they nor our own packages say in Vietnamese, or what they say so that it could not be filled."""
    said: set[Key] = set()
    folders = [package / "locale" for package in packages_of_others(own).values()]
    for folder in folders:
        for key, text in translations_in(path_in(folder, domain)).items():
            if text and key in marked and fits(marked[key], text):
                said.add(key)
    if domain == "django":
        said |= {key for package in own for key, text in translations(package).items() if text}
    return set(marked) - said


def merge_others(folder: Path, own: list[Path], *, prune: bool = False) -> bool:
    """Add what they mark and nobody says, empty; set aside what they no longer mark. Says whether a file changed."""
    changed = False
    for domain in DOMAINS:
        path, marked = path_in(folder, domain), marked_by_others(own, domain)
        kept = missing_without(own, domain, marked) | set(translations_in(path))
        wanted = {key: text for key, text in marked.items() if key in kept}
        changed |= merge_into(path, wanted, prune=prune)
    return changed


def check_others(folder: Path, own: list[Path]) -> list[Fault]:
    """Everything that is wrong with it: nothing of theirs may be left in English."""
    faults: list[Fault] = []
    for domain in DOMAINS:
        path, marked = path_in(folder, domain), marked_by_others(own, domain)
        said = translations_in(path)
        faults += [
            Fault(", ".join(sorted(marked[key].files)), "missing", key[1])
            for key in sorted(missing_without(own, domain, marked), key=str)
            if not said.get(key)
        ]
        faults += check_entries(folder.name, path, marked)
    return faults + _contradictions(folder, own)


def _contradictions(folder: Path, own: list[Path]) -> list[Fault]:
    """What a package of ours says in other words: there nobody would ever see it."""
    said = translations_in(path_in(folder, "django"))
    return [
        Fault(f"{folder.name}, {package.name}", "translated in different ways", key[1])
        for package in own
        for key, text in translations(package).items()
        if text and said.get(key, text) != text
    ]


def compile_others(folder: Path) -> bool:
    """Make the binary catalogues that the running site reads; says whether one changed."""
    changed = [files.compile_file(path_in(folder, domain)) for domain in DOMAINS]
    return any(changed)
