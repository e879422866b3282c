"""Lists of staff and of invitations, within somebody's reach."""

from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from foundation.text import fold
from people.accounts.models import User
from people.areas.models import Area
from people.areas.selectors import search_areas
from people.invitations.models import Invitation
from people.roles.models import RoleGrant
from people.roles.reach import Reach
from people.staff_sign_in.proof import FACTORS

MOST_LETTERS = 100


def staff_in(*, reach: Reach, text: str = "", role: str = "", area: str = "") -> QuerySet[User]:
    """People with a role that holds or will, by given name; ``shown_grants`` are their roles within reach.

    ``area`` is a name as people type it, or a code: who works there or in a commune of it.
    """
    grants = RoleGrant.objects.not_over().filter(reach.condition())
    wanted = grants.filter(role=role) if role else grants
    if area:
        there = _areas(area).order_by().values("pk")
        wanted = wanted.filter(Q(area__in=there) | Q(area__parent__in=there))
    people = User.objects.filter(Exists(wanted.filter(user=OuterRef("pk"))), _named(text))
    shown = Prefetch(
        "role_grants", queryset=grants.select_related("area__parent").order_by("valid_from"), to_attr="shown_grants"
    )
    return people.annotate(has_second_factor=_has_second_factor()).prefetch_related(shown).order_by("name_key", "pk")


def _areas(typed: str) -> QuerySet[Area]:
    return Area.objects.in_force().filter(code=typed) if typed.isdecimal() else search_areas(typed)


def _has_second_factor() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))


def _named(text: str) -> Q:
    typed = fold(text[:MOST_LETTERS]).strip()
    if not typed:
        return Q()
    found = Q(folded_name__contains=typed)
    digits = re.sub(r"\D", "", typed)
    if digits and not re.search(r"[a-z]", typed):
        found |= Q(phone__contains=re.sub("^(84|0)", "", digits) or digits)
    return found


def person_in(*, reach: Reach, pk: int) -> User | None:
    """A person of whom some role, of today or of the past, is within reach."""
    grants = RoleGrant.objects.filter(reach.condition())
    people = User.objects.filter(Exists(grants.filter(user=OuterRef("pk"))))
    return people.annotate(has_second_factor=_has_second_factor()).filter(pk=pk).first()


def grants_of(*, reach: Reach, user: User) -> QuerySet[RoleGrant]:
    """The roles of a person within reach, the newest first."""
    grants = RoleGrant.objects.filter(reach.condition(), user=user)
    return grants.select_related("area__parent", "granted_by", "ended_by").order_by("-valid_from", "-pk")


def invitations_in(*, reach: Reach, state: str = "", text: str = "") -> QuerySet[Invitation]:
    """Invitations within reach, the newest first."""
    found = Invitation.objects.filter(reach.condition())
    if state:
        found = found.in_state(state)
    digits = re.sub(r"\D", "", text[:MOST_LETTERS])
    if digits:
        found = found.filter(phone__contains=re.sub("^(84|0)", "", digits) or digits)
    return found.select_related("area__parent", "invited_by").order_by("-created_at", "-pk")
