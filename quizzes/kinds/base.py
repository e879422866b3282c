"""What every kind of question can do; `docs/question-kinds.md` describes contents and answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise
    from wagtail.blocks import StructBlock

    from courses.media.pinning import Media

# A question's content as officials edit it, and as a version freezes it.
Content = dict[str, Any]
Frozen = dict[str, Any]
# What a form sends for one question; read by ``Kind.read`` into the same shape with nothing superfluous in it.
Fields = dict[str, list[str]]


class Problem(NamedTuple):
    """What is wrong with a content, in a sentence for a person, and where: ``choices.2.text`` is of the second."""

    path: str
    message: str


class BadResponse(ValueError):
    """The answer has not the form that its question asks for."""


class Reply(NamedTuple):
    """One thing that was asked and answered, as the result shows it.

    ``right`` is None and ``expected`` empty where the key is not shown; ``given`` is empty where nothing was answered.
    ``asked`` says which piece it is, where a question asks for several.
    """

    given: str
    right: bool | None
    feedback: str
    expected: str = ""
    asked: str = ""


class Kind(ABC):
    """One kind of question. Kinds hold no state; there is one of each, in ``registry``."""

    name: ClassVar[str]
    label: ClassVar[_StrPromise]
    icon: ClassVar[str]

    @abstractmethod
    def block(self) -> StructBlock:
        """The block by which officials edit a content of this kind; its ``clean`` asks ``problems``."""

    @abstractmethod
    def problems(self, content: Content) -> list[Problem]:
        """Everything that is wrong with a content, whatever is in it; empty when it can be frozen."""

    @abstractmethod
    def frozen(self, content: Content, media: Media) -> Frozen:
        """A content without problems, with ids and the final addresses of its media.

        Raises ``ValidationError`` where the library has not, or no longer, the picture or the sound.
        """

    @abstractmethod
    def read(self, frozen: Frozen, fields: Mapping[str, Sequence[str]]) -> Fields:
        """The answer in its one form; empty when nothing is given. Raises ``BadResponse``."""

    @abstractmethod
    def is_complete(self, frozen: Frozen, fields: Fields) -> bool:
        """Whether nothing of what is asked is left open."""

    @abstractmethod
    def grade(self, frozen: Frozen, fields: Fields) -> float:
        """Credit 0..1 for what ``read`` returned."""

    @abstractmethod
    def key(self, frozen: Frozen) -> Fields:
        """An answer that gets full credit."""

    @abstractmethod
    def replies(self, frozen: Frozen, fields: Fields, *, show_key: bool) -> list[Reply]:
        """What was answered, piece by piece, with what is said to it."""

    @abstractmethod
    def context(self, frozen: Frozen, variant: int, fields: Fields) -> dict[str, Any]:
        """What the template needs, in the order of ``variant``; ``fields`` is what was answered so far."""

    @property
    def template(self) -> str:
        """The template of the question, beside the kind."""
        return f"kinds/{self.name}/question.html"

    def html(self, frozen: Frozen, *, field: str, variant: int, fields: Fields | None = None) -> str:
        """The question as part of a form. Names of inputs begin with ``field`` and a colon."""
        context = self.context(frozen, variant, fields or {})
        return render_to_string(self.template, {"question": frozen, "field": field, **context}).strip()
