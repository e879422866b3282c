"""Nobody publishes a question or a quiz that they wrote, on whatever way; nobody deletes one."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from courses.editing.scheduling import publish_scheduled
from people.audit.models import AuditEntry
from people.models import User
from quizzes.editing.two_people import WroteItThemselves, wrote
from quizzes.models import Question, QuestionVersion, Quiz, QuizVersion
from tests.courses.editing.people import make_administrator, make_editor, make_reviewer
from tests.courses.making import plant
from tests.people.staff import sign_in
from tests.quizzes.making import make_competence, make_question, make_quiz
from tests.quizzes.office.forms import question_form, quiz_form

pytestmark = pytest.mark.django_db
NEW = "wagtailsnippets_quizzes_question:add"
EDIT = "wagtailsnippets_quizzes_question:edit"
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture(autouse=True)
def _site() -> None:
    plant()


@pytest.fixture
def editor() -> User:
    return make_editor()


@pytest.fixture
def reviewer() -> User:
    return make_reviewer()


def browser(user: User) -> Client:
    return sign_in(Client(), user)


def write(user: User, name: str = "Câu mới", **fields: Any) -> Question:
    answer = browser(user).post(reverse(NEW), question_form(make_competence(), name=name, **fields))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Question.objects.get(name=name)


def edit(user: User, question: Question, *, publish: bool = False, **fields: Any) -> Any:
    draft = Question.objects.get(pk=question.pk).get_latest_revision_as_object()
    form = question_form(draft.competence, name=fields.pop("name", draft.name), block=draft.body[0].id, **fields)
    return browser(user).post(reverse(EDIT, args=[question.pk]), form | (PUBLISH if publish else {}), follow=True)


def versions(question: Question) -> list[str]:
    rows = QuestionVersion.objects.filter(question=question.pk).order_by("number")
    return list(rows.values_list("name", flat=True))


def test_an_editor_writes_and_a_reviewer_publishes(editor: User, reviewer: User) -> None:
    question = write(editor)
    assert (question.live, versions(question)) == (False, [])
    edit(reviewer, question, publish=True)
    question.refresh_from_db()
    assert (question.live, versions(question)) == (True, ["Câu mới"])
    entry = AuditEntry.objects.get(object_type="question", object_id=str(question.pk))
    assert (entry.event, entry.actor, entry.note) == ("published", reviewer, "Câu mới")


def test_an_editor_has_no_button_and_no_way_to_publish(editor: User, reviewer: User) -> None:
    question = write(reviewer)
    page = browser(editor).get(reverse(EDIT, args=[question.pk])).content.decode()
    assert "action-publish" not in page
    edit(editor, question, publish=True)
    assert versions(question) == []


def test_a_reviewer_does_not_publish_what_they_wrote(reviewer: User) -> None:
    question = write(reviewer)
    page = browser(reviewer).get(reverse(EDIT, args=[question.pk])).content.decode()
    assert "action-publish" not in page
    answer = edit(reviewer, question, publish=True)
    assert "người khác" in answer.content.decode()
    assert versions(question) == []
    other = make_reviewer("0912000008")
    assert "action-publish" in browser(other).get(reverse(EDIT, args=[question.pk])).content.decode()
    edit(other, question, publish=True)
    assert versions(question) == ["Câu mới"]


def test_writing_and_publishing_in_one_go_keeps_a_draft(reviewer: User) -> None:
    assert "action-publish" not in browser(reviewer).get(reverse(NEW)).content.decode()
    answer = browser(reviewer).post(
        reverse(NEW), question_form(make_competence(), name="Một mình") | PUBLISH, follow=True
    )
    assert "người khác" in answer.content.decode()
    question = Question.objects.get(name="Một mình")
    assert (question.live, versions(question)) == (False, [])


def test_a_change_that_comes_with_the_publishing_is_kept_and_not_published(editor: User, reviewer: User) -> None:
    question = write(editor)
    answer = edit(reviewer, question, publish=True, name="Sửa thêm")
    assert "người khác" in answer.content.decode()
    question = Question.objects.get(pk=question.pk)
    assert versions(question) == []
    assert question.get_latest_revision_as_object().name == "Sửa thêm"


def test_lines_ended_by_a_browser_are_no_change(editor: User, reviewer: User) -> None:
    question = write(editor, prompt="Dòng một\nDòng hai")
    edit(reviewer, question, publish=True, prompt="Dòng một\r\nDòng hai")
    question = Question.objects.get(pk=question.pk)
    assert question.content["prompt"] == "Dòng một\nDòng hai"
    assert versions(question) == ["Câu mới"]


def test_going_back_to_an_earlier_draft_is_writing(editor: User, reviewer: User) -> None:
    question = write(editor)
    first = question.latest_revision
    edit(editor, question, name="Lần hai")
    address = reverse("wagtailsnippets_quizzes_question:revisions_revert", args=[question.pk, first.pk])
    form = question_form(question.competence, name="Câu mới", block=question.body[0].id)
    answer = browser(reviewer).post(address, form | PUBLISH, follow=True)
    assert "người khác" in answer.content.decode()
    assert versions(question) == []


def test_what_is_published_cannot_be_written_over_to_hide_who_wrote_it(editor: User, reviewer: User) -> None:
    question = write(editor)
    edit(reviewer, question, publish=True)
    question.refresh_from_db()
    live = question.live_revision
    assert live.user == reviewer
    form = question_form(question.competence, name="Lén sửa", block=question.body[0].id)
    browser(reviewer).post(reverse(EDIT, args=[question.pk]), form | {"overwrite_revision_id": live.pk})
    live.refresh_from_db()
    assert live.content["name"] == "Câu mới"
    assert wrote(user=reviewer, thing=question)
    edit(reviewer, question, publish=True, name="Lén sửa")
    assert versions(question) == ["Câu mới"]


def test_the_rule_holds_where_code_publishes_too(editor: User, reviewer: User) -> None:
    question = write(reviewer)
    with pytest.raises(WroteItThemselves):
        question.latest_revision.publish(user=reviewer, skip_permission_checks=True)
    question.refresh_from_db()
    assert not question.live


def test_a_time_of_publishing_that_is_slipped_into_the_form_sets_nothing(editor: User, reviewer: User) -> None:
    question = write(editor)
    form = question_form(question.competence, name="Câu mới", block=question.body[0].id)
    later = {"go_live_at": "2035-01-01 00:00"}
    browser(editor).post(reverse(EDIT, args=[question.pk]), form | later)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert publish_scheduled(at=dt.datetime(2036, 1, 1, tzinfo=dt.UTC)) == 0
    assert versions(question) == []


def test_an_administrator_is_exempt() -> None:
    administrator = make_administrator()
    browser(administrator).post(reverse(NEW), question_form(make_competence(), name="Một mình") | PUBLISH)
    assert versions(Question.objects.get(name="Một mình")) == ["Một mình"]


def test_a_quiz_goes_the_same_way(editor: User, reviewer: User) -> None:
    questions = [make_question()]
    add = reverse("wagtailsnippets_quizzes_quiz:add")
    browser(reviewer).post(add, quiz_form(questions, title="Một mình") | PUBLISH)
    mine = Quiz.objects.get(title="Một mình")
    assert (mine.live, QuizVersion.objects.filter(quiz=mine.pk).count()) == (False, 0)
    browser(editor).post(add, quiz_form(questions, title="Của người khác"))
    quiz = Quiz.objects.get(title="Của người khác")
    address = reverse("wagtailsnippets_quizzes_quiz:edit", args=[quiz.pk])
    ids = [part.id for part in quiz.parts]
    answer = browser(reviewer).post(address, quiz_form(questions, title=quiz.title, ids=ids) | PUBLISH, follow=True)
    quiz.refresh_from_db()
    assert quiz.live, answer.content.decode()[:3000]
    assert AuditEntry.objects.filter(object_type="quiz", object_id=str(quiz.pk), event="published").count() == 1


@pytest.mark.parametrize("make", [make_editor, make_reviewer, make_administrator])
def test_nobody_deletes(make: Any) -> None:
    question, quiz = make_question(), make_quiz()
    client = browser(make("0912000077"))
    for kind, thing in (("question", question), ("quiz", quiz)):
        one = reverse(f"wagtailsnippets_quizzes_{kind}:delete", args=[thing.pk])
        many = reverse("wagtail_bulk_action", args=["quizzes", kind, "delete"]) + f"?id={thing.pk}"
        for address in (one, many):
            client.get(address)
            client.post(address)
    assert Question.objects.filter(pk=question.pk).exists()
    assert Quiz.objects.filter(pk=quiz.pk).exists()


def test_no_group_can_be_given_a_right_to_delete() -> None:
    from django.contrib.auth.models import Permission

    names = set(Permission.objects.filter(content_type__app_label="quizzes").values_list("codename", flat=True))
    assert {"publish_question", "publish_quiz"} <= names
    assert not {"delete_question", "delete_quiz"} & names


def test_unpublishing_is_written_down(reviewer: User) -> None:
    quiz = make_quiz()
    browser(reviewer).post(reverse("wagtailsnippets_quizzes_quiz:unpublish", args=[quiz.pk]))
    quiz.refresh_from_db()
    assert not quiz.live
    assert AuditEntry.objects.filter(object_type="quiz", object_id=str(quiz.pk), event="unpublished").exists()


def test_a_draft_is_kept_by_the_script_too(editor: User) -> None:
    form = question_form(make_competence(), name="Tự lưu")
    answer = browser(editor).post(reverse(NEW), form, headers={"accept": "application/json"})
    assert json.loads(answer.content)["success"]
    assert Question.objects.get(name="Tự lưu").latest_revision.user == editor
