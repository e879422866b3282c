"""Finds on a screen what is still in English: texts that Wagtail, Django and the others mark, as they mark them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Comment, Doctype

import foundation
from foundation.catalogues.extracting import packages
from foundation.catalogues.merging import translations, translations_in
from foundation.catalogues.others import DOMAINS, marked_by_others, packages_of_others, path_in

ROOT = Path(foundation.__file__).parent.parent
CATALOGUES = ROOT / "portal" / "locale_others"
_SHOWN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "aria-description", "data-w-progress-label-value")
# What Wagtail's scripts get as data: only these are words for people, the others are names of things.
_SHOWN_KEYS = {"label", "title", "text", "header_html", "placeholder", "description"}
_FILLED = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
_MARKUP = re.compile(r"<[^>]+>")


@cache
def marked_in_english() -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The texts as they would stand on a screen: whole ones, and patterns of those that are filled."""
    own = packages(ROOT)
    whole: dict[str, str] = {}
    filled: list[tuple[re.Pattern[str], str]] = []
    for domain in DOMAINS:
        said: dict = {}
        for package in packages_of_others(own).values():
            said |= translations_in(path_in(package / "locale", domain))
        for package in own:
            said |= translations(package) if domain == "django" else {}
        said |= translations_in(path_in(CATALOGUES, domain))
        for key, marked in marked_by_others(own, domain).items():
            vietnamese = {_plain(piece) for piece in _MARKUP.split(said.get(key, ""))}
            for text in filter(None, (marked.msgid, marked.plural)):
                for piece in map(_plain, _MARKUP.split(text)):
                    # A text that is the same in both languages, or has no word of its own, tells nothing.
                    words = re.findall(r"[A-Za-z]{2,}", _FILLED.sub(" ", piece))
                    if not words or piece in vietnamese:
                        continue
                    if not _FILLED.search(piece):
                        whole[piece] = text
                    elif len(words) > 1:
                        parts = map(re.escape, _FILLED.split(piece))
                        filled.append((re.compile(".+".join(parts)), text))
    return whole, filled


def left_in_english(html: str, not_marked: Iterable[str] = ()) -> set[str]:
    """The texts of a screen that are marked for translation and stand there untranslated.

    Of the elements that ``not_marked`` selects, their own attributes are passed over, not what is inside.
    """
    whole, filled = marked_in_english()
    return {
        shown
        for shown in map(_plain, shown_on(html, not_marked))
        if shown in whole or any(pattern.fullmatch(shown) for pattern, _text in filled)
    }


def shown_on(html: str, not_marked: Iterable[str] = ()) -> Iterator[str]:
    """Every text that a person can see or hear: text, attributes, buttons, and what scripts show later."""
    soup = BeautifulSoup(html, "html.parser")
    for selector in not_marked:
        for element in soup.select(selector):
            element.attrs = {}
    for script in soup(["script", "style"]):
        if script.get("type") == "application/json" and script.string:
            yield from _shown_in(json.loads(script.string))
        script.extract()
    for text in soup.find_all(string=True):
        if not isinstance(text, Comment | Doctype) and text.strip():
            yield str(text)
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in _SHOWN_ATTRIBUTES if element.get(name))
        if element.name == "input" and element.get("type") in ("submit", "button"):
            yield str(element.get("value", ""))


def _shown_in(data: object) -> Iterator[str]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(value, str) and (key in _SHOWN_KEYS or isinstance(key, int)):
            yield from (text for text in _MARKUP.split(value) if text.strip())
        else:
            yield from _shown_in(value)


def _plain(text: str) -> str:
    return " ".join(text.split())
