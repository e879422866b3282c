"""Lists and choosers of things that our own index finds, and that nobody is told of who may not look at them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetChosenMultipleView, SnippetChosenView
from wagtail.snippets.views.snippets import IndexView

if TYPE_CHECKING:
    from django.http import HttpRequest

    from foundation.text.searching import FoldedQuerySet


class SearchedListView(IndexView):
    """A list without acts on many at once, and without a file of all of it."""

    is_searchable = True
    FORMATS = ()

    @cached_property
    def columns(self) -> list[Any]:
        """Without boxes to tick."""
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def search_queryset(self, queryset: FoldedQuerySet[Any]) -> FoldedQuerySet[Any]:
        """All of the words, with or without marks."""
        return queryset.said(self.search_query) if self.is_searching else queryset


class WordsForm(BaseFilterForm):
    """The search of a chooser."""

    q = forms.CharField(
        label=_("Search term"), widget=forms.TextInput(attrs={"placeholder": _("Search")}), required=False
    )

    def filter(self, objects: FoldedQuerySet[Any]) -> FoldedQuerySet[Any]:
        """Those in which all of the words stand."""
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        return objects.said(self.search_query) if self.is_searching else objects


class OnlyForWhoMayLook:
    """For a chooser: also what was chosen is told to nobody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse whoever may not look."""
        if not ModelPermissionPolicy(self.model_class).user_has_permission(request.user, "view"):  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Choosing(OnlyForWhoMayLook):
    """For the views that offer."""

    filter_form_class = WordsForm


class OneChosenView(OnlyForWhoMayLook, SnippetChosenView):
    """What was chosen."""


class SeveralChosenView(OnlyForWhoMayLook, SnippetChosenMultipleView):
    """Likewise, several."""


class SearchedChooserViewSet(SnippetChooserViewSet):
    """A chooser; the views that offer are its own."""

    chosen_view_class = OneChosenView
    chosen_multiple_view_class = SeveralChosenView
