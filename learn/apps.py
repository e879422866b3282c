"""The learn package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearnConfig(AppConfig):
    """Registers the package."""

    name = "learn"
    verbose_name = _("Learning records")
