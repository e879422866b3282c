import uuid

import pytest
from django.test import Client

from people.consent.models import Consent
from people.consent.purposes import Purpose
from people.consent.services import give, is_given
from tests.learn.my_data.making import CONSENT, END, PAGE, confirm, hold, make_certificate

pytestmark = pytest.mark.django_db


def test_nothing_is_ticked_beforehand_and_a_tick_is_needed(owner, user):
    page = owner.get(PAGE).content.decode()
    assert "checked" not in page
    refused = owner.post(CONSENT, {"purpose": "certificate", "answer": "give"})
    assert refused.status_code == 422
    assert "đánh dấu" in refused.content.decode()
    assert not is_given(user=user, purpose=Purpose.CERTIFICATE)
    given = owner.post(CONSENT, {"purpose": "certificate", "answer": "give", "agreed": "on"})
    assert given["Location"] == PAGE
    assert is_given(user=user, purpose=Purpose.CERTIFICATE)
    assert Consent.objects.latest("id").how == "my_data"


def test_taking_consent_back_takes_effect_at_once(owner, user, own):
    give(user=user, purpose=Purpose.CERTIFICATE, how="test")
    certificate = make_certificate(own.id)
    other = make_certificate(uuid.uuid4())
    owner.post(CONSENT, {"purpose": "certificate", "answer": "withdraw"})
    assert not is_given(user=user, purpose=Purpose.CERTIFICATE)
    certificate.refresh_from_db()
    other.refresh_from_db()
    assert (certificate.name, certificate.withdrawn_at is None) == ("", False)
    assert other.name == "Nguyễn Thị Ánh"


def test_taking_back_the_number_leads_to_the_end_of_the_account(owner, user):
    answer = owner.post(CONSENT, {"purpose": "account", "answer": "withdraw"})
    assert answer["Location"] == END
    assert is_given(user=user, purpose=Purpose.ACCOUNT)


@pytest.mark.parametrize("form", [{}, {"purpose": "spying", "answer": "give", "agreed": "on"}, {"purpose": "account"}])
def test_an_answer_to_no_question_is_refused(owner, form):
    before = Consent.objects.count()
    assert owner.post(CONSENT, form).status_code == 422
    assert Consent.objects.count() == before


def test_forms_from_elsewhere_are_refused(user, own):
    client = Client(enforce_csrf_checks=True)
    confirm(hold(client, own), user)
    for address in (CONSENT, END):
        assert client.post(address, {"words": "CHẤM DỨT"}).status_code == 403
    user.refresh_from_db()
    assert user.is_active
