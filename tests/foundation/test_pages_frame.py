"""The frame around every page: places, icons, the pieces that stand inside pages, and pages for bad moments."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils.translation import gettext_lazy as _

from foundation import navigation
from foundation.icons import ICONS
from foundation.inline import EARLY_SCRIPT, PLAIN_STYLE, csp_source
from foundation.navigation import Place, places

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"]


@pytest.fixture
def no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_places", {"bar": [], "help": [], "foot": []})


def test_the_site_has_at_most_four_places_in_its_bar_and_one_for_help() -> None:
    assert [str(here.place.path) for here in places("bar", "")] == ["/", "/khoa-hoc/", "/tim-kiem/", "/toi/"]
    assert [here.place.path for here in places("help", "")] == ["/tro-giup/"]
    assert all(here.place.icon in ICONS for spot in ("bar", "help") for here in places(spot, ""))


def test_a_fifth_place_in_the_bar_is_refused(no_places: None) -> None:
    for order in range(navigation.MOST_IN_BAR):
        navigation.register(Place(_("Home"), f"/{order}/", order=-order))
    with pytest.raises(ImproperlyConfigured, match="room for 4"):
        navigation.register(Place(_("Home"), "/4/"))
    assert [here.place.path for here in places("bar", "")] == ["/3/", "/2/", "/1/", "/0/"]


def test_registering_twice_adds_once(no_places: None) -> None:
    for _again in range(2):
        navigation.register(Place(_("Help"), "/tro-giup/"), spot="help")
    assert len(places("help", "")) == 1


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", {"/": "page"}),
        ("/khoa-hoc/", {"/khoa-hoc/": "page"}),
        ("/khoa-hoc/a/b/", {"/khoa-hoc/": "true"}),
        ("/x/", {}),
    ],
)
def test_the_current_place_is_marked(path: str, current: dict[str, str]) -> None:
    assert {here.place.path: here.current for here in places("bar", path) if here.current} == current


@pytest.mark.parametrize("template", ERROR_PAGES)
def test_a_page_for_a_bad_moment_needs_neither_request_nor_database(template: str) -> None:
    html = render_to_string(template)
    assert '<html lang="vi">' in html
    assert len(re.findall("<h1", html)) == 1
    assert not re.search(r"\{[{%]", html)


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_when_the_server_is_broken_its_page_asks_for_nothing_more(template: str) -> None:
    html = render_to_string(template)
    assert not re.search(r"<(link|script|img|iframe)|src=|url\(", html)


def test_the_policy_allows_the_pieces_inside_pages_and_nothing_else_inline(client: Client) -> None:
    answer = client.get("/mau-giao-dien/")
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["script-src"].split() == ["'self'", csp_source(EARLY_SCRIPT)]
    assert policy["style-src"].split() == ["'self'", csp_source(PLAIN_STYLE)]
    html = answer.content.decode().replace(f"<script>{EARLY_SCRIPT}</script>", "", 1)
    assert not re.search(r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=["']|javascript:""", html)


def test_the_inline_pieces_stand_in_pages_exactly_as_they_were_hashed() -> None:
    assert f"<style>{PLAIN_STYLE}</style>" in render_to_string("500.html")
    early = Template("{% load frame %}{% early_script %}").render(Context())
    assert early == f"<script>{EARLY_SCRIPT}</script>"


@override_settings(PRODUCTION=True)
@pytest.mark.django_db
def test_the_pattern_page_is_not_there_in_production(client: Client) -> None:
    answer = client.get("/mau-giao-dien/")
    assert answer.status_code == 404
    assert "Trang này không có ở đây" in answer.content.decode()


@pytest.mark.parametrize("path", ["/to-cong-nghe/", "/bang-theo-doi/", "/tro-giup/"])
def test_pages_that_are_the_same_for_everyone_may_be_cached_and_set_no_cookie(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not answer.cookies
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]


@pytest.mark.parametrize("path", ["/bang-theo-doi/"])
def test_a_page_of_something_unbuilt_says_so(client: Client, path: str) -> None:
    assert "Trang này chưa làm xong." in client.get(path).content.decode()
