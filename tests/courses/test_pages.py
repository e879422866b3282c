"""Pages are the same for everyone, with a number of queries that no amount of lessons raises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, PageViewRestriction, Site

from courses.models import CataloguePage, CoursePage, HomePage, LessonPage
from courses.pages.lessons import MOST_LESSONS
from courses.pages.root import ensure_root
from tests.courses.making import CourseFactory, LessonFactory, TrackFactory, cards, check, edit, plant, text

pytestmark = pytest.mark.django_db
PUBLIC = "public, max-age=0, must-revalidate"


def queries(client: Any, address: str) -> int:
    client.get(address)  # what Wagtail keeps from then on is not counted
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def lesson() -> LessonPage:
    course = CourseFactory(parent=TrackFactory(slug="chang"), slug="khoa")
    return LessonFactory(parent=course, slug="bai", cards=cards(text("Chào"), check()))


def addresses(lesson: LessonPage) -> list[str]:
    course = lesson.get_parent().specific
    return ["/", "/khoa-hoc/", "/khoa-hoc/chang/", course.url, lesson.url, f"{lesson.url}v/1/", "/tro-giup/"]


def test_every_page_may_be_kept_by_any_cache_and_sets_no_cookie(client: Any, lesson: LessonPage) -> None:
    for address in addresses(lesson):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, PUBLIC), address
        assert not answer.cookies, address
        assert "Vary" not in answer or "Cookie" not in answer["Vary"], address


def test_pages_are_only_read(client: Any, lesson: LessonPage) -> None:
    for address in addresses(lesson):
        assert client.post(address).status_code == 405, address


def test_the_address_of_a_lesson_says_where_it_is(lesson: LessonPage) -> None:
    assert lesson.url == "/khoa-hoc/chang/khoa/bai/"
    assert HomePage.objects.get().url == "/"


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 12), ("/khoa-hoc/", 14), ("/khoa-hoc/chang/", 15), ("/khoa-hoc/chang/khoa/", 18)],
)
def test_lists_take_as_many_queries_for_many_lessons_as_for_one(
    client: Any, lesson: LessonPage, address: str, most: int
) -> None:
    few = queries(client, address)
    assert few <= most
    course, track = lesson.get_parent(), lesson.get_parent().get_parent()
    for _n in range(3):
        LessonFactory(parent=CoursePage.objects.get(pk=course.pk))
        LessonFactory(parent=CourseFactory(parent=track.specific))
    assert queries(client, address) == few


@pytest.mark.parametrize("address", ["/khoa-hoc/chang/khoa/bai/", "/khoa-hoc/chang/khoa/bai/v/1/"])
def test_a_lesson_takes_as_many_queries_with_many_neighbours(client: Any, lesson: LessonPage, address: str) -> None:
    few = queries(client, address)
    assert few <= 20
    for _n in range(3):
        LessonFactory(parent=CoursePage.objects.get(pk=lesson.get_parent().pk))
    assert queries(client, address) == few


def test_someone_in_the_middle_finishes_the_version_that_was_begun(client: Any, lesson: LessonPage) -> None:
    begun = client.get(lesson.url)
    edit(lesson, title="Tên mới", cards=cards(text("Chào lại")))
    fixed, newest = client.get(f"{lesson.url}v/1/"), client.get(lesson.url)
    assert (begun.context["version"].number, begun.context["is_latest"]) == (1, True)
    assert fixed.context["cards"] == begun.context["cards"]
    assert (fixed.context["is_latest"], fixed.context["latest_number"]) == (False, 2)
    assert newest.context["version"].title == "Tên mới"
    assert client.get(f"{lesson.url}v/3/").status_code == 404


def test_fixed_versions_are_served_while_the_lesson_is_live(client: Any, lesson: LessonPage) -> None:
    lesson.unpublish()
    assert client.get(f"{lesson.url}v/1/").status_code == 404


def test_a_lesson_knows_its_listed_neighbours(client: Any, lesson: LessonPage) -> None:
    course = CoursePage.objects.get(pk=lesson.get_parent().pk)
    hidden, after = LessonFactory(parent=course), LessonFactory(parent=course)
    hidden.unpublish()
    context = client.get(lesson.url).context
    assert (context["previous_lesson"], context["next_lesson"]) == (None, after)
    assert client.get(after.url).context["previous_lesson"] == lesson


def test_a_restricted_page_is_never_public(client: Any, lesson: LessonPage, official: Any) -> None:
    restriction = PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")
    shown = client.get(lesson.url)
    assert shown.status_code == 200
    assert "public" not in shown["Cache-Control"]
    assert "no-store" in shown["Cache-Control"]
    client.logout()
    assert client.get(lesson.url).status_code == 302
    assert client.get(f"{lesson.url}v/1/").status_code == 302
    assert restriction.pk


def test_lists_leave_out_what_is_restricted_or_not_live(client: Any, lesson: LessonPage) -> None:
    track = lesson.get_parent().get_parent().specific
    secret, draft = CourseFactory(parent=track), CourseFactory(parent=track, live=False)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    for address in ("/", "/khoa-hoc/", track.url):
        shown = client.get(address).content.decode()
        assert secret.title not in shown
        assert draft.title not in shown


def test_a_track_with_many_courses_is_paged(client: Any) -> None:
    track = TrackFactory(slug="chang")
    for _n in range(14):
        CourseFactory(parent=track)
    first, second = client.get("/khoa-hoc/chang/"), client.get("/khoa-hoc/chang/?trang=2")
    assert len(first.context["courses"]) == 12
    assert len(second.context["courses"]) == 2
    assert client.get("/khoa-hoc/chang/?trang=x").status_code == 200


def test_home_shows_only_the_first_courses_of_each_track(client: Any) -> None:
    for track in (TrackFactory(), TrackFactory()):
        for _n in range(6):
            CourseFactory(parent=track)
    assert [len(track.course_list) for track in client.get("/").context["tracks"]] == [4, 4]
    assert [len(track.course_list) for track in client.get("/khoa-hoc/").context["tracks"]] == [6, 6]


def test_a_course_shows_sizes_outcomes_and_competences(client: Any, lesson: LessonPage) -> None:
    context = client.get(lesson.get_parent().specific.url).context
    assert [(one.title, one.kilobytes) for one in context["lessons"]] == [(lesson.title, 1)]
    assert context["outcomes"] == ["Biết làm một việc"]
    assert (context["page"].lesson_count, context["page"].minutes) == (1, 5)


def test_page_types_hang_only_where_they_belong() -> None:
    catalogue = plant()
    track = TrackFactory()
    course = CourseFactory(parent=track)
    assert [model.__name__ for model in CataloguePage.allowed_subpage_models()] == ["TrackPage"]
    assert not LessonPage.can_exist_under(track)
    assert not CoursePage.can_exist_under(catalogue)
    assert not HomePage.can_create_at(Page.get_first_root_node())
    assert LessonPage.can_create_at(course)


def test_a_course_has_room_for_a_bounded_number_of_lessons(lesson: LessonPage) -> None:
    full = CourseFactory()
    full.numchild = MOST_LESSONS
    assert not LessonPage.can_create_at(full)
    assert not lesson.can_move_to(full)


def test_a_new_site_gets_its_root_and_loses_the_welcome_page(settings: Any) -> None:
    settings.SITE_URL = "https://hoc.example.vn"
    welcome = Page.objects.get(slug="home")
    catalogue = ensure_root()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("hoc.example.vn", 443, True)
    assert site.root_page.specific == HomePage.objects.get()
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert not PageLogEntry.objects.filter(label__icontains="welcome").exists()
    assert ensure_root() == catalogue
    assert Page.objects.count() == 3


class TestOfficials:
    """The editor's screens."""

    def test_a_lesson_can_be_edited_and_is_previewed_as_on_a_phone(
        self, client: Any, official: Any, lesson: LessonPage
    ) -> None:
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
        assert editor.status_code == 200
        sizes = re.findall(r'data-device-width="(\d+)"', editor.content.decode())
        assert sizes[0] == "360"
        assert lesson.default_preview_size == "phone"

    def test_a_preview_shows_the_draft_is_kept_by_nobody_and_pins_nothing(
        self, client: Any, official: Any, lesson: LessonPage, media_root: Any
    ) -> None:
        lesson.title, lesson.cards = "Nháp", cards(text("Chữ nháp"))
        revision = lesson.save_revision()
        address = reverse("wagtailadmin_pages:revisions_view", args=[lesson.pk, revision.pk])
        shown = client.get(address)
        assert "Chữ nháp" in shown.content.decode()
        assert shown.context["version"].number == 0
        assert "public" not in shown.get("Cache-Control", "")
        assert not (media_root / "h").exists()

    def test_publishing_warns_of_links_that_lead_to_no_authority(
        self, client: Any, official: Any, lesson: LessonPage
    ) -> None:
        lesson.cards = cards(text('<a href="https://la.example.com">đây</a> <a href="https://chinhphu.vn">kia</a>'))
        lesson.save_revision()
        form = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).context["form"]
        answer = client.post(
            reverse("wagtailadmin_pages:edit", args=[lesson.pk]), {**posted(form), "action-publish": "1"}, follow=True
        )
        told = [str(message) for message in answer.context["messages"]]
        assert any("la.example.com" in message for message in told)
        assert not any("chinhphu.vn" in message for message in told)


def posted(form: Any) -> dict[str, Any]:
    """What the browser would send for a form as it stands, with one card that holds one text."""
    page = form.instance
    fields = {name: form[name].value() for name in ("title", "slug", "summary", "minutes", "review_by")}
    card, source = page.cards[0], page.sources[0].value
    words = {
        "cards-count": 1, "cards-0-deleted": "", "cards-0-order": 0, "cards-0-type": "card", "cards-0-id": card.id,
        "cards-0-value-title": card.value["title"], "cards-0-value-body-count": 1, "cards-0-value-body-0-deleted": "",
        "cards-0-value-body-0-order": 0, "cards-0-value-body-0-type": "text", "cards-0-value-body-0-id": "",
        "cards-0-value-body-0-value": _contentstate(card.value["body"][0].value.source),
        "sources-count": 1, "sources-0-deleted": "", "sources-0-order": 0, "sources-0-type": "source",
        "sources-0-id": "", "sources-0-value-title": source["title"], "sources-0-value-url": source["url"],
        "sources-0-value-date": source["date"].isoformat(),
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    return {**{name: "" if value is None else value for name, value in fields.items()}, **words}


def _contentstate(html: str) -> str:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    from courses.blocks.rich import PARAGRAPHS

    return str(ContentstateConverter(features=PARAGRAPHS).from_database_format(html))
