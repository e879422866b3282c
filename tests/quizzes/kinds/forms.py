"""A form as a browser sees it: what is in it, and what it would send."""

from __future__ import annotations

from html.parser import HTMLParser

from quizzes.kinds.base import Fields

FIELD = "q7"


class Form(HTMLParser):
    """The controls of a piece of HTML. ``fill`` answers it, ``sent`` is what a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        # Name and value of each radio button, box and line of a menu; whether it is chosen.
        self.chosen: dict[tuple[str, str], bool] = {}
        self._menu = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._menu = given["name"]
        elif tag == "option":
            assert self._menu
            self._choice(self._menu, given["value"], "selected" in given)
        elif tag == "input" and given["type"] in ("radio", "checkbox"):
            self._choice(given["name"], given["value"], "checked" in given)
        elif tag in ("input", "textarea"):
            assert given["name"] not in self.texts
            self.texts[given["name"]] = given.get("value", "")

    def _choice(self, name: str, value: str, chosen: bool) -> None:
        assert (name, value) not in self.chosen
        self.chosen[name, value] = chosen

    def fill(self, answer: Fields) -> None:
        """Answer as ``read`` would give it back; whatever is not there to be filled fails."""
        wanted = {(f"{FIELD}:{name}", text) for name, given in answer.items() for text in given}
        for name, text in sorted(wanted):
            if name in self.texts:
                self.texts[name] = text
            else:
                assert (name, text) in self.chosen
        for name, value in self.chosen:
            self.chosen[name, value] = (name, value) in wanted

    def sent(self) -> Fields:
        """The question's fields by their own names."""
        pairs = [*self.texts.items(), *(pair for pair, chosen in self.chosen.items() if chosen)]
        fields: Fields = {}
        for name, value in pairs:
            assert name.startswith(f"{FIELD}:")
            fields.setdefault(name.removeprefix(f"{FIELD}:"), []).append(value)
        return fields
