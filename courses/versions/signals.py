"""What happens in the tree becomes versions, search entries and an empty page cache."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.pages.base import CurriculumPage
from courses.pages.courses import CoursePage
from courses.pages.lessons import LessonPage
from courses.search.index import forget_course, forget_lesson, is_found
from courses.versions.publish import public_pages_changed, publish_lesson


def courses_around(page: Page) -> list[CoursePage]:
    """The courses whose lists a change of ``page`` may touch: its own, or all below it."""
    if isinstance(page, LessonPage):
        page = page.get_parent()
    return list(CoursePage.objects.descendant_of(page, inclusive=True).order_by("pk"))


def on_published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A lesson gets its version. A publication for later is announced as well: then the page is not live yet."""
    if isinstance(instance, CurriculumPage) and instance.live:
        with transaction.atomic():
            if isinstance(instance, LessonPage):
                publish_lesson(instance)
            public_pages_changed(courses_around(instance))


def on_listing_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page went from the lists, or got another address."""
    if isinstance(instance, CurriculumPage):
        public_pages_changed(courses_around(instance))


def on_moved(sender: type[Page], instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    """Both places changed; a lesson that came into another course has a version there."""
    page = instance.specific
    if not isinstance(page, CurriculumPage):
        return
    with transaction.atomic():
        if isinstance(page, LessonPage) and page.live:
            publish_lesson(page)
        left = CoursePage.objects.filter(pk=parent_page_before.pk)
        public_pages_changed([*courses_around(page), *left])


def on_saved(sender: type[Page], instance: LessonPage | CoursePage, **kwargs: Any) -> None:
    """A listed page that is saved as not live leaves the lists in that same transaction."""
    if not instance.live and is_found(instance.uuid):
        public_pages_changed(courses_around(instance))


def on_row_deleted(sender: type[Page], instance: LessonPage | CoursePage, **kwargs: Any) -> None:
    """What is deleted is no longer found; its versions stay.

    After the deletion: before it, Wagtail announces the page as unpublished while its row still says that it is live.
    """
    if isinstance(instance, LessonPage):
        forget_lesson(instance.uuid)
    else:
        forget_course(instance.uuid)


def on_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """The course around a deleted lesson, if it is still there, goes on without it."""
    parent_path = instance.path[: -Page.steplen]
    public_pages_changed(CoursePage.objects.filter(path=parent_path))


def on_restricted(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Pages that were opened or closed to the public enter or leave the lists."""
    page = Page.objects.filter(pk=instance.page_id).specific().first()
    if isinstance(page, CurriculumPage):
        public_pages_changed(courses_around(page))


def connect() -> None:
    """Listen; called once, when Django is ready."""
    page_published.connect(on_published)
    page_unpublished.connect(on_listing_changed)
    page_slug_changed.connect(on_listing_changed)
    post_page_move.connect(on_moved)
    for model in (LessonPage, CoursePage):
        post_save.connect(on_saved, sender=model)
        post_delete.connect(on_row_deleted, sender=model)
    post_delete.connect(on_deleted, sender=Page)
    post_save.connect(on_restricted, sender=PageViewRestriction)
    post_delete.connect(on_restricted, sender=PageViewRestriction)
