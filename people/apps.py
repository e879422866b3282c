"""The people package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import navigation, periodic


class PeopleConfig(AppConfig):
    """Registers the package, and where to find one's commune."""

    name = "people"
    verbose_name = _("People and places")

    def ready(self) -> None:
        """Link to the areas from the foot of every page, and write down who signs in."""
        from people.accounts.sessions import forget_old_sessions
        from people.audit import signals  # noqa: F401
        from people.number_changes.services import forget_old_changes, remind_and_carry_out
        from people.phone_codes.services import forget_old_codes
        from people.roles.services import follow_the_calendar
        from people.sms.sending import send_waiting
        from people.sms.services import forget_old_messages
        from people.staff_sign_in import signals as staff_signals  # noqa: F401
        from people.ways_back.services import forget_old_wrong_proofs

        navigation.register(navigation.Place(_("Find a commune or ward"), "/dia-ban/"), spot="foot")
        periodic.register("people.sms.sending", seconds=1, run=send_waiting)
        periodic.register("people.sms.forgetting", seconds=600, run=forget_old_messages)
        periodic.register("people.phone_codes.forgetting", seconds=600, run=forget_old_codes)
        periodic.register("people.number_changes.waiting", seconds=60, run=remind_and_carry_out)
        periodic.register("people.number_changes.forgetting", seconds=3600, run=forget_old_changes)
        periodic.register("people.sessions.forgetting", seconds=3600, run=forget_old_sessions)
        periodic.register("people.roles.calendar", seconds=60, run=follow_the_calendar)
        periodic.register("people.ways_back.forgetting", seconds=3600, run=forget_old_wrong_proofs)
