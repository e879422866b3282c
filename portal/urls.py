"""Every address of the site, package by package."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("quan-tri/", include("people.staff_urls")),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("to-cong-nghe/quan-ly/", include("community_teams.leading.urls")),
    path("", include("community_teams.urls")),
    path("", include("courses.urls")),
    path("", include("foundation.urls")),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("learn.urls")),
    path("", include("people.urls")),
    path("", include("quizzes.urls")),
    path("", include(wagtail_urls)),
]
