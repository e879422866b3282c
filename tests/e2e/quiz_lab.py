"""A quiz on a page of the tests' own: real templates and scripts, three simple questions, a server that only notes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.template import engines
from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page

from tests.e2e.phone_server import PhoneServer

ECHO = 450

_PAGE = """{% extends "foundation/base.html" %}{% load static %}
{% block title %}{{ quiz.title }}{% endblock %}
{% block extra_head %}
  <link rel="stylesheet" href="{% static "foundation/lesson.css" %}">
  <link rel="stylesheet" href="{% static "quizzes/questions.css" %}">
  <link rel="stylesheet" href="{% static "quizzes/quiz.css" %}">
  <script type="module" src="{% static "quizzes/quiz.js" %}"></script>
{% endblock %}
{% block body_attributes %} class="in-lesson"{% endblock %}
{% block main_attributes %} class="lesson" data-quiz-page data-quiz="{{ quiz.id }}" data-attempt="{{ attempt.id }}" data-learner="{{ learner }}" data-seq="{{ paper.seq }}" data-now="{{ now }}" data-deadline="{{ deadline }}" data-submitted=""{% endblock %}
{% block main %}
  {% include "quizzes/includes/quiz_head.html" %}
  {% include "quizzes/includes/paper.html" %}
  {% include "quizzes/includes/quiz_bar.html" %}
{% endblock %}
{% block footer %}{% endblock %}"""  # noqa: E501

# The questions' own parts, as plain as can be; %s is the question's id.
_CHOICE = """<fieldset class="question">
<legend class="question-prompt">Gặp cuộc gọi lạ hỏi mã OTP, bà con làm gì?</legend>
<label class="option"><input type="radio" name="%s:c" value="c1"><span>Đọc mã cho họ</span></label>
<label class="option"><input type="radio" name="%s:c" value="c2"><span>Cúp máy, không đọc mã cho ai</span></label>
</fieldset>"""
_TEXT = """<fieldset class="question"><legend class="question-prompt">Số điện thoại của công an là số nào?</legend>
<p><input class="input gap" type="text" name="%s:g1" aria-label="Câu trả lời"></p></fieldset>"""
_THING = """<li data-item="i{0}"><select class="input" id="%s-i{0}" name="%s:i{0}"><option value="">–</option>
<option>1</option><option>2</option><option>3</option></select><label for="%s-i{0}">{1}</label></li>"""
_ORDER = (
    """<fieldset class="question"><legend class="question-prompt">Xếp các việc theo thứ tự</legend>
<p class="question-how">Việc làm trước là số 1.</p><ul class="ordering" data-ordering>"""
    + "".join(_THING.format(*thing) for thing in enumerate(("Bấm Gửi", "Mở trang", "Điền tờ khai"), start=1))
    + "</ul></fieldset>"
)


class QuizLab:
    """An open attempt and its page, as the phone server shows it."""

    def __init__(self, server: PhoneServer, *, seconds: float | None = None) -> None:
        self.server = server
        self.quiz, self.attempt = str(uuid.uuid4()), str(uuid.uuid4())
        self.questions = [str(uuid.uuid4()) for _ in range(3)]
        self.deadline = datetime.now(UTC) + timedelta(seconds=seconds) if seconds is not None else None
        self.learner = ""
        # Whether the page shows what the server has.
        self.prefills = False
        self.path = f"/bai-kiem-tra/{self.quiz}/"
        self.result = f"{self.path}ket-qua/{self.attempt}/"
        server.pages[self.path] = self.html
        server.pages[self.result] = lambda: "<h1>Kết quả</h1>"
        server.pages["/elsewhere"] = lambda: engines["django"].from_string(
            '{% extends "foundation/base.html" %}{% block main %}<p>…</p>{% endblock %}'
        ).render({})  # fmt: skip

    def html(self) -> str:
        """The page."""
        known = self.latest() if self.prefills else {}
        parts = [part.replace("%s", question) for question, part in
                 zip(self.questions, (_CHOICE, _TEXT, _ORDER), strict=True)]  # fmt: skip
        for place, question in enumerate(self.questions):
            for name, values in known.get(question, {}).items():
                for value in values:
                    parts[place] = _prefilled(parts[place], f"{question}:{name}", value)
        cards = [
            {
                "question": question,
                "number": place + 1,
                "html": part,
                "answered": bool(known.get(question)),
                "seq": None,
            }
            for place, (question, part) in enumerate(zip(self.questions, parts, strict=True))
        ]
        seq = max((item["seq"] for item in self.items()), default=0) if self.prefills else 0
        context = {
            "quiz": {"id": self.quiz, "title": "Nhận biết lừa đảo"},
            "attempt": {"id": self.attempt, "deadline_at": self.deadline},
            "paper": {"cards": cards, "seq": seq, "left": sum(not card["answered"] for card in cards)},
            "learner": self.learner,
            "now": datetime.now(UTC).isoformat(),
            "deadline": self.deadline.isoformat() if self.deadline else "",
        }
        with translation.override("vi"):
            return str(engines["django"].from_string(_PAGE).render(context))

    def items(self) -> list[dict[str, Any]]:
        """What the server has of the attempt."""
        return [item for item in self.server.items("answers") if item["attempt"] == self.attempt]

    def latest(self) -> dict[str, dict[str, list[str]]]:
        """The last answer to each question, by number."""
        answers = sorted((item for item in self.items() if "question" in item), key=lambda item: item["seq"])
        return {item["question"]: item["response"] for item in answers}

    def submissions(self) -> list[dict[str, Any]]:
        """What handed the attempt in."""
        return [item for item in self.items() if item.get("submit")]


def _prefilled(part: str, name: str, value: str) -> str:
    part = part.replace(f'name="{name}" value="{value}"', f'name="{name}" value="{value}" checked')
    part = part.replace(f'type="text" name="{name}"', f'type="text" name="{name}" value="{value}"')
    head, _, tail = part.partition(f'name="{name}"')
    return f'{head}name="{name}"{tail.replace(f"<option>{value}", f"<option selected>{value}", 1)}' if tail else part


class Taker:
    """Who takes the quiz, in one tab."""

    def __init__(self, context: BrowserContext, lab: QuizLab, *, open_: bool = True) -> None:
        self.lab = lab
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if open_:
            self.open()

    def open(self) -> None:
        """The quiz's page."""
        self.page.goto(self.lab.path)
        self.page.locator("[data-started]").wait_for()

    @property
    def card(self) -> Locator:
        """What is on the screen."""
        return self.page.locator("[data-cards] > .is-current")

    def next(self) -> None:
        """On to what follows."""
        before = self.card.get_attribute("id")
        self.page.wait_for_timeout(ECHO)
        self.page.locator("[data-next]").tap()
        self.page.wait_for_function("(id) => document.querySelector('.is-current').id !== id", arg=before)

    def go(self, name: str) -> None:
        """To a card by its address."""
        self.page.evaluate("(name) => { location.hash = name; }", name)
        self.page.locator(f"#{name}.is-current").wait_for()

    def choose(self, value: str) -> None:
        """Answer the first question."""
        self.go("cau_1")
        self.card.locator(f"input[value={value}]").check()

    def type(self, text: str) -> None:
        """Answer the second question."""
        self.go("cau_2")
        self.card.locator("input").fill(text)

    def hand_in(self) -> None:
        """Go to the end and hand in."""
        self.go("nop_bai")
        self.page.wait_for_timeout(ECHO)
        self.page.locator("[data-quiz-submit]").tap()

    def chosen(self) -> list[str]:
        """What is marked in the first question."""
        return list(self.page.locator("#cau_1 input:checked").evaluate_all("(all) => all.map((one) => one.value)"))

    def typed(self) -> str:
        """What stands in the second question."""
        return self.page.locator("#cau_2 input").input_value()

    def places(self) -> list[str]:
        """The third question's items, as they stand."""
        return self.page.locator("#cau_3 [data-item] label").all_inner_texts()

    def wait_for_word(self, word: str) -> None:
        """Wait until the save state says so."""
        self.page.locator("[data-save-state]", has_text=word).wait_for(timeout=10_000)

    def wait_for_result(self) -> None:
        """Wait until the result's page has come."""
        self.page.wait_for_url(f"**{self.lab.result}", timeout=15_000)
