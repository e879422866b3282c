"""The courses package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Registers the package."""

    name = "courses"
    verbose_name = _("Curriculum")
