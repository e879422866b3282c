"""Addresses of signing in; part of the learner's addresses."""

from django.urls import path

from learn.signing_in import ending, my_number, views

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/khoi-phuc/", views.recover, name="recover"),
    path("dang-nhap/ten/", ending.choose_name, name="choose_name"),
    path("dang-nhap/xong/", ending.done, name="signed_in"),
    path("dang-nhap/ra/", ending.sign_out, name="sign_out"),
    path("toi/so-dien-thoai/", my_number.my_number, name="my_number"),
]
