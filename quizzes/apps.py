"""The quizzes package as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    """Registers the package."""

    name = "quizzes"
    verbose_name = _("Quizzes")
