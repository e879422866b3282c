"""Addresses of people and places."""

from django.urls import path

from people.areas.views import areas_api, areas_page
from people.invitations.views import invitation

app_name = "people"
urlpatterns = [
    path("loi-moi/<str:token>/", invitation, name="invitation"),
    path("dia-ban/", areas_page, name="areas"),
    path("api/v1/areas", areas_api, name="areas_api"),
]
