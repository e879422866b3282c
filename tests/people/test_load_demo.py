import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Site

from people.models import User
from tests.people.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_demo(settings):
    settings.PROFILE = "demo"


@pytest.fixture
def load(capsys):
    def loaded():
        call_command("load_demo", "--json")
        return {line["role"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}

    return loaded


def test_an_official_and_an_administrator_are_made_and_can_sign_in(load, client):
    for account in load().values():
        user = User.objects.get_by_natural_key(account["phone"])
        assert user.is_demo
        assert client.post("/quan-tri/login/", {"username": account["phone"], "password": account["password"]}).url
        assert client.get("/quan-tri/").status_code == 200
        client.logout()


def test_the_official_edits_and_the_reviewer_publishes_every_page_below_the_first_and_neither_is_an_administrator(
    load, client
):
    logins = load()
    page = Site.objects.get(is_default_site=True).root_page
    for role, publishes in (("reviewer", True), ("official", False)):
        official = User.objects.get_by_natural_key(logins[role]["phone"])
        assert not official.is_superuser
        assert not official.has_perm("people.add_user")
        rights = page.permissions_for_user(official)
        assert rights.can_edit()
        assert rights.can_publish() == publishes
    sign_in(client, official)
    assert client.get(f"/quan-tri/pages/{page.pk}/").status_code == 200
    # Wagtail sends those who may not enter back to its first page.
    assert client.get("/quan-tri/users/").status_code == 302


def test_loading_again_changes_nothing_and_never_a_password_that_was_changed(load):
    first = load()
    official = User.objects.get_by_natural_key(first["official"]["phone"])
    official.set_password("mat-khau-cua-toi")
    official.full_name = "Lê Thị Khác"
    official.save()
    official.groups.clear()
    rights = GroupPagePermission.objects.count()
    second = load()
    official.refresh_from_db()
    assert official.check_password("mat-khau-cua-toi")
    assert (official.full_name, official.groups.count()) == ("Lê Thị Khác", 0)
    assert (second["official"]["created"], second["official"]["password"]) == (False, None)
    assert second["administrator"]["password"] == first["administrator"]["password"]
    assert (User.objects.count(), Group.objects.filter(name="Biên tập viên").count()) == (3, 1)
    assert GroupPagePermission.objects.count() == rights


def test_it_prints_where_and_how_to_sign_in(capsys):
    call_command("load_demo")
    printed = capsys.readouterr().out
    assert "/quan-tri/" in printed
    assert "0901000001" in printed
    assert "hoc-vu-so-can-bo" in printed


@pytest.mark.parametrize("profile", ["production", "test"])
def test_it_refuses_outside_the_demo(settings, profile):
    settings.PROFILE = profile
    with pytest.raises(CommandError) as refused:
        call_command("load_demo")
    assert refused.value.returncode == 2
    assert not User.objects.exists()
