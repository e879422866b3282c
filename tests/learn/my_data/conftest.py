import pytest

from learn.learners.services import learner_of
from learn.models import Learner
from tests.learn.my_data.making import confirm, hold, make_statements, make_user


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def own(user):
    learner = learner_of(user=user)
    make_statements(learner.id)
    return learner


@pytest.fixture
def owner(client, user, own):
    """The owner's browser, confirmed just now."""
    return confirm(hold(client, own), user)


@pytest.fixture
def guest():
    learner = Learner.objects.create()
    make_statements(learner.id)
    return learner
