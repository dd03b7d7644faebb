"""REST operations on the emergency message of a running centre.

Owns the form of request and answer. Never decides: a change is a command. The journal gets
'api:NAME' of the key that asked. Edge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import BaseModel, ConfigDict, Field

from contact.command import Code, Command, Refusal, SetEmergencyMessage
from contact.identity import AgentId
from ivr.core.engine import Engine
from wiring.http import Asker, Operation, Router
from wiring.problem import Problem

PREFIX = "/api/v1"
PATH = "/emergency-message"
TAG = "emergency message"
ROLES = frozenset({"administrator", "supervisor"})
Ask = Callable[[Command], Awaitable[Refusal | None]]
"""Carries out a command; None, or why not."""


class EmergencyMessage(BaseModel):
    """What callers hear first, where their flow has an emergency node."""

    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=60, description="Key of a prompt; empty: none.")


_GET = Operation(method="GET", path=PATH, roles=ROLES, tag=TAG, summary="Get the emergency message")
_PUT = Operation(
    method="PUT",
    path=PATH,
    roles=ROLES,
    tag=TAG,
    summary="Set or clear the emergency message",
    problems=(409,),
)


class EmergencyControl:
    """The emergency message for whoever is not at a desk."""

    def __init__(self, engine: Engine, ask: Ask, prompts: frozenset[str]) -> None:
        """`prompts`: keys of all that can be said."""
        self._engine = engine
        self._ask = ask
        self._prompts = prompts

    def routes(self) -> Router:
        """The operations below /api/v1."""
        router = Router(PREFIX)

        @router.serve(_GET)
        async def get_emergency_message(asker: Asker) -> EmergencyMessage:
            """What is set now."""
            return self.message()

        @router.serve(_PUT)
        async def set_emergency_message(asker: Asker, body: EmergencyMessage) -> EmergencyMessage:
            """Let callers hear a prompt first from now on, or none any more."""
            return await self.change(AgentId(f"api:{asker.principal.name}"), body.prompt)

        return router

    def message(self) -> EmergencyMessage:
        """What is set now."""
        return EmergencyMessage(prompt=self._engine.emergency_message)

    async def change(self, by: AgentId, prompt: str) -> EmergencyMessage:
        """Set or clear it; what is so already is as good as done. Raises Problem 409."""
        if prompt and prompt not in self._prompts:
            known = ", ".join(sorted(self._prompts))
            raise Problem(409, f"there is no prompt {prompt!r}; known: {known}")
        refusal = await self._ask(SetEmergencyMessage(prompt, by))
        if refusal is not None and refusal.code is not Code.ALREADY_SO:
            raise Problem(409, refusal.detail)
        return self.message()
