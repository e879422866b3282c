"""`refresh_versions`: after a release that shows cards differently, write what changed as new versions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.pages.lessons import LessonPage
from courses.selectors import newest_lesson_version
from courses.versions.publish import one_publication, public_pages_changed, publish_lesson
from foundation.reports import ReportingCommand


class Command(ReportingCommand):
    """Render live lessons anew."""

    help = _(
        "Render every live lesson anew. Where nothing differs, no version is written; older ones stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Lesson by lesson, each in its own transaction."""
        written = 0
        lessons = LessonPage.objects.live().order_by("path")
        for lesson in lessons.iterator():
            before = newest_lesson_version(lesson.uuid)
            with one_publication():
                version = publish_lesson(lesson)
                if before is None or version.number != before.number:
                    written += 1
                    public_pages_changed([lesson.get_parent().specific])
        self.say(_("%d new versions.") % written, written=written)
