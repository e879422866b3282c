"""The portal package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Registers the package."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Let ``manage.py check`` know what production must not run with; give editors' forms their labels."""
        from portal import checks  # noqa: F401
        from portal.form_labels import label_forms

        label_forms()
