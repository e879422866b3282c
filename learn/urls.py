"""Addresses of "my learning"."""

from django.urls import path

from learn import views

app_name = "learn"
urlpatterns = [path("toi/", views.my_learning, name="my_learning")]
