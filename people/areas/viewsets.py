"""Areas on the editor's screens, to look at: a list comes in whole, by `load_areas`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from people.accounts.models import User
from people.areas.models import Area
from people.areas.selectors import MOST_LETTERS, search_areas


class LookOnly(ModelPermissionPolicy):
    """Everyone on these screens may look, nobody may change."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether the action is looking."""
        return bool(user.is_active) and action == "view"

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether looking is among the actions."""
        return any(self.user_has_permission(user, action) for action in actions)


class AreaIndexView(IndexView):
    """The list of the areas in force, searched as the public page searches it."""

    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Area]:
        """In force today, with their provinces."""
        return Area.objects.in_force().select_related("parent")

    def search_queryset(self, queryset: QuerySet[Area]) -> QuerySet[Area]:
        """Best match first; no name is longer than what is looked at."""
        return search_areas(self.search_query[:MOST_LETTERS]) if self.is_searching else queryset


class AreaInspectView(InspectView):
    """One area, with what came before it and what came after it, to go on to."""

    inspect_url_name = ""

    def get_object(self, queryset: QuerySet[Area] | None = None) -> Area:
        """Any area, also one that has ended, with its province."""
        return get_object_or_404(Area.objects.select_related("parent"), pk=self.pk)

    def get_field_label(self, field_name: str, field: Any) -> str:
        """What is not a field of an area has no label of its own."""
        labels = {"predecessors": gettext("Came from"), "former_areas": gettext("Until June 2025")}
        return labels.get(field_name) or str(super().get_field_label(field_name, field))

    def get_predecessors_display_value(self) -> str:
        """The areas of which this one is a successor."""
        return self._linked(self.object.predecessors)

    def get_successors_display_value(self) -> str:
        """The areas that came after this one."""
        return self._linked(self.object.successors)

    def get_former_areas_display_value(self) -> str:
        """What there was at this place before there were two levels."""
        units = self.object.former_areas.select_related("parent__parent").order_by("-level", "sort_key")
        return "; ".join(map(str, units)) or "-"

    def _linked(self, areas: Any) -> str:
        found = [
            (reverse(self.inspect_url_name, args=[area.pk]), area, area.valid_from.strftime("%d/%m/%Y"))
            for area in areas.select_related("parent")
        ]
        return format_html_join("; ", '<a href="{}">{} ({})</a>', found) or "-"


class AreaViewSet(ModelViewSet):
    """`/quan-tri/areas/`."""

    model = Area
    index_view_class = AreaIndexView
    inspect_view_class = AreaInspectView
    icon = "globe"
    menu_label = _("Areas")
    menu_order = 500
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "code",
        "full_name",
        "kind",
        "parent",
        "valid_from",
        "valid_to",
        "predecessors",
        "successors",
        "former_areas",
    ]
    # Nobody can open the form; Wagtail wants to know its fields all the same.
    form_fields = ["name"]
    list_display = [
        "full_name",
        "code",
        Column("parent", label=_("province")),
        Column("valid_from", label=_("in force since")),
    ]
    list_filter = ["level", "kind"]
    list_per_page = 50
    ordering = "sort_key"
    permission_policy = LookOnly(Area)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """The page of one area leads to those of others."""
        return super().get_inspect_view_kwargs(inspect_url_name=self.get_url_name("inspect"), **kwargs)
