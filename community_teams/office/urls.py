"""Addresses below `/quan-tri/to-cong-nghe/`."""

from django.urls import path

from community_teams.office import views
from community_teams.spreadsheets import office_views as sheets

app_name = "community_teams_office"
urlpatterns = [
    path("", views.home, name="home"),
    path("dia-ban/<int:pk>/", views.place, name="place"),
    path("dia-ban/<int:pk>/theo-thang/", views.months, name="months"),
    path("to/<int:pk>/", views.team, name="team"),
    path("to/<int:pk>/xa-moi/", views.move, name="move"),
    path("xuat/", views.export, name="export"),
    path("bang-tinh/", sheets.sheets, name="sheets"),
    path("bang-tinh/mau/", sheets.sheet_example, name="sheet_example"),
    path("bang-tinh/lan-tham/", sheets.visits, name="visits_file"),
    path("bang-tinh/<int:pk>/", sheets.sheet, name="sheet"),
    path("bang-tinh/<int:pk>/loi/", sheets.sheet_troubles, name="sheet_troubles"),
    path("cho-chon-xa/", views.waiting, name="waiting"),
    path("thon/<int:pk>/", views.hamlet, name="hamlet"),
    path("ho/<uuid:pk>/", views.household, name="household"),
]
