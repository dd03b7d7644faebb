"""What supervisors see and may change: which queues are closed, who has which skills.

Owns the fold of the journal into both, and the objections to what a supervisor asks. Never closes
anything: the distribution decides. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contact import event as e
from contact.command import CloseQueue, Code, OpenQueue, Refusal, SetSkills
from contact.demand import skills_known
from contact.identity import AgentId
from contact.limit import Cause
from contact.plan import Agent, CentrePlan, Queue
from cti.core.frame import Supervision
from cti.core.overview import QueueState, SkillState

SUPERVISORS_ONLY = (CloseQueue, OpenQueue, SetSkills)
"""Commands that only a supervisor's desk may ask for."""
CHANGES = (e.QueueClosed, e.QueueOpened, e.AgentSkillsChanged)
"""Facts that change what supervisors see."""


class Oversight:
    """Queues and skills as the journal has them."""

    def __init__(self, plan: CentrePlan) -> None:
        self._plan = plan
        self._skills_known = skills_known(plan)
        self._closed: dict[str, bool] = {}
        """Closed queue → whether those who waited were led out, too."""
        self._skills: dict[AgentId, Mapping[str, int]] = {}
        """Agents whose skills are not those of the plan."""
        self._version = ""

    def fold(self, event: e.Event) -> None:
        """Take an event in; twice changes nothing."""
        match event:
            case e.QueueClosed():
                self._closed[event.queue] = event.clears
            case e.QueueOpened():
                self._closed.pop(event.queue, None)
            case e.AgentSkillsChanged():
                self._skills[event.agent_id] = event.skills
            case e.CentreStarted():
                if self._version not in ("", event.plan_version):
                    self._skills.clear()
                self._version = event.plan_version

    def is_supervisor(self, agent_id: AgentId) -> bool:
        """Whether the plan lets this agent supervise."""
        agent = self._plan.agents.get(agent_id)
        return agent is not None and agent.is_supervisor

    def objection(self, agent_id: AgentId, command: Any) -> Refusal | None:
        """Why this agent's desk may not ask for this; None: it may."""
        if not isinstance(command, SUPERVISORS_ONLY):
            return None
        if not self.is_supervisor(agent_id):
            return Refusal(Code.NOT_ALLOWED, "Only a supervisor may do this.")
        if isinstance(command, SetSkills) and (new := command.skills.keys() - self._skills_known):
            known = ", ".join(sorted(self._skills_known))
            detail = f"no skill is called {', '.join(sorted(new))}; known: {known}"
            return Refusal(Code.UNKNOWN_SKILL, detail)
        return None

    def picture(self, at: float) -> Supervision:
        """Everything, as a supervisor's desk shows it."""
        return Supervision(
            at=at,
            queues=tuple(self._queue(queue) for queue in self._plan.queues.values()),
            agents=tuple(self._agent(agent) for agent in self._plan.agents.values()),
            skills=tuple(sorted(self._skills_known)),
        )

    def _queue(self, queue: Queue) -> QueueState:
        return QueueState(
            name=queue.name,
            is_open=queue.name not in self._closed,
            is_cleared=self._closed.get(queue.name, False),
            can_close=any(limit.cause is Cause.CLOSED for limit in queue.limits),
        )

    def _agent(self, agent: Agent) -> SkillState:
        skills = self._skills.get(agent.agent_id, agent.skills)
        return SkillState(agent_id=agent.agent_id, name=agent.name, skills=dict(skills))
