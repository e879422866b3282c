"""The name as it shall stand on a certificate."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from foundation.text import normalise
from learn.certificates.fonts import NAME
from learn.certificates.models import MOST_NAME

# Between the parts of a name: H’Hen Niê, Ayun-Pa, Maria T.
_BETWEEN = " '’-."
_PLAIN = str.maketrans({"ʼ": "’", "‘": "’", "`": "’", "´": "’", "‐": "-", "‑": "-", "–": "-"})
# Marks that are no part of their letter: nobody's language piles three on it, and a tower of them hides what is around.
_CROWD = re.compile("[\u0300-\u036f]{3}")
_LETTERS = {"Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc"}


def clean_name(typed: str) -> str:
    """One spelling of the name; raises ``ValidationError`` with a sentence that says what cannot stand."""
    if len(typed) > 4 * MOST_NAME:
        raise ValidationError(_("A name has at most %(most)d letters.") % {"most": MOST_NAME})
    name = normalise(typed).translate(_PLAIN)
    for sign in name:
        if sign not in _BETWEEN and unicodedata.category(sign) not in _LETTERS:
            raise ValidationError(_("“%(sign)s” cannot stand in a name.") % {"sign": _shown(sign)})
        if ord(sign) not in _printable():
            raise ValidationError(
                _("The certificate cannot print “%(sign)s”. Please write the name as in your papers.")
                % {"sign": _shown(sign)}
            )
    if crowd := _CROWD.search(name):
        raise ValidationError(_("“%(sign)s” cannot stand in a name.") % {"sign": _shown(crowd[0][-1])})
    if sum(unicodedata.category(sign)[0] == "L" for sign in name) < 2:
        raise ValidationError(_("Please write your family name and given name."))
    if unicodedata.category(name[0])[0] != "L":
        raise ValidationError(_("A name begins with a letter."))
    if len(name) > MOST_NAME:
        raise ValidationError(_("A name has at most %(most)d letters.") % {"most": MOST_NAME})
    return name


def _shown(sign: str) -> str:
    # What cannot be seen is named, so that the sentence says something.
    return sign if sign.isprintable() and not unicodedata.combining(sign) else f"U+{ord(sign):04X}"


@cache
def _printable() -> frozenset[int]:
    with TTFont(NAME, lazy=True) as font:
        return frozenset(font.getBestCmap())
