"""Activities at `/quan-tri/hoat-dong-tuong-tac/`, and their place in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, SnippetViewSet, SnippetViewSetGroup

from courses.interactive.models import H5PPackage
from courses.interactive.office import library_views, upload_views, views
from courses.interactive.office.lists import ActivityChooserViewSet, ActivityListView, address
from courses.interactive.office.rights import may, may_see_libraries
from courses.interactive.titles import folded, spelt

if TYPE_CHECKING:
    from django.http import HttpRequest

HERE = "hoat-dong-tuong-tac"


class NewView(CreateView):
    """An activity begins with its file; there is no form with nothing in it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead there."""
        return redirect(address("bring"))


class RenameForm(WagtailAdminModelForm):
    """A title."""

    def clean_title(self) -> str:
        """In one spelling."""
        return spelt(self.cleaned_data["title"])


class RenameView(EditView):
    """Another title; everything else comes with a version."""

    def save_instance(self) -> Any:
        """With what the title is searched by."""
        self.form.instance.folded = folded(self.form.instance.title)
        return super().save_instance()

    def get_success_url(self) -> str:
        """The page about it."""
        return address("look", self.object.pk)


class GoneView(DeleteView):
    """Deleting has a page of its own, with where the activity is used."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead there."""
        return redirect(address("take_away", self.object.pk))


class ActivityViewSet(SnippetViewSet):
    """Activities."""

    model = H5PPackage
    icon = "media"
    menu_label = _("Activities")
    menu_name = "h5p-activities"
    base_url_path = HERE
    chooser_base_url_path = f"{HERE}/chon"
    index_view_class = ActivityListView
    add_view_class = NewView
    edit_view_class = RenameView
    delete_view_class = GoneView
    chooser_viewset_class = ActivityChooserViewSet
    chooser_per_page = 20
    list_per_page = 50
    copy_view_enabled = False
    inspect_view_enabled = False
    edit_handler = ObjectList([FieldPanel("title")], base_form_class=RenameForm)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Besides Wagtail's: bringing files, looking, publishing again, deleting, libraries."""
        return [
            *super().get_urlpatterns(),
            path("nhap/", upload_views.bring_view, name="bring"),
            path("nhap/<uuid:pk>/", upload_views.upload_view, name="upload"),
            path("thu-vien/", library_views.libraries_view, name="libraries"),
            path("<uuid:pk>/", views.look, name="look"),
            path("<uuid:pk>/phien-ban-moi/", upload_views.bring_version_view, name="bring_version"),
            path("<uuid:pk>/xuat-ban-lai/", views.show_again, name="show_again"),
            path("<uuid:pk>/xoa/", views.take_away, name="take_away"),
        ]


class AllowedMenuItem(MenuItem):
    """Shown to whoever may open what it leads to."""

    def __init__(self, *args: Any, allowed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allowed = allowed

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(self._allowed(request.user))


class InteractiveViewSetGroup(SnippetViewSetGroup):
    """Activities, bringing a file, libraries."""

    menu_label = _("Interactive activities")
    menu_name = "interactive"
    menu_icon = "media"
    menu_order = 252
    items = (ActivityViewSet,)

    def get_submenu_items(self) -> list[Any]:
        """The list, then what belongs beside it."""
        write = AllowedMenuItem(
            _("Write an activity"), reverse("h5p_authoring_choose"), icon_name="edit", order=5, name="h5p-write",
            allowed=lambda user: may(user, "add"),
        )  # fmt: skip
        bring = AllowedMenuItem(
            _("Bring an H5P file"), address("bring"), icon_name="upload", order=10, name="h5p-bring",
            allowed=lambda user: may(user, "add"),
        )  # fmt: skip
        libraries = AllowedMenuItem(
            _("Installed programs"), address("libraries"), icon_name="cogs", order=20, name="h5p-libraries",
            allowed=may_see_libraries,
        )  # fmt: skip
        return [*super().get_submenu_items(), write, bring, libraries]
