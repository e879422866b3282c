"""The editor's form of a page: addresses of new pages can be read."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.widgets import SlugInput

from foundation.text import fold, normalise

# Latin letters with marks, up to the last one that Vietnamese has.
_MARKED = range(0xC0, 0x1EFA)


def _formatters() -> list[tuple[re.Pattern[str], str]]:
    """What the browser does with a title before Wagtail's own table, which knows few of the letters."""
    letters: dict[str, str] = defaultdict(str)
    for code in _MARKED:
        letter = fold(chr(code))
        if len(letter) == 1 and letter in string.ascii_lowercase:
            letters[letter] += chr(code)
    plain = [(re.compile(f"[{marked}]"), letter) for letter, marked in sorted(letters.items())]
    return [*plain, (re.compile("[\u0300-\u036f]"), "")]


FORMATTERS = _formatters()


def readable_slug(title: str) -> str:
    """The slug of a title, its letters without their marks: "Chụp ảnh cho đẹp" is `chup-anh-cho-dep`."""
    return slugify(fold(title))


def made_by_browser(slug: str, title: str) -> bool:
    """Whether Wagtail's script can have made this slug: it leaves out letters, or writes two for one."""
    places = {0}
    for char in normalise(title).lower():
        places = {
            place + len(piece)
            for place in places
            for piece in _pieces(char, at_word_end=place in (0, len(slug)) or slug[place - 1] == "-")
            if slug.startswith(piece, place)
        }
    return len(slug) in places


def _pieces(char: str, *, at_word_end: bool) -> set[str]:
    if char == "-" or char.isspace():
        return {"", "-"} if at_word_end else {"-"}
    if char in string.ascii_lowercase + string.digits + "_":
        return {char}
    if char == "đ":
        return {"", "d", "dj"}
    plain = fold(char)
    return {"", plain} if plain.isascii() and plain.isalnum() else {""}


class CurriculumPageForm(WagtailAdminPageForm):
    """A page that was never published gets a slug that can be read; one that an official thought of stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug is not None:
            slug.widget.attrs.update(SlugInput(formatters=FORMATTERS).attrs)
            slug.required = slug.required and not self._is_new

    @property
    def _is_new(self) -> bool:
        return self.instance.first_published_at is None

    def clean(self) -> dict[str, Any]:
        """Wagtail's own check, whether the address is free, comes after."""
        slug, title = self.cleaned_data.get("slug"), self.cleaned_data.get("title")
        if self._is_new and title and slug is not None and (not slug or made_by_browser(slug, title)):
            self.cleaned_data["slug"] = readable_slug(title) or slug
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class CurriculumCopyForm(CopyForm):
    """Copying a page, with what publishes the copy at once only for those whom it would not be refused.

    Wagtail offers it to whoever may publish somewhere, which here a reviewer may, as an approval.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.page.get_parent().permissions_for_user(self.user).can_publish_subpage():
            for name in ("publish_copies", "alias"):
                self.fields.pop(name, None)
