"""What may stand in a line of the exchange's configuration.

Owns the filters through which every value passes on its way into a template. A value that could
end the line, begin a comment or a section, or start an expression is refused, never repaired: it
should not have come so far. Pure.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_DIALLED = re.compile(r"\+?[0-9*#]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PATH = re.compile(r"/[A-Za-z0-9_./+~@=-]{0,400}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,200}")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SIP_ADDRESS = re.compile(
    r"sip:([A-Za-z0-9_.-]{1,64}@)?([A-Za-z0-9.-]{1,253}|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"
)
_FORBIDDEN = re.compile(r"[^\w ,.:'()/+&@ºª-]")


class UnsafeValue(ValueError):
    """A value may not stand in a configuration line; the text says which value and what for."""


def _matching(
    pattern: re.Pattern[str], kind: str, *, is_shown: bool = True
) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise UnsafeValue(f"{value!r} is not {kind}" if is_shown else f"not {kind}")
        return value

    return check


identifier = _matching(_IDENTIFIER, "an identifier (a letter, then letters, digits, '_', '.', '-')")
dialled = _matching(_DIALLED, "a dialled number (digits, '*', '#')")
language = _matching(_LANGUAGE, "a language code")
path = _matching(_PATH, "an absolute path of plain characters")
secret = _matching(_SECRET, "a generated secret", is_shown=False)
sip_address = _matching(_SIP_ADDRESS, "a SIP address (sip:name@host:port)")


def text(value: str) -> str:
    """A name or label for people: letters of any language, digits and harmless punctuation."""
    if not isinstance(value, str) or len(value) > 80 or _FORBIDDEN.search(value):
        raise UnsafeValue(f"{value!r} is not plain text of at most 80 characters")
    return value


def number(value: float) -> str:
    """A number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        raise UnsafeValue(f"{value!r} is not a number from 0 to 1 000 000 000")
    return f"{value:g}" if isinstance(value, float) else str(value)


def host(value: str) -> str:
    """An IP address, a network in CIDR form or a host name."""
    try:
        return (
            str(ipaddress.ip_network(value)) if "/" in value else str(ipaddress.ip_address(value))
        )
    except ValueError:
        if _HOST_NAME.fullmatch(value) and not value.replace(".", "").isdigit():
            return value
        raise UnsafeValue(f"{value!r} is neither an address nor a host name") from None


FILTERS: dict[str, Callable[..., str]] = {
    "identifier": identifier,
    "dialled": dialled,
    "language": language,
    "path": path,
    "secret": secret,
    "sip_address": sip_address,
    "text": text,
    "number": number,
    "host": host,
}
"""The filters by the name that templates use."""
