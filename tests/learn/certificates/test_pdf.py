"""The printable certificate: every Vietnamese letter, on a machine without fonts and without Pango."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone

from foundation.text import normalise
from learn.certificates.models import Basis, Certificate
from learn.certificates.pdf import certificate_pdf

ROOT = Path(__file__).resolve().parents[3]
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = [normalise(vowel + tone) for vowel in VOWELS for tone in TONES]
ALONE = """
import ctypes, ctypes.util, sys
load = ctypes.CDLL.__init__
def refuse(self, name, *args, **options):
    if name and any(word in str(name) for word in ("pango", "cairo", "fontconfig", "harfbuzz")):
        raise OSError(f"{name} is not on this machine")
    load(self, name, *args, **options)
ctypes.CDLL.__init__ = refuse
ctypes.util.find_library = lambda name: None
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from django.utils import timezone
from learn.certificates.models import Certificate
from learn.certificates.pdf import certificate_pdf
at = timezone.now()
said = {"name": sys.argv[1], "course_title": sys.argv[2], "course_version": 1, "basis": "completed"}
made = Certificate(**said, completed_at=at, issued_at=at)
sys.stdout.buffer.write(certificate_pdf(made))
"""


def make(name: str = "Nguyễn Thị Hạnh", title: str = "Khóa học", basis: Basis = Basis.COMPLETED) -> Certificate:
    at = timezone.now()
    return Certificate(
        course_title=title, course_version=2, name=name, basis=basis, completed_at=at, issued_at=at
    )  # fmt: skip


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    return normalise(" ".join(document[0].get_textpage().get_text_bounded().split()))


@pytest.mark.parametrize("chunk", range(0, len(LETTERS), 11))
def test_every_vietnamese_letter_is_printed(chunk: int) -> None:
    letters = LETTERS[chunk : chunk + 11]
    name = " ".join(f"Đ{letter}n {letter.upper()}" for letter in letters)[:80].strip()
    assert name in text_of(certificate_pdf(make(name)))


def test_it_needs_no_font_and_no_library_of_the_machine(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    environment = {
        **os.environ, "BDHVS_PROFILE": "test", "FONTCONFIG_FILE": str(empty), "HOME": str(tmp_path),
        "XDG_DATA_DIRS": str(tmp_path), "BDHVS_HOME": str(tmp_path / "home"),
    }  # fmt: skip
    name, title = "Đặng Thị Ngữ Ặng", "Làm quen với điện thoại"
    done = subprocess.run(
        [sys.executable, "-c", ALONE, name, title], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    said = text_of(done.stdout)
    assert name in said
    assert title in said
    # Ink where the name stands: the letters are drawn from the file's own fonts.
    page = pypdfium2.PdfDocument(done.stdout)[0].render(scale=1).to_pil().convert("L")
    width, height = page.size
    band = page.crop((width // 5, int(height * 0.34), width * 4 // 5, int(height * 0.46)))
    assert sum(count for shade, count in enumerate(band.histogram()) if shade < 150) > 500


@pytest.mark.parametrize("basis", list(Basis))
def test_the_longest_name_and_title_stay_on_the_page(basis: Basis) -> None:
    name, title = (
        ("Hoàng Phủ Ngọc Tường Vy " * 4)[:80].strip(),
        ("Làm thủ tục trên Cổng Dịch vụ công quốc gia " * 6)[:255],
    )
    content = certificate_pdf(make(name, title.strip(), basis))
    assert name in text_of(content)
    assert title.strip() in text_of(content)
    page = pypdfium2.PdfDocument(content)[0]
    lines = page.get_textpage()
    boxes = [lines.get_rect(index) for index in range(lines.count_rects())]
    width, height = page.get_size()
    assert all(left > 30 and right < width - 30 and low > 30 and high < height - 30 for left, low, right, high in boxes)


def test_the_same_certificate_is_the_same_file() -> None:
    certificate = make()
    assert certificate_pdf(certificate) == certificate_pdf(certificate)
    assert len(certificate_pdf(certificate)) < 200_000
