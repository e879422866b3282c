"""Frameworks in the officials' screens: administrators edit, editors and reviewers look things up."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from courses.framework.models import Competence, Framework
from courses.framework.selectors import courses_that_teach

MOST_COURSES = 100


class FrameworkViewSet(ModelViewSet):
    """Frameworks with their groups."""

    model = Framework
    icon = "list-ul"
    menu_label = _("Frameworks")
    list_display: ClassVar = ["title", "version", "provisional"]
    search_fields: ClassVar = ["title", "code"]
    inspect_view_enabled = True


class CompetenceInspectView(InspectView):
    """One competence, and the courses that teach it."""

    template_name = "courses/editing/competence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With ``courses``, the first of them, and how many there are in all."""
        courses = courses_that_teach(self.object)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "courses": courses[:MOST_COURSES], "count": courses.count()}


class CompetenceViewSet(ModelViewSet):
    """Single competences."""

    model = Competence
    icon = "tick"
    menu_label = _("Competences")
    list_display: ClassVar = ["code", "title", "group"]
    list_filter: ClassVar = ["group__framework"]
    search_fields: ClassVar = ["code", "title", "description"]
    inspect_view_enabled = True
    inspect_view_class = CompetenceInspectView
    inspect_template_name = "courses/editing/competence.html"
    inspect_view_fields: ClassVar = ["code", "title", "group", "description"]


class FrameworkViewSetGroup(ModelViewSetGroup):
    """The framework's place in the menu."""

    menu_label = _("Competence framework")
    menu_icon = "list-ul"
    menu_order = 250
    items = (FrameworkViewSet, CompetenceViewSet)
