"""What stands in the audit as a code, in words for those who read it."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from people.roles.names import Role

THINGS = {
    "audit": _("the audit"),
    "certificate": _("certificate"),
    "conflict": _("conflict"),
    "consent": _("consent"),
    "device": _("phone of a member"),
    "hamlet": _("hamlet or street group"),
    "household": _("household"),
    "household_list": _("list of households"),
    "invitation": _("invitation"),
    "learner": _("learner"),
    "membership": _("membership"),
    "merge": _("merge of households"),
    "operation": _("operation of a phone"),
    "page": _("page"),
    "role": _("role"),
    "staff": _("a member of staff"),
    "staff_list": _("list of staff"),
    "team": _("team"),
    "user": _("user"),
    "user_list": _("list of users"),
    "wish": _("wish of a household"),
}
# Codes in notes: roles, reasons and means; whatever else is written there is words already.
NOTES = {
    **{role.value: role.label for role in Role},
    "password": _("new password"),
    "all": _("all of them"),
    "totp": _("code app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("spare codes"),
    "replaced": _("replaced by a new one"),
    "mistake": _("issued by mistake"),
    "misuse": _("obtained against the rules"),
    "asked": _("the holder asked for it"),
    "account": _("signing in with a phone number"),
    "button": _("on the phone"),
    "old_number": _("by a code to the old number"),
    "recovery_code": _("by the recovery code"),
    "other_change": _("the number was changed in another way"),
    "number_taken": _("the number had another account"),
    "account_closed": _("the account was closed"),
}


def thing_in_words(object_type: str, object_id: str) -> str:
    """What an entry is about: `certificate 7` in words."""
    name = THINGS.get(object_type) or _models().get(object_type, object_type)
    which = NOTES.get(object_id, object_id) if object_type == "consent" else object_id
    if object_type == "consent" and object_id == "certificate":
        which = _("name on certificates")
    return f"{name} {which}".strip()


def note_in_words(note: str) -> str:
    """A note, its codes in words."""
    return ", ".join(str(NOTES.get(piece, piece)) for piece in note.split(", "))


@cache
def _models() -> dict[str, str]:
    return {model._meta.model_name or "": str(model._meta.verbose_name) for model in apps.get_models()}
