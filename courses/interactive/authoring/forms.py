"""What the forms of all kinds have in common. They work without scripts, and nothing typed is lost on an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.forms.formsets import ORDERING_FIELD_NAME, BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from courses.interactive.titles import MOST_LETTERS as MOST_IN_TITLE
from courses.interactive.titles import spelt

# Nobody reads more than a page before answering, and no form should carry a book.
MOST_LETTERS = 10_000
MOST_IN_LINE = 1_000
# Empty rows that are given to begin with, and with each press of the button.
MORE_ROWS = 3
PREFIX = "rows"

FORMATTED = _("It has bold letters, links or the like. They stay as long as you do not change these words.")


def line(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    """A short text."""
    errors = {"required": _("Please fill this in.")}
    return forms.CharField(label=label, max_length=MOST_IN_LINE, required=required, error_messages=errors, **more)


def text(label: Any, *, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """A text of some lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    errors = {"required": _("Please fill this in.")}
    return forms.CharField(
        label=label, max_length=MOST_LETTERS, required=required, widget=widget, error_messages=errors, **more
    )


def box(label: Any, **more: Any) -> forms.BooleanField:
    """Something to tick."""
    return forms.BooleanField(label=label, required=False, **more)


class PictureChooser(AdminImageChooser):
    """Wagtail's, that offers no drawings, and does not break on a picture which somebody deleted meanwhile."""

    chooser_modal_url_name = "h5p_authoring_pictures"

    def get_instance(self, value: Any) -> Any:
        """The picture, or none."""
        try:
            return super().get_instance(value)
        except (ValueError, OverflowError, ObjectDoesNotExist):
            return None


class WithPicture(forms.Form):
    """A picture out of the library, if wanted, with words for those who do not see it."""

    picture = forms.ModelChoiceField(
        label=_("Picture"), queryset=get_image_model().objects.all(), widget=PictureChooser, required=False,
        help_text=_("A photo or a PNG. The drawings of lessons (SVG) cannot go in and are not listed."),
    )  # fmt: skip
    picture_alt = line(_("What the picture shows, for those who do not see it"), required=False)
    picture_gone = box(_("Take the picture away that is there now"))

    # Set by who makes the form: there is one, or something else that stands in its place.
    has_picture = False
    _PICTURE = ("picture", "picture_alt", "picture_gone")

    def show_picture(self, *, has: bool, may: bool) -> None:
        """Ask only for what can be done."""
        self.has_picture = has
        for name in self._PICTURE if not may else () if has else ("picture_gone",):
            self.fields.pop(name, None)

    def clean_picture(self) -> Any:
        """No drawing that is a program: others' systems refuse it."""
        image = self.cleaned_data["picture"]
        if image is not None and image.is_svg():
            raise ValidationError(_("Please choose a photo or a PNG; drawings of this kind (SVG) cannot go in."))
        return image

    def check_picture(self) -> None:
        """A new picture needs words."""
        if self.cleaned_data.get("picture") and not self.cleaned_data.get("picture_alt"):
            self.add_error("picture_alt", _("Please describe the picture in a few words."))


class ContentForm(forms.Form):
    """The title; and which version is being edited, so that two people do not undo each other's work."""

    title = forms.CharField(
        label=_("Title"), max_length=MOST_IN_TITLE, error_messages={"required": _("Please give it a title.")},
        help_text=_("By it the activity is found in the list; learners see it above the exercise."),
    )  # fmt: skip
    number = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def clean_title(self) -> str:
        """In one spelling."""
        return spelt(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        """What more than one field decides."""
        cleaned = super().clean() or self.cleaned_data
        if isinstance(self, WithPicture):
            self.check_picture()
        return cleaned

    def tell_formatted(self, names: set[str]) -> None:
        """Say at which fields something would be lost."""
        tell_formatted(self, names)


def tell_formatted(form: forms.Form, names: set[str]) -> None:
    """Say at which fields something would be lost."""
    for name in names & form.fields.keys():
        said = form.fields[name].help_text
        form.fields[name].help_text = f"{said} {FORMATTED}" if said else FORMATTED


class RowForm(forms.Form):
    """One row. A row in which nothing stands counts as none."""

    place = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    # Fields of which one makes the row count, and what is said where one of these is missing.
    counts: ClassVar[tuple[str, ...]] = ()
    wanted: ClassVar[dict[str, Any]] = {}

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        cleaned = getattr(self, "cleaned_data", {})
        return not any(cleaned.get(name) for name in self.counts)

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, of a row that counts."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.is_blank:
            for name, said in self.wanted.items():
                if not cleaned.get(name):
                    self.add_error(name, said)
            self.check()
            if isinstance(self, WithPicture):
                self.check_picture()
        return cleaned

    def check(self) -> None:
        """What else a row of this kind has to be."""


class BaseRows(BaseFormSet):
    """The rows, in the order of their numbers."""

    _should_delete_form: Any

    most: int
    least: int
    few: Any
    many: Any

    def add_fields(self, form: Any, index: int | None) -> None:
        """With names that say what they do."""
        super().add_fields(form, index)
        form.fields[ORDERING_FIELD_NAME].widget = forms.NumberInput(attrs={"class": "h5p-order", "min": 1, "max": 999})
        form.fields[ORDERING_FIELD_NAME].label = _("Place in the order")
        form.fields["DELETE"].label = _("Take this row away")
        # Also a row that nobody touched is read: it may be one of those that were here before.
        form.empty_permitted = False
        form.use_required_attribute = False

    def rows(self) -> list[dict[str, Any]]:
        """What the rows say, without those that are empty or taken away."""
        forms_here = [form for form in self.forms if not form.is_blank and not self._should_delete_form(form)]
        # What has no number stands where it was added: at the end.
        forms_here.sort(key=lambda form: form.cleaned_data.get(ORDERING_FIELD_NAME) or 1000)
        return [form.cleaned_data for form in forms_here]

    def clean(self) -> None:
        """Neither too few nor too many, and what the kind asks of all rows together."""
        if any(form.errors for form in self.forms if not self._should_delete_form(form)):
            return
        rows = self.rows()
        if len(rows) < self.least:
            raise ValidationError(self.few)
        if len(rows) > self.most:
            raise ValidationError(_("There are %(count)d; at most %(most)d fit.") % {
                "count": len(rows), "most": self.most,
            })  # fmt: skip
        self.check_rows(rows)

    def check_rows(self, rows: Sequence[dict[str, Any]]) -> None:
        """What the kind asks of all rows together."""


def rows_class(row: type[RowForm], rows: type[BaseRows], *, extra: int) -> Any:
    """The formset of a kind."""
    # A few more than may be kept, so that one can be put in before another is taken out.
    most = rows.most + MORE_ROWS
    return formset_factory(
        row, formset=rows, extra=extra, can_order=True, can_delete=True, max_num=most, absolute_max=most
    )
