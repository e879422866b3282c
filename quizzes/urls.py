"""Addresses of quizzes; private pages, each for whoever holds the browser."""

from django.urls import path

from quizzes.pages.results import result
from quizzes.pages.views import quiz
from quizzes.placement.views import abilities, home

app_name = "quizzes"
urlpatterns = [
    path("toi/nang-luc/", abilities, name="abilities"),
    path("toi/nang-luc/noi-o/", home, name="home_area"),
    path("bai-kiem-tra/<uuid:quiz>/", quiz, name="quiz"),
    path("bai-kiem-tra/<uuid:quiz>/ket-qua/<uuid:attempt>/", result, name="result"),
]
