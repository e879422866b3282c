"""Citizens are "cô bác", colleagues "anh/chị"; and handing a page in for review has one name."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
# Code and templates whose words nobody but staff reads.
OF_STAFF = (
    "courses/copies/", "courses/editing/", "courses/packages/", "courses/wagtail_hooks",
    "courses/templates/courses/copies/",
    "courses/templates/courses/editing/", "courses/templates/courses/packages/", "learn/certificates/office/",
    "learn/templates/learn/certificates/office/", "people/roles/", "people/staff", "people/templates/mfa/",
    "people/templates/account/", "people/templates/people/staff/", "people/templates/wagtailadmin/",
)  # fmt: skip


@pytest.mark.parametrize("package", ["courses", "learn", "people"])
def test_colleagues_are_addressed_as_such(package: str) -> None:
    entries = [
        entry
        for entry in polib.pofile(str(ROOT / package / "locale/vi/LC_MESSAGES/django.po"))
        if entry.occurrences and all(place.startswith(OF_STAFF) for place, _line in entry.occurrences)
    ]
    assert len(entries) > 5
    for entry in entries:
        said = " ".join([entry.msgstr, *entry.msgstr_plural.values()]).lower()
        assert not any(word in said for word in ("cô bác", "bà con")), entry.msgid


def test_handing_in_for_review_has_one_name() -> None:
    others = polib.pofile(str(ROOT / "portal/locale_others/vi/LC_MESSAGES/django.po"))
    said = {entry.msgid: entry.msgstr for entry in others}
    assert said["Submit for moderation"] == "Gửi duyệt"
    assert said["Submit to %(workflow_name)s"].startswith("Gửi duyệt")
    assert not [words for words in said.values() if "gửi vào quy trình" in words.lower()]
