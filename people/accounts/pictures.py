"""The drawings by which people know each other on a shared phone, and by which "is it you?" is asked.

The files are in ``people/static/people/pictures/``, named by the slug. A slug is kept in accounts and on phones, so
none is ever taken away or given another drawing.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PICTURES = {
    "buffalo": _("Buffalo"),
    "rooster": _("Rooster"),
    "fish": _("Fish"),
    "cat": _("Cat"),
    "duck": _("Duck"),
    "turtle": _("Turtle"),
    "butterfly": _("Butterfly"),
    "elephant": _("Elephant"),
    "lotus": _("Lotus"),
    "apricot": _("Apricot blossom"),
    "coconut": _("Coconut palm"),
    "bamboo": _("Bamboo"),
    "rice": _("Ear of rice"),
    "mango": _("Mango"),
    "banana": _("Bananas"),
    "watermelon": _("Watermelon"),
    "hat": _("Conical hat"),
    "bicycle": _("Bicycle"),
    "teapot": _("Teapot"),
    "boat": _("Sailing boat"),
    "lantern": _("Lantern"),
    "drum": _("Drum"),
    "kite": _("Kite"),
    "house": _("House"),
}


def is_picture(slug: str) -> bool:
    """Whether there is a drawing of this name."""
    return slug in PICTURES


def picture_path(slug: str) -> str:
    """The static path of a drawing."""
    if not is_picture(slug):
        raise ValueError(f"There is no picture {slug!r}.")
    return f"people/pictures/{slug}.svg"
