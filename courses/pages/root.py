"""The pages that everything else hangs from, and Wagtail's record of the site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from courses.editing.workflow import ensure_workflow
from courses.framework.rights import ensure_readers
from courses.pages.home import CataloguePage, HomePage

HOME_SLUG = "trang-chu"
CATALOGUE_SLUG = "khoa-hoc"
WELCOME = "Trang mẫu ban đầu"
# Kept in the database and read by learners: not a word of the screens that follows whoever runs the command.
CATALOGUE_TITLE = "Khóa học"


def ensure_root() -> CataloguePage:
    """Make home page, catalogue and site where they are missing; returns the catalogue.

    A new Wagtail comes with a welcome page as the site's root: it goes. What an official made of home page and
    catalogue stays as it is.
    """
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title=settings.WAGTAIL_SITE_NAME, slug=HOME_SLUG)
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
    _ensure_site(home)
    ensure_workflow(home)
    ensure_readers()
    catalogue = CataloguePage.objects.first()
    if catalogue is None:
        catalogue = CataloguePage(title=CATALOGUE_TITLE, slug=CATALOGUE_SLUG)
        home.add_child(instance=catalogue)
        catalogue.save_revision().publish()
    return catalogue


def _ensure_site(home: HomePage) -> None:
    """The site answers at ``SITE_URL``; settings decide that, not the database."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": port,
        "root_page_id": home.pk,
        "is_default_site": True,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site()
    welcome = site.root_page if site.pk and site.root_page_id != home.pk else None
    if any(getattr(site, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(site, field, value)
        site.save()
    if welcome is not None and welcome.specific_class is Page and welcome.is_leaf():
        # Its English title would stand in the history for good.
        welcome.title = welcome.draft_title = WELCOME
        welcome.save()
        welcome.delete()
