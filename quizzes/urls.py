"""Addresses of quizzes; private pages, each for whoever holds the browser."""

from django.urls import path

from quizzes.pages.results import result
from quizzes.pages.views import quiz

app_name = "quizzes"
urlpatterns = [
    path("bai-kiem-tra/<uuid:quiz>/", quiz, name="quiz"),
    path("bai-kiem-tra/<uuid:quiz>/ket-qua/<uuid:attempt>/", result, name="result"),
]
