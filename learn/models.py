"""Every model of the package, gathered for Django from the folders named for the things."""

from learn.certificates.models import Certificate
from learn.h5p.models import H5PState
from learn.learners.models import Learner
from learn.progress.models import CourseProgress, LessonProgress
from learn.results.models import GradedResult
from learn.statements.models import Statement, Verb

__all__ = [
    "Certificate",
    "CourseProgress",
    "GradedResult",
    "H5PState",
    "Learner",
    "LessonProgress",
    "Statement",
    "Verb",
]
