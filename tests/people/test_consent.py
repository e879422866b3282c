import dataclasses

import pytest

from people.audit.models import AuditEntry
from people.consent import purposes
from people.consent.models import Consent
from people.consent.purposes import Purpose, words_for
from people.consent.services import give, history, is_given, withdraw
from people.models import User

pytestmark = pytest.mark.django_db

# Words that change need a new version, or people would have agreed to something else than what is shown.
AGREED = {
    (Purpose.ACCOUNT, "2026-11-2"): "dd8511f08bdcf850",
    (Purpose.CERTIFICATE, "2026-11"): "273e03ad5cf05b35",
}


@pytest.fixture
def user():
    return User.objects.create_user("0912345678", full_name="Nguyễn Thị Ánh")


def test_silence_is_no_consent(user):
    assert not any(is_given(user=user, purpose=purpose) for purpose in Purpose)


@pytest.mark.parametrize("purpose", Purpose)
def test_each_purpose_is_given_and_withdrawn_by_itself(user, purpose):
    give(user=user, purpose=purpose, how="test")
    assert [one for one in Purpose if is_given(user=user, purpose=one)] == [purpose]
    withdraw(user=user, purpose=purpose, how="test")
    assert not is_given(user=user, purpose=purpose)
    give(user=user, purpose=purpose, how="test")
    assert is_given(user=user, purpose=purpose)
    assert [one.given for one in history(user=user)] == [True, False, True]


def test_what_was_agreed_to_is_kept_word_for_word_with_when_and_how(user):
    give(user=user, purpose=Purpose.ACCOUNT, how="sign_in")
    kept = Consent.objects.get()
    words = words_for(Purpose.ACCOUNT)
    assert (kept.text, kept.sha256, kept.version, kept.how) == (words.whole, words.sha256, words.version, "sign_in")
    assert "số điện thoại" in kept.text


def test_agreeing_twice_is_stored_once_and_withdrawing_nothing_stores_nothing(user):
    assert withdraw(user=user, purpose=Purpose.ACCOUNT, how="test") is None
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    assert Consent.objects.count() == 1
    assert [entry.event for entry in AuditEntry.objects.all()] == ["consent_given"]


def test_new_words_ask_anew_and_old_consent_can_still_be_withdrawn(user, monkeypatch):
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    newer = dataclasses.replace(words_for(Purpose.ACCOUNT), version="2027-01", text="Lời mới.")
    monkeypatch.setitem(purposes.WORDS, Purpose.ACCOUNT, newer)
    assert not is_given(user=user, purpose=Purpose.ACCOUNT)
    taken_back = withdraw(user=user, purpose=Purpose.ACCOUNT, how="test")
    assert (taken_back.version, taken_back.given) == ("2026-11-2", False)
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    assert is_given(user=user, purpose=Purpose.ACCOUNT)


def test_a_closed_account_agrees_to_nothing(user):
    User.objects.update(is_active=False)
    with pytest.raises(ValueError):
        give(user=user, purpose=Purpose.ACCOUNT, how="test")


def test_another_persons_consent_counts_for_nobody_else(user):
    give(user=user, purpose=Purpose.ACCOUNT, how="test")
    assert not is_given(user=User.objects.create_user("0987654321"), purpose=Purpose.ACCOUNT)


def test_words_never_change_without_a_new_version():
    assert {(purpose, words.version): words.sha256[:16] for purpose, words in purposes.WORDS.items()} == AGREED
