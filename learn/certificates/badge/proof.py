"""Signing: a Data Integrity proof of the cryptosuite `eddsa-rdfc-2022` (W3C Recommendation, 15 May 2025)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from pyld import jsonld

from learn.certificates.badge.contexts import load_context
from learn.certificates.badge.keys import base58, signing_key


def sign(document: dict[str, Any], *, method: str, at: dt.datetime) -> dict[str, Any]:
    """The document with its proof; the same document at the same time is the same bytes."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": timestamp(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    told = _digest({"@context": document["@context"], **options}) + _digest(document)
    return {**document, "proof": {**options, "proofValue": base58(signing_key().sign(told))}}


def timestamp(moment: dt.datetime) -> str:
    """A moment as credentials write it: UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _digest(document: dict[str, Any]) -> bytes:
    quads = jsonld.normalize(
        document,
        {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": load_context,
            # A word that no context explains would not be signed: then rather no badge at all.
            "safe": True,
        },
    )
    return hashlib.sha256(quads.encode()).digest()
