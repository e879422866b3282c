"""What the screens of questions and quizzes share: published by another person, never deleted, searched by any word."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, UnpublishView

from courses.editing.searched import Choosing, SearchedChooserViewSet, SearchedListView
from quizzes.editing.rights import NobodyDeletes
from quizzes.editing.two_people import WroteItThemselves

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpResponse

A_PAGE = 50


class ListView(SearchedListView):
    """A list. The only act on many at once would be deleting, and a file would hold the whole bank with its keys."""

    @cached_property
    def list_display(self) -> list[Any]:
        """As the view says; Wagtail's column of states would ask the database for each line."""
        return list(self.shown)

    shown: ClassVar[list[Any]] = []

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


class PublishedOffered(Choosing):
    """What is offered: published only."""

    def get_object_list(self) -> QuerySet[Any]:
        """What papers may ask, or learners may take."""
        found: QuerySet[Any] = self.model_class.objects.in_use()  # type: ignore[attr-defined]
        return found

    @property
    def columns(self) -> list[Any]:
        """The name only: all are published."""
        return [self.title_column]  # type: ignore[attr-defined]


class ChoosingView(PublishedOffered, ChooseView):
    """The chooser."""


class ChoosingResultsView(PublishedOffered, ChooseResultsView):
    """Its list."""


class BankChooserViewSet(SearchedChooserViewSet):
    """Choosing a question or a quiz."""

    choose_view_class = ChoosingView
    choose_results_view_class = ChoosingResultsView


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
