"""The badge, checked by code that is not ours: Digital Bazaar's verifier, run by Node."""

from __future__ import annotations

import asyncio
import copy
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache
from django.core.handlers.asgi import ASGIHandler

from learn.certificates.badge import keys, status
from learn.certificates.badge.credential import IN_A_LIST, did_document
from learn.certificates.badge.proof import sign
from learn.certificates.models import RevokeReason
from learn.certificates.services import correct_name, revoke, withdraw_for_holder
from learn.models import Certificate, Learner
from people.models import User
from portal.front_door.page_cache import PageCache
from tests.asgi import ask
from tests.learn.certificates.making import make_certificate

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
FIRST, SECOND = "11" * 32, "22" * 32


@pytest.fixture(autouse=True)
def _key(settings):
    settings.BADGE_SIGNING_KEY = FIRST
    keys.signing_key.cache_clear()
    cache.clear()
    yield
    keys.signing_key.cache_clear()
    cache.clear()


def node() -> str:
    found = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    assert found, "Node is neither on the PATH nor in .venv"
    return found


def fetched(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def badge(client, certificate):
    return fetched(client, f"/chung-nhan/{certificate.number}/huy-hieu.json")


def verify(client, badge, *, did=None, lists=None):
    """What the verifier says, having what the site serves."""
    address = badge["credentialStatus"]["statusListCredential"]
    if lists is None:
        lists = {address: fetched(client, "/" + address.split("/", 3)[3])}
    did = did or fetched(client, "/.well-known/did.json")
    told = json.dumps({"badge": badge, "did": did, "lists": lists})
    done = subprocess.run(
        [node(), str(Path(__file__).with_name("verify.mjs"))],
        input=told,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_badge_verifies(client):
    signed = badge(client, make_certificate())
    told = verify(client, signed)
    assert told["verified"] is True, told


def test_it_says_what_the_certificate_says_and_nothing_else_of_the_person(client):
    certificate = make_certificate("Lò Thị Păn")
    signed = badge(client, certificate)
    text = json.dumps(signed, ensure_ascii=False)
    person = Learner.objects.get(id=certificate.learner)
    assert signed["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject = signed["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "Lò Thị Păn"
    assert subject["achievement"]["version"] == str(certificate.course_version)
    for private in (str(person.id), person.account.phone, person.account.phone[3:]):
        assert private not in text
    assert badge(client, certificate) == signed, "the same certificate is the same badge"


@pytest.mark.parametrize("change", ["name", "course", "date", "basis", "status", "proof", "added"])
def test_a_tampered_badge_fails(client, change):
    signed = badge(client, make_certificate())
    changed = copy.deepcopy(signed)
    achievement = changed["credentialSubject"]["achievement"]
    match change:
        case "name":
            changed["credentialSubject"]["identifier"][0]["identityHash"] = "Kẻ Khác"
        case "course":
            achievement["name"] = "Khóa khác"
        case "date":
            changed["validFrom"] = "2020-01-01T00:00:00Z"
        case "basis":
            achievement["criteria"]["narrative"] = "Đạt"
        case "status":
            changed["credentialStatus"]["statusListIndex"] += "0"
        case "proof":
            changed["proof"]["created"] = "2020-01-01T00:00:00Z"
        case "added":
            achievement["humanCode"] = "A1"
    assert verify(client, changed)["verified"] is False


def test_a_badge_signed_by_another_key_fails(client, settings):
    certificate = make_certificate()
    did = did_document()
    unsigned = {name: value for name, value in badge(client, certificate).items() if name != "proof"}
    settings.BADGE_SIGNING_KEY = SECOND
    keys.signing_key.cache_clear()
    forged = sign(unsigned, method=did["assertionMethod"][0], at=certificate.issued_at)
    settings.BADGE_SIGNING_KEY = FIRST
    keys.signing_key.cache_clear()
    assert verify(client, forged, did=did)["verified"] is False


def test_a_key_that_the_site_does_not_name_fails(client, settings):
    signed = badge(client, make_certificate())
    settings.BADGE_SIGNING_KEY = SECOND
    keys.signing_key.cache_clear()
    assert verify(client, signed)["verified"] is False


def test_after_a_change_of_key_earlier_badges_go_on_verifying(client, settings):
    certificate = make_certificate()
    old, old_key = badge(client, certificate), keys.public_key()
    settings.BADGE_SIGNING_KEY, settings.BADGE_EARLIER_KEYS = SECOND, [old_key]
    keys.signing_key.cache_clear()
    new = badge(client, certificate)
    assert new["proof"]["verificationMethod"] != old["proof"]["verificationMethod"]
    assert verify(client, old)["verified"] is True
    assert verify(client, new)["verified"] is True


@pytest.mark.parametrize("how", ["revoked", "replaced", "withdrawn"])
def test_a_badge_that_was_given_away_fails_when_the_certificate_has_ended(client, how):
    certificate, other = make_certificate(), make_certificate()
    signed, still = badge(client, certificate), badge(client, other)
    person = Learner.objects.get(id=certificate.learner)
    if how == "revoked":
        official = User.objects.create_superuser("0909000001", "mot-mat-khau-dai")
        revoke(certificate=certificate, reason=RevokeReason.MISTAKE, by=official)
    elif how == "replaced":
        correct_name(learner=person, certificate=certificate, name="Tên Viết Đúng")
    else:
        withdraw_for_holder(learner=person, keep_checkable=False)
    told = verify(client, signed)
    assert told["verified"] is False, told
    assert any("revoc" in reason.lower() or "status" in reason.lower() for reason in told["reasons"]), told
    assert verify(client, still)["verified"] is True
    assert client.get(f"/chung-nhan/{certificate.number}/huy-hieu.json").status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_the_front_door_keeps_no_status_list_past_its_time(client):
    certificate = await sync_to_async(make_certificate)()
    path = f"/chung-nhan/tinh-trang/{certificate.pk // IN_A_LIST}.json"
    django = ASGIHandler()

    async def patiently(scope, _receive, send):
        # Somebody who has asked and stays to hear the answer.
        asked = [{"type": "http.request", "body": b""}]
        await django(scope, lambda: asyncio.sleep(0 if asked else 60, asked.pop() if asked else None), send)

    front_door = PageCache(patiently)
    before = (await ask(front_door, "GET", path)).json()
    await sync_to_async(withdraw_for_holder)(
        learner=await Learner.objects.aget(id=certificate.learner), keep_checkable=False
    )
    # As after a minute.
    await cache.aclear()
    after = (await ask(front_door, "GET", path)).json()
    assert after["credentialSubject"]["encodedList"] != before["credentialSubject"]["encodedList"]


def test_lists_are_there_while_the_cache_is_away(client, monkeypatch):
    def away(*_, **__):
        raise OSError

    certificate = make_certificate()
    monkeypatch.setattr(status.cache, "get", away)
    monkeypatch.setattr(status.cache, "set", away)
    fetched(client, f"/chung-nhan/tinh-trang/{certificate.pk // IN_A_LIST}.json")


def test_a_status_list_that_somebody_else_made_is_not_believed(client):
    certificate = make_certificate()
    signed = badge(client, certificate)
    address = signed["credentialStatus"]["statusListCredential"]
    list_ = fetched(client, "/" + address.split("/", 3)[3])
    list_["validFrom"] = "2020-01-01T00:00:00Z"
    assert verify(client, signed, lists={address: list_})["verified"] is False


def test_lists_exist_only_for_certificates_that_do(client):
    assert client.get("/chung-nhan/tinh-trang/0.json").status_code in (200, 404)
    make_certificate()
    assert client.get("/chung-nhan/tinh-trang/999999999999999999999.json").status_code == 404


def test_the_public_key_is_written_as_multikeys_are():
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(FIRST)).public_key()
    assert keys.public_key() == keys.base58(b"\xed\x01" + key.public_bytes_raw())
    assert keys.public_key().startswith("z6Mk")
    assert keys.base58(b"\x00\x00a") == "z112g"


def test_a_demo_makes_its_own_key_once_and_for_its_owner_only(settings, tmp_path):
    settings.BADGE_SIGNING_KEY, settings.HOME = "", tmp_path / "home"
    keys.signing_key.cache_clear()
    first = keys.public_key()
    keys.signing_key.cache_clear()
    assert keys.public_key() == first
    [file] = settings.HOME.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_badge_of_a_number_that_nobody_has_is_not_found(client):
    make_certificate()
    assert client.get("/chung-nhan/2222-2222-2222-2222-2222/huy-hieu.json").status_code == 404
    assert Certificate.objects.count() == 1
