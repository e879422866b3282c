"""Addresses of the community teams."""

from django.urls import path

from community_teams import views
from community_teams.app import views as app

app_name = "community_teams"
urlpatterns = [
    path("to-cong-nghe/", app.shell, name="team"),
    path("to-cong-nghe/sw.js", app.worker, name="worker"),
    path("to-cong-nghe/app.webmanifest", app.manifest, name="manifest"),
    path("bang-theo-doi/", views.scoreboard, name="scoreboard"),
]
