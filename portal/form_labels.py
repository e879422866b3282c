"""Labels of fields that Wagtail leaves to their English names: the forms for a link, and where a page is chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import TaskChooserSearchForm, WorkflowPageForm
from wagtail.users.forms import PagePermissionsForm

LABELS = {
    "link_text": _("Words of the link"),
    "email_address": _("Email address"),
    "phone_number": _("Phone number"),
    "subject": _("Subject of the message"),
    "body": _("Text of the message"),
    "page": _("Page"),
}
FORMS: tuple[type[forms.Form] | type[forms.ModelForm], ...] = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
    WorkflowPageForm,
    PagePermissionsForm,
)


def label_forms() -> None:
    """Give these fields words that can be translated."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            field.label = LABELS.get(name, field.label)
    _label_kinds_of_tasks()


def _label_kinds_of_tasks() -> None:
    """The filter by kind, which the form makes for itself only where there are several kinds."""
    make = TaskChooserSearchForm.__init__
    if getattr(make, "labels", False):
        return

    def labelled(self: TaskChooserSearchForm, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        if "task_type" in self.fields:
            self.fields["task_type"].label = _("Kind of task")

    labelled.labels = True  # type: ignore[attr-defined]
    TaskChooserSearchForm.__init__ = labelled
