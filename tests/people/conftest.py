import pytest

from people.areas.loading import load_list
from people.areas.reading import SHIPPED_LIST, read_list
from people.models import Area


@pytest.fixture(scope="module")
def whole_country(django_db_setup, django_db_blocker):
    """All 3,355 areas of the shipped list, loaded once for the tests of a module that only read."""
    with django_db_blocker.unblock():
        load_list(read_list(SHIPPED_LIST))
        yield
        Area.objects.filter(level="commune").delete()
        Area.objects.all().delete()
