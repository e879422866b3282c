"""The design tokens and the weight of the style sheets, read from the files themselves."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import foundation
from foundation.inline import PLAIN_STYLE

FOLDER = Path(foundation.__file__).parent / "static" / "foundation"
SITE = (FOLDER / "site.css").read_text()
LESSON = (FOLDER / "lesson.css").read_text()
MOST_BYTES = 14 * 1024

GROUNDS = ["paper", "surface", "sunk", "leaf-tint", "son-tint", "hoe-tint", "cham-tint"]
WORDS = ["ink", "soft", "leaf", "son", "hoe-ink", "cham"]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _schemes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\n *\}", SITE, re.DOTALL)[:2]
    return {"light": _tokens(light), "dark": _tokens(light) | _tokens(dark)}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_words_can_be_read_on_every_ground(scheme: str) -> None:
    tokens = _schemes()[scheme]
    figures = {(words, ground): contrast(tokens[words], tokens[ground]) for words in WORDS for ground in GROUNDS}
    figures["on-leaf", "leaf"] = contrast(tokens["on-leaf"], tokens["leaf"])
    assert {pair: round(figure, 2) for pair, figure in figures.items() if figure < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_what_can_be_pressed_can_be_seen(scheme: str) -> None:
    tokens = _schemes()[scheme]
    figures = {ground: contrast(tokens["edge"], tokens[ground]) for ground in GROUNDS}
    assert {ground: round(figure, 2) for ground, figure in figures.items() if figure < 3} == {}


def test_the_style_is_light() -> None:
    weight = len(gzip.compress((SITE + LESSON).encode(), 9))
    assert weight <= MOST_BYTES, f"{weight} bytes of style"


def test_nothing_moves_by_itself() -> None:
    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", SITE + LESSON + PLAIN_STYLE)


def test_style_asks_for_no_other_file() -> None:
    assert not re.search(r"@import|url\(|@font-face", SITE + LESSON + PLAIN_STYLE)
