"""Addresses of "my data"."""

from django.urls import path

from learn.my_data import views

urlpatterns = [
    path("toi/du-lieu/", views.my_data, name="my_data"),
    path("toi/du-lieu/tai-ve/", views.download, name="my_data_download"),
    path("toi/du-lieu/dong-y/", views.consent, name="my_data_consent"),
    path("toi/du-lieu/quen-toi/", views.forget, name="forget_guest"),
    path("toi/du-lieu/cham-dut/", views.end, name="end_account"),
]
