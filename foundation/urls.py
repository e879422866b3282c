"""Addresses of the foundation."""

from django.urls import path

from foundation import views

app_name = "foundation"
urlpatterns = [path("mau-giao-dien/", views.pattern, name="pattern")]
