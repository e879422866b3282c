"""Who may make and change a team, its hamlets and word to all."""

from __future__ import annotations

import pytest

from community_teams.reach import everything
from community_teams.teams.models import Membership, Team
from community_teams.teams.rights import TeamRefused
from community_teams.teams.services import (
    MOST_WORDS_A_DAY,
    add_hamlet,
    end_hamlet,
    make_team,
    rename_hamlet,
    rename_team,
    send_word,
    withdraw_word,
)
from people.audit.models import AuditEntry
from people.roles.names import Role
from people.roles.services import grant
from tests.community_teams.world import join, make_area, make_household, make_user
from tests.community_teams.world import make_team as a_team

pytestmark = pytest.mark.django_db


def official_of(area):
    user = make_user("Cán Bộ")
    grant(user=user, role=Role.AREA_OFFICIAL, area=area)
    return user


def test_an_official_of_the_province_makes_a_team_in_its_commune():
    commune = make_area()
    by = official_of(commune.parent)
    made = make_team(name="  Tổ   bản Đông ", commune=commune, by=by)
    assert (made.name, made.places.get().commune) == ("Tổ bản Đông", commune)
    assert AuditEntry.objects.filter(event="team_made", actor=by, object_id=str(made.pk)).exists()


def test_nobody_makes_a_team_elsewhere_or_in_a_province_or_twice():
    commune, other = make_area(), make_area("00002", "Nơi Khác")
    by = official_of(commune)
    with pytest.raises(TeamRefused):
        make_team(name="Tổ", commune=other, by=by)
    with pytest.raises(TeamRefused):
        make_team(name="Tổ", commune=commune.parent, by=by)
    with pytest.raises(TeamRefused):
        make_team(name="Tổ", commune=commune, by=join(a_team(commune=other), leads=True))
    make_team(name="Tổ", commune=commune, by=by)
    with pytest.raises(TeamRefused):
        make_team(name="Tổ", commune=commune, by=by)
    assert Team.objects.filter(name="Tổ").count() == 1


@pytest.mark.parametrize("who", ["member", "leader of another", "official elsewhere"])
def test_only_leaders_and_overseers_change_a_team(who):
    team = a_team()
    by = {
        "member": lambda: join(team),
        "leader of another": lambda: join(a_team("Tổ khác"), leads=True),
        "official elsewhere": lambda: official_of(make_area("00002", "Nơi Khác")),
    }[who]()
    for act in (
        lambda: rename_team(team=team, name="Mới", by=by),
        lambda: add_hamlet(team=team, name="Mới", by=by),
        lambda: rename_hamlet(hamlet=team.hamlets.get(), name="Mới", by=by),
        lambda: end_hamlet(hamlet=team.hamlets.get(), by=by),
        lambda: send_word(team=team, text="Mới", by=by),
    ):
        with pytest.raises(TeamRefused):
            act()
    team.refresh_from_db()
    assert (team.name, team.words.count()) == ("Tổ thôn Đông", 0)
    assert [(one.name, one.ended_on) for one in team.hamlets.all()] == [("Thôn Đông", None)]


def test_a_hamlet_is_not_ended_while_somebody_lives_or_works_there():
    team = a_team()
    leader = join(team, leads=True)
    lived_in, worked_in = team.hamlets.get(), add_hamlet(team=team, name="Thôn Tây", by=leader)
    with everything():
        make_household(lived_in)
    member = join(team, hamlet=worked_in)
    for hamlet in (lived_in, worked_in):
        with pytest.raises(TeamRefused):
            end_hamlet(hamlet=hamlet, by=leader)
    Membership.objects.filter(user=member).update(hamlet=None)
    assert end_hamlet(hamlet=worked_in, by=leader).ended_on is not None
    again = add_hamlet(team=team, name="thôn tây", by=leader)
    assert (again.pk, again.ended_on, again.name) == (worked_in.pk, None, "thôn tây")


def test_two_hamlets_of_a_team_have_two_names():
    team = a_team()
    leader = join(team, leads=True)
    with pytest.raises(TeamRefused):
        add_hamlet(team=team, name="thon dong", by=leader)


def test_word_is_sent_taken_back_and_not_sent_without_end():
    team = a_team()
    leader = join(team, leads=True)
    word = send_word(team=team, text="Tối mai họp.", by=leader)
    assert withdraw_word(word=word, by=leader).withdrawn_at is not None
    for n in range(MOST_WORDS_A_DAY - 1):
        send_word(team=team, text=f"Lời {n}", by=leader)
    for text in ("Một lời nữa", " ", "x" * 601):
        with pytest.raises(TeamRefused):
            send_word(team=team, text=text, by=leader)
    assert team.words.filter(withdrawn_at=None).count() == MOST_WORDS_A_DAY - 1
