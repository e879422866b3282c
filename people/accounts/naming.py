"""What a person is called: picture and name."""

from __future__ import annotations

from django.db import transaction

from people.accounts.models import User


def open_account(*, user: User) -> User | None:
    """The account, held until the transaction ends, so that nobody ends it meanwhile; None if that has happened."""
    return User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user.pk, is_active=True).first()


@transaction.atomic
def name_person(*, user: User, picture: str, full_name: str) -> bool:
    """Keep picture and name with the account; False for one that has ended: nothing of a person is written to it."""
    account = open_account(user=user)
    if account is None:
        return False
    account.picture, account.full_name = picture, full_name
    account.save(update_fields=["picture", "full_name", "folded_name", "name_key"])
    return True
