"""Users on the editor's screens (`/quan-tri/users/`), known by number and name."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.users.views.users import IndexView, UserViewSet

from foundation.text import fold
from people.accounts.forms import UserChangeForm
from people.accounts.models import User
from people.audit.looking import LookingAtList


class UserIndexView(LookingAtList, IndexView):
    """The list, in the order of names as class lists have it."""

    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's columns without the box for actions on many users.

        Those actions find users by fields that ours do not have: after a search "all" would mean everyone.
        """
        columns = [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]
        for column in columns:
            if column.name == "name":
                column.sort_key = "name_key"
            elif column.name == "phone":
                column.label = _("Phone number")
        return columns

    def search_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """By any part of the name, with or without marks, or of the number in any spelling."""
        if not self.is_searching:
            return queryset
        typed = fold(self.search_query)
        found = Q(folded_name__contains=typed)
        digits = re.sub(r"\D", "", typed)
        if digits and not re.search(r"[a-z]", typed):
            found |= Q(phone__contains=re.sub("^(84|0)", "", digits) or digits)
        return queryset.filter(found)


class ToInvitation(RedirectView):
    """Nobody makes an account for somebody else: staff are invited, learners sign in by themselves."""

    pattern_name = "staff:invite"

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str | None:
        """The form of an invitation."""
        return super().get_redirect_url()


class PeopleUserViewSet(UserViewSet):
    """Listing and changing users."""

    index_view_class = UserIndexView
    template_prefix = "people/users/"
    ordering = "name_key"

    @property
    def add_view(self) -> Any:
        """To the invitation."""
        return ToInvitation.as_view()

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """Our forms instead of those that ask for e-mail and first name."""
        return UserChangeForm
