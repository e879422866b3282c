import gettext
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import foundation
from foundation.catalogues import files
from foundation.catalogues.checking import check
from foundation.catalogues.extracting import CannotExtract, marked_texts, packages
from foundation.catalogues.merging import merge, translations

ROOT = Path(foundation.__file__).parent.parent

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
a = _("Hello")
b = gettext_lazy("%(name)s learns")
c = ngettext("%(n)s lesson", "%(n)s lessons", 2)
# Translators: the month, not the modal verb
d = pgettext("month", "May")
e = _("two "
      "parts")
f = "not marked"
"""
TEMPLATE = """{% load i18n %}
<p>{% translate "From a template" %} {{ _("In an expression") }}</p>
    {% blocktranslate trimmed with place=area.name %}
      Welcome to {{ place }},
      stay a while
    {% endblocktranslate %}
{% blocktranslate count n=found %}{{ n }} place{% plural %}{{ n }} places{% endblocktranslate %}
  <b title='{% translate "Save 50% now" %}'>{# a note #}{% translate "Back" context "previous page" %}</b>
"""


@pytest.fixture
def package(tmp_path):
    """A package with texts in Python and in a template, not yet merged."""
    root = tmp_path / "shop"
    (root / "templates" / "shop").mkdir(parents=True)
    (root / "apps.py").write_text(PYTHON)
    (root / "templates" / "shop" / "page.html").write_text(TEMPLATE)
    return root


def translate_all(package, translation=lambda text: f"«{text}»"):
    entries = list(files.read(package))
    for entry in entries:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: translation(entry.msgid_plural)}
        else:
            entry.msgstr = translation(entry.msgid)
    files.write(package, entries)


def faults(package):
    return {(fault.what, fault.msgid) for fault in check([package])}


def test_texts_are_found_in_python_and_in_templates(package):
    marked = marked_texts(package)
    assert set(marked) == {
        (None, "Hello"), (None, "%(name)s learns"), (None, "%(n)s lesson"), ("month", "May"), (None, "two parts"),
        (None, "From a template"), (None, "In an expression"), (None, "Welcome to %(place)s, stay a while"),
        (None, "%(n)s place"), (None, "Save 50%% now"), ("previous page", "Back"),
    }  # fmt: skip
    assert marked[None, "%(n)s lesson"].plural == "%(n)s lessons"
    assert marked["month", "May"].comments == ["Translators: the month, not the modal verb"]
    assert marked[None, "From a template"].files == {"shop/templates/shop/page.html"}


def test_merging_twice_changes_nothing_and_the_file_names_no_day_no_line_and_no_folder(package):
    assert merge(package)
    first = files.path_of(package).read_text()
    assert not merge(package)
    assert files.path_of(package).read_text() == first
    assert "Date" not in first
    assert str(package.parent) not in first
    assert "#: shop/apps.py\n" in first
    ids = [entry.msgid for entry in files.read(package)]
    assert ids == sorted(ids)


def test_translations_outlive_a_merge_and_what_is_gone_is_set_aside_until_it_comes_back(package):
    merge(package)
    translate_all(package)
    (package / "apps.py").write_text(PYTHON.replace('_("Hello")', '_("Good day")'))
    assert merge(package)
    kept = translations(package)
    assert kept[None, "%(name)s learns"] == "«%(name)s learns»"
    assert kept[None, "Good day"] == ""
    assert faults(package) == {("missing", "Good day"), ("obsolete", "Hello")}
    (package / "apps.py").write_text(PYTHON)
    merge(package)
    assert translations(package)[None, "Hello"] == "«Hello»"
    assert not faults(package)


def test_pruning_drops_what_is_no_longer_used(package):
    merge(package)
    translate_all(package)
    (package / "apps.py").write_text("")
    merge(package, prune=True)
    assert not faults(package)
    assert (None, "Hello") not in translations(package)


def test_every_missing_fuzzy_and_badly_filled_entry_is_named(package):
    merge(package)
    translate_all(package)
    entries = {entry.msgid: entry for entry in files.read(package)}
    entries["Hello"].msgstr = ""
    entries["two parts"].flags.append("fuzzy")
    entries["%(name)s learns"].msgstr = "%(nam)s học"
    entries["%(n)s lesson"].msgstr_plural = {0: "bài"}
    entries["Save 50%% now"].msgstr = "Tiết kiệm 50%% ngay"
    files.write(package, list(entries.values()))
    assert faults(package) == {
        ("missing", "Hello"),
        ("fuzzy", "two parts"),
        ("placeholders differ", "%(name)s learns"),
        ("placeholders differ", "%(n)s lesson"),
    }


def test_one_text_with_two_translations_in_two_packages_is_named(package, tmp_path):
    other = tmp_path / "inn"
    other.mkdir()
    (other / "apps.py").write_text('_("Hello")')
    for each, words in ((package, "Xin chào"), (other, "Chào bà con")):
        merge(each)
        translate_all(each, lambda text, words=words: words if text == "Hello" else text)
    assert [(fault.what, fault.msgid) for fault in check([package, other])] == [
        ("translated in different ways", "Hello")
    ]


def test_a_damaged_catalogue_and_unreadable_source_are_named_not_overwritten(package):
    merge(package)
    path = files.path_of(package)
    path.write_text(path.read_text() + 'msgid "Hello"\nmsgstr "twice"\n')
    with pytest.raises(files.DamagedCatalogue, match=r"django\.po"):
        merge(package)
    assert "twice" in path.read_text()
    (package / "broken.py").write_bytes(b'_("\xff")')
    with pytest.raises(CannotExtract, match=r"broken\.py"):
        marked_texts(package)


def test_the_compiled_catalogue_speaks_vietnamese(package):
    merge(package)
    translate_all(package)
    assert files.compile_catalogue(package)
    assert not files.compile_catalogue(package)
    with files.path_of(package).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Hello") == "«Hello»"
    assert catalogue.ngettext("%(n)s lesson", "%(n)s lessons", 1) == "«%(n)s lessons»"
    assert catalogue.pgettext("month", "May") == "«May»"


def test_the_command_works_without_a_database_and_refuses_an_unknown_package():
    environment = {"PATH": "/usr/bin:/bin", "BDHVS_HOME": "/nonexistent", "DATABASE_URL": "postgres://127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "manage.py", "catalogues", "--compile"], cwd=ROOT, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    with pytest.raises(CommandError) as error:
        call_command("catalogues", "no-such-package")
    assert error.value.returncode == 2


def test_the_catalogues_of_the_site_are_complete():
    assert [str(fault) for fault in check(packages(ROOT))] == []
