"""The tower: a package uses only itself and what is below it; in Python, in templates, in scripts and styles."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.utils.text import smart_split

ROOT = Path(__file__).parent.parent.parent
STOREYS = [["foundation"], ["people"], ["courses"], ["learn"], ["quizzes", "community_teams"], ["portal"]]
STOREY = {package: number for number, storey in enumerate(STOREYS) for package in storey}

# A lesson embeds a quiz by this string; the architecture knows of no other that points upward.
KNOWN_UPWARD = {("courses", "quizzes.Quiz")}

_STRING = re.compile(r"""^(["'])(.*)\1$""")
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


# One of two that are both named.
_EITHER = re.compile(r'extends \w+\|yesno:"([\w./-]+),([\w./-]+)"')


def may_use(package, other):
    return other == package or STOREY[other] < STOREY[package]


def owner(kind, name):
    """The package of ours that has this template, tag library or static file; None if none of ours has it."""
    for package in STOREY:
        if (ROOT / package / kind / name).exists():
            return package
    return None


def references(source):
    """What a template names: (kind, name) of templates, tag libraries, static files and URL namespaces."""
    found = []
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            tag, *bits = list(smart_split(token.contents)) or [""]
            first = _STRING.match(bits[0]) if bits else None
            either = _EITHER.fullmatch(token.contents)
            if either:
                found += [("templates", name) for name in either.groups()]
            elif tag in ("extends", "include"):
                assert first, f"{{% {token.contents} %}}: which template that is cannot be checked"
                found.append(("templates", first[2]))
            elif tag == "static":
                assert first, f"{{% {token.contents} %}}: which file that is cannot be checked"
                found.append(("static", first[2]))
            elif tag == "url" and first and ":" in first[2]:
                found.append(("namespace", first[2].split(":")[0]))
            elif tag == "load":
                names = bits[bits.index("from") + 1 :] if "from" in bits else bits
                found += [("templatetags", f"{name}.py") for name in names]
    return found


def upward(package, source):
    """The references of a template of this package that it may not have."""
    wrong = []
    for kind, name in references(source):
        other = name if kind == "namespace" else owner(kind, name)
        if other in STOREY and not may_use(package, other):
            wrong.append((kind, name))
    return wrong


def files(package, pattern):
    return sorted(path for path in (ROOT / package).glob(pattern) if path.is_file())


def test_the_storeys_are_the_packages_of_the_house():
    assert sorted(STOREY) == sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def test_the_import_contract_covers_every_package_and_ignores_nothing():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert sorted(linter["root_packages"]) == sorted(STOREY)
    (contract,) = linter["contracts"]
    assert [sorted(layer.replace(" ", "").split("|")) for layer in reversed(contract["layers"])] == [
        sorted(storey) for storey in STOREYS
    ]
    assert set(contract) == {"name", "type", "layers"}
    assert set(linter) == {"root_packages", "contracts"}


def test_the_import_contract_is_kept():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("package", STOREY)
def test_templates_use_only_their_own_package_and_those_below(package):
    for path in files(package, "templates/**/*.*") + files(package, "kinds/**/*.html"):
        assert upward(package, path.read_text()) == [], path


@pytest.mark.parametrize("package", STOREY)
def test_a_package_puts_nothing_into_the_name_of_another(package):
    for kind in ("templates", "static"):
        names = {path.name for path in (ROOT / package / kind).glob("*")}
        assert names & (STOREY.keys() - {package}) == set()


@pytest.mark.parametrize("package", STOREY)
def test_scripts_and_styles_name_only_files_of_their_own_package_and_those_below(package):
    static = ROOT / package / "static"
    for path in files(package, "static/**/*.*"):
        pattern = {".js": _IMPORT, ".mjs": _IMPORT, ".css": _URL}.get(path.suffix)
        for name in pattern.findall(path.read_text()) if pattern else ():
            if not name.startswith(("data:", "#", "http:", "https:")):
                target = (path.parent / name).resolve().relative_to(static).as_posix()
                other = owner("static", target)
                assert other is None or may_use(package, other), f"{path}: {name}"
                assert other or target.startswith("npm/"), f"{path}: there is no {name}"


@pytest.mark.parametrize("package", STOREY)
def test_python_names_nothing_above_by_a_string(package):
    above = "|".join(other for other in STOREY if not may_use(package, other))
    if not above:
        return
    pattern = re.compile(rf"(?:{above})[./:][\w./]*")
    for path in files(package, "**/*.py"):
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.fullmatch(node.value)
        }
        assert {(package, string) for string in strings} <= KNOWN_UPWARD, path


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('{% extends "foundation/base.html" %}{% load i18n static page_scripts %}', []),
        ('{% extends "wagtailadmin/base.html" %}', []),
        ('{% extends here|yesno:"wagtailadmin/base.html,people/areas.html" %}', [("templates", "people/areas.html")]),
        ("{% include 'people/areas.html' with a=1 %}", [("templates", "people/areas.html")]),
        ('{% static "people/areas.css" %}', [("static", "people/areas.css")]),
        ('{% url "people:areas" as here %}', [("namespace", "people")]),
        ("{% load icon from frame %}{% load areas %}", [("templatetags", "areas.py")]),
    ],
)
def test_the_walk_sees_what_points_upward(monkeypatch, tmp_path, source, wrong):
    for name in ("foundation/templates/foundation/base.html", "people/templates/people/areas.html",
                 "people/static/people/areas.css", "people/templatetags/areas.py"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    assert upward("foundation", source) == wrong
    assert upward("courses", source) == []


def test_a_template_that_is_chosen_at_run_time_cannot_be_checked_and_is_refused():
    with pytest.raises(AssertionError, match="cannot be checked"):
        upward("courses", "{% include chosen %}")
