"""What each format carries, in words for whoever chooses one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from quizzes.imports.models import Format

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Carried(NamedTuple):
    """A format, what comes along in it, and what does not."""

    name: _StrPromise | str
    comes: _StrPromise
    stays: _StrPromise


CARRIED = [
    Carried(
        Format.XLSX.label,
        _("All kinds of questions; pictures and sounds by their number in the library. One row a question."),
        _("Nothing is lost."),
    ),
    Carried(
        Format.CSV.label,
        _("As XLSX. Excel in Vietnamese opens such a file in one column: there XLSX is better."),
        _("Nothing is lost."),
    ),
    Carried(
        Format.GIFT.label,
        _("One choice, several choices, true or false, matching, one gap, numbers."),
        _("Putting into order, several gaps, tapping a place, scams; questions with a picture or a sound."),
    ),
    Carried(
        Format.MOODLE_XML.label,
        _("As GIFT, and putting into order and texts with several gaps. Comes in only."),
        _("Pictures, sounds, essays, calculated questions, hints."),
    ),
]
