"""Agents' phones: which of them answer to the exchange, and what the fallback queue knows of them.

Owns the last known mode and reachability of every agent. Never acts. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.identity import AgentId
from contact.plan import CentrePlan
from ivr.core import effect as do
from ivr.core import observation as seen
from ivr.core.draft import Draft

_UNKNOWN = (e.Mode.LOGGED_OUT, "")


class Phones:
    """Modes and devices of the plan's agents."""

    def __init__(self, plan: CentrePlan) -> None:
        self._plan = plan
        self._modes: dict[AgentId, tuple[e.Mode, str]] = {}
        self._reachable: dict[AgentId, bool] = {}
        self._owners = {agent.phone: agent.agent_id for agent in plan.agents.values()}

    def fold(self, event: e.AgentModeChanged | e.AgentDeviceChanged) -> None:
        if isinstance(event, e.AgentModeChanged):
            self._modes[event.agent_id] = (event.mode, event.reason)
        else:
            self._reachable[event.agent_id] = event.reachable

    def see(self, message: seen.PhoneSeen, draft: Draft) -> None:
        """Report a change of reachability, once."""
        agent_id = self._owners.get(message.phone)
        if agent_id is not None and self._reachable.get(agent_id) is not message.reachable:
            draft.happened(e.AgentDeviceChanged(agent_id, message.reachable))

    def mirror(self, agent_id: AgentId, draft: Draft) -> None:
        """Tell the fallback queue what this agent chose."""
        if agent_id in self._plan.agents:
            draft.do(self._mirrored(agent_id))

    def all_mirrored(self) -> list[do.MirrorAgent]:
        """What a new connection to the fallback queue must be told."""
        return [self._mirrored(agent_id) for agent_id in self._plan.agents]

    def _mirrored(self, agent_id: AgentId) -> do.MirrorAgent:
        mode, reason = self._modes.get(agent_id, _UNKNOWN)
        return do.MirrorAgent(agent_id, self._plan.agents[agent_id].phone, mode, reason)
