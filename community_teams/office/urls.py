"""Addresses below `/quan-tri/to-cong-nghe/`."""

from django.urls import path

from community_teams.office import views

app_name = "community_teams_office"
urlpatterns = [
    path("", views.home, name="home"),
    path("dia-ban/<int:pk>/", views.place, name="place"),
    path("dia-ban/<int:pk>/theo-thang/", views.months, name="months"),
    path("to/<int:pk>/", views.team, name="team"),
    path("to/<int:pk>/xa-moi/", views.move, name="move"),
    path("xuat/", views.export, name="export"),
    path("cho-chon-xa/", views.waiting, name="waiting"),
    path("thon/<int:pk>/", views.hamlet, name="hamlet"),
    path("ho/<uuid:pk>/", views.household, name="household"),
]
