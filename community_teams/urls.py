"""Addresses of the community teams."""

from django.urls import include, path

from community_teams import views

app_name = "community_teams"
urlpatterns = [
    path("to-cong-nghe/", views.team, name="team"),
    path("bang-theo-doi/", views.scoreboard, name="scoreboard"),
    path("", include("community_teams.receipts.urls")),
]
