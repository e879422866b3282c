"""Signs that GIFT takes for syntax, and how a text says them."""

from __future__ import annotations

import re

_SIGNS = ":~=#{}\\n"
# Code points that stand for no character; decoding took any out of the file.
_STANDINS = "".join(chr(0xFDD0 + place) for place in range(len(_SIGNS)))
_ESCAPE = re.compile(r"\\([:~=#{}\\n])")
_HIDE = dict(zip(_SIGNS, _STANDINS, strict=True))
_SHOW = str.maketrans(_STANDINS, _SIGNS.replace("n", "\n"))
_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in ":~=#{}\\"} | {"\n": "\\n"})


def hide(text: str) -> str:
    """The text with something else in the place of escaped signs, so that what is left of them is syntax."""
    return _ESCAPE.sub(lambda found: _HIDE[found[1]], text)


def show(text: str) -> str:
    """The signs that ``hide`` took out, as themselves."""
    return text.translate(_SHOW)


def escaped(text: str) -> str:
    """A text for a file: on one line and without syntax."""
    return text.translate(_SPECIAL)
