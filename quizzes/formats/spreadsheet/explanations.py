"""What the template's second sheet says of each group of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EXPLANATIONS: dict[str, _StrPromise] = {
    "id": _("Code of a question that is in the bank already. Leave it empty for a new question."),
    "name": _("What officials call the question in lists. Empty: the beginning of the question."),
    "kind": _("How the question is answered; one of the nine words of the list."),
    "prompt": _("The question itself, at most 600 letters."),
    "competence": _("Code of a competence of the framework, such as 1.2."),
    "difficulty": _("dễ, vừa or khó. Empty: vừa."),
    "language": _("vi for Vietnamese. Empty: vi."),
    "source": _("Where one can check what the question says."),
    "source_url": _("The address of the source on the web."),
    "review_by": _("The day by which somebody must look again, such as 31/12/2027."),
    "explanation": _("Shown after the answer, right or wrong."),
    "picture": _("Number of the picture in the library of images."),
    "alt_text": _("What the picture shows, for those who do not see it."),
    "audio": _("Number of the sound in the library of documents."),
    "transcript": _("The words of the sound."),
    "answer": _("True or false: đúng or sai. Scam: lừa đảo or an toàn."),
    "choice": _(
        "One choice, left side of a pair, item (in the right order), number, place on the picture or part of a message."
    ),
    "credit": _("One choice, number: percent, 0 to 100. Several choices, places: đúng or sai. Scam: có for a sign."),
    "feedback": _("Said to whoever answers this. True or false: 1 is said to “true”, 2 to “false”."),
    "right": _("Right side of the pair whose left side is the choice of the same number."),
    "distractor": _("Right sides without a left, so that the last pair is not found by itself."),
    "sentence": _("A sentence with ___ for each gap. Empty: one field under the question."),
    "gap": _("What may be typed into this gap, one answer a line: answer | percent | what is said to it."),
    "fold_case": _("có: capitals or small letters do not matter."),
    "fold_marks": _("có: marks do not matter, ha noi counts as Hà Nội."),
    "tolerance": _("How far the number of the same choice may be missed."),
    "unit": _("What is counted, shown behind the number."),
    "area": _("Place of the choice on the picture in percent: left; top; width; height."),
    "medium": _("Where one meets it: tin nhắn, cuộc gọi or trang."),
    "sender": _("Who seems to have sent the message, to call or to own the page."),
}
