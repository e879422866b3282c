"""Addresses of "my learning"."""

from django.urls import path

from learn import views
from learn.certificates.urls import urlpatterns as certificates
from learn.family.views import learners_here
from learn.my_data.urls import urlpatterns as my_data
from learn.signing_in.urls import urlpatterns as signing_in

app_name = "learn"
urlpatterns = [
    *certificates,
    *my_data,
    *signing_in,
    path("toi/", views.my_learning, name="my_learning"),
    path("toi/nguoi-hoc/", learners_here, name="learners_here"),
]
