"""The audit on the editor's screens: administrators look, nobody changes, and looking is written down."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from foundation.spreadsheets import no_formula
from people.accounts.models import User
from people.audit.events import Event
from people.audit.models import AuditEntry
from people.audit.selectors import people_named, search_entries
from people.audit.services import record
from people.audit.words import note_in_words, thing_in_words

# Counting further back would read the whole table; who looks for something older sets the dates.
MOST_LISTED = 10_000


class OnlyAdministratorsLook(ModelPermissionPolicy):
    """Administrators may look; nobody may add, change or delete."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether an administrator looks."""
        return bool(user.is_active and user.is_superuser and action == "view")

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Likewise for one of the actions."""
        return any(self.user_has_permission(user, action) for action in actions)


class AuditFilters(WagtailFilterSet):
    """Who, what, when, about whom."""

    event = django_filters.MultipleChoiceFilter(label=_("What"), choices=Event.choices)
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    actor = django_filters.CharFilter(label=_("Who (name or number)"), method="of_people")
    subject = django_filters.CharFilter(label=_("About whom (name or number)"), method="of_people")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def of_people(self, entries: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        """Entries where one of the people so named stands in this column."""
        return entries.filter(**{f"{name}__in": people_named(value)})


class NewestPages(Paginator):
    """Pages of the newest entries only."""

    @cached_property
    def count(self) -> int:
        """How many there are, as far as is counted."""
        entries: QuerySet[AuditEntry] = self.object_list  # type: ignore[assignment]
        return entries[:MOST_LISTED].count()


class AuditIndexView(IndexView):
    """The list, the newest first, and the same as a file."""

    is_searchable = True
    filterset_class = AuditFilters
    paginator_class = NewestPages
    export_headings = {
        "at_local": _("When"),
        "event_label": _("What"),
        "actor_id": _("Who"),
        "subject_id": _("About whom"),
    }
    list_export = ["at_local", "event_label", "event", "actor_id", "actor", "subject_id", "subject", "object_type",
                   "object_id", "note", "address"]  # fmt: skip
    export_filename = "nhat-ky"
    # A spreadsheet of the other kind is built in memory.
    FORMATS = ("csv",)

    @cached_property
    def columns(self) -> list[Column]:
        """What stands in the list; nothing leads to a form."""
        return [
            Column("at", label=_("When"), accessor=lambda entry: f"{timezone.localtime(entry.at):%H:%M:%S %d/%m/%Y}"),
            Column("event_label", label=_("What")),
            Column("actor", label=_("Who")),
            Column("subject", label=_("About whom")),
            Column(
                "what",
                label=_("Which one"),
                accessor=lambda entry: thing_in_words(entry.object_type, entry.object_id),
            ),
            Column("note", label=_("Note"), accessor=lambda entry: note_in_words(entry.note)),
            Column("address", label=_("From which network")),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The file as CSV only."""
        return [button for button in super().header_more_buttons if "xlsx" not in (button.url or "")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down who looked, then show."""
        record(
            Event.AUDIT_EXPORTED if self.is_export else Event.AUDIT_VIEWED,
            object_type="audit",
            note=", ".join(sorted(name for name, value in request.GET.items() if value)),
            request=request,
        )
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        """With the people who stand in them."""
        return AuditEntry.objects.select_related("actor", "subject")

    def order_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """The newest first, always."""
        return queryset.order_by("-at", "-id")

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """A file is as long as the list at the most."""
        entries: QuerySet[AuditEntry] = super().get_queryset()
        return entries[:MOST_LISTED] if self.is_export else entries

    def search_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """By name, number, or the exact number of a thing."""
        return search_entries(queryset, self.search_query) if self.is_searching else queryset

    def to_row_dict(self, item: AuditEntry) -> dict[str, Any]:
        """A line of the file; a text that a spreadsheet would take for a formula is kept from being one."""
        item.at_local = timezone.localtime(item.at).isoformat(timespec="seconds")  # type: ignore[attr-defined]
        row = super().to_row_dict(item)
        return {name: no_formula(value) for name, value in row.items()}


class AuditViewSet(ModelViewSet):
    """`/quan-tri/nhat-ky/`."""

    model = AuditEntry
    index_view_class = AuditIndexView
    icon = "history"
    menu_label = _("Audit")
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    # Nobody can open the form; Wagtail wants to know its fields all the same.
    form_fields = ["note"]
    list_per_page = 50
    permission_policy = OnlyAdministratorsLook(AuditEntry)
