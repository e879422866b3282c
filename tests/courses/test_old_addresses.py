import pytest

from courses.models import LessonPage
from tests.courses.making import LessonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lesson_whose_address_changed_is_found_at_the_old_one(client):
    lesson = LessonFactory()
    old = lesson.get_url()
    lesson.slug = "ten-moi"
    lesson.save_revision().publish()
    response = client.get(old)
    assert response.status_code == 301
    now = LessonPage.objects.get(pk=lesson.pk).get_url()
    assert response["Location"] == now != old
    assert client.get(now).status_code == 200
