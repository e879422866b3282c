"""Wagtail's management of users, told to use our screens."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS in the place of ``wagtail.users``."""

    user_viewset = "people.accounts.viewsets.PeopleUserViewSet"
