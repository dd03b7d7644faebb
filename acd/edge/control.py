"""REST operations on queues and skills: what is changed in a running centre without a desk.

Owns the form of requests and answers. Never decides: each change is a command, and what the
distribution refuses is told as a problem. The journal gets 'api:NAME' of the key that asked. Edge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from acd.core.floor import Floor
from acd.core.limit import has_way_out
from contact.command import CloseQueue, Code, Command, OpenQueue, Refusal, SetSkills
from contact.demand import skills_known
from contact.identity import AgentId
from wiring.http import Asker, Operation, Router
from wiring.problem import Problem

PREFIX = "/api/v1"
ROLES = frozenset({"administrator", "supervisor"})

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
SkillLevel = Annotated[int, Field(ge=1, le=10)]
Ask = Callable[[Command], Awaitable[Refusal | None]]
"""Carries out a command; None, or why not."""

_UNKNOWN = (Code.UNKNOWN_QUEUE, Code.UNKNOWN_AGENT)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QueueState(_Shape):
    """A queue, open or closed."""

    queue: str
    is_open: bool
    is_cleared: bool = Field(description="It was closed, and those who waited were led out, too.")
    can_close: bool = Field(description="False: the plan does not say where contacts go then.")


class QueueStates(_Shape):
    """All queues, in the order of the plan."""

    items: list[QueueState]


class QueueChange(_Shape):
    """Open or close a queue."""

    is_open: bool
    clears: bool = Field(False, description="When closing: those who wait are led out, too.")


class AgentSkills(_Shape):
    """What an agent can do now."""

    agent_id: str
    name: str
    skills: dict[str, int] = Field(description="Skill → level 1 to 10.")


class AgentsSkills(_Shape):
    """All agents, in the order of the plan."""

    items: list[AgentSkills]


class SkillsChange(_Shape):
    """Skills in place of all that were."""

    skills: Annotated[dict[str, SkillLevel], Field(max_length=100)]


def _operation(method: str, path: str, tag: str, summary: str) -> Operation:
    problems = (409,) if method == "PATCH" else ()
    return Operation(
        method=method, path=path, roles=ROLES, tag=tag, summary=summary, problems=problems
    )


_LIST_QUEUES = _operation("GET", "/queues", "queues", "List queues")
_CHANGE_QUEUE = _operation("PATCH", "/queues/{queue}", "queues", "Close or open a queue")
_LIST_AGENTS = _operation("GET", "/agents", "agents", "List agents with their skills")
_CHANGE_AGENT = _operation("PATCH", "/agents/{agent}", "agents", "Set the skills of an agent")


class Control:
    """Queues and skills for whoever is not at a desk."""

    def __init__(self, floor: Floor, ask: Ask) -> None:
        self._floor = floor
        self._ask = ask

    def routes(self) -> Router:
        """The operations below /api/v1."""
        router = Router(PREFIX)
        _add_queue_routes(router, self)
        _add_agent_routes(router, self)
        return router

    def queue(self, name: str) -> QueueState:
        """A queue of the plan, as it is now."""
        floor = self._floor
        return QueueState(
            queue=name,
            is_open=name not in floor.closed,
            is_cleared=floor.closed.get(name, False),
            can_close=has_way_out(floor.plan.queues[name].limits),
        )

    def queues(self) -> QueueStates:
        """All of them."""
        return QueueStates(items=[self.queue(name) for name in self._floor.plan.queues])

    def agent(self, agent_id: AgentId) -> AgentSkills:
        """An agent of the plan, as skilled as now."""
        skills = self._floor.matching.skills_of(agent_id)
        name = self._floor.plan.agents[agent_id].name
        return AgentSkills(agent_id=agent_id, name=name, skills=dict(skills))

    def agents(self) -> AgentsSkills:
        """All of them."""
        return AgentsSkills(items=[self.agent(agent_id) for agent_id in self._floor.plan.agents])

    async def change_queue(self, asker: Asker, name: str, change: QueueChange) -> QueueState:
        """Close or open. Raises Problem 404, 409."""
        by = _by(asker)
        await self._carry_out(
            OpenQueue(name, by) if change.is_open else CloseQueue(name, change.clears, by)
        )
        return self.queue(name)

    async def change_agent(self, asker: Asker, agent: str, change: SkillsChange) -> AgentSkills:
        """Set the skills. Raises Problem 404, 409."""
        known = skills_known(self._floor.plan)
        if new := change.skills.keys() - known:
            names = ", ".join(sorted(new))
            raise Problem(409, f"no skill is called {names}; known: {', '.join(sorted(known))}")
        agent_id = AgentId(agent)
        await self._carry_out(SetSkills(agent_id, change.skills, _by(asker)))
        return self.agent(agent_id)

    async def _carry_out(self, command: Command) -> None:
        """What is so already is as good as done, so that a request may be repeated."""
        refusal = await self._ask(command)
        if refusal is not None and refusal.code is not Code.ALREADY_SO:
            raise Problem(404 if refusal.code in _UNKNOWN else 409, refusal.detail)


def _by(asker: Asker) -> AgentId:
    return AgentId(f"api:{asker.principal.name}")


def _add_queue_routes(router: Router, control: Control) -> None:
    @router.serve(_LIST_QUEUES)
    async def list_queues(asker: Asker) -> QueueStates:
        """All queues, open or closed."""
        return control.queues()

    @router.serve(_CHANGE_QUEUE)
    async def change_queue(asker: Asker, queue: Key, body: QueueChange) -> QueueState:
        """Let nobody enter the queue any more, or let contacts enter again."""
        return await control.change_queue(asker, queue, body)


def _add_agent_routes(router: Router, control: Control) -> None:
    @router.serve(_LIST_AGENTS)
    async def list_agents(asker: Asker) -> AgentsSkills:
        """All agents with the skills that they have now."""
        return control.agents()

    @router.serve(_CHANGE_AGENT)
    async def change_agent(asker: Asker, agent: Key, body: SkillsChange) -> AgentSkills:
        """Give an agent these skills, in place of all that were, at work or not."""
        return await control.change_agent(asker, agent, body)
