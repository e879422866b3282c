"""Addresses of the community teams."""

from django.urls import include, path

from community_teams import views
from community_teams.app import views as app
from community_teams.photos.views import photo
from community_teams.sync.views import devices, devices_emptied
from community_teams.topics.views import shelf

app_name = "community_teams"
urlpatterns = [
    path("to-cong-nghe/kho.json", shelf, name="shelf"),
    path("to-cong-nghe/anh/<int:pk>/", photo, name="photo"),
    path("api/v1/field/devices", devices, name="devices"),
    path("api/v1/field/devices/emptied", devices_emptied, name="devices_emptied"),
    path("to-cong-nghe/", app.shell, name="team"),
    path("to-cong-nghe/sw.js", app.worker, name="worker"),
    path("to-cong-nghe/app.webmanifest", app.manifest, name="manifest"),
    path("bang-theo-doi/", views.scoreboard, name="scoreboard"),
    path("", include("community_teams.receipts.urls")),
]
