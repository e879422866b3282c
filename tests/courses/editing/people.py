"""Editors and reviewers for tests, and what they do."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from wagtail.models import Page

from people.models import Area, User
from people.roles.names import Role
from tests.people.staff import make_staff


def make_editor(phone: str = "0912000001") -> User:
    return make_staff(phone, Role.EDITOR)


def make_reviewer(phone: str = "0912000002") -> User:
    return make_staff(phone, Role.REVIEWER)


def make_administrator(phone: str = "0912000003") -> User:
    return make_staff(phone, Role.ADMINISTRATOR)


def make_area_official(phone: str = "0912000004") -> User:
    """A colleague who may open the editors' screens but writes no lessons."""
    area = Area.objects.create(
        code="97", name="Tỉnh thử", full_name="Tỉnh thử", level="province", kind="tỉnh", valid_from="2025-07-01"
    )
    return make_staff(phone, Role.AREA_OFFICIAL, area=area)


def submit(page: Page, user: User, **fields: Any) -> None:
    """Save a draft with these fields and hand it in for review."""
    page = type(page).objects.get(pk=page.pk)
    for field, value in fields.items():
        setattr(page, field, value)
    page.save_revision(user=user)
    page = type(page).objects.get(pk=page.pk)
    page.get_workflow().start(page, user)


def fields_of(answer: Any) -> dict[str, Any]:
    """What the browser would send of the editor's form of a page without blocks, unchanged."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form[data-edit-form]")
    assert form is not None
    fields: dict[str, Any] = {}
    for element in form.select("input[name], textarea[name]"):
        ticks = element.get("type") in ("checkbox", "radio")
        if element.get("type") not in ("submit", "button") and (not ticks or element.has_attr("checked")):
            fields[str(element["name"])] = element.text if element.name == "textarea" else element.get("value", "")
    return fields
