"""An official meets no English: the catalogue is complete, and the screens show what it says."""

from __future__ import annotations

import io
import json
from importlib import import_module
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from foundation.catalogues import files
from foundation.catalogues.extracting import packages
from foundation.catalogues.others import check_others, marked_by_others, merge_others, path_in
from learn.learners.services import learner_of
from people.models import User
from tests.courses.making import LessonFactory, make_drawing
from tests.people.staff import sign_in
from tests.portal.english import CATALOGUES, ROOT, left_in_english
from tests.quizzes.making import make_question, make_quiz

# What stands in English in Wagtail's own templates, not marked for translation: both are only heard, never seen.
NOT_MARKED = ['nav[aria-label="Actions"]', '.submit.w-sr-only input[value="Search"]']

OWN = packages(ROOT)
# Wagtail translates some words when its addresses are read. A server reads them in the site's language; making the
# tests' database would read them with translation switched off.
import_module(settings.ROOT_URLCONF)

SCREENS = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_account",
    "wagtailadmin_collections:index",
    "wagtailadmin_collections:add",
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:task_index",
    "wagtailadmin_workflows:select_task_type",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailimages:index",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:choose",
    "wagtaildocs:index",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:choose",
    "wagtailembeds:chooser",
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailusers_groups:add",
    "wagtailsites:index",
    "wagtailsites:add",
    "wagtailredirects:index",
    "wagtailredirects:add",
    "wagtailredirects:start_import",
    "courses_review_report",
    "framework:index",
    "competence:index",
    "wagtailsnippets_quizzes_question:list",
    "wagtailsnippets_quizzes_question:add",
    "wagtailsnippets_quizzes_quiz:list",
    "wagtailsnippets_quizzes_quiz:add",
    "wagtailsnippetchoosers_quizzes_question:choose",
    "quizzes_question_review_report",
    "quizzes_extra_time",
]  # Python's None, which Wagtail prints where nobody published a page and in a counter that is hidden until it counts.
NOT_WORDS = {"None"}

EMPTY = {f"{name}-count": "0" for name in ("cards", "sources", "outcomes")} | {
    f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
}
LESSON_SCREENS = [
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:set_privacy",
    "courses_review_confirm",
]


@pytest.fixture
def administrator(db: None, client: Any, settings: Any, tmp_path: Any) -> User:
    settings.MEDIA_ROOT = tmp_path
    user = User.objects.create_superuser("0912345678", "mot-mat-khau-dai", full_name="Trần Quản Trị")
    sign_in(client, user)
    return user


@pytest.fixture
def lesson(administrator: User) -> Page:
    """A lesson that was published, changed and sent for review."""
    lesson = LessonFactory()
    task = GroupApprovalTask.objects.create(name="Kiểm tra")
    workflow = Workflow.objects.create(name="Hai người xem")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    lesson.title = "Tên đã sửa"
    lesson.save_revision(user=administrator, log_action=True)
    workflow.start(lesson, administrator)
    return lesson


def english_at(client: Any, address: str, **query: str) -> set[str]:
    answer = client.get(address, query, follow=True)
    assert answer.status_code == 200, address
    html = answer.json()["html"] if answer["Content-Type"] == "application/json" else answer.content.decode()
    return left_in_english(html, NOT_MARKED) - NOT_WORDS


def test_every_text_of_the_installed_packages_is_translated_by_them_or_by_us():
    assert [str(fault) for fault in check_others(CATALOGUES, OWN)] == []


def test_an_editor_whose_words_are_missing_is_named_by_the_check(tmp_path):
    path = path_in(tmp_path, "djangojs")
    merge_others(tmp_path, OWN)
    empty = files.read_from(path)
    assert "Line break" in {entry.msgid for entry in empty}
    assert "Cancel" not in {entry.msgid for entry in empty}
    for entry in empty:
        entry.msgstr = "" if entry.msgid == "Line break" else entry.msgid
        entry.msgstr_plural = {0: "không có số"} if entry.msgid_plural else {}
    files.write_to(path, [*empty, polib.POEntry(msgid="Said by nobody", msgstr="Không ai nói")])
    faults = {(fault.what, fault.msgid) for fault in check_others(tmp_path, OWN)}
    assert ("missing", "Line break") in faults
    assert ("missing", "Broken link") not in faults
    assert ("placeholders differ", "%(num)s error") in faults
    assert ("obsolete", "Said by nobody") in faults


def test_the_command_checks_the_catalogue_of_others_too(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(CommandError, match="entries of the catalogues are wrong"):
        call_command("catalogues", "--check", stderr=io.StringIO())


def test_what_is_in_the_source_only_is_found_and_what_is_not_installed_is_left_alone():
    marked = marked_by_others(OWN, "django")
    assert (None, 'You do not have permission to publish pages at "%(page_title)s"') in marked
    assert "wagtail.admin" in marked[None, "Save draft"].files
    assert (None, "Insert column") not in marked


def test_english_is_found_where_it_stands():
    html = """
      <p> Save
          draft </p><input type="submit" value="Sign in"><a title="Explore child pages of 'Bài 1'">x</a>
      <p>Page <em>3</em></p><script type="application/json">{"name": "images", "label": "Snippets"}</script>
      <p>Lưu bản nháp</p><script>"Privacy"</script>"""
    assert left_in_english(html) == {"Save draft", "Sign in", "Explore child pages of 'Bài 1'", "Page", "Snippets"}


def test_signing_in_is_in_vietnamese(client, db):
    assert english_at(client, reverse("wagtailadmin_login")) == set()
    wrong = client.post(reverse("wagtailadmin_login"), {"username": "0912345678", "password": "sai"})
    assert left_in_english(wrong.content.decode()) == set()


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_in_vietnamese_while_there_is_nothing(client, administrator, name):
    assert english_at(client, reverse(name)) == set()


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_in_vietnamese_with_content_and_where_nothing_is_found(client, lesson, name):
    make_drawing()
    Document.objects.create(title="Lời đọc", file="doc.mp3")
    assert english_at(client, reverse(name)) == set()
    assert english_at(client, reverse(name), q="khongcogi") == set()


@pytest.mark.parametrize("name", LESSON_SCREENS)
def test_what_can_be_done_with_a_lesson_is_in_vietnamese(client, lesson, name):
    assert english_at(client, reverse(name, args=[lesson.pk])) == set()


@pytest.mark.parametrize(
    "name", ["edit", "look", "as_learner", "history", "usage", "unpublish", "retire", "bring_back"]
)
def test_what_can_be_done_with_a_question_is_in_vietnamese(client, administrator, name):
    question = make_question()
    question.save_revision(user=administrator, log_action=True).publish(user=administrator)
    assert english_at(client, reverse(f"wagtailsnippets_quizzes_question:{name}", args=[question.pk])) == set()


@pytest.mark.parametrize("name", ["edit", "look", "as_learner", "history", "usage", "unpublish"])
def test_what_can_be_done_with_a_quiz_is_in_vietnamese(client, administrator, name):
    quiz = make_quiz(draws=None)
    quiz.save_revision(user=administrator, log_action=True).publish(user=administrator)
    assert english_at(client, reverse(f"wagtailsnippets_quizzes_quiz:{name}", args=[quiz.pk])) == set()


def test_a_persons_extra_time_is_in_vietnamese(client, administrator):
    address = reverse("quizzes_extra_time_of", args=[learner_of(user=administrator).pk])
    client.post(address, {"percent": "50", "reason": "Mắt kém."})
    assert english_at(client, address) == set()


def test_the_tree_of_pages_and_making_a_page_are_in_vietnamese(client, lesson):
    parent = lesson.get_parent()
    kind = ["courses", "lessonpage"]
    assert english_at(client, reverse("wagtailadmin_explore", args=[parent.pk])) == set()
    assert english_at(client, reverse("wagtailadmin_pages:add_subpage", args=[parent.pk])) == set()
    assert english_at(client, reverse("wagtailadmin_pages:add", args=[*kind, parent.pk])) == set()
    assert english_at(client, reverse("wagtailadmin_pages:type_use", args=kind)) == set()


def test_comparing_two_versions_is_in_vietnamese(client, lesson):
    first, last = lesson.revisions.order_by("pk").first(), lesson.latest_revision
    address = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, first.pk, last.pk])
    assert english_at(client, address) == set()
    assert english_at(client, reverse("wagtailadmin_pages:revisions_revert", args=[lesson.pk, first.pk])) == set()


def test_what_is_wrong_with_a_lesson_is_said_in_vietnamese(client, lesson):
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), {"title": "", "slug": "có dấu"} | EMPTY)
    assert answer.status_code == 200
    assert left_in_english(answer.content.decode(), NOT_MARKED) <= NOT_WORDS


def test_the_words_of_the_editors_scripts_are_in_vietnamese(client, administrator):
    words = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert f'"Line break": {json.dumps("Xuống dòng")}' in words
    assert json.dumps("%(num)s lỗi") in words
    assert f'"Save": {json.dumps("Lưu")}' in words
