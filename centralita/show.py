"""What `centralita contacts`, `explain` and `report` show, for people and as plain values.

Owns the way from a journal to both forms. Edge.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rich.console import RenderableType

from centralita import report
from contact.identity import AgentId
from contact.plan import CentrePlan
from reports.core.service_level import definition_of
from reports.edge.reading import read_figures, read_routing, read_story

Shown = tuple[RenderableType, Any]
"""A view for people, and plain values."""


def contact_list(url: str, plan: CentrePlan, last: int) -> Shown:
    """The newest contacts, the newest last. Raises JournalAbsent."""
    figures = asyncio.run(read_figures(url))
    newest = sorted(figures.contacts.values(), key=lambda one: one.arrived_at)[-last:]
    return report.contacts_view(newest, plan.time_zone), report.contacts_as_json(newest)


def contact_story(url: str, plan: CentrePlan, contact: str) -> Shown:
    """One contact line by line. Raises JournalAbsent, UnknownContact."""
    story = asyncio.run(read_story(url, contact, _names(plan)))
    return report.story_view(story, plan.time_zone), report.story_as_json(story)


def contact_routing(url: str, plan: CentrePlan, contact: str) -> Shown:
    """Why a contact was served when and by whom. Raises JournalAbsent, UnknownContact."""
    routing = asyncio.run(read_routing(url, contact, _names(plan)))
    return report.routing_view(routing, plan.time_zone), report.routing_as_json(routing)


def _names(plan: CentrePlan) -> dict[AgentId, str]:
    return {agent.agent_id: agent.name for agent in plan.agents.values()}


def whole_report(url: str, plan: CentrePlan) -> Shown:
    """All figures of the journal. Raises JournalAbsent."""
    given = (asyncio.run(read_figures(url)), definition_of(plan), plan.short_abandon_s)
    return report.figures_view(*given), report.figures_as_json(*given)
