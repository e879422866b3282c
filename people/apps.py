"""The people package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the package."""

    name = "people"
    verbose_name = _("People and places")
