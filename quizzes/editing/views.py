"""What the screens of questions and quizzes share: published by another person, never deleted, searched by any word."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet, UnpublishView

from quizzes.editing.rights import NobodyDeletes, may
from quizzes.editing.two_people import WroteItThemselves

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

A_PAGE = 50


class ListView(IndexView):
    """A list that is searched by our own index, without acts on many at once: the only one would be deleting."""

    is_searchable = True
    # No file: it would hold the whole bank with its keys.
    FORMATS = ()

    @cached_property
    def columns(self) -> list[Any]:
        """Without boxes to tick."""
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    @cached_property
    def list_display(self) -> list[Any]:
        """As the view says; Wagtail's column of states would ask the database for each line."""
        return list(self.shown)

    shown: ClassVar[list[Any]] = []

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """All of the words, with or without marks."""
        return queryset.said(self.search_query) if self.is_searching else queryset  # type: ignore[attr-defined]

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Besides editing, looking."""
        look = Button(_("Look at it"), url=look_at(instance), icon_name="view", priority=15)
        return [*super().get_list_more_buttons(instance), look]


def look_at(thing: Model) -> str:
    """The address of the page that shows a question or a quiz, and where it is used."""
    return reverse(f"{thing.snippet_viewset.url_namespace}:look", args=[thing.pk])  # type: ignore[attr-defined]


class PublishedByAnother:
    """For a form: what may not be published is kept as a draft, and why is said."""

    def get_success_message(self, *args: Any) -> str | None:
        """Besides Wagtail's: how a draft goes on from here."""
        said: str | None = super().get_success_message(*args)  # type: ignore[misc]
        if said and self.action in ("create", "edit"):  # type: ignore[attr-defined]
            said += " " + _("It waits on the first screen of those who publish: another person looks at it.")
        return said

    def publish_action(self) -> HttpResponse | None:
        """Publish, or say why not."""
        try:
            answer: HttpResponse | None = super().publish_action()  # type: ignore[misc]
        except WroteItThemselves:
            said = _("Kept as a draft, not published: you wrote something here, so another person must publish it.")
        except ValidationError as error:
            said = _("Kept as a draft, not published: %s") % " ".join(error.messages)
        else:
            return answer
        messages.error(self.request, said)  # type: ignore[attr-defined]
        thing = self.object  # type: ignore[attr-defined]
        return redirect(reverse(f"{thing.snippet_viewset.url_namespace}:edit", args=[thing.pk]))


class NewView(PublishedByAnother, CreateView):
    """A new question or quiz."""


class ChangeView(PublishedByAnother, EditView):
    """An existing one."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Besides Wagtail's, looking at it."""
        look = Button(_("Look at it, and where it is used"), url=look_at(self.object), icon_name="view", priority=5)
        return [*super().header_more_buttons, look]


class TakeOffView(UnpublishView):
    """Taking out of publication, with its entry in the audit or not at all."""

    def unpublish(self) -> HttpResponse | None:
        """Do it."""
        with transaction.atomic():
            answer: HttpResponse | None = super().unpublish()
        return answer


class WordsForm(BaseFilterForm):
    """The search of a chooser."""

    q = forms.CharField(
        label=gettext_lazy("Search term"),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Search")}),
        required=False,
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Those in which all of the words stand."""
        self.search_query = self.cleaned_data.get("q") or ""
        self.is_searching = bool(self.search_query)
        return objects.said(self.search_query) if self.is_searching else objects  # type: ignore[attr-defined]


class OnlyForWhoMayLook:
    """For a chooser: also what was chosen is told to nobody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse whoever may not look."""
        if not may(request.user, "view", self.model_class):  # type: ignore[arg-type, attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Choosing(OnlyForWhoMayLook):
    """What is offered: published only."""

    filter_form_class = WordsForm

    def get_object_list(self) -> QuerySet[Any]:
        """What papers may ask, or learners may take."""
        found: QuerySet[Any] = self.model_class.objects.in_use()  # type: ignore[attr-defined]
        return found

    @property
    def columns(self) -> list[Any]:
        """The name only: all are published."""
        return [self.title_column]  # type: ignore[attr-defined]


class ChoosingView(Choosing, ChooseView):
    """The chooser."""


class ChoosingResultsView(Choosing, ChooseResultsView):
    """Its list."""


class OneChosenView(OnlyForWhoMayLook, SnippetChosenView):
    """What was chosen."""


class SeveralChosenView(OnlyForWhoMayLook, SnippetChosenMultipleView):
    """Likewise, several."""


class BankChooserViewSet(SnippetChooserViewSet):
    """Choosing a question or a quiz."""

    choose_view_class = ChoosingView
    choose_results_view_class = ChoosingResultsView
    chosen_view_class = OneChosenView
    chosen_multiple_view_class = SeveralChosenView


class BankViewSet(SnippetViewSet):
    """What both have in common."""

    add_view_class = NewView
    edit_view_class = ChangeView
    unpublish_view_class = TakeOffView
    chooser_viewset_class = BankChooserViewSet
    chooser_per_page = 20
    list_per_page = A_PAGE
    copy_view_enabled = False
    inspect_view_enabled = False

    @property
    def permission_policy(self) -> NobodyDeletes:
        """Nobody deletes."""
        return NobodyDeletes(self.model)
