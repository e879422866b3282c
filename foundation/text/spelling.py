"""One spelling of what people type in many, and the folded form that a search compares."""

from __future__ import annotations

import re
import unicodedata

# Grave, hook, tilde, acute, dot below: huyền, hỏi, ngã, sắc, nặng in their order; no mark is ngang.
TONES = "\u0300\u0309\u0303\u0301\u0323"
# Circumflex, breve, horn: with one of them it is another letter, not another tone.
SHAPES = "\u0302\u0306\u031b"

# Letters of other languages that look like Đ and stand in its place in old files.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})
_PLAIN_PUNCTUATION = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})
# No one sees them, and they make equal words differ: control characters, soft hyphen, zero-width space, what
# turns the direction of writing, byte order mark. Line ends and tabs are left to be seen as the spaces that they are.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MARKS = re.compile(f"[{TONES}{SHAPES}]{{2,}}")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# Letters, with any mark that could not be put together with its letter.
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")

# A syllable taken apart. `qu` and `gi` begin one as consonants do (quý, già), `gi` only before another vowel (gì, gìn).
_SYLLABLE = re.compile(
    "(ngh|ng|nh|ch|gh|gi(?=[aăâeêioôơuưy])|kh|ph|qu|th|tr|[bcdđghklmnprstvx]|)"
    "(a[iouy]?|ă|â[uy]?|eo?|êu?|i[au]?|iêu?|o[aăeio]?|oa[ioy]|oeo|ôi?|ôô|ơi?"
    "|u[aâêiôơy]?|ua[iouy]|uây|ueo|uêu|uôi|uya|uyê|uyu|ư[aiu]?|ươ[iu]?|yêu?|y)"
    "(ng|nh|ch|[cmnpt]|)",
    re.IGNORECASE,
)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def strip_marks(text: str) -> str:
    """The text without the marks of Latin letters; the vowel signs of Khmer or Thái are letters and stay."""
    return _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))


def _shapes_first(match: re.Match[str]) -> str:
    return "".join(sorted(match[0], key=TONES.__contains__))


def _tone_place(vowels: str, *, closed: bool) -> int:
    """Which vowel of a group carries the tone; `closed` when a consonant follows."""
    shaped = [place for place, vowel in enumerate(vowels.lower()) if vowel in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    return 1 if len(vowels) == 3 or (len(vowels) == 2 and closed) else 0


def _retoned(match: re.Match[str]) -> str:
    """One word with its tone where it belongs; a word that is no Vietnamese syllable stays as it is."""
    word = match[0]
    marks = unicodedata.normalize("NFD", word)
    tones = [mark for mark in marks if mark in TONES]
    if len(tones) != 1:
        return word
    syllable = _SYLLABLE.fullmatch(_nfc(marks.replace(tones[0], "")))
    if syllable is None:
        return word
    onset, vowels, coda = syllable.groups()
    after = _tone_place(vowels, closed=bool(coda)) + 1
    return _nfc(f"{onset}{vowels[:after]}{tones[0]}{vowels[after:]}{coda}")


def normalise(text: str) -> str:
    """One spelling: NFC, one place for each tone, single spaces, nothing invisible.

    The tone stands where laws and place names put it (Khánh Hòa, Thủy Nguyên, khỏe), not where newer schoolbooks do
    (hoà, thuỷ, khoẻ). The rule: a letter with a shape of its own (ă â ê ô ơ ư) takes it, of two the second (thuở,
    nước); of three plain vowels the middle one (ngoèo, khuỷu); of two the first when the syllable ends with them (hòa,
    của), the second before a consonant (hoàng, huýt). `qu` and `gi` are consonants (quý, giúp). A tone typed elsewhere
    in a syllable is moved there; what is no Vietnamese syllable is left alone (café).
    """
    text = unicodedata.normalize("NFD", _INVISIBLE.sub("", text.translate(_LOOKALIKES)))
    # Some keyboards send the tone before the shape (á + ^), and that is not ấ to a computer.
    text = _nfc(_MARKS.sub(_shapes_first, text))
    return _WORD.sub(_retoned, " ".join(text.split()))


def fold(text: str) -> str:
    """What to search by: lower case without marks, `đ` as `d`, single spaces, plain apostrophes and hyphens."""
    lower = strip_marks(strip_marks(normalise(text)).casefold()).replace("đ", "d")
    # A mark may have stood alone between spaces.
    return " ".join(_nfc(lower.translate(_PLAIN_PUNCTUATION)).split())
