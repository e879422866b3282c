"""The app's shell, worker and manifest: the same for everyone, and complete."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from community_teams.app.files import addresses, names, release
from people.accounts.models import User

_IMPORT = re.compile(r"""(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"|import\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)""")


def listed(client: Client) -> dict[str, object]:
    """What the worker is told to keep."""
    script = client.get("/to-cong-nghe/sw.js").content.decode()
    first = script.split("\n", 1)[0]
    found: dict[str, object] = json.loads(first.removeprefix("const APP = ").removesuffix(";"))
    return found


def test_a_module_that_the_app_imports_is_kept_with_it() -> None:
    kept = set(names())
    for name in [name for name in kept if name.endswith(".js")]:
        text = Path(str(finders.find(name))).read_text(encoding="utf-8")
        for groups in _IMPORT.findall(text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), next(filter(None, groups))))
            assert target in kept, f"{name} imports {target}"


def test_everything_that_the_worker_keeps_is_there(client: Client) -> None:
    found = listed(client)
    assert found["files"] == addresses()
    assert all(finders.find(name) for name in names())
    assert {"community_teams/app/main.js", "community_teams/app/app.css", "npm/idb/index.js"} <= set(names())


@pytest.mark.django_db
def test_the_shell_is_the_same_for_everyone(client: Client) -> None:
    nobody = client.get("/to-cong-nghe/")
    client.force_login(User.objects.create_user("0912345678", full_name="Nguyễn Văn An"))
    member = client.get("/to-cong-nghe/")
    assert nobody.content == member.content
    assert not member.cookies
    assert member["Cache-Control"] == nobody["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_without_scripts_the_shell_says_what_it_is_and_leads_to_the_sign_in(client: Client) -> None:
    html = client.get("/to-cong-nghe/").content.decode()
    assert "<noscript><p>Ứng dụng của tổ cần chạy mã lệnh" in html
    assert 'href="/dang-nhap/?tiep=/to-cong-nghe/"' in html
    # The learners' scripts have no business in the app.
    assert re.findall(r'<script type="module" src="([^"]+)"', html) == ["/static/community_teams/app/main.js"]


def test_the_worker_changes_with_what_it_keeps(client: Client) -> None:
    answer = client.get("/to-cong-nghe/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert release("one") != release("other")
    assert listed(client)["release"] == listed(client)["release"]


def test_the_home_screen_gets_a_name_and_drawings_that_are_there(client: Client) -> None:
    answer = client.get("/to-cong-nghe/app.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert manifest["scope"] == manifest["start_url"] == "/to-cong-nghe/"
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
