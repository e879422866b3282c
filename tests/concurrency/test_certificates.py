"""A certificate asked for many times at once is one certificate."""

import threading

import pytest
from django.db import connection

from learn.certificates.models import RevokeReason
from learn.certificates.services import correct_name, issue, revoke, withdraw_for_holder
from learn.models import Certificate, Learner
from people.audit.models import AuditEntry
from people.consent.models import Consent
from people.models import User
from tests.learn.certificates.making import NAME, make_certificate, make_finished

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

THREADS = 16


def all_at_once(*works):
    """What each gives, or the exception it ends with; each with a connection of its own."""
    gate, told = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(timeout=30)
            told[place] = work()
        except Exception as error:
            told[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_asked_for_by_many_at_once_there_is_one_and_everyone_gets_it():
    person, course = make_finished()

    def ask():
        return issue(learner=person, course=course.course, name=NAME, agreed=True).number

    told = all_at_once(*[ask] * THREADS)
    assert set(told) == {Certificate.objects.get().number}
    assert Consent.objects.filter(user=person.account).count() == 1
    assert AuditEntry.objects.filter(event="certificate_issued").count() == 1


def test_corrected_by_many_at_once_there_is_one_new_one():
    old = make_certificate("Nguyễn Thị Hạn")
    person = Learner.objects.get(id=old.learner)
    told = all_at_once(*[lambda: correct_name(learner=person, certificate=old, name=NAME).number] * THREADS)
    assert set(told) == {Certificate.objects.valid().get().number}
    assert Certificate.objects.count() == 2


def test_revoked_by_two_at_once_it_is_revoked_once():
    certificate = make_certificate()
    officials = [User.objects.create_superuser(f"090800000{n}", "mot-mat-khau-dai") for n in (1, 2)]
    told = all_at_once(
        *[lambda by=by: revoke(certificate=certificate, reason=RevokeReason.MISTAKE, by=by) for by in officials]
    )
    assert told == [certificate, certificate]
    assert AuditEntry.objects.filter(event="certificate_revoked").count() == 1


def test_withdrawn_while_it_is_corrected_no_name_is_left():
    for turn in range(8):
        old = make_certificate(f"Nguyễn Văn {chr(65 + turn)}n")
        person = Learner.objects.get(id=old.learner)
        all_at_once(
            lambda: correct_name(learner=person, certificate=old, name=NAME),  # noqa: B023 - run at once
            lambda: withdraw_for_holder(learner=person, keep_checkable=False),  # noqa: B023
        )
        assert not Certificate.objects.filter(learner=person.id).exclude(name="").exists()
