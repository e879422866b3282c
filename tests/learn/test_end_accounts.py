import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from learn.learners.services import learner_of, take_over
from learn.learners.tokens import Claim
from learn.models import Learner, Statement
from learn.my_data.ending import end_account, forget_guest
from people.models import User
from people.roles.services import grant
from tests.learn.my_data.making import make_statements, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(tmp_path, caplog, django_capture_on_commit_callbacks):
    """What the server's log says after some work was done."""
    caplog.set_level("INFO", logger="bdhvs.ended")

    def written(work):
        with django_capture_on_commit_callbacks(execute=True):
            work()
        path = tmp_path / "log"
        lines = [f"{one.levelname} {one.name}: {one.getMessage()}" for one in caplog.records]
        path.write_text("\n".join(["INFO something else", *lines, "INFO bdhvs.ended: nonsense"]))
        return path

    return written


def run(path, capsys):
    code = 0
    try:
        call_command("end_accounts", str(path), "--json")
    except SystemExit as end:
        code = end.code
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def restore(user, learners):
    """The state of the backup: as if nothing had been ended."""
    User.objects.filter(pk=user.pk).update(is_active=True, phone="+84912345678", full_name="Nguyễn Thị Ánh")
    Learner.objects.filter(id__in=learners).update(generation=0)
    for learner in learners:
        make_statements(learner)


def test_after_a_restore_everything_that_the_log_names_is_ended_again(log, capsys):
    user, guest, alone = make_user(), Learner.objects.create(), Learner.objects.create()
    own = learner_of(user=user)
    take_over(user=user, guest=Claim(guest.id, 0))

    def work():
        end_account(user=user, keep_certificates=True)
        forget_guest(learner=alone)

    path = log(work)
    assert "ended kept" in path.read_text()
    restore(user, [own.id, guest.id, alone.id])
    code, printed = run(path, capsys)
    assert code == 0
    assert printed[-1]["ended"] == 2
    assert not Statement.objects.exists()
    user.refresh_from_db()
    assert (user.is_active, user.phone, user.full_name) == (False, None, "")
    assert all(one.generation >= 1 for one in Learner.objects.all())
    assert run(path, capsys)[1][-1] == {"already": 3}


def test_a_learner_that_the_backup_does_not_have_cannot_come_back_by_its_token(tmp_path, capsys):
    name = uuid.uuid4()
    path = tmp_path / "log"
    path.write_text(f"INFO bdhvs.ended: forgotten {name}.1\n")
    assert run(path, capsys)[0] == 0
    assert not Claim(name, 0).is_valid(Learner.objects.get(pk=name).generation)


def test_who_has_a_role_now_is_named_and_the_rest_goes_on(log, capsys):
    user, other = make_user(), make_user("0987654321")
    path = log(lambda: [end_account(user=one, keep_certificates=False) for one in (user, other)])
    restore(user, [learner_of(user=user).id])
    User.objects.filter(pk=other.pk).update(is_active=True)
    user.refresh_from_db()
    grant(user=user, role="editor")
    code, printed = run(path, capsys)
    assert code == 1
    assert printed[0]["refused"]["reason"] == "role"
    other.refresh_from_db()
    assert not other.is_active


def test_a_file_that_is_not_there_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("end_accounts", "no-such-file.log")
    assert error.value.returncode == 2
