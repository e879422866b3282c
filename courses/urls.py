"""Addresses of the package besides the tree of pages."""

from django.urls import path, re_path

from courses.media.views import pinned
from courses.search.views import search
from courses.views import help_page

app_name = "courses"

urlpatterns = [
    path("tim-kiem/", search, name="search"),
    path("tro-giup/", help_page, name="help"),
    re_path(r"^media/h/(?P<name>[0-9a-f]{64}\.[a-z0-9]{2,4})$", pinned, name="pinned"),
]
