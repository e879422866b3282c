"""The way from rows into the bank: the same for trying (a dry run) and for doing it.

The readers of `quizzes/formats/` have looked at a question by itself; here it is looked at beside the bank. Rows come
with the columns of `docs/question-formats.md` that all kinds have, and with one for the content, which the columns
of its kind amount to.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import Widget
from tablib import Dataset
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, ReferenceIndex

from courses.media.pinning import PinnedMedia
from quizzes.bank.freezing import frozen_version
from quizzes.bank.models import Question, QuestionVersion
from quizzes.files.content import complete
from quizzes.files.entries import MEDIA_KEYS
from quizzes.formats.spreadsheet.columns import by_header
from quizzes.quiz.competences import competences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.framework.models import Competence
    from people.models import User

# In a question's history.
IMPORTED = "quizzes.imported"
# `bulk_update` writes a case for each row and field, which PostgreSQL reads slowly when they are many.
_AT_ONCE = 250
COLUMNS = ("id", "name", "kind", "competence", "difficulty", "language", "source", "source_url", "review_by", "content")
# All that a question says; equal in all of them is unchanged.
_SAID = ("name", "kind", "competence_id", "difficulty", "language", "source", "source_url", "review_by")
_CHECKED = ("name", "language", "source", "source_url")


def dataset(rows: Iterable[dict[str, Any]]) -> Dataset:
    """Rows as the resource takes them."""
    return Dataset(*([row[column] for column in COLUMNS] for row in rows), headers=list(COLUMNS))


def _plain(name: str, attribute: str = "") -> Field:
    # The readers have made everything of the text of a cell already.
    return Field(attribute=attribute or name, column_name=name, widget=Widget())


class QuestionResource(ModelResource):
    """Questions, published as they come: whoever lets them in is the second person."""

    id = _plain("id")
    name = _plain("name")
    body = _plain("body")
    competence = _plain("competence")
    difficulty = _plain("difficulty")
    language = _plain("language")
    source = _plain("source")
    source_url = _plain("source_url")
    review_by = _plain("review_by")

    class Meta:
        model = Question
        fields = ("id", "name", "body", "competence", "difficulty", "language", "source", "source_url", "review_by")
        import_id_fields: ClassVar = ["id"]
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True
        report_skipped = True
        use_transactions = False

    def __init__(self, *, user: User | None = None, now: dt.datetime | None = None, writing: bool = False) -> None:
        super().__init__()
        self.user = user
        self.now = now or timezone.now()
        self.writing = writing
        self.media = PinnedMedia()
        self.competences: dict[str, Competence] = {}
        self.newest: dict[uuid.UUID, QuestionVersion] = {}
        self.library: dict[str, set[int]] = {}
        self.versions: list[QuestionVersion] = []
        self.touched: list[Question] = []

    def get_queryset(self) -> Any:
        """What is to be changed is held, in one order for all."""
        found = Question.objects.select_related("competence").order_by("pk")
        return found.select_for_update(of=("self",), no_key=True) if self.writing else found

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """What all rows ask for, with one query each."""
        self.competences = competences()
        versions = QuestionVersion.objects.filter(question__in=dataset["id"]).order_by("question", "-number")
        newest = versions.distinct("question").only("question", "number", "digest", "kind")
        self.newest = {version.question: version for version in newest}
        for key, number in MEDIA_KEYS.items():
            wanted = {media[number] for content in dataset["content"] if (media := content.get(key))}
            model: Any = get_image_model() if key == "picture" else get_document_model()
            self.library[key] = (
                set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
            )

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """What the bank has to say of a row before it is a question. Raises ``ValidationError`` with all of it."""
        said = [*self._lacking(row), *self._not_in_library(row["content"])]
        if said:
            raise ValidationError(said)
        row["competence"] = self.competences[row["competence"]]
        row["body"] = [{"type": row["kind"], "value": row["content"]}]

    def _lacking(self, row: dict[str, Any]) -> Iterable[str]:
        for key in ("competence", "source", "review_by"):
            if not row[key]:
                told = _("“%s”: nothing stands there, and nothing was chosen for the whole file.")
                yield told % by_header()[key].header
        if row["competence"] and row["competence"] not in self.competences:
            yield _("The framework has no competence “%s”.") % row["competence"][:30]

    def _not_in_library(self, content: dict[str, Any]) -> Iterable[str]:
        for key, number in MEDIA_KEYS.items():
            if (media := content.get(key)) and media[number] not in self.library[key]:
                told = {"header": by_header()[key].header, "number": media[number]}
                yield _("“%(header)s”: the library has nothing with the number %(number)s.") % told

    def after_init_instance(self, instance: Question, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """Of a question of the bank: whether it may be changed, and what it says now."""
        row["before"] = None
        if new:
            return
        row["before"] = said_by(instance)
        if instance.kind != row["kind"]:
            raise ValidationError(
                _("The bank has a question with this code, of another kind. A question keeps its kind.")
            )
        if instance.retired_at is not None:
            raise ValidationError(_("The question with this code is retired. Bring it back first."))
        if instance.has_unpublished_changes or not instance.live:
            raise ValidationError(
                _("The question with this code has a draft that is not published. Publish or discard it first.")
            )

    def skip_row(self, instance: Question, original: Any, row: dict[str, Any], errors: Any = None) -> bool:
        """What the bank has word for word."""
        instance.kind = row["kind"]
        return row["before"] is not None and row["before"] == said_by(instance)

    def validate_instance(self, instance: Question, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """As the editor's form would, but for what was looked at above and would ask the database row by row."""
        super().validate_instance(instance, import_validation_errors, **kwargs)
        every = {field.name for field in Question._meta.fields}
        try:
            instance.clean_fields(exclude=every - set(_CHECKED))
        except ValidationError as error:
            named = [
                f"“{by_header()[name].header}”: {' '.join(messages)}" for name, messages in error.message_dict.items()
            ]
            raise ValidationError(named) from None

    def before_save_instance(self, instance: Question, row: dict[str, Any], **kwargs: Any) -> None:
        """With all that saving one by one would set, and with its version."""
        if not self.writing:
            return
        instance.derive()
        instance.live = True
        instance.has_unpublished_changes = False
        instance.first_published_at = instance.first_published_at or self.now
        instance.last_published_at = self.now
        # The files of the curriculum do not take back what officials brought in.
        instance.loaded_digest = ""
        version = frozen_version(instance, self.media)
        newest = self.newest.get(instance.pk)
        if newest is None or newest.digest != version.digest:
            version.number = newest.number + 1 if newest else 1
            version.published_at = self.now
            self.versions.append(version)
        self.touched.append(instance)

    def get_bulk_update_fields(self) -> list[str]:
        """Also what no row says."""
        made = ["kind", "folded", "has_unpublished_changes", "first_published_at", "last_published_at", "loaded_digest"]
        return [*super().get_bulk_update_fields(), *made]

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        """Trying writes nothing at all, not even to take it back."""
        if dry_run:
            self.create_instances.clear()
        super().bulk_create(using_transactions, dry_run, *args, **kwargs)

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        """As above."""
        if dry_run:
            self.update_instances.clear()
        super().bulk_update(using_transactions, dry_run, *args, **{**kwargs, "batch_size": _AT_ONCE})

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """Versions, histories, and which pictures are used now."""
        if not self.writing:
            return
        QuestionVersion.objects.bulk_create(self.versions)
        kind = ContentType.objects.get_for_model(Question)
        ModelLogEntry.objects.bulk_create(
            ModelLogEntry(
                content_type=kind, object_id=str(question.pk), label=question.name, action=IMPORTED, user=self.user,
                timestamp=self.now, uuid=uuid.uuid4(), content_changed=True,
            )
            for question in self.touched
        )  # fmt: skip
        for question in self.touched:
            if any(question.content.get(key) for key in MEDIA_KEYS):
                ReferenceIndex.create_or_update_for_object(question)


def said_by(question: Question) -> dict[str, Any]:
    """All that a question says, in one form."""
    said = {name: getattr(question, name) for name in _SAID}
    return {**said, "content": complete(question.content, question.kind)}
