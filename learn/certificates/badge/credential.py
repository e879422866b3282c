"""What a badge says, and who says it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from learn.certificates.badge.contexts import CREDENTIALS, OPEN_BADGES
from learn.certificates.badge.keys import all_public_keys, public_key
from learn.certificates.badge.proof import sign, timestamp
from learn.certificates.models import Basis, Certificate

# Certificates to a status list; W3C asks for so many at least, that none is told from the others.
IN_A_LIST = 131_072
ISSUER_NAME = "Bình dân học vụ số"


def issuer_id() -> str:
    """The site as a `did:web`: its keys stand at `/.well-known/did.json`."""
    return "did:web:" + quote(urlsplit(settings.SITE_URL).netloc, safe=".-")


def method_of(key: str) -> str:
    """The name of a key of the issuer."""
    return f"{issuer_id()}#{key}"


def did_document() -> dict[str, Any]:
    """The issuer's keys: the one in force, and earlier ones whose badges people still hold."""
    methods = [
        {"id": method_of(key), "type": "Multikey", "controller": issuer_id(), "publicKeyMultibase": key}
        for key in all_public_keys()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer_id(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def badge_of(certificate: Certificate) -> dict[str, Any]:
    """The signed credential of a certificate that holds: the name and no other word about the person."""
    address = absolute("learn:badge", certificate.number)
    number, index = divmod(certificate.pk, IN_A_LIST)
    lists = absolute("learn:badge_status", number)
    credential = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": _issuer(),
        "validFrom": timestamp(certificate.issued_at),
        "awardedDate": timestamp(certificate.completed_at),
        "name": certificate.course_title,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": certificate.name, "identityType": "name"}
            ],
            "achievement": _achievement(certificate),
        },
        "credentialStatus": {
            "id": f"{lists}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": lists,
        },
    }
    return sign(credential, method=method_of(public_key()), at=certificate.issued_at)


def _issuer() -> dict[str, Any]:
    return {"id": issuer_id(), "type": ["Profile"], "name": ISSUER_NAME, "url": settings.SITE_URL}


def _achievement(certificate: Certificate) -> dict[str, Any]:
    criteria = (
        _("Every lesson of the course was done, and a test of it was passed that the system graded.")
        if certificate.basis == Basis.PASSED
        else _("Every lesson of the course was done, as the learner's own phone told.")
    )
    return {
        "id": f"urn:uuid:{certificate.course}",
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": certificate.course_title,
        "description": certificate.course_title,
        "version": str(certificate.course_version),
        "criteria": {"narrative": criteria},
        "creator": _issuer(),
        "inLanguage": "vi",
    }


def absolute(name: str, *args: object) -> str:
    """An address as others see it."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
