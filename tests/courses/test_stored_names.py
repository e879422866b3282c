"""Names that stand in the database are Vietnamese, whoever made them and in whatever language."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import translation
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow

from courses.curriculum_files.library import collection
from courses.models import CataloguePage
from courses.pages.root import ensure_root

pytestmark = pytest.mark.django_db

rename = import_module("courses.migrations.0003_vietnamese_names").rename


def test_a_new_database_has_no_english_names_of_wagtail() -> None:
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Duyệt bài"]
    assert list(GroupApprovalTask.objects.values_list("name", flat=True)) == ["Duyệt bài"]
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert Collection.get_first_root_node().name == "Gốc"
    assert Page.get_first_root_node().title == "Gốc"


def test_names_in_the_database_do_not_follow_the_language_of_who_loads() -> None:
    with translation.override("en"):
        catalogue, shelf = ensure_root(), collection()
    assert (catalogue.title, shelf.name) == ("Khóa học", "Học liệu")
    assert collection() == shelf


def test_what_an_earlier_load_named_in_english_gets_its_vietnamese_name() -> None:
    catalogue = ensure_root()
    catalogue.title = "Courses"
    catalogue.save_revision().publish()
    Collection.get_first_root_node().add_child(instance=Collection(name="Learning materials"))
    rename(apps, None)
    catalogue = CataloguePage.objects.get()
    latest = catalogue.get_latest_revision_as_object()
    assert (catalogue.title, catalogue.draft_title, latest.title) == ("Khóa học",) * 3
    assert Collection.objects.filter(name="Học liệu").count() == 1
    assert not Collection.objects.filter(name="Learning materials").exists()


def test_a_name_that_an_official_chose_stays() -> None:
    moderators = Workflow.objects.order_by("pk").first()
    assert moderators is not None
    Workflow.objects.filter(pk=moderators.pk).update(name="Hai người xem")
    catalogue = ensure_root()
    catalogue.title = "Các khóa"
    catalogue.save_revision().publish()
    rename(apps, None)
    moderators.refresh_from_db()
    assert moderators.name == "Hai người xem"
    assert CataloguePage.objects.get().title == "Các khóa"
