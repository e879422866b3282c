"""The quizzes package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation import periodic


class QuizzesConfig(AppConfig):
    """Registers the package, its jobs, and what it adds to packages below."""

    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        """Listen to publishing; offer quizzes on courses' pages; grade what nobody looks at."""
        from courses.pages import extras
        from learn import additions
        from quizzes import signals
        from quizzes.attempts import mine
        from quizzes.attempts.grading import close_and_grade
        from quizzes.editing import auditing, rights
        from quizzes.quiz.offering import offers
        from quizzes.regrading.selectors import news
        from quizzes.regrading.services import regrade_next

        signals.connect()
        auditing.connect()
        rights.register()
        mine.connect()
        extras.register(offers)
        additions.register_news(news)
        periodic.register("close_and_grade", seconds=10, run=close_and_grade)
        periodic.register("regrade", seconds=5, run=regrade_next)
