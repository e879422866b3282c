"""Areas on the editor's screens, to look at: a list comes in whole, by `load_areas`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
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


class AreaViewSet(ModelViewSet):
    """`/quan-tri/areas/`."""

    model = Area
    index_view_class = AreaIndexView
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
