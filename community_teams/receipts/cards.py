"""Sheets of cards to cut: a QR with a fresh token on each, nothing about anybody, nothing stored.

A card becomes a household's when a member scans it at the door; one that is never used is paper.
"""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from fpdf import FPDF

from community_teams.households.tokens import SHORT, new_token
from learn.certificates import fonts
from learn.certificates.ornaments import INK, LEAF, SOFT

MOST_CARDS = 240
# A bank card's size, so that it goes into a purse: two across and five down on A4. Millimetres.
WIDTH, HEIGHT = 85.0, 54.0
ACROSS, DOWN = 2, 5
A_SHEET = ACROSS * DOWN
_PAGE_WIDTH, _PAGE_HEIGHT = 210.0, 297.0
_LEFT, _TOP = (_PAGE_WIDTH - ACROSS * WIDTH) / 2, (_PAGE_HEIGHT - DOWN * HEIGHT) / 2
_QR = 38.0


def address_of(token: str) -> str:
    """Where the QR leads."""
    return settings.SITE_URL.rstrip("/") + reverse("community_teams:household_receipt", args=[token])


def card_sheets(count: int) -> bytes:
    """A PDF with so many cards."""
    pdf = FPDF(orientation="portrait", unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.add_font("text", "", fonts.TEXT)
    pdf.add_font("strong", "", fonts.STRONG)
    pdf.set_lang("vi-VN")
    pdf.set_title(_("Cards for households"))
    for number in range(count):
        place = number % A_SHEET
        if place == 0:
            pdf.add_page()
        _draw_card(pdf, new_token(), _LEFT + place % ACROSS * WIDTH, _TOP + place // ACROSS * HEIGHT)
    return bytes(pdf.output())


def _draw_card(pdf: FPDF, token: str, x: float, y: float) -> None:
    pdf.set_draw_color(*SOFT)
    pdf.set_line_width(0.15)
    pdf.set_dash_pattern(dash=1.2, gap=1.2)
    pdf.rect(x, y, WIDTH, HEIGHT)
    pdf.set_dash_pattern()
    # As a picture: thousands of drawn squares for 240 cards would take ten times as long.
    square = io.BytesIO()
    segno.make(address_of(token), error="m").save(square, kind="png", scale=8, border=4)
    pdf.image(square, x=x + 3, y=y + (HEIGHT - _QR) / 2, w=_QR, h=_QR)
    left, width = x + _QR + 5, WIDTH - _QR - 8
    _write(pdf, left, y + 6, width, 11.5, "strong", LEAF, _("Our household's card"))
    words = _("Point the phone's camera at the square: who came, what was taught, what is kept, and how to erase it.")
    _write(pdf, left, pdf.get_y() + 1.5, width, 8.5, "text", INK, words)
    keep = _("Keep it like a paper of the house. Give it to no stranger.")
    _write(pdf, left, pdf.get_y() + 1.5, width, 8.5, "text", INK, keep)
    short = f"{token[: SHORT // 2]} {token[SHORT // 2 : SHORT]}"
    _write(pdf, left, y + HEIGHT - 10, width, 12, "strong", INK, short)


def _write(
    pdf: FPDF, x: float, y: float, width: float, size: float, family: str, colour: tuple[int, int, int], text: str
) -> None:
    pdf.set_font(family, size=size)
    pdf.set_text_color(*colour)
    pdf.set_xy(x, y)
    pdf.multi_cell(width, size * 0.45, text, align="L", new_x="LEFT", new_y="NEXT")
