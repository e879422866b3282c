"""The courses package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, periodic


class CoursesConfig(AppConfig):
    """Registers the package, its places in the frame, and what publishing sets going."""

    name = "courses"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        """Make the places known; listen to what happens in the tree."""
        from courses.editing import auditing
        from courses.editing.reviewing import tell_of_reviews
        from courses.editing.scheduling import publish_scheduled
        from courses.versions.signals import connect
        from people.roles.groups import register_rights
        from people.roles.names import Role

        navigation.register(navigation.Place(_("Home"), "/", "home", order=10))
        navigation.register(navigation.Place(_("Courses"), "/khoa-hoc/", "book", order=20))
        navigation.register(navigation.Place(_("Search"), "/tim-kiem/", "search", order=30))
        navigation.register(navigation.Place(_("Help"), "/tro-giup/", "help"), spot="help")
        connect()
        auditing.connect()
        for role in (Role.EDITOR, Role.REVIEWER):
            register_rights(role, "courses", "add_h5ppackage", "change_h5ppackage", "view_h5ppackage")
        periodic.register("publish_scheduled", seconds=20, run=publish_scheduled)
        periodic.register("tell_of_reviews", seconds=3600, run=tell_of_reviews)
