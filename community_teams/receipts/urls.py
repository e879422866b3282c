"""Addresses of a household's own page, and of the sheets of cards."""

from django.urls import path

from community_teams.receipts import card_views, views

urlpatterns = [
    path("to-cong-nghe/the-ho/", card_views.cards, name="cards"),
    path("so-ho/<str:token>/", views.receipt, name="household_receipt"),
    path("so-ho/<str:token>/luot/<uuid:visit>/", views.answer, name="household_answer"),
    path("so-ho/<str:token>/ma/", views.code, name="household_code"),
    path("so-ho/<str:token>/tat-ca/", views.stored, name="household_stored"),
    path("so-ho/<str:token>/rut-lai/", views.take_back, name="household_take_back"),
    path("so-ho/<str:token>/xoa/", views.erase, name="household_erase"),
    path("so-ho/<str:token>/xong/", views.leave, name="household_leave"),
]
