"""The people package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation


class PeopleConfig(AppConfig):
    """Registers the package, and where to find one's commune."""

    name = "people"
    verbose_name = _("People and places")

    def ready(self) -> None:
        """Link to the areas from the foot of every page, and write down who signs in."""
        from people.audit import signals  # noqa: F401

        navigation.register(navigation.Place(_("Find a commune or ward"), "/dia-ban/"), spot="foot")
