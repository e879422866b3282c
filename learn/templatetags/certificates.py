"""What certificates' pages need in templates."""

from __future__ import annotations

from django import template

from learn.certificates.dates import long_date

register = template.Library()
register.filter("long_date", long_date)
