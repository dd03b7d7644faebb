"""Who can be reached under which extension, as plain frozen values.

Owns the shape of a directory; finding somebody in it is the business of `ivr.core.directory`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A person or a department."""

    name: str
    """Surname, or name of the department."""
    extension: str
    """Digits."""
