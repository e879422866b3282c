"""The certificate on paper: A4 across, made without a font or a library of the machine.

The same certificate is the same bytes each time, so that a browser need not fetch it twice and nobody wonders which
of two prints is the real one.
"""

from __future__ import annotations

import datetime as dt
from typing import cast

import segno
from django.utils.translation import gettext as _
from fpdf import FPDF

from learn.certificates import fonts
from learn.certificates.dates import long_date
from learn.certificates.models import Basis, Certificate
from learn.certificates.ornaments import (
    CHAM,
    INK,
    LEAF,
    PAGE_WIDTH,
    SOFT,
    draw_frame,
    draw_qr,
    draw_rice,
)

# Millimetres: between the rice at the left and the QR at the right.
_LEFT, _RIGHT = 34.0, PAGE_WIDTH - 34.0
_WIDTH = _RIGHT - _LEFT
_QR = 34.0
# Points to the millimetre.
_MM = 25.4 / 72


def certificate_pdf(certificate: Certificate) -> bytes:
    """The printable certificate; only for one that holds."""
    pdf = _paper(certificate)
    draw_frame(pdf)
    draw_rice(pdf)
    _heading(pdf)
    _body(pdf, certificate)
    _foot(pdf, certificate)
    return bytes(pdf.output())


def _paper(certificate: Certificate) -> FPDF:
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    for family, path in (("text", fonts.TEXT), ("strong", fonts.STRONG), ("name", fonts.NAME)):
        pdf.add_font(family, "", path)
    pdf.set_lang("vi-VN")
    pdf.set_title(f"{_('Certificate')} {certificate.number}")
    pdf.set_subject(certificate.course_title)
    pdf.set_author("Bình dân học vụ số")
    pdf.set_creator("Bình dân học vụ số")
    pdf.set_creation_date(certificate.issued_at.astimezone(dt.UTC))
    pdf.add_page()
    return pdf


def _heading(pdf: FPDF) -> None:
    _line(pdf, "Bình dân học vụ số", y=30, size=13, family="strong", colour=LEAF, spacing=0.6)
    _line(pdf, _("CERTIFICATE"), y=41, size=38, family="strong", colour=INK, spacing=3)


def _body(pdf: FPDF, certificate: Certificate) -> None:
    _line(pdf, _("This is to certify that"), y=63, size=14, colour=SOFT)
    _wrapped(pdf, certificate.name, y=72, height=24, sizes=range(34, 15, -1), family="name", colour=LEAF)
    words = _("has passed the course") if certificate.basis == Basis.PASSED else _("has completed the course")
    _line(pdf, words, y=100, size=14, colour=SOFT)
    _wrapped(
        pdf, f"“{certificate.course_title}”", y=109, height=22, sizes=range(22, 9, -1), family="strong", colour=INK
    )
    when = _("on %(date)s, version %(version)d of the course") % {
        "date": long_date(certificate.completed_at),
        "version": certificate.course_version,
    }
    _line(pdf, when, y=133, size=13, colour=SOFT)


def _foot(pdf: FPDF, certificate: Certificate) -> None:
    right = _RIGHT - _QR
    draw_qr(pdf, segno.make(certificate.check_url, error="m"), x=right, y=149, size=_QR)
    pdf.set_text_color(*SOFT)
    pdf.set_font("text", size=11)
    issued = _("Issued on %(date)s") % {"date": long_date(certificate.issued_at)}
    basis = (
        _("“Passed”: a test of the course was graded by the system.")
        if certificate.basis == Basis.PASSED
        else _("“Completed”: every lesson was learnt on the learner's own phone; no test was taken.")
    )
    check = _("Anyone can check it: point a phone's camera at the square, or type the number at %(address)s") % {
        "address": certificate.check_url.split("://", 1)[1].rsplit("/", 2)[0] + "/"
    }
    pdf.set_xy(_LEFT, 150)
    pdf.set_font("strong", size=12.5)
    pdf.set_text_color(*CHAM)
    pdf.multi_cell(_WIDTH - _QR - 8, 6.5, f"{_('Number')}: {certificate.number}", align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_font("text", size=10.5)
    pdf.set_text_color(*SOFT)
    for words in (issued, basis, check):
        pdf.multi_cell(_WIDTH - _QR - 8, 5.4, words, align="L", new_x="LEFT", new_y="NEXT")


def _line(
    pdf: FPDF,
    text: str,
    *,
    y: float,
    size: float,
    colour: tuple[int, int, int],
    family: str = "text",
    spacing: float = 0,
) -> None:
    pdf.set_font(family, size=size)
    pdf.set_text_color(*colour)
    pdf.set_char_spacing(spacing)
    pdf.set_xy(_LEFT, y)
    pdf.cell(_WIDTH, size * _MM * 1.3, text, align="C")
    pdf.set_char_spacing(0)


def _wrapped(
    pdf: FPDF, text: str, *, y: float, height: float, sizes: range, family: str, colour: tuple[int, int, int]
) -> None:
    """The text in the greatest of the sizes in which it fits between ``y`` and ``y + height``, in the middle."""
    pdf.set_text_color(*colour)
    for size in sizes:
        pdf.set_font(family, size=size)
        line = size * _MM * 1.3
        count = len(cast(list[str], pdf.multi_cell(_WIDTH, line, text, align="C", dry_run=True, output="LINES")))
        if count * line <= height and (count == 1 or size < sizes.start):
            break
    pdf.set_xy(_LEFT, y + (height - count * line) / 2)
    pdf.multi_cell(_WIDTH, line, text, align="C")
