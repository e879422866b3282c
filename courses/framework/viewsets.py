"""Editing frameworks in the officials' screens."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from courses.framework.models import Competence, Framework


class FrameworkViewSet(ModelViewSet):
    """Frameworks with their groups."""

    model = Framework
    icon = "list-ul"
    menu_label = _("Frameworks")
    list_display: ClassVar = ["title", "version", "provisional"]
    search_fields: ClassVar = ["title", "code"]
    inspect_view_enabled = True


class CompetenceViewSet(ModelViewSet):
    """Single competences."""

    model = Competence
    icon = "tick"
    menu_label = _("Competences")
    list_display: ClassVar = ["code", "title", "group"]
    list_filter: ClassVar = ["group__framework"]
    search_fields: ClassVar = ["code", "title", "description"]


class FrameworkViewSetGroup(ModelViewSetGroup):
    """The framework's place in the menu."""

    menu_label = _("Competence framework")
    menu_icon = "list-ul"
    menu_order = 250
    items = (FrameworkViewSet, CompetenceViewSet)
