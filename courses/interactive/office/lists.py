"""The list of activities, and the chooser with which a lesson takes one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from courses.editing.searched import Choosing, SearchedChooserViewSet, SearchedListView
from courses.interactive.authoring.kinds import BY_MACHINE
from courses.interactive.models import H5PPackage, H5PVersion
from courses.interactive.office.rights import may
from courses.interactive.office.words import kind_names, size
from foundation.text import fold

if TYPE_CHECKING:
    from django.urls import URLPattern

    from foundation.text.searching import FoldedQuerySet

NAMESPACE = "wagtailsnippets_courses_h5ppackage"


def address(view: str, *args: Any) -> str:
    """Of one of the screens."""
    return reverse(f"{NAMESPACE}:{view}", args=args)


def listed() -> FoldedQuerySet[H5PPackage]:
    """Activities with what a list says of their newest version."""
    newest = H5PVersion.objects.filter(package=OuterRef("pk"), number=OuterRef("number"))
    return H5PPackage.objects.annotate(
        newest_size=Subquery(newest.values("size")), newest_at=Subquery(newest.values("made_at"))
    )


def _kinds() -> list[tuple[str, str]]:
    kinds = H5PPackage.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return sorted(kind_names(kinds).items(), key=lambda pair: fold(pair[1]))


class KindFilterSet(WagtailFilterSet):
    """By kind."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("kind"), choices=_kinds)

    class Meta:
        model = H5PPackage
        fields: ClassVar[list[str]] = []


def facts() -> list[Column]:
    """What stands beside a title. Two queries."""
    names = dict(_kinds())
    return [
        Column("kind", label=capfirst(_("kind")), accessor=lambda found: names.get(found.kind, found.kind)),
        Column("size", label=_("Size of its content"), accessor=lambda found: size(found.newest_size or 0)),
        Column("number", label=capfirst(_("version")), accessor="number"),
    ]


class ActivityListView(SearchedListView):
    """All activities by title; a title leads to the page about the activity."""

    filterset_class = KindFilterSet
    default_ordering = "title"

    @cached_property
    def list_display(self) -> list[Any]:
        """As above, and when it was changed."""
        return ["title", *facts(), DateColumn("newest_at", label=_("Last changed"), sort_key="newest_at")]

    def _get_title_column(self, field_name: str, column_class: Any = TitleColumn, **kwargs: Any) -> Any:
        column = super()._get_title_column(field_name, column_class, **kwargs)
        column._get_url_func = lambda found: address("look", found.pk)
        return column

    def get_base_queryset(self) -> FoldedQuerySet[H5PPackage]:
        """With the size of the newest version."""
        return listed()

    @cached_property
    def header_buttons(self) -> list[Any]:
        """An activity is brought as a file, or written here."""
        if not may(self.request.user, "add"):
            return []
        return [
            HeaderButton(_("Write an activity"), url=reverse("h5p_authoring_choose"), icon_name="edit"),
            HeaderButton(_("Bring an H5P file"), url=address("bring"), icon_name="upload"),
        ]

    def get_list_more_buttons(self, instance: H5PPackage) -> list[Any]:
        """What the page about the activity offers, in its words, as far as this person may."""
        pk, user = instance.pk, self.request.user
        acts = [(_("Look at it"), address("look", pk), "view")]
        if may(user, "change"):
            if instance.kind in BY_MACHINE:
                acts.append((_("Change it in the form"), reverse("h5p_authoring_edit", args=[pk]), "edit"))
            acts.append((_("Bring a new version"), address("bring_version", pk), "upload"))
            acts.append((_("Rename"), address("edit", pk), "title"))
        acts.append((_("Take it along as a file"), reverse("h5p_authoring_export", args=[pk]), "download"))
        if may(user, "delete"):
            acts.append((_("Delete"), address("take_away", pk), "bin"))
        return [Button(label, url=url, icon_name=icon, priority=place) for place, (label, url, icon) in enumerate(acts)]


class ActivitiesOffered(Choosing):
    """What is offered: all of them, by title, with kind, size and version."""

    def get_object_list(self) -> FoldedQuerySet[H5PPackage]:
        """All activities."""
        return listed()

    @property
    def columns(self) -> list[Any]:
        """As in the list."""
        return [self.title_column, *facts()]  # type: ignore[attr-defined]


class ChoosingView(ActivitiesOffered, ChooseView):
    """The chooser."""


class ChoosingResultsView(ActivitiesOffered, ChooseResultsView):
    """Its list."""


class ActivityChooserViewSet(SearchedChooserViewSet):
    """Choosing an activity."""

    choose_view_class = ChoosingView
    choose_results_view_class = ChoosingResultsView

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without making one here: an activity begins with its file."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
