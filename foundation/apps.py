"""The foundation package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    """Registers the package."""

    name = "foundation"
    verbose_name = _("Foundation")
