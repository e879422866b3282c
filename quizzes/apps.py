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
        from quizzes.imports.working import clean_old, work_next
        from quizzes.placement.selectors import ways
        from quizzes.placement.standing import make_standings
        from quizzes.quiz.following import follow_bank
        from quizzes.quiz.offering import offers, placements
        from quizzes.regrading.selectors import news
        from quizzes.regrading.services import regrade_next

        signals.connect()
        auditing.connect()
        rights.register()
        mine.connect()
        extras.register(offers)
        extras.register_beginning(placements)
        additions.register_news(news)
        additions.register_ways(ways)
        periodic.register("close_and_grade", seconds=10, run=close_and_grade)
        periodic.register("follow_bank", seconds=3600, run=follow_bank)
        periodic.register("regrade", seconds=5, run=regrade_next)
        periodic.register("import_questions", seconds=2, run=work_next)
        periodic.register("clean_imports", seconds=3600, run=clean_old)
        periodic.register("make_standings", seconds=5, run=make_standings)
