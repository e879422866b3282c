"""Reading the audit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from foundation.text import fold
from people.accounts.models import User
from people.accounts.phone import parse_phone
from people.audit.models import AuditEntry

# More people of one name than anyone looks through; whoever searches types more of it.
MOST_NAMESAKES = 50
MOST_LETTERS = 80


def people_named(text: str) -> list[int]:
    """Accounts with this number in any spelling, or with this in their name, with or without marks."""
    text = text.strip()[:MOST_LETTERS]
    if not text:
        return []
    try:
        which = Q(phone=parse_phone(text))
    except ValueError:
        which = Q(folded_name__contains=fold(text))
    return list(User.objects.filter(which).order_by("pk").values_list("pk", flat=True)[:MOST_NAMESAKES])


def search_entries(entries: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Entries of or about these people, or about the thing with exactly this number."""
    people = people_named(text)
    return entries.filter(Q(actor__in=people) | Q(subject__in=people) | Q(object_id=text.strip()[:MOST_LETTERS]))


def entries_about(*, user: User) -> QuerySet[AuditEntry]:
    """What was done with a person's account and data, the newest first."""
    return AuditEntry.objects.filter(subject=user).select_related("actor")
