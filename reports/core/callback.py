"""What became of the callbacks that were promised.

Owns what is counted. Never changes a record. Pure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from contact.ending import Reason
from reports.core.contact_record import ContactRecord
from reports.core.figures import Figures


@dataclass(frozen=True, slots=True)
class Promised:
    """Callbacks in figures; promised = still open + kept + cancelled + broken."""

    promised: int
    still_open: int
    """Neither kept nor over yet."""
    kept: int
    """Citizen and agent could talk."""
    kept_late: int
    """Those of them for whom it was after the window that the citizen was told."""
    cancelled: int
    broken: int
    """Ended in any other way without that."""
    median_s: float | None
    """Median time from the promise to the talk; None when none was kept, seconds."""


def promised(figures: Figures) -> Promised:
    """All callbacks."""
    records = figures.callbacks.values()
    fates = Counter(map(_fate, records))
    times = [one.answered_at - one.arrived_at for one in records if one.answered_at is not None]
    return Promised(
        promised=len(records),
        still_open=fates["open"],
        kept=fates["kept"],
        kept_late=sum(map(_is_late, records)),
        cancelled=fates["cancelled"],
        broken=fates["broken"],
        median_s=median(times) if times else None,
    )


def _fate(record: ContactRecord) -> str:
    if record.is_answered:
        return "kept"
    if record.ending is None:
        return "open"
    return "cancelled" if record.ending.reason is Reason.CALLBACK_CANCELLED else "broken"


def _is_late(record: ContactRecord) -> bool:
    return record.answered_at is not None and record.answered_at > record.latest
