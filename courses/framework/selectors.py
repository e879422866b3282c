"""Where competences are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.pages.courses import CoursePage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from courses.framework.models import Competence


def courses_that_teach(competence: Competence) -> QuerySet[CoursePage]:
    """The courses that name a competence, in the order of the tree, live or not."""
    return CoursePage.objects.filter(competences=competence).defer_streamfields().order_by("path")
