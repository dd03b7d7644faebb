"""The log of a process: one line an entry, on standard error, whatever was put into it.

Owns the form. Control characters that came from outside are shown escaped, so that nobody can write
a line in our name (S54). Edge.
"""

from __future__ import annotations

import logging
import sys
import unicodedata


class OneLine(logging.Formatter):
    """Time, level, name, message; a failure's trace follows, escaped, on the same line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The entry as one printable line."""
        return printable(super().format(record))


def printable(text: str) -> str:
    """The text with everything that is no letter, mark, number or sign written as an escape."""
    return "".join(
        char
        if char == " " or unicodedata.category(char)[0] not in "CZ"
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def begin_log(level: str = "INFO") -> None:
    """Send the log of this process to standard error."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[stream], force=True)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
