"""Making the tree and lessons for tests, through Wagtail's own ways."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType
from django.core.files.images import ImageFile
from PIL import Image as Drawn
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page

from courses.models import CataloguePage, CoursePage, LessonPage, TrackPage
from courses.pages.root import ensure_root

DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180"/></svg>"""


def plant() -> CataloguePage:
    """Home page and catalogue, also where an earlier test emptied Wagtail's own tables."""
    if not Page.objects.exists():
        locale, _made = Locale.objects.get_or_create(language_code="vi")
        kind = ContentType.objects.get_for_model(Page)
        Page.add_root(instance=Page(title="Root", slug="root", locale=locale, content_type=kind))
        Collection.add_root(instance=Collection(name="Root"))
    return ensure_root()


class PageFactory(factory.Factory):
    """Adds a page below ``parent`` and, unless ``live=False``, publishes it."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, parent: Page, live: bool = True, **fields: Any) -> Page:
        page = model_class(**fields, live=False)
        parent.add_child(instance=page)
        revision = page.save_revision(clean=False)
        if live:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


class TrackFactory(PageFactory):
    class Meta:
        model = TrackPage

    parent = factory.LazyFunction(plant)
    title = factory.Sequence(lambda n: f"Chặng {n}")
    slug = factory.Sequence(lambda n: f"chang-{n}")
    summary = "Một chặng học."


class CourseFactory(PageFactory):
    class Meta:
        model = CoursePage

    parent = factory.LazyFunction(lambda: TrackFactory())
    title = factory.Sequence(lambda n: f"Khóa {n}")
    slug = factory.Sequence(lambda n: f"khoa-{n}")
    summary = "Một khóa học."
    audience = "Bà con"
    outcomes = factory.LazyFunction(lambda: [("outcome", "Biết làm một việc")])


class LessonFactory(PageFactory):
    class Meta:
        model = LessonPage

    parent = factory.LazyFunction(lambda: CourseFactory())
    title = factory.Sequence(lambda n: f"Bài {n}")
    slug = factory.Sequence(lambda n: f"bai-{n}")
    summary = "Một bài học."
    minutes = 5
    cards = factory.LazyFunction(lambda: cards(text("Chào bà con.")))
    sources = factory.LazyFunction(
        lambda: [("source", {"title": "Nguồn", "url": "https://chinhphu.vn", "date": dt.date(2026, 1, 1)})]
    )
    review_by = dt.date(2027, 1, 1)


def cards(*bodies: list[dict[str, Any]] | dict[str, Any]) -> list[dict[str, Any]]:
    """A lesson's cards c1, c2, … with these bodies, each one piece or several."""
    return [card(f"c{n}", body) for n, body in enumerate(bodies, 1)]


def card(card_id: str, body: list[dict[str, Any]] | dict[str, Any], title: str = "") -> dict[str, Any]:
    pieces = body if isinstance(body, list) else [body]
    return {"type": "card", "id": card_id, "value": {"title": title or f"Thẻ {card_id}", "body": pieces}}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


def check(question: str = "Đúng không?", *choices: tuple[str, bool]) -> dict[str, Any]:
    return {
        "type": "check",
        "value": {
            "question": question,
            "choices": [
                {"text": words, "correct": correct, "explanation": "Vì thế."}
                for words, correct in choices or (("Có", True), ("Không", False))
            ],
        },
    }


def picture(image: Image, alt_text: str = "Một hình vẽ") -> dict[str, Any]:
    return {"type": "picture", "value": {"image": image.pk, "alt_text": alt_text, "caption": ""}}


def make_drawing(content: bytes = DRAWING) -> Image:
    """A drawing in the library, brought in past the form."""
    return Image.objects.create(title="Hình vẽ", file=ImageFile(BytesIO(content), name="hinh.svg"))


def make_photo(width: int = 1600, height: int = 900, colour: str = "teal") -> Image:
    """A photo in the library."""
    file = BytesIO()
    Drawn.new("RGB", (width, height), colour).save(file, "JPEG")
    return Image.objects.create(title="Ảnh", file=ImageFile(file, name="anh.jpg"))


def edit(page: Page, **fields: Any) -> Page:
    """An official's change, published."""
    page = type(page).objects.get(pk=page.pk)
    for field, value in fields.items():
        setattr(page, field, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
