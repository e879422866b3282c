"""Who gets which certificate, and how it ends."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from learn.certificates import refusals
from learn.certificates.models import Basis, RevokeReason, State
from learn.certificates.selectors import certificate_entries
from learn.certificates.services import correct_name, issue, revoke, withdraw_for_holder
from learn.conversations import hold
from learn.learners.tokens import Claim
from learn.models import Certificate, Learner
from learn.progress.record import read_record
from people.audit.models import AuditEntry
from people.consent.purposes import Purpose
from people.consent.services import is_given
from people.models import User
from tests.learn.certificates.making import (
    NAME,
    finish,
    grade,
    make_certificate,
    make_finished,
    make_person,
)
from tests.learn.making import make_course, make_learner, statement  # noqa: F401

pytestmark = pytest.mark.django_db


def ask(person, course, name=NAME, agreed=True):
    return issue(learner=person, course=course.course, name=name, agreed=agreed)


def make_official():
    return User.objects.create_superuser(f"0908{User.objects.count():06}", "mot-mat-khau-dai")


def test_a_finished_course_gives_a_certificate_that_rests_on_claims():
    person, course = make_finished()
    certificate = ask(person, course)
    assert (certificate.basis, certificate.course_title, certificate.course_version) == ("completed", course.title, 1)
    assert certificate.state == State.VALID
    assert is_given(user=person.account, purpose=Purpose.CERTIFICATE)
    entry = AuditEntry.objects.get(event="certificate_issued")
    assert (entry.subject, entry.object_id) == (person.account, str(certificate.pk))
    assert certificate.code not in entry.note


def test_a_result_that_the_server_graded_makes_it_passed_and_a_failed_one_does_not():
    person, course = make_finished()
    grade(person.id, course, passed=False)
    first = ask(person, course)
    assert first.basis == Basis.COMPLETED
    grade(person.id, course)
    second = ask(person, course)
    assert second.basis == Basis.PASSED
    assert {c.basis for c in Certificate.objects.valid().filter(learner=person.id)} == {"completed", "passed"}


def test_a_quiz_of_another_course_or_of_another_person_passes_nothing():
    person, course = make_finished()
    grade(person.id, make_course()[0])
    grade(make_person().id, course)
    assert ask(person, course).basis == Basis.COMPLETED


def test_what_a_guest_finished_before_signing_in_counts():
    person, (course, _) = make_person(), make_course()
    guest, _ = make_learner()
    Learner.objects.filter(id=guest).update(alias_of=person)
    finish(guest, course)
    grade(guest, course)
    assert ask(person, course).basis == Basis.PASSED


def test_asking_again_gives_the_same_one():
    person, course = make_finished()
    assert ask(person, course) == ask(person, course, name="Tên Khác", agreed=False)


def test_a_guest_gets_none():
    guest, _ = make_learner()
    course, _ = make_course()
    finish(guest, course)
    with pytest.raises(refusals.AccountNeeded):
        ask(Learner.objects.get(id=guest), course)


def test_a_course_that_is_not_finished_gives_none():
    person = make_person()
    course, _ = make_course()
    finish(make_person().id, course)
    with pytest.raises(refusals.NotCompleted):
        ask(person, course)
    with pytest.raises(refusals.NotCompleted):
        issue(learner=person, course=uuid.uuid4(), name=NAME, agreed=True)


def test_without_consent_there_is_none_and_nothing_is_stored():
    person, course = make_finished()
    with pytest.raises(refusals.ConsentNeeded):
        ask(person, course, agreed=False)
    assert not Certificate.objects.exists()


def test_a_name_that_cannot_stand_stores_no_consent_either():
    person, course = make_finished()
    with pytest.raises(ValidationError):
        ask(person, course, name="12345")
    assert not is_given(user=person.account, purpose=Purpose.CERTIFICATE)


def test_the_name_can_be_corrected_twice():
    first = make_certificate("Nguyễn Thị Hạn")
    person = Learner.objects.get(id=first.learner)
    second = correct_name(learner=person, certificate=first, name="Nguyễn Thị Hạnh")
    first.refresh_from_db()
    assert (first.state, first.revoke_reason) == (State.REVOKED, RevokeReason.REPLACED)
    assert second.code != first.code
    assert (second.course, second.completed_at, second.basis) == (first.course, first.completed_at, first.basis)
    assert correct_name(learner=person, certificate=second, name="Nguyễn Thị Hạnh") == second
    third = correct_name(learner=person, certificate=second, name="Nguyễn Thị Hạnh Hoa")
    with pytest.raises(refusals.TooManyNames):
        correct_name(learner=person, certificate=third, name="Nguyễn Thị Hoa")
    # The same button pressed twice: the second finds what the first made.
    assert correct_name(learner=person, certificate=second, name="Nguyễn Thị Hạnh Hoa") == third


def test_nobody_corrects_the_name_of_another():
    certificate = make_certificate()
    with pytest.raises(Certificate.DoesNotExist):
        correct_name(learner=make_person(), certificate=certificate, name="Kẻ Khác")


def test_an_official_revokes_with_a_reason_that_the_audit_keeps():
    certificate, official = make_certificate(), make_official()
    revoked = revoke(certificate=certificate, reason=RevokeReason.MISTAKE, by=official, note="nhầm khóa")
    assert (revoked.state, revoked.revoked_by) == (State.REVOKED, official)
    again = revoke(certificate=certificate, reason=RevokeReason.MISUSE, by=official)
    assert again.revoke_reason == RevokeReason.MISTAKE
    entry = AuditEntry.objects.get(event="certificate_revoked")
    assert (entry.actor, entry.note, entry.object_id) == (official, "mistake", str(certificate.pk))


def test_nobody_else_revokes():
    certificate = make_certificate()
    with pytest.raises(PermissionDenied):
        revoke(certificate=certificate, reason=RevokeReason.MISTAKE, by=make_person().account)
    with pytest.raises(ValueError, match="no reason"):
        revoke(certificate=certificate, reason=RevokeReason.REPLACED, by=make_official())


def test_after_misuse_there_is_no_new_one_by_asking_again():
    person, course = make_finished()
    certificate = ask(person, course)
    revoke(certificate=certificate, reason=RevokeReason.MISUSE, by=make_official())
    with pytest.raises(refusals.Barred):
        ask(person, course)


def test_a_mistake_mended_lets_the_learner_ask_again():
    person, course = make_finished()
    certificate = ask(person, course)
    revoke(certificate=certificate, reason=RevokeReason.MISTAKE, by=make_official())
    assert ask(person, course) != certificate


def test_withdrawing_erases_every_name_of_the_holder_and_of_nobody_else():
    certificate, other = make_certificate("Phạm Văn Hai"), make_certificate()
    person = Learner.objects.get(id=certificate.learner)
    new = correct_name(learner=person, certificate=certificate, name="Phạm Văn Hải")
    assert withdraw_for_holder(learner=person, keep_checkable=True) == 0
    assert withdraw_for_holder(learner=person, keep_checkable=False) == 2
    for held in Certificate.objects.filter(learner=person.id):
        assert (held.name, held.folded_name) == ("", "")
    new.refresh_from_db()
    certificate.refresh_from_db()
    other.refresh_from_db()
    assert (new.state, certificate.state, other.state) == (State.WITHDRAWN, State.REVOKED, State.VALID)
    assert withdraw_for_holder(learner=person, keep_checkable=False) == 0


def test_my_learning_lists_what_can_be_asked_for(django_assert_num_queries):
    person, course = make_finished()
    for _ in range(3):
        finish(person.id, make_course()[0])
    certificate = ask(person, course)
    with django_assert_num_queries(4):
        entries = certificate_entries(person.id)
    assert {(entry.course, entry.can_ask) for entry in entries if entry.certificate} == {(course.course, False)}
    assert sum(entry.can_ask for entry in entries) == 3
    grade(person.id, course)
    [entry] = [entry for entry in certificate_entries(person.id) if entry.certificate]
    assert (entry.can_ask, entry.certificate) == (True, certificate)
    assert ask(person, course) == next(e for e in certificate_entries(person.id) if e.certificate).certificate


def test_the_record_that_a_phone_reads_lists_the_certificates_that_hold():
    certificate = make_certificate()
    person = Learner.objects.get(id=certificate.learner)
    new = correct_name(learner=person, certificate=certificate, name="Tên Viết Đúng")
    record = hold(read_record(Claim(person.id, person.generation)))
    [listed] = record["certificates"]
    assert (listed["number"], listed["course"], listed["basis"]) == (new.number, str(new.course), "completed")
    assert "Tên Viết Đúng" not in str(record), "a phone that others look at need not keep the name"
    assert hold(read_record(Claim(make_person().id, 0)))["certificates"] == []
