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


def fields_of(html: str) -> dict[str, Any]:
    """What the browser would send of the editor's form, unchanged: fields, and a StreamField's blocks from its data."""
    form = BeautifulSoup(html, "html.parser").select_one("form#page-edit-form")
    assert form is not None
    fields: dict[str, Any] = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        kind = element.get("type")
        if kind in ("submit", "button") or (kind in ("checkbox", "radio") and not element.has_attr("checked")):
            continue
        value = element.text if element.name == "textarea" else element.get("value", "")
        if element.name == "select":
            chosen = element.select_one("option[selected]")
            value = chosen.get("value", "") if chosen else ""
        fields[str(element["name"])] = value
    return fields
