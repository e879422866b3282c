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
