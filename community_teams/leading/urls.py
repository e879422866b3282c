"""Addresses below `/to-cong-nghe/quan-ly/`."""

from django.urls import path

from community_teams.leading import household_views, team_views, waiting_views
from community_teams.spreadsheets import leader_views as sheets

app_name = "leading"
urlpatterns = [
    path("", team_views.home, name="home"),
    path("<int:team>/", team_views.team, name="team"),
    path("<int:team>/moi/", team_views.invite, name="invite"),
    path("<int:team>/loi-moi/<int:pk>/", team_views.invitation, name="invitation"),
    path("<int:team>/thanh-vien/<int:pk>/", team_views.member, name="member"),
    path("<int:team>/thiet-bi/<uuid:pk>/thu-hoi/", waiting_views.revoke, name="revoke"),
    path("<int:team>/thon/", team_views.hamlets, name="hamlets"),
    path("<int:team>/loi-nhan/", team_views.words, name="words"),
    path("<int:team>/ho/", household_views.households, name="households"),
    path("<int:team>/ho/<uuid:pk>/", household_views.household, name="household"),
    path("<int:team>/ho-trung/", household_views.duplicates, name="duplicates"),
    path("<int:team>/da-gop/", household_views.merges, name="merges"),
    path("<int:team>/da-gop/<int:pk>/tach/", household_views.undo_merge, name="undo_merge"),
    path("<int:team>/bang-tinh/", sheets.sheets, name="sheets"),
    path("<int:team>/bang-tinh/mau/", sheets.sheet_example, name="sheet_example"),
    path("<int:team>/bang-tinh/lan-tham/", sheets.visits, name="visits_file"),
    path("<int:team>/bang-tinh/<int:pk>/", sheets.sheet, name="sheet"),
    path("<int:team>/bang-tinh/<int:pk>/trung/", sheets.sheet_doubles, name="sheet_doubles"),
    path("<int:team>/bang-tinh/<int:pk>/loi/", sheets.sheet_troubles, name="sheet_troubles"),
    path("<int:team>/cho-quyet/", waiting_views.waiting, name="waiting"),
    path("<int:team>/cho-quyet/ban-ghi/<int:pk>/", waiting_views.operation, name="operation"),
    path("<int:team>/cho-quyet/khac-nhau/<int:pk>/", waiting_views.conflict, name="conflict"),
    path("<int:team>/cho-quyet/yeu-cau/<int:pk>/", waiting_views.wish, name="wish"),
]
