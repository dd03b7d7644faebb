"""What became of promised callbacks, in a sentence for a terminal.

Owns the words. Never counts. Pure.
"""

from __future__ import annotations

from rich.text import Text

from reports.core.callback import Promised


def callbacks_view(found: Promised) -> Text:
    """All callbacks; they did not arrive, so that they are no part of the contacts offered."""
    late = f" ({found.kept_late} after the window)" if found.kept_late else ""
    time = "" if found.median_s is None else f"; median {found.median_s:.0f} s from promise to talk"
    return Text(
        f"Callbacks: {found.promised} promised, {found.kept} kept{late}, "
        f"{found.cancelled} cancelled, {found.broken} broken, {found.still_open} open{time}."
    )
