"""Whether a typed number can be right: check digits find nearly all typing mistakes.

Owns the formulas of `contact.flow.Check`. Never knows whose number it is. Pure.
"""

from __future__ import annotations

from contact.plan import Check


def passes(check: Check, digits: str) -> bool:
    """Whether these digits fulfil the check. Anything but ASCII digits fulfils none."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    if check is Check.LUHN:
        return _luhn(digits) % 10 == 0
    if check is Check.MOD97:
        return int(digits) % 97 == 1
    return True


def _luhn(digits: str) -> int:
    """Sum over all digits, every second one from the right doubled, its digits added.

    Source: ISO/IEC 7812-1, annex B.
    """
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return sum(doubled) + sum(int(digit) for digit in digits[::-2])
