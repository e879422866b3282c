"""Addresses of new pages can be read, whatever letters their titles have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from courses.models import TrackPage
from courses.pages.forms import FORMATTERS, made_by_browser, readable_slug
from tests.courses.making import TrackFactory, plant


@pytest.mark.parametrize(
    ("title", "browser", "readable"),
    [
        ("Chụp ảnh cho đẹp", "chp-nh-cho-djp", "chup-anh-cho-dep"),
        ("Được mượn đường", "djc-mn-djng", "duoc-muon-duong"),
        ("Ở nhà học", "-nha-hc", "o-nha-hoc"),
        ("Ví điện tử: dùng thế nào?", "vi-djin-t-dung-th-nao", "vi-dien-tu-dung-the-nao"),
    ],
)
def test_a_slug_that_the_browser_made_is_known_and_made_readable(title: str, browser: str, readable: str) -> None:
    assert made_by_browser(browser, title)
    assert readable_slug(title) == readable
    assert made_by_browser(readable, title)


@pytest.mark.parametrize("own", ["chup-anh", "anh-dep", "chupanhchodep", "chup-anh-cho-dep-2"])
def test_a_slug_that_an_official_thought_of_is_not_taken_for_the_browsers(own: str) -> None:
    assert not made_by_browser(own, "Chụp ảnh cho đẹp")


@pytest.mark.parametrize("title", ["ĐẸP đẹp", "Ươm mầm", "Hợp tác xã", "Kỹ năng", "Ho\u031b\u0323p"])
def test_the_browsers_formatters_leave_no_marked_letter(title: str) -> None:
    for pattern, letter in FORMATTERS:
        title = pattern.sub(letter, title)
    assert title.isascii()


def _create(client: Any, title: str, slug: str) -> TrackPage | None:
    address = reverse("wagtailadmin_pages:add", args=["courses", "trackpage", plant().pk])
    fields = {"title": title, "slug": slug, "summary": "Tóm tắt", "comments-TOTAL_FORMS": 0}
    client.post(address, {**fields, "comments-INITIAL_FORMS": 0})
    made: TrackPage | None = TrackPage.objects.filter(title=title).first()
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("posted", "kept"),
    [("chp-nh-cho-djp", "chup-anh-cho-dep"), ("", "chup-anh-cho-dep"), ("chup-anh", "chup-anh")],
)
def test_a_new_page_gets_a_readable_address(client: Any, official: Any, posted: str, kept: str) -> None:
    page = _create(client, "Chụp ảnh cho đẹp", posted)
    assert page is not None
    assert page.slug == kept


@pytest.mark.django_db
def test_the_address_of_a_published_page_stays_as_it_is(client: Any, official: Any) -> None:
    TrackFactory(title="Chụp ảnh cho đẹp", slug="chp-nh-cho-djp")
    page = TrackPage.objects.get()
    page.save_revision().publish()
    fields = {"title": page.title, "slug": page.slug, "summary": "Mới", "action-publish": "1"}
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {**fields, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0},
    )
    page.refresh_from_db()
    assert (page.slug, page.summary) == ("chp-nh-cho-djp", "Mới")


@pytest.mark.django_db
def test_the_editor_tells_the_browser_how_to_write_vietnamese_letters_and_saves_nothing_unasked(
    client: Any, official: Any
) -> None:
    answer = client.get(reverse("wagtailadmin_pages:add", args=["courses", "trackpage", plant().pk]))
    attributes = answer.context["form"].fields["slug"].widget.attrs
    formatters = json.loads(attributes["data-w-slug-formatters-value"])
    assert "d" in [letter for pattern, letter in formatters if "đ" in pattern[0]]
    assert not answer.context["autosave_enabled"]
