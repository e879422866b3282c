"""Keys that sort by plain bytes as the Vietnamese alphabet and Vietnamese class lists do."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from foundation.text.spelling import SHAPES, TONES, normalise

# The letters in their order, f j w z of other languages where the Latin alphabet has them; each becomes one ASCII
# character from `A` on. Below them stand, in this order, what ends a field, a level and a word, and the digits.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACES = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_FIELD_END, _LEVEL_END, _WORD_END = " ", "!", '"'
_COUNTS = "#$%&'()*+,-."
_MANY_DIGITS = "/"
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_NOT_LETTERS = re.compile("[\u0300-\u036f'‘’ʼ`]")


def _number(digits: str) -> str:
    """A number sorts by its value: first how many digits it has, then the digits."""
    if len(digits) > len(_COUNTS):
        return _MANY_DIGITS + digits
    value = str(int(digits))
    return _COUNTS[len(value) - 1] + value


@lru_cache(maxsize=1024)
def _letter(letter: str) -> tuple[str, str]:
    """The place of a letter in the alphabet and the number of its tone; other scripts stand after our letters."""
    marks = unicodedata.normalize("NFD", letter)
    base = marks[0]
    shaped = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark in SHAPES))
    tone = next((str(TONES.index(mark) + 1) for mark in marks if mark in TONES), "0")
    return _PLACES.get(shaped) or _PLACES.get(base, base), tone


def sort_key(text: str) -> str:
    """A key for names and titles.

    First the letters (a ă â b c d đ e ê …) word by word, with `Tổ 2` before `Tổ 10`; where all letters are equal the
    tones (ngang, huyền, hỏi, ngã, sắc, nặng). Case and punctuation do not count, so sort by something else after it.
    """
    words, tones = [], ""
    for part in _PARTS.findall(_NOT_LETTERS.sub("", normalise(text).lower())):
        if part.isdecimal():
            words.append(_number(part))
        else:
            letters = [_letter(letter) for letter in part]
            words.append("".join(place for place, _ in letters))
            tones += "".join(tone for _, tone in letters)
    return f"{_WORD_END.join(words)}{_LEVEL_END}{tones.rstrip('0')}"


def name_sort_key(full_name: str) -> str:
    """A key for people: by the given name, which stands last, then by the family's, then by what is between."""
    family, _, rest = normalise(full_name).partition(" ")
    middle, _, given = rest.rpartition(" ")
    if not given:
        family, given = "", family
    return _FIELD_END.join(sort_key(part) for part in (given, family, middle))
