"""What is drawn on the certificate: a frame, two ears of rice and the QR square, all of them paths of our own.

The colours are the woodcut's: dó paper, soot ink, rice leaf, hòe yellow, chàm indigo. It looks like no seal and no
diploma of the state.
"""

from __future__ import annotations

import math

import segno
from fpdf import FPDF

Colour = tuple[int, int, int]

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
PAPER: Colour = (255, 253, 247)
INK: Colour = (36, 31, 24)
SOFT: Colour = (87, 76, 63)
LEAF: Colour = (27, 94, 66)
LEAF_TINT: Colour = (226, 238, 223)
HOE: Colour = (214, 160, 36)
CHAM: Colour = (39, 70, 125)


def draw_frame(pdf: FPDF) -> None:
    """Paper, a broad and a fine line around it, and a woven band of lozenges between them."""
    pdf.set_fill_color(*PAPER)
    pdf.rect(0, 0, PAGE_WIDTH, PAGE_HEIGHT, style="F")
    pdf.set_draw_color(*LEAF)
    pdf.set_line_width(1.1)
    pdf.rect(9, 9, PAGE_WIDTH - 18, PAGE_HEIGHT - 18)
    pdf.set_line_width(0.3)
    pdf.rect(16, 16, PAGE_WIDTH - 32, PAGE_HEIGHT - 32)
    _band(pdf, length=PAGE_WIDTH - 32, start=16, lines=(12.5, PAGE_HEIGHT - 12.5), across=True)
    _band(pdf, length=PAGE_HEIGHT - 32, start=16, lines=(12.5, PAGE_WIDTH - 12.5), across=False)
    for x in (12.5, PAGE_WIDTH - 12.5):
        for y in (12.5, PAGE_HEIGHT - 12.5):
            _star(pdf, x, y)


def _band(pdf: FPDF, *, length: float, start: float, lines: tuple[float, float], across: bool) -> None:
    """Lozenges in a row, as in woven cloth; every second one full."""
    count = round(length / 7)
    step = length / count
    for line in lines:
        for number in range(count):
            along = start + (number + 0.5) * step
            x, y = (along, line) if across else (line, along)
            reach = (step * 0.36, 1.7) if across else (1.7, step * 0.36)
            full = number % 2 == 0
            pdf.set_fill_color(*(LEAF if full else HOE))
            small = 1.0 if full else 0.5
            dx, dy = reach[0] * small, reach[1] * small
            pdf.polygon([(x - dx, y), (x, y - dy), (x + dx, y), (x, y + dy)], style="F")


def _star(pdf: FPDF, x: float, y: float) -> None:
    """A small eight-pointed flower at a corner."""
    points = [
        (
            x + (2.4 if n % 2 == 0 else 1.1) * math.cos(n * math.pi / 8),
            y + (2.4 if n % 2 == 0 else 1.1) * math.sin(n * math.pi / 8),
        )
        for n in range(16)
    ]
    pdf.set_fill_color(*LEAF)
    pdf.polygon(points, style="F")


def draw_rice(pdf: FPDF) -> None:
    """Two ears of rice that bend towards each other beside the heading."""
    for side in (-1, 1):
        _ear(pdf, root=(PAGE_WIDTH / 2 + side * 92, 64), side=side)


def _ear(pdf: FPDF, *, root: tuple[float, float], side: int) -> None:
    """A stalk that rises and bows inwards under its grains, with one leaf."""
    stalk = [_on_stalk(root, side, step / 24) for step in range(25)]
    pdf.set_draw_color(*LEAF)
    pdf.set_line_width(0.7)
    pdf.polyline(stalk)
    _leaf(pdf, root, side)
    for grain in range(9):
        share = 0.42 + grain * 0.065
        here, after = _on_stalk(root, side, share), _on_stalk(root, side, min(1, share + 0.02))
        along = math.atan2(after[1] - here[1], after[0] - here[0])
        for turn in (-0.62, 0.62):
            _grain(pdf, here, along + turn, 5.6 - grain * 0.22)
    tip, before = _on_stalk(root, side, 1), _on_stalk(root, side, 0.97)
    _grain(pdf, tip, math.atan2(tip[1] - before[1], tip[0] - before[0]), 4.2)


def _on_stalk(root: tuple[float, float], side: int, share: float) -> tuple[float, float]:
    """A point on the stalk, a cubic curve: up from the root and then inwards and down."""
    x, y = root
    points = [(x, y), (x + side * 9, y - 22), (x + side * 2, y - 42), (x - side * 20, y - 32)]
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    return (
        sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
    )


def _grain(pdf: FPDF, at: tuple[float, float], angle: float, length: float) -> None:
    """One grain: two arcs from the stalk to a point."""
    outline = []
    for step in range(17):
        share = step / 16
        along = length * (share if share <= 0.5 else 1 - share) * 2
        reach = math.sin(math.pi * along / length) ** 0.8 * length * 0.19
        off = reach if share <= 0.5 else -reach
        outline.append(
            (
                at[0] + along * math.cos(angle) - off * math.sin(angle),
                at[1] + along * math.sin(angle) + off * math.cos(angle),
            )
        )
    pdf.set_fill_color(*HOE)
    pdf.polygon(outline, style="F")


def _leaf(pdf: FPDF, root: tuple[float, float], side: int) -> None:
    """A long leaf from the foot of the stalk, bowed outwards."""
    upper, lower = [], []
    for step in range(21):
        share = step / 20
        x, y = root[0] + side * (1.5 + 17 * share), root[1] - 4 - 30 * share + 15 * share**2
        # Across the leaf: at right angles to where it runs.
        run_x, run_y = side * 17.0, -30 + 30 * share
        long = math.hypot(run_x, run_y)
        wide = 1.7 * math.sin(math.pi * share) * (1.15 - share * 0.4)
        upper.append((x - wide * run_y / long, y + wide * run_x / long))
        lower.append((x + wide * run_y / long, y - wide * run_x / long))
    pdf.set_fill_color(*LEAF)
    pdf.polygon(upper + lower[::-1], style="F")


def draw_qr(pdf: FPDF, code: segno.QRCode, *, x: float, y: float, size: float) -> None:
    """The QR code on white with its quiet border, as rectangles: sharp in every print."""
    rows = list(code.matrix_iter(scale=1, border=4))
    cell = size / len(rows)
    pdf.set_fill_color(255, 255, 255)
    pdf.rect(x, y, size, size, style="F")
    pdf.set_fill_color(*INK)
    for row, cells in enumerate(rows):
        run = 0
        for column, dark in enumerate([*cells, 0]):
            if dark:
                run += 1
            elif run:
                # A hair wider than it is: no white lines between the rows.
                pdf.rect(x + (column - run) * cell, y + row * cell, run * cell, cell * 1.02, style="F")
                run = 0
