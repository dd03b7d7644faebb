"""The service level: its definition as data, its six counts, and the percentages made of them.

Owns the formula of the written contract (requirement E49). Never looks at a journal. Pure.

Theory. Of the N contacts that entered, A were answered in time, L late, S abandoned early, B
abandoned late, and X left in another way; N = A + L + S + B + X. The contract reads

    100 × (1 − (L + B) / (N − S))

so that an early hang-up is neutral and a late one counts against. What the contract leaves open is
written down here: answered exactly at the threshold is in time, abandoned exactly at it is late;
no contact at all is "no data", never 100 %. X counts as success in the contract's form, which
invites to divert contacts away; therefore X excluded and X as failure are always shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contact.plan import CentrePlan


class Clock(StrEnum):
    """From when the waiting is measured, and so who has entered."""

    ARRIVED = "arrived"
    """From the arrival in the exchange; every contact has entered."""
    QUEUED = "queued"
    """From the queue; menus do not count, nor who leaves in them."""
    ALERTING = "alerting"
    """From the first ring at an agent's phone; only who was offered has entered."""


class Variant(StrEnum):
    """What a contact that left in another way counts as."""

    SUCCESS = "others as success"
    EXCLUDED = "others excluded"
    FAILURE = "others as failure"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a centre calls its service level. A changed definition gets a new version."""

    version: str
    """Printed with every figure, so that old and new figures are not compared by mistake."""
    threshold_s: float
    """Answered after at most this wait is in time, seconds."""
    early_s: float
    """Abandoned before this wait is early and neutral, seconds."""
    clock: Clock = Clock.QUEUED
    variant: Variant = Variant.SUCCESS
    """The one that the contract names; the others are shown beside it."""
    target: float = 90.0
    """Per cent that the service level should exceed."""


def definition_of(plan: CentrePlan) -> Definition:
    """The contract's form with the plan's threshold, measured from the queue (E49)."""
    threshold_s = plan.service_level_s
    return Definition(f"E49-{threshold_s:g}s", threshold_s, threshold_s)


@dataclass(frozen=True, slots=True)
class Count:
    """How many contacts entered and what became of them. All are counts of contacts."""

    answered_in_time: int = 0
    answered_late: int = 0
    abandoned_early: int = 0
    abandoned_late: int = 0
    other: int = 0
    """Ended in another way, e.g. cut by the platform."""
    undecided: int = 0
    """Still waiting; not part of `entered` yet."""

    @property
    def entered(self) -> int:
        """N: contacts whose fate is decided."""
        return self.answered + self.abandoned + self.other

    @property
    def answered(self) -> int:
        return self.answered_in_time + self.answered_late

    @property
    def abandoned(self) -> int:
        return self.abandoned_early + self.abandoned_late


def service_level(count: Count, variant: Variant) -> float | None:
    """Per cent, or None when there is no data."""
    failed = count.answered_late + count.abandoned_late
    judged = count.entered - count.abandoned_early
    if variant is Variant.EXCLUDED:
        judged -= count.other
    if variant is Variant.FAILURE:
        failed += count.other
    return _percent(judged - failed, judged)


def asterisk_service_level(count: Count) -> float | None:
    """As Asterisk's queue counts: in time of the answered. Abandoned contacts are invisible."""
    return _percent(count.answered_in_time, count.answered)


def asterisk_service_level_2(count: Count) -> float | None:
    """As Asterisk's second form counts: an early hang-up improves it."""
    good = count.answered_in_time + count.abandoned_early
    return _percent(good, count.answered + count.abandoned)


def _percent(part: int, whole: int) -> float | None:
    return 100.0 * part / whole if whole else None
