"""Certificates: their own, for whoever checks one, and for officials."""

from __future__ import annotations

from learn.models import Certificate
from tests.access.table.row import Row, Things
from tests.access.world import PERSONAS

ALL = " ".join(PERSONAS)


def certificate_revoked(things: Things) -> bool:
    return Certificate.objects.get(pk=things["certificate"].pk).revoked_at is not None


ROWS = [
    Row(
        "toi/chung-nhan/<uuid:course>/",
        "/toi/chung-nhan/{course}/",
        otherwise=404,
        then={200: "owner owner_phone"},
        reveals="owner owner_phone",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/sua-ten/",
        "/toi/chung-nhan/{course}/sua-ten/",
        otherwise=404,
        then={200: "owner", 302: "owner_phone"},
        reveals="owner",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/ban-in.pdf",
        "/toi/chung-nhan/{course}/ban-in.pdf",
        otherwise=404,
        then={200: "owner owner_phone"},
    ),
    Row("chung-nhan/", "/chung-nhan/", otherwise=200),
    Row("chung-nhan/<str:typed>/", "/chung-nhan/{number}/", otherwise=200, reveals=ALL),
    Row("chung-nhan/<str:typed>/huy-hieu.json", "/chung-nhan/{number}/huy-hieu.json", otherwise=200, reveals=ALL),
    Row("chung-nhan/tinh-trang/<int:number>.json", "/chung-nhan/tinh-trang/0.json", otherwise=200),
    Row(".well-known/did.json", "/.well-known/did.json", otherwise=200),
    Row(
        "quan-tri/chung-nhan/",
        "/quan-tri/chung-nhan/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/results/",
        "/quan-tri/chung-nhan/results/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/<int:pk>/",
        "/quan-tri/chung-nhan/{certificate}/",
        otherwise=302,
        then={200: "administrator"},
        reveals="administrator",
    ),
    Row(
        "quan-tri/chung-nhan/<int:pk>/",
        "/quan-tri/chung-nhan/{certificate}/",
        method="POST",
        data={"reason": "mistake", "note": "Cấp nhầm."},
        otherwise=302,
        does=certificate_revoked,
        done_by="administrator",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/",
        "/toi/chung-nhan/{course}/",
        method="POST",
        otherwise=404,
        then={200: "owner owner_phone"},
        reveals="owner owner_phone",
    ),
    Row(
        "toi/chung-nhan/<uuid:course>/sua-ten/",
        "/toi/chung-nhan/{course}/sua-ten/",
        method="POST",
        otherwise=404,
        then={200: "owner", 302: "owner_phone"},
        reveals="owner",
    ),
]
