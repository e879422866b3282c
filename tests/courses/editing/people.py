"""Editors and reviewers for tests, and what they do."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from wagtail.models import Page

from people.models import User
from people.roles.groups import ensure_editors, ensure_reviewers


def make_editor(phone: str = "0912000001") -> User:
    return _make(phone, ensure_editors())


def make_reviewer(phone: str = "0912000002") -> User:
    return _make(phone, ensure_reviewers())


def _make(phone: str, group: Any) -> User:
    user = User.objects.create_user(phone, "mot-mat-khau-dai", full_name=f"Người {phone[-2:]}", is_demo=True)
    user.groups.add(group)
    return user


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
