"""The form of a kind together with its rows."""

from __future__ import annotations

from typing import Any

from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from courses.interactive.authoring.forms import MORE_ROWS, PREFIX, WithPicture, rows_class, tell_formatted
from courses.interactive.authoring.services import Writing

FIRST_ROWS = 4


class Sheet:
    """What an official fills in. ``more`` gives it some more empty rows and says nothing of what is still wrong."""

    def __init__(self, writing: Writing, *, title: str = "", data: QueryDict | None = None, more: bool = False) -> None:
        self.writing = writing
        self.kind = writing.kind
        params = writing.params
        if data is not None and more:
            data = _with_more(data)
        initial = {
            "title": title, "number": writing.version.number if writing.version else 0, **self.kind.read(params),
        }  # fmt: skip
        self.form = self.kind.form(data=data, initial=initial)
        self._fit_form(params)
        self.rows = self._rows(params, data) if self.kind.rows else None
        if more:
            self._say_nothing()

    def is_valid(self) -> bool:
        """Both; all that is wrong is said at once."""
        right = self.form.is_valid()
        return (self.rows is None or self.rows.is_valid()) and right

    @property
    def cleaned(self) -> dict[str, Any]:
        """What the form says."""
        return self.form.cleaned_data

    @property
    def cleaned_rows(self) -> list[dict[str, Any]]:
        """What the rows say."""
        return self.rows.rows() if self.rows is not None else []

    @property
    def shown_rows(self) -> list[Any]:
        """The rows in the order of their numbers, as a script may have moved them before something was wrong."""
        return sorted(self.rows.forms, key=lambda form: _number(form["ORDER"].value())) if self.rows is not None else []

    @property
    def media(self) -> Any:
        """Scripts and styles of both."""
        return self.form.media + self.rows.media if self.rows is not None else self.form.media

    def _fit_form(self, params: Any) -> None:
        for name in self.kind.lacks(self.writing.base):
            self.form.fields.pop(name, None)
        self.form.tell_formatted(self.kind.formatted(params))
        picture = self.kind.picture
        if isinstance(self.form, WithPicture) and picture:
            may = picture.fits(self.writing.base) and not picture.is_other(params)
            self.form.show_picture(has=picture.has(params), may=may)

    def _rows(self, params: Any, data: QueryDict | None) -> Any:
        initial = self.kind.read_rows(params)
        made = rows_class(self.kind.row_form, self.kind.row_set, extra=MORE_ROWS if initial else FIRST_ROWS)
        rows = made(data=data, initial=initial, prefix=PREFIX)
        rows.most = self.kind.most_rows(self.writing.base)
        formatted = self.kind.formatted_rows(params)
        entries = self.kind.rows.entries(params) if self.kind.rows else []
        for form in rows.forms:
            place = _place_of(form)
            known = 0 <= place < len(entries)
            self.kind.fit_row(form, self.writing.base, entries[place] if known else None)
            if isinstance(form, WithPicture):
                has = bool(known and self.kind.row_picture and self.kind.row_picture.has(entries[place]))
                form.show_picture(has=has, may=True)
            if known:
                tell_formatted(form, formatted[place])
        return rows

    def _say_nothing(self) -> None:
        """As if nothing had been checked: whoever asks for more rows is not done yet."""
        form: Any = self.form
        form._errors = ErrorDict()
        if self.rows is not None:
            self.rows._errors = [ErrorDict() for form in self.rows.forms]
            self.rows._non_form_errors = ErrorList()
            for form in self.rows.forms:
                form._errors = ErrorDict()


def _with_more(data: QueryDict) -> QueryDict:
    name = f"{PREFIX}-TOTAL_FORMS"
    more = data.copy()
    typed = data.get(name, "")
    more[name] = str((int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0) + MORE_ROWS)
    return more


def _number(typed: Any) -> int:
    """What has no number stands last."""
    found = str(typed)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 5 else 10_000


def _place_of(form: Any) -> int:
    """Which entry a row was, as the browser says, or as it is first shown; -1 for none."""
    found = str(form["place"].value())
    return int(found) if found.isascii() and found.isdigit() and len(found) < 5 else -1
