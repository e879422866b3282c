"""The learn package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, page_scripts


class LearnConfig(AppConfig):
    """Registers the package, its place in the bar and its scripts on public pages."""

    name = "learn"
    verbose_name = _("Learning records")

    def ready(self) -> None:
        """Lay the learner's own part over public pages, and name what else lies here about a person."""
        from learn.h5p import mine

        mine.connect()
        navigation.register(navigation.Place(_("Mine"), "/toi/", "person", order=40))
        navigation.register(navigation.Place(_("Check a certificate"), "/chung-nhan/"), spot="foot")
        modules = (
            "foundation/outbox.js",
            "foundation/outbox_store.js",
            "foundation/outbox_disk.js",
            "npm/idb/index.js",
        )
        page_scripts.register("learn/record.js", preload=modules)
        page_scripts.register("learn/h5p.js", spot="h5p")
