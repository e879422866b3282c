"""A lesson: cards in order. What learners see is its published version, never the page's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, DateBlock, StructBlock, URLBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.url_routing import RouteResult

from courses.blocks.cards import CardsBlock, check_card_ids, pieces
from courses.blocks.h5p import newest_numbers
from courses.blocks.links import check_secure
from courses.interactive.addresses import content_origin
from courses.pages.base import IdentifiedPage
from courses.pages.extras import extras_of
from courses.selectors import lesson_version, newest_lesson_version
from courses.versions.publish import one_publication, public_pages_changed, publish_lesson
from courses.versions.rendering import draft_version
from foundation.http import private_answer, public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse
    from wagtail.models import Page, Revision
    from wagtail.query import PageQuerySet

    from courses.versions.models import LessonVersion

# Everything that lists a course's lessons is bounded by this.
MOST_LESSONS = 60
MOST_SOURCES = 12
MOST_MINUTES = 60


class SourceBlock(StructBlock):
    """Where what the lesson says comes from."""

    title = CharBlock(label=_("title"), max_length=200)
    url = URLBlock(label=_("address"), max_length=500, validators=[check_secure])
    date = DateBlock(label=_("date of the source"))

    class Meta:
        icon = "link"
        label = _("source")


class LessonPage(RoutablePageMixin, IdentifiedPage):
    """`/khoa-hoc/<track>/<course>/<lesson>/`, and every published version at `…/v/<n>/` while the page is live."""

    summary = models.TextField(_("summary"), max_length=400)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)]
    )
    cards = StreamField(CardsBlock(), verbose_name=_("cards"))
    sources = StreamField(
        [("source", SourceBlock())], verbose_name=_("sources"), min_num=1, max_num=MOST_SOURCES,
        help_text=_("Where what the lesson says can be checked."),
    )  # fmt: skip
    review_by = models.DateField(
        _("review by"), help_text=_("On this day at the latest someone checks whether the lesson is still right.")
    )

    # By activity, the number of its version when the draft was saved: what is looked at and agreed to.
    activities = models.JSONField(default=dict, editable=False)

    content_panels = [
        *IdentifiedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("cards"),
        MultiFieldPanel([FieldPanel("sources"), FieldPanel("review_by")], heading=_("sources and review")),
    ]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes: ClassVar = [models.Index(fields=["review_by"], name="courses_lesson_review_by")]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """A course has room for a bounded number of lessons."""
        return bool(super().can_create_at(parent)) and parent.numchild < MOST_LESSONS

    def can_move_to(self, parent: Page) -> bool:
        """Likewise when a lesson comes from another course."""
        return bool(super().can_move_to(parent)) and (parent.numchild < MOST_LESSONS or self.is_child_of(parent))

    def clean(self) -> None:
        """Cards are known by their ids, so these must be fit for it."""
        super().clean()
        try:
            check_card_ids(card.id for card in self.cards)
        except ValidationError as error:
            raise ValidationError({"cards": error}) from error

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """A draft, with the versions of its activities that are the newest now."""
        self.activities = newest_numbers(self.cards)
        return super().save_revision(*args, **kwargs)

    @path("")
    def newest(self, request: HttpRequest) -> TemplateResponse:
        """The newest published version; in a preview, what would be published."""
        if getattr(request, "is_preview", False):
            return self._answer(request, draft_version(self))
        return self._answer(request, self.newest_version())

    @path("v/<int:number>/")
    def fixed(self, request: HttpRequest, number: int) -> TemplateResponse:
        """One version for ever, for those who began with it."""
        version = lesson_version(self.uuid, number)
        if version is None:
            raise Http404
        return self._answer(request, version)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        """The page for everyone."""
        request.is_preview = False  # type: ignore[attr-defined]
        answer = super().serve(request, *args, **kwargs)
        return public_page(answer) if self.live else answer

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A lesson that was taken off says so, at whichever of its addresses: phones still offer it."""
        if not self.live and self.first_published_at is not None:
            return RouteResult(self, args=(self.being_mended,))
        return super().route(request, path_components)

    def being_mended(self, request: HttpRequest) -> HttpResponse:
        """Kind words instead of the lesson; nothing of what it said."""
        context = {"course": self.get_parent().specific}
        return private_answer(render(request, "courses/being_mended.html", context, status=404))

    def newest_version(self) -> LessonVersion:
        """The newest published version. A page that went live past publishing has none yet and gets its first."""
        version = newest_lesson_version(self.uuid)
        if version is None:
            with one_publication():
                version = publish_lesson(self)
                public_pages_changed([self.get_parent().specific])
        return version

    def next_lesson(self) -> LessonPage | None:
        """The listed lesson after this one in the course."""
        return self._listed_beside().filter(path__gt=self.path).order_by("path").first()

    def previous_lesson(self) -> LessonPage | None:
        """The listed lesson before this one in the course."""
        return self._listed_beside().filter(path__lt=self.path).order_by("-path").first()

    def _listed_beside(self) -> PageQuerySet[LessonPage]:
        return LessonPage.objects.sibling_of(self, inclusive=False).live().public().defer_streamfields()

    def _answer(self, request: HttpRequest, version: LessonVersion) -> TemplateResponse:
        newest = version if version.pk is None else self.newest_version()
        context = {
            "version": version,
            "cards": version.cards,
            "course": self.get_parent().specific,
            "next_lesson": self.next_lesson(),
            "extras": extras_of(version.course),
            "previous_lesson": self.previous_lesson(),
            "is_latest": version.number == newest.number,
            "latest_number": newest.number,
            "latest_url": self.url,
            "sources": [source.value for source in self.sources],
            "review_by": self.review_by,
            "official": list(pieces(self.cards, "official_link")),
            # Where the host of activities is may change; what is frozen of a card does not name it.
            "h5p_origin": content_origin() if any("h5p" in card for card in version.cards) else "",
        }
        answer: TemplateResponse = self.render(request, context_overrides=context)
        return answer
