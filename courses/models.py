"""Every model of the package, gathered for Django from the folders named for the things."""

from courses.copies.models import CourseCopy, LessonCopy
from courses.curriculum_files.models import LoadedPage
from courses.editing.models import ReviewNotice, ReviewRecord, ReviewTask
from courses.framework.models import Competence, CompetenceGroup, Framework
from courses.interactive.models import H5PFile, H5PLibrary, H5PPackage, H5PVersion
from courses.interactive.office.models import H5PUpload, H5PUploadPiece
from courses.pages.courses import CoursePage
from courses.pages.home import CataloguePage, HomePage
from courses.pages.lessons import LessonPage
from courses.pages.tracks import TrackPage
from courses.search.models import SearchEntry
from courses.versions.models import CourseVersion, LessonVersion

__all__ = [
    "CataloguePage",
    "Competence",
    "CompetenceGroup",
    "CourseCopy",
    "CoursePage",
    "CourseVersion",
    "Framework",
    "H5PFile",
    "H5PLibrary",
    "H5PPackage",
    "H5PUpload",
    "H5PUploadPiece",
    "H5PVersion",
    "HomePage",
    "LessonCopy",
    "LessonPage",
    "LessonVersion",
    "LoadedPage",
    "ReviewNotice",
    "ReviewRecord",
    "ReviewTask",
    "SearchEntry",
    "TrackPage",
]
