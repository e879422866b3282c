"""Pages for everyone."""

from __future__ import annotations

from tests.access.table.row import Row

ROWS = [
    Row("^((?:[\\w\\-]+/)*)$", "/", otherwise=200),
    Row("^((?:[\\w\\-]+/)*)$", "/khoa-hoc/", otherwise=200),
    Row("^((?:[\\w\\-]+/)*)$", "{lessonurl}", otherwise=200),
    Row("tim-kiem/", "/tim-kiem/", otherwise=200),
    Row("tro-giup/", "/tro-giup/", otherwise=200),
    Row("dia-ban/", "/dia-ban/", otherwise=200),
    Row("api/v1/areas", "/api/v1/areas", otherwise=200),
    Row("mau-giao-dien/", "/mau-giao-dien/", otherwise=200),
    Row("^media/(?P<path>.*)$", "/media/none", otherwise=404),
    Row(r"^media/h/(?P<name>[0-9a-f]{64}\.[a-z0-9]{2,4})$", "/media/h/" + "0" * 64 + ".png", otherwise=404),
]
