"""Every model of the package, gathered for Django from the folders named for the things."""

from quizzes.attempts.models import Answer, Attempt, ExtraTime
from quizzes.bank.models import Question, QuestionVersion
from quizzes.imports.models import ImportFile, ImportRow, ImportRun, ImportTrouble
from quizzes.placement.models import AreaStanding, HomeArea, Standing, StandingDue
from quizzes.quiz.models import Quiz, QuizVersion
from quizzes.regrading.models import KeyCorrection, RegradeNotice

__all__ = [
    "Answer",
    "AreaStanding",
    "Attempt",
    "ExtraTime",
    "HomeArea",
    "ImportFile",
    "ImportRow",
    "ImportRun",
    "ImportTrouble",
    "KeyCorrection",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizVersion",
    "RegradeNotice",
    "Standing",
    "StandingDue",
]
