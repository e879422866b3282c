"""The list of certificates at `/quan-tri/chung-nhan/`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from foundation.text import fold
from learn.certificates.codes import read_code
from learn.certificates.models import MOST_NAME, Basis, Certificate
from learn.certificates.office.views import certificate
from learn.certificates.selectors import holders_of
from people.accounts.models import User
from people.audit.events import Event
from people.audit.services import record_each

# Counting further back would read the whole table; who looks for something older searches or sets the dates.
MOST_LISTED = 10_000


class LookOnly(ModelPermissionPolicy):
    """Who may revoke may look; nobody adds, changes or deletes a certificate here."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether somebody who may looks."""
        return action == "view" and user.has_perms(["learn.view_certificate", "learn.revoke_certificate"])

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Likewise for one of the actions."""
        return any(self.user_has_permission(user, action) for action in actions)


class CertificateFilters(WagtailFilterSet):
    """When it was issued, and whether it still holds."""

    issued_at = django_filters.DateFromToRangeFilter(label=_("Issued on"), widget=DateRangePickerWidget)
    basis = django_filters.ChoiceFilter(label=_("Result"), choices=Basis.choices)

    class Meta:
        model = Certificate
        fields: list[str] = []


class NewestPages(Paginator):
    """Pages of the newest ones only."""

    @cached_property
    def count(self) -> int:
        """How many there are, as far as is counted."""
        certificates: QuerySet[Certificate] = self.object_list  # type: ignore[assignment]
        return certificates[:MOST_LISTED].count()


def _day(certificate: Certificate) -> str:
    return f"{timezone.localtime(certificate.issued_at):%d/%m/%Y}"


class CertificateIndexView(IndexView):
    """The list, the newest first. Whose certificates stand on the page that is shown is written down."""

    is_searchable = True
    filterset_class = CertificateFilters
    paginator_class = NewestPages
    # No file: it would hold everyone's names at once.
    FORMATS = ()

    @cached_property
    def columns(self) -> list[Column]:
        """What stands in the list; the number leads to the certificate."""
        return [
            TitleColumn(
                "number",
                label=_("Number"),
                get_url=lambda found: reverse("certificates:certificate", args=[found.pk]),
            ),
            Column("name", label=_("Issued to"), accessor=lambda found: found.name or "–"),
            Column("course_title", label=_("Course")),
            Column("basis", label=_("Result"), accessor="get_basis_display"),
            Column("issued", label=_("Issued on"), accessor=_day),
            Column("state", label=_("How it stands"), accessor=lambda found: found.state.label),
        ]

    def order_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """The newest first, always."""
        return queryset.order_by("-issued_at", "-id")

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """By the number in any spelling, or by how the name begins, with or without marks."""
        if not self.is_searching:
            return queryset
        typed = self.search_query[:MOST_NAME]
        code = read_code(self.search_query)
        return queryset.filter(Q(code=code) if code else Q(folded_name__startswith=fold(typed.strip())))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show the page, and write down whose names stand on it."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        holders = holders_of(context["object_list"])
        record_each(Event.PERSONAL_DATA_VIEWED, subjects=holders, object_type="certificate", request=self.request)
        return context


class CertificateViewSet(ModelViewSet):
    """`/quan-tri/chung-nhan/`."""

    model = Certificate
    index_view_class = CertificateIndexView
    icon = "doc-full-inverse"
    menu_label = _("Certificates")
    menu_order = 520
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    # Nobody can open the form; Wagtail wants to know its fields all the same.
    form_fields = ["revoke_note"]
    list_per_page = 50
    permission_policy = LookOnly(Certificate)

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, and one certificate."""
        return [*super().get_urlpatterns(), path("<int:pk>/", certificate, name="certificate")]
