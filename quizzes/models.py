"""Every model of the package, gathered for Django from the folders named for the things."""

from quizzes.attempts.models import Answer, Attempt, ExtraTime
from quizzes.bank.models import Question, QuestionVersion
from quizzes.quiz.models import Quiz, QuizVersion
from quizzes.regrading.models import KeyCorrection, RegradeNotice

__all__ = [
    "Answer",
    "Attempt",
    "ExtraTime",
    "KeyCorrection",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizVersion",
    "RegradeNotice",
]
