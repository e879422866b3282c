"""Wagtail's report of pages that nobody changed for long, which names people by what they sign in with: a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.views.reports.aging_pages import AgingPagesView

from people.models import User


def name_publishers(view: AgingPagesView, pages: Any) -> Any:
    """Put on each page by whom it was published last, by name, on the screen and in the spreadsheet."""
    publishers = User.objects.in_bulk({page.last_published_by for page in pages if page.last_published_by})
    for page in pages:
        who = publishers.get(page.last_published_by)
        page.last_published_by_user = who.get_full_name() if who else _("the system")
    return pages


# Wagtail's list of addresses is closed: nothing can be put before it.
AgingPagesView.decorate_paginated_queryset = name_publishers
