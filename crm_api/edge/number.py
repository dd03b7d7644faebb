"""Telephone numbers: the many spellings of one number brought to one (E.164).

Owns the decision which presented numbers may identify a citizen: whole numbers only. Short codes,
withheld and mangled ones never match anybody (S17). Edge: uses Google's metadata.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

_SHORTEST = 7
"""Fewest digits of a number that belongs to one line; shorter ones are services."""


@lru_cache(maxsize=4096)
def e164(number: str, region: str) -> str:
    """'+34944205000' for '944 20 50 00', '0034944205000' …; '' when it is nobody's number.

    `region` is the ISO 3166 code of the country whose national spelling is meant.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    if len(phonenumbers.national_significant_number(parsed)) < _SHORTEST:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def stored_number(number: str, region: str) -> str:
    """What to keep for a citizen: E.164, or what was written, without blanks."""
    return e164(number, region) or "".join(number.split())
