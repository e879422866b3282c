"""Media of a published version stay as they were; what comes in is checked first."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Drawn
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.media.pinning import pin
from courses.models import LessonVersion
from courses.selectors import newest_lesson_version
from tests.courses.making import DRAWING, LessonFactory, cards, edit, make_drawing, make_photo, picture, text

pytestmark = pytest.mark.django_db


def html(lesson: Any) -> str:
    return newest_lesson_version(lesson.uuid).cards[0]["html"]


def test_a_drawing_stands_in_the_page_itself_with_its_size() -> None:
    lesson = LessonFactory(cards=cards(picture(make_drawing())))
    assert 'src="data:image/svg+xml,' in html(lesson)
    assert 'width="320" height="180"' in html(lesson)
    assert "/static/" not in html(lesson)


def test_a_photo_is_pinned_as_webp_no_wider_than_800(media_root: Path) -> None:
    lesson = LessonFactory(cards=cards(picture(make_photo(1600, 900))))
    pinned = sorted((media_root / "h").iterdir())
    assert len(pinned) == 2
    for file in pinned:
        assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest()
        with Drawn.open(file) as drawn:
            assert drawn.format == "WEBP"
            assert drawn.width in {480, 800}
    assert 'width="800" height="450"' in html(lesson)
    assert any(f'src="/media/h/{file.name}"' in html(lesson) for file in pinned)


def test_a_photo_replaced_in_the_library_leaves_published_versions_alone(media_root: Path, client: Any) -> None:
    photo = make_photo(colour="teal")
    lesson = LessonFactory(cards=cards(picture(photo)))
    first = LessonVersion.objects.get(lesson=lesson.uuid)
    kept = {file.name: file.read_bytes() for file in (media_root / "h").iterdir()}
    other = BytesIO()
    Drawn.new("RGB", (1600, 900), "maroon").save(other, "JPEG")
    photo.file = ImageFile(other, name="khac.jpg")
    photo.save()
    photo.renditions.all().delete()
    edit(lesson)
    assert newest_lesson_version(lesson.uuid).number == 2
    assert all((media_root / "h" / name).read_bytes() == content for name, content in kept.items())
    assert first.cards[0]["html"] in client.get(f"{lesson.url}v/1/").content.decode()


def test_a_photo_deleted_from_the_library_stays_in_what_was_published(client: Any) -> None:
    photo = make_photo()
    lesson = LessonFactory(cards=cards(picture(photo)))
    shown = html(lesson)
    photo.delete()
    assert shown in client.get(lesson.url).content.decode()


def test_the_size_of_a_lesson_counts_its_photos() -> None:
    plain = LessonFactory(cards=cards(text("Chữ")))
    with_photo = LessonFactory(cards=cards(picture(make_photo())))
    assert newest_lesson_version(plain.uuid).weight < 1000
    assert newest_lesson_version(with_photo.uuid).weight > newest_lesson_version(plain.uuid).weight + 500


def test_pinning_the_same_content_again_changes_nothing(media_root: Path) -> None:
    name = pin(b"abc", "mp3")
    assert pin(b"abc", "mp3") == name
    assert [file.name for file in (media_root / "h").iterdir()] == [name.removeprefix("h/")]


def test_recordings_are_pinned_with_their_captions_and_words() -> None:
    film = Document.objects.create(title="Phim", file=ContentFile(b"\0\0\0\x18ftypmp42" + bytes(20), name="a.mp4"))
    captions = Document.objects.create(
        title="Lời", file=ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nChao", "a.vtt")
    )
    value = {"title": "Xem phim", "file": film.pk, "captions": captions.pk, "transcript": "<p>Chào <b>bà con</b>.</p>"}
    lesson = LessonFactory(cards=cards({"type": "video", "value": value}))
    shown = html(lesson)
    assert shown.count("/media/h/") >= 2
    assert ".mp4" in shown
    assert ".vtt" in shown
    assert "Chào <b>bà con</b>." in shown
    assert "/static/" not in shown


class TestPinnedAddress:
    @pytest.fixture
    def address(self) -> str:
        return "/media/" + pin(bytes(range(100)), "mp4")

    def test_it_may_be_kept_for_ever(self, client: Any, address: str) -> None:
        answer = client.get(address)
        assert answer.content == bytes(range(100))
        assert answer["Content-Type"] == "video/mp4"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [("bytes=0-9", 0, 9), ("bytes=90-", 90, 99), ("bytes=-10", 90, 99), ("bytes=95-500", 95, 99)],
    )
    def test_a_player_gets_the_piece_that_it_asks_for(
        self, client: Any, address: str, asked: str, first: int, last: int
    ) -> None:
        answer = client.get(address, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/100"
        assert answer.content == bytes(range(first, last + 1))

    @pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=9-3", "bytes=a-b"])
    def test_what_is_no_single_range_is_answered_with_all(self, client: Any, address: str, asked: str) -> None:
        assert client.get(address, headers={"Range": asked}).status_code == 200

    def test_a_piece_past_the_end_is_refused(self, client: Any, address: str) -> None:
        answer = client.get(address, headers={"Range": "bytes=100-"})
        assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */100")

    def test_what_was_never_pinned_is_not_there(self, client: Any) -> None:
        assert client.get(f"/media/h/{'0' * 64}.mp4").status_code == 404


class TestUpload:
    """The library's forms."""

    def upload(self, client: Any, name: str, content: bytes, url: str = "wagtailimages:add") -> Any:
        file = SimpleUploadedFile(name, content)
        return client.post(reverse(url), {"title": "Tệp", "file": file})

    def test_a_dangerous_drawing_is_refused_with_a_sentence(self, client: Any, official: Any) -> None:
        bad = DRAWING.replace(b"<rect", b"<script>alert(1)</script><rect")
        answer = self.upload(client, "xau.svg", bad)
        assert answer.status_code == 200
        assert "&lt;script&gt;" in answer.content.decode()
        assert not Image.objects.exists()

    def test_a_drawing_is_kept_as_it_was_written_anew(self, client: Any, official: Any) -> None:
        hidden = b'<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script><rect'
        assert self.upload(client, "hinh.svg", DRAWING.replace(b"<rect", hidden)).status_code == 302
        image = Image.objects.get()
        assert b"script" not in image.file.read()
        assert (image.width, image.height) == (320, 180)

    @pytest.mark.parametrize(("inside", "kept"), [(b"<rect", 1), (b"<foreignObject/><rect", 0)])
    def test_the_chooser_in_a_card_checks_as_well(self, client: Any, official: Any, inside: bytes, kept: int) -> None:
        file = SimpleUploadedFile("hinh.svg", DRAWING.replace(b"<rect", inside))
        fields = {"image-chooser-upload-title": "x", "image-chooser-upload-file": file}
        client.post(reverse("wagtailimages_chooser:create"), fields)
        assert Image.objects.count() == kept

    @pytest.mark.parametrize(("inside", "kept"), [(b"<rect", 1), (b"<foreignObject/><rect", 0)])
    def test_the_upload_of_many_checks_as_well(self, client: Any, official: Any, inside: bytes, kept: int) -> None:
        file = SimpleUploadedFile("hinh.svg", DRAWING.replace(b"<rect", inside))
        by_script = {"X-Requested-With": "XMLHttpRequest"}
        address = reverse("wagtailimages:add_multiple")
        answer = client.post(address, {"title": "x", "files[]": file}, headers=by_script)
        assert answer.json()["success"] is bool(kept)
        assert Image.objects.count() == kept

    def test_a_small_file_with_a_huge_picture_in_it_is_refused_with_a_sentence(
        self, client: Any, official: Any
    ) -> None:
        huge = BytesIO()
        Drawn.new("1", (12_600, 10_100)).save(huge, "PNG")
        assert len(huge.getvalue()) < 40_000
        answer = self.upload(client, "to.png", huge.getvalue())
        assert answer.status_code == 200
        (sentence,) = answer.context["form"].errors["file"]
        assert "127260000" in sentence
        assert not Image.objects.exists()

    def test_a_recording_that_is_none_is_refused(self, client: Any, official: Any) -> None:
        self.upload(client, "a.mp3", b"<html>not a sound</html>", "wagtaildocs:add")
        self.upload(client, "a.exe", b"ID3" + bytes(20), "wagtaildocs:add")
        assert not Document.objects.exists()
        self.upload(client, "a.mp3", b"ID3" + bytes(20), "wagtaildocs:add")
        assert Document.objects.count() == 1
