"""The drawings by which people know each other."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

import people
from people.accounts.pictures import PICTURES, picture_path

FOLDER = Path(people.__file__).parent / "static" / "people" / "pictures"


def test_every_picture_has_a_drawing_and_every_drawing_a_name() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(PICTURES)
    assert len(PICTURES) == 24
    names = {str(label) for label in PICTURES.values()}
    assert len(names) == 24, "each has a name of its own"


@pytest.mark.parametrize("slug", sorted(PICTURES))
def test_a_drawing_is_small_and_asks_for_nothing(slug: str) -> None:
    svg = (FOLDER / f"{slug}.svg").read_text()
    assert len(svg) < 1500
    assert not re.search(r"<script|href=|<image|style", svg)
    ElementTree.fromstring(svg)


def test_nothing_is_shown_for_a_name_that_is_no_picture() -> None:
    shown = Template("{% load pictures %}{% picture slug %}")
    assert "<img" in shown.render(Context({"slug": "lotus"}))
    for slug in ("", None, "../../etc/passwd", "nobody"):
        assert shown.render(Context({"slug": slug})) == ""
    with pytest.raises(ValueError, match="no picture"):
        picture_path("nobody")


def test_all_of_them_are_offered_and_the_chosen_one_is_marked() -> None:
    html = render_to_string("people/includes/pictures.html", {"chosen": "kite"})
    assert html.count('type="radio"') == 24
    assert re.findall(r'value="(\w+)" checked', html) == ["kite"]
    assert "Con trâu" in html
