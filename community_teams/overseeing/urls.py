"""Addresses below `/quan-tri/to-cong-nghe/lap-to/`."""

from django.urls import path

from community_teams.overseeing import views

app_name = "overseeing"
urlpatterns = [
    path("", views.teams, name="teams"),
    path("moi/", views.make, name="make"),
    path("<int:pk>/", views.team, name="team"),
]
