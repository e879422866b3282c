import pytest

from people.areas.former import load_former
from people.areas.loading import load_list
from people.areas.reading import SHIPPED_LIST, read_list
from people.models import Area, FormerArea


@pytest.fixture(scope="module")
def whole_country(django_db_setup, django_db_blocker):
    """All 3,355 areas of the shipped list, and what there was before, loaded once for a module that only reads."""
    with django_db_blocker.unblock():
        load_list(read_list(SHIPPED_LIST))
        load_former()
        yield
        FormerArea.objects.all().delete()
        Area.objects.filter(level="commune").delete()
        Area.objects.all().delete()
