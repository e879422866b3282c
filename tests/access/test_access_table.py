"""Every cell of the table is a test, and no address may be without a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.access.table import ROWS, Row
from tests.access.world import NAME, OUTSIDE, PERSONAS, PHONE, World, make_world
from tests.people.staff import PASSWORD

pytestmark = pytest.mark.django_db

# Screens of others' packages: outsiders are tried at each of them below; what staff may do there is the packages' own.
OTHERS = ("wagtail.", "django.", "allauth.")
# Signing in, and what its page needs.
OPEN = {
    "quan-tri/login/",
    "quan-tri/logout/",
    "quan-tri/sprite/",
    "quan-tri/jsi18n/",
    "quan-tri/bao-mat/thoat/",
    "quan-tri/bao-mat/ma/",
    "quan-tri/bao-mat/thiet-bi/dang-nhap/",
    # 404 for everyone: there are no addresses to write to.
    "quan-tri/password_reset/",
    "quan-tri/password_reset/done/",
    "quan-tri/password_reset/confirm/<uidb64>/<token>/",
    "quan-tri/password_reset/complete/",
}
# An administrator without a second factor may do nothing but set one up.
TO_SET_UP = "quan-tri/bao-mat/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once, in a transaction that every test's own lies in; nothing of it stays."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            connections.close_all()


def fill(path: str, world: World) -> str:
    things = world.things
    return path.format(
        course=things["course"].uuid,
        number=things["certificate"].number,
        lessonurl=things["lesson"].get_url(),
        coursepage=things["course"].pk,
        question=things["question"].question,
        attempt=things["attempt"],
        **{
            name: things[name].pk
            for name in (
                "lesson",
                "owner",
                "near",
                "far",
                "near_grant",
                "far_grant",
                "invitation",
                "competence",
                "commune",
                "copy",
                "lesson_copy",
                "certificate",
                "bank_question",
                "quiz",
                "own",
                "written_activity",
                "correction",
                "import",
                "commune",
                "far_commune",
                "team",
                "far_team",
                "hamlet",
                "far_hamlet",
                "household",
                "far_household",
                "photo",
                "membership",
                "phone",
                "merge",
                "operation",
                "conflict",
                "wish",
                "team_invitation",
                "sheet",
                "members_sheet",
                "activity",
                "shown_activity",
                "upload",
            )
        },
    )


def body_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def ask(world: World, persona: str, row: Row):
    client = world.client(persona)
    path = fill(row.path, world)
    data = {name: fill(value, world) if value.startswith("{") else value for name, value in row.data.items()}
    return client.post(path, data) if row.method == "POST" else client.get(path)


CELLS = [pytest.param(row, persona, id=f"{row.method} {row.path} {persona}") for row in ROWS for persona in PERSONAS]


@pytest.mark.parametrize(("row", "persona"), CELLS)
def test_each_person_gets_what_the_table_says(world, row, persona):
    answer = ask(world, persona, row)
    assert answer.status_code == row.status(persona)
    body = body_of(answer)
    told = [secret for secret in (PHONE[3:], NAME, str(world.things["own"].id)) if secret in body]
    assert bool(told) == (persona in row.reveals.split()), told
    if row.does is not None:
        assert row.does(world.things) == (persona in row.done_by.split())
    # What is one person's is kept by no cache.
    if told and "chung-nhan/{number}" not in row.path:
        assert "no-store" in answer.get("Cache-Control", "") or "private" in answer.get("Cache-Control", "")


# Every address


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, here)
        else:
            yield here, pattern


ADDRESSES = dict(walk(get_resolver().url_patterns))


def is_of_others(pattern: URLPattern) -> bool:
    view = pattern.callback
    made_by = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return made_by.__module__.startswith(OTHERS)


def test_no_address_is_without_a_row():
    told = {row.pattern for row in ROWS}
    missing = [address for address, pattern in ADDRESSES.items() if address not in told and not is_of_others(pattern)]
    assert missing == []


def test_no_row_is_without_an_address():
    assert [row.pattern for row in ROWS if row.pattern not in ADDRESSES] == []


def example(address: str) -> str:
    """A path that leads to the address."""
    path = address.replace("^", "").replace("$", "").replace(r"\.", ".")
    path = path.replace(r"(\d+)/revisions/compare/(live|earliest|\d+)...(live|latest|\d+)", "1/revisions/compare/1...2")
    path = path.replace(r"(?P<pk>.+)/revisions/compare/", "00000000-0000-0000-0000-000000000001/revisions/compare/")
    for end in ("a", "b"):
        path = re.sub(rf"\(\?P<revision_id_{end}>[^)]*\)", "1", path)
    path = re.sub(r"<[^<>]*uuid:[^<>]*>", "00000000-0000-0000-0000-000000000001", path)
    return "/" + re.sub(r"<[^<>]*>", "1", path).replace(".*", "x")


EDITORS_SCREENS = sorted(address for address in ADDRESSES if address.startswith("quan-tri/") and address not in OPEN)


@pytest.mark.parametrize("address", EDITORS_SCREENS)
def test_nobody_from_outside_sees_any_of_the_editors_screens(world, address):
    path = example(address)
    assert resolve(path)
    for persona in OUTSIDE:
        if persona == "no_second_factor" and address.startswith(TO_SET_UP):
            continue
        expected = "/quan-tri/bao-mat/" if persona == "no_second_factor" else "/quan-tri/login/?next="
        for method in ("get", "post"):
            answer = getattr(world.client(persona), method)(path)
            assert (persona, method, answer.status_code) == (persona, method, 302)
            assert answer["Location"].startswith(expected)


@pytest.mark.parametrize("address", EDITORS_SCREENS)
def test_teams_see_their_own_pages_only(world, address):
    if address.startswith((TO_SET_UP, "quan-tri/nhan-su/")):
        pytest.skip("a page of their own")
    for persona, home in (("member", "/quan-tri/bao-mat/"), ("leader", "/quan-tri/nhan-su/")):
        for method in ("get", "post"):
            answer = getattr(world.client(persona), method)(example(address))
            assert (persona, answer.status_code, answer["Location"]) == (persona, 302, home)


def test_the_password_of_the_staff_alone_opens_nothing(world):
    client = world.client("nobody")
    answer = client.post("/quan-tri/login/", {"username": "0930000005", "password": PASSWORD})
    assert answer.status_code in (200, 302)
    assert client.get("/quan-tri/users/").status_code == 302
    assert settings.SESSION_COOKIE_HTTPONLY
