"""Vietnamese mobile numbers in any usual spelling."""

from __future__ import annotations

import phonenumbers


def parse_phone(text: str) -> str:
    """E.164 form of a Vietnamese mobile number; raises ``ValueError`` for anything else (113, landlines, abroad)."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    if number.country_code != 84 or not mobile or not phonenumbers.is_valid_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken_phone(phone: str) -> str:
    """The number as it is written on a slip of paper: ``0912 345 678``."""
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.NATIONAL)


def hinted_phone(phone: str) -> str:
    """Enough of the number for its owner to know it: ``09•• ••• 678``."""
    spoken = spoken_phone(phone)
    return spoken[:2] + "".join("•" if sign.isdigit() else sign for sign in spoken[2:-3]) + spoken[-3:]
