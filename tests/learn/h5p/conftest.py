import pytest

from tests.learn.making import make_h5p_lesson, make_learner


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def lesson():
    return make_h5p_lesson()
