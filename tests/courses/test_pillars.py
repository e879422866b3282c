"""Home page and catalogue: an official writes in them; only an administrator takes them off the site."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from courses.models import CataloguePage, HomePage
from people.models import User
from people.roles.names import Role
from tests.courses.making import LessonFactory, TrackFactory, plant
from tests.people.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

PILLARS = [HomePage, CataloguePage]


@pytest.fixture
def editor(client: Any) -> User:
    """An official of the group that writes lessons, signed in."""
    plant()
    user = make_staff("0912345670", Role.EDITOR)
    sign_in(client, user)
    return user


@pytest.fixture
def reviewer(client: Any) -> User:
    """An official of the group that publishes, signed in."""
    plant()
    user = make_staff("0912345671", Role.REVIEWER)
    sign_in(client, user)
    return user


def state() -> list[tuple[Any, ...]]:
    return list(Page.objects.order_by("path").values_list("pk", "path", "live", "url_path"))


def bulk(client: Any, action: str, *pages: Page, **fields: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"{address}?{chosen}&next=/quan-tri/", fields)


@pytest.mark.parametrize("kind", PILLARS)
@pytest.mark.parametrize("action", ["unpublish", "delete"])
@pytest.mark.parametrize("by", ["one", "many"])
def test_an_official_can_neither_unpublish_nor_delete_them(
    client: Any, editor: User, kind: type[Page], action: str, by: str
) -> None:
    TrackFactory()
    page, before = kind.objects.get(), state()
    fields = {"include_descendants": "on", "wagtail_site_name": "Bình dân học vụ số", "confirm": "x"}
    if by == "one":
        answer = client.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]), fields, follow=True)
        assert [str(message) for message in answer.context["messages"]]
    else:
        bulk(client, action, page, **fields)
    assert state() == before
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("kind", PILLARS)
def test_an_official_cannot_move_them(client: Any, editor: User, kind: type[Page]) -> None:
    page, before = kind.objects.get(), state()
    parent = page.get_parent()
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, parent.pk]))
    bulk(client, "move", page, chooser=parent.pk)
    assert state() == before
    assert not page.permissions_for_user(editor).can_move()
    assert not Page.objects.get(pk=page.pk).permissions_for_user(editor).can_move()


@pytest.mark.parametrize("kind", PILLARS)
def test_an_official_cannot_hide_them(client: Any, editor: User, kind: type[Page]) -> None:
    fields = {"restriction_type": "login"}
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[kind.objects.get().pk]), fields)
    assert not PageViewRestriction.objects.exists()
    assert client.get("/").status_code == 200


def test_an_official_edits_the_home_page_but_sets_no_date_of_its_end(client: Any, reviewer: User) -> None:
    home = HomePage.objects.get()
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    fields = {"title": "Trang mới", "slug": home.slug, "intro": "Chào", "expire_at": tomorrow}
    fields |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
    client.post(reverse("wagtailadmin_pages:edit", args=[home.pk]), fields)
    home = HomePage.objects.get().get_latest_revision_as_object()
    assert (home.title, home.expire_at) == ("Trang mới", None)


@pytest.mark.parametrize("by", ["one", "many"])
def test_a_reviewer_unpublishes_a_lesson(client: Any, reviewer: User, by: str) -> None:
    lesson = LessonFactory()
    if by == "one":
        client.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))
    else:
        bulk(client, "unpublish", lesson)
    lesson.refresh_from_db()
    assert not lesson.live


def test_an_administrator_unpublishes_the_catalogue(client: Any, official: User) -> None:
    page = plant()
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not CataloguePage.objects.get().live


@pytest.mark.parametrize("kind", PILLARS)
def test_nobody_changes_their_address(client: Any, official: User, kind: type[Page]) -> None:
    plant()
    page = kind.objects.get()
    fields = {"title": "Tên mới", "slug": "dia-chi-khac", "intro": "", "action-publish": "1"}
    fields |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields)
    changed = kind.objects.get()
    assert (changed.title, changed.slug) == ("Tên mới", page.slug)
