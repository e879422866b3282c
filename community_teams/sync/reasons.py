"""Machine reasons of operations in sentences for who made them and for who decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Why an operation is set apart.
WORDS: dict[str, _StrPromise] = {
    "hash": gettext_lazy("What arrived is not what the phone sent. It is kept for your leader to look at."),
    "reused": gettext_lazy("Something else was sent before under the same number. Both are kept."),
    "erased": gettext_lazy("This household asked to be erased, so nothing more is kept about it."),
    "device_revoked": gettext_lazy("This phone was reported lost. Your leader decides about what it sent."),
    "clock": gettext_lazy("By this phone's clock it happens in the future. Your leader decides."),
    "not_member": gettext_lazy("On that day you did not belong to the team of this place. The leader decides."),
    "too_late": gettext_lazy("It came more than 30 days after you left the team. The leader decides."),
    "no_consent": gettext_lazy("The household has not agreed that this is kept."),
    "token_taken": gettext_lazy("Another household has this QR code already."),
    "entity_taken": gettext_lazy("Something else is kept under this number already."),
    "unknown_kind": gettext_lazy("This kind of entry is not known here. A newer app may be needed."),
    "unknown_hamlet": gettext_lazy("This hamlet is not known here."),
    "unknown_visit": gettext_lazy("The visit that this corrects is not known."),
    "unknown_followup": gettext_lazy("This follow-up is not known."),
    "not_own_visit": gettext_lazy("Only who made a visit, or the team's leader, can correct it."),
    "corrected_already": gettext_lazy("This visit was corrected already. Correct the correction."),
    "skills_not_met": gettext_lazy("Nobody was met, so nothing can have been taught."),
    "predecessor_missing": gettext_lazy("Something that comes before it never arrived. Your leader decides."),
    "unexpected": gettext_lazy("This could not be put in its place. It is kept for your leader to look at."),
    "superseded": gettext_lazy("Something later says otherwise and stands."),
    "note_left_out": gettext_lazy("The note was left out: the household has not agreed to being recorded."),
    "number_left_out": gettext_lazy("A number with twelve digits was left out: no numbers of papers are kept."),
    "place_left_out": gettext_lazy("The place was left out: the household has not agreed to it."),
    "photo_left_out": gettext_lazy("The photo was left out: the household has not agreed to it."),
    "attendee_left_out": gettext_lazy("Somebody who came is counted without a name."),
}
_STATES: dict[str, _StrPromise] = {
    "held": gettext_lazy("Received. Something before it has not come yet, so it waits."),
    "conflict": gettext_lazy("Somebody else changed this too. Please choose which is right."),
    "quarantined": gettext_lazy("Received, and kept for your leader to decide."),
    "dismissed": gettext_lazy("Your leader looked at it and set it aside."),
    "retry": gettext_lazy("This could not be stored now. It stays on this phone and is sent again."),
}


def words_of(status: str, reason: str) -> str:
    """What to tell a person of a status and its reason; nothing where there is nothing to tell."""
    if status == "duplicate":
        # Who is told so of a conflict does not reach the household any more: a leader chooses.
        return str(_STATES.get("quarantined" if reason == "conflict" else reason, ""))
    said = [sentence for one in reason.split(",") if one and (sentence := sentence_of(one))]
    return " ".join(said) if said else str(_STATES.get(status, ""))


def sentence_of(reason: str) -> str:
    """One reason in a sentence."""
    if reason in WORDS:
        return str(WORDS[reason])
    if reason.startswith("bad_"):
        return _("A part of it cannot be read (%(part)s).") % {"part": reason.removeprefix("bad_")}
    return ""
