"""The user: a person with an account, named by a phone number."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import validate_slug
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.text import fold, name_sort_key, normalise
from people.accounts.phone import hinted_phone, parse_phone


class UserManager(BaseUserManager["User"]):
    """Makes users; any usual Vietnamese spelling of the number is understood."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this number, however it is spelt; a spelling that is no number finds nobody."""
        try:
            phone = parse_phone(username or "")
        except ValueError:
            raise self.model.DoesNotExist from None
        return self.get(phone=phone)

    def create_user(self, phone: str | None, password: str | None = None, **fields: Any) -> User:
        """Make a user; raises ``ValueError`` when ``phone`` is no Vietnamese mobile number."""
        user = self.model(phone=None if phone is None else parse_phone(phone), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator, with the role and no end to it."""
        # Roles stand on users: their module is there only after this one.
        from people.roles.services import appoint_administrator

        with transaction.atomic(using=self._db):
            return appoint_administrator(user=self.create_user(phone, password, **fields))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``phone`` is E.164 (``+84…``) and is the name that signs in.

    It is null where the number has passed to somebody else, and where the account was ended.
    """

    phone = models.CharField(_("phone number"), max_length=16, unique=True, null=True)  # noqa: DJ001 - "" is no number
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    # One of ``people.accounts.pictures``, by which a person who cannot read well finds himself again.
    picture = models.CharField(_("picture"), max_length=40, blank=True, default="", validators=[validate_slug])
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    # Production refuses to start while one of these exists.
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    # Made from the name: to search by and to sort by.
    folded_name = models.CharField(default="", editable=False)
    name_key = models.CharField(default="", editable=False, db_collation="C")

    # Wagtail asks it of everyone whom it might write to; without one it writes to nobody.
    email = ""

    objects = UserManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # An empty text is no number, and another spelling of one would be another name to sign in by.
            models.CheckConstraint(
                condition=models.Q(phone__isnull=True) | models.Q(phone__regex=r"^\+84[0-9]{9}$"),
                name="user_phone_e164",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.phone or gettext("Account without a number")

    def save(self, **kwargs: Any) -> None:
        """Save, with the name in one spelling and its keys in step."""
        self.full_name = normalise(self.full_name)
        self.folded_name = fold(self.full_name)
        self.name_key = name_sort_key(self.full_name)
        super().save(**kwargs)

    @property
    def first_name(self) -> str:
        """What Wagtail's side bar calls the person, which would show the number otherwise."""
        return str(self)

    def get_username(self) -> str:
        """The number; nothing for an account that has none any more."""
        return self.phone or ""

    def get_full_name(self) -> str:
        """The name as the person writes it. Wagtail shows it to colleagues, who need not know anybody's number."""
        return self.full_name or (hinted_phone(self.phone) if self.phone else str(self))

    def get_short_name(self) -> str:
        """The given name, which stands last in Vietnamese."""
        return self.full_name.split()[-1] if self.full_name else str(self)
