"""The sums that every report must fulfil, checked on the figures themselves.

Owns the identities R1, R3 and R4. Never repairs anything. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.core.contact_record import Stage
from reports.core.figures import Figures
from reports.core.service_level import Definition
from reports.core.tally import Dimension, Tally, by, total

CLOSE_S = 0.001
"""Sums of durations may differ by this much, because they are added in another order, seconds."""


def contradictions(figures: Figures, definition: Definition) -> list[str]:
    """Sentences about what does not add up; empty when all is well."""
    return [
        *_offered(figures, definition),
        *_logged_in(figures),
        *_stages(figures),
    ]


def _offered(figures: Figures, definition: Definition) -> Iterator[str]:
    """R1: offered = endings + live, in total and in every group, and the groups make the total."""
    everyone = total(figures, definition)
    yield from _accounted("all contacts", everyone)
    for dimension in Dimension:
        groups = by(figures, dimension, definition)
        for name, group in groups.items():
            yield from _accounted(f"{dimension} {name or '(none)'}", group)
        parts = sum(group.offered for group in groups.values())
        if parts != everyone.offered:
            yield f"R1: offered per {dimension} make {parts}, not {everyone.offered}"


def _accounted(name: str, group: Tally) -> Iterator[str]:
    ended = sum(group.endings.values())
    if group.offered != ended + group.live:
        yield f"R1: {name}: {group.offered} offered, but {ended} ended and {group.live} live"


def _logged_in(figures: Figures) -> Iterator[str]:
    """R3: the time logged in is the sum of what it was spent on."""
    for agent in figures.agents.values():
        present = agent.logged_in_s(figures.now)
        spent = sum(agent.seconds(figures.now).values())
        if abs(present - spent) > CLOSE_S:
            yield f"R3: {agent.agent_id}: {present:.3f} s logged in, but {spent:.3f} s in states"


def _stages(figures: Figures) -> Iterator[str]:
    """R4: from arrival to end is the sum of menu, waiting and talking; of a callback, too."""
    for contact in (*figures.contacts.values(), *figures.callbacks.values()):
        until = figures.now if contact.ended_at is None else contact.ended_at
        life = until - contact.arrived_at
        stages = sum(contact.seconds(stage, until) for stage in Stage)
        if abs(life - stages) > CLOSE_S or life < 0:
            yield f"R4: {contact.contact_id}: lived {life:.3f} s, but {stages:.3f} s in stages"
