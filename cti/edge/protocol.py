"""The desk protocol on the wire, version 1: JSON text frames over one websocket.

Owns what a desk may send, how it is checked, and the printed schema of both directions. Never
acts on a request. Edge.

`python -m cti.edge.protocol` prints the JSON Schema. The first frame of a desk is `login`; the
answer is `welcome`, or `refused` and `bye`. Every later request is answered by `done` when it has
come true or by `refused`, both with its `id`. Frames with an unknown `type` are to be ignored by
desks, so that the server can learn new ones within a version.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any, Literal, Union

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.types import StringConstraints

from contact import card
from contact.command import (
    CloseQueue,
    ExtendWrapUp,
    FinishWrapUp,
    HangUp,
    LogOut,
    OpenQueue,
    SetNotReady,
    SetReady,
    SetSkills,
)
from contact.identity import AgentId, ContactId
from cti.core import frame as f
from cti.core import overview
from cti.core.kind import Farewell
from cti.core.observation import Wish

VERSION = f.VERSION
FRAME_LIMIT = 16_384
"""Largest frame that a desk may send, bytes (S30)."""
CLOSE_CODES = {
    Farewell.LOGGED_OUT: 1000,
    Farewell.STOPPING: 1001,
    Farewell.LOGIN_FAILED: 4401,
    Farewell.LOGIN_LATE: 4408,
    Farewell.TAKEN_OVER: 4409,
    Farewell.TOO_SLOW: 4413,
    Farewell.TOO_FAST: 4429,
}
"""Farewell → close code of the websocket (RFC 6455 section 7.4; 4000 to 4999 are ours)."""
STATE_FRAMES = (f.AgentState, f.Counts, f.Supervision)
"""Frames of which only the newest matters to a desk that lags behind."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
SkillLevel = Annotated[int, Field(ge=1, le=10)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=512)]


class Unreadable(ValueError):
    """A frame that is not of this protocol. The text says what would be right."""

    def __init__(self, detail: str, request: int | None = None) -> None:
        super().__init__(detail)
        self.request = request
        """Number of the request, if that much could be read."""


class _Request(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )

    v: Literal[1]
    """Version of the protocol."""
    id: Annotated[int, Field(ge=0, lt=2**53)]
    """Number that the answer repeats; choose a new one for each request."""


class Login(_Request):
    """First frame: who sits here."""

    type: Literal["login"]
    token: Secret
    """The agent's desk token."""


class Ready(_Request):
    """Take contacts from now on."""

    type: Literal["ready"]

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return SetReady(agent_id)


class NotReady(_Request):
    """No further offers; during work it counts from its end."""

    type: Literal["not_ready"]
    reason: Word
    """One of the reasons of the welcome frame."""

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return SetNotReady(agent_id, self.reason)


class EndContact(_Request):
    """End the conversation."""

    type: Literal["hang_up"]
    contact_id: Word

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return HangUp(agent_id, ContactId(self.contact_id))


class EndWrapUp(_Request):
    """The work after the contact is done."""

    type: Literal["finish_wrap_up"]
    contact_id: Word
    disposition: Word
    """One of the dispositions of the wrap_up frame; any text when it names none."""

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return FinishWrapUp(agent_id, ContactId(self.contact_id), self.disposition)


class LongerWrapUp(_Request):
    """The work after the contact takes longer; a wrap_up frame with the new end follows."""

    type: Literal["extend_wrap_up"]
    contact_id: Word

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return ExtendWrapUp(agent_id, ContactId(self.contact_id))


class GiveSkills(_Request):
    """An agent has these skills from now on. A supervisor's desk only."""

    type: Literal["set_skills"]
    agent_id: Word
    skills: Annotated[dict[Word, SkillLevel], Field(max_length=100)]
    """Skill → level, in place of all that were."""

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return SetSkills(AgentId(self.agent_id), self.skills, agent_id)


class ShutQueue(_Request):
    """Let nobody enter the queue any more. A supervisor's desk only."""

    type: Literal["close_queue"]
    queue: Word
    clears: bool = False
    """Those who wait leave by its way out, too; else they are still served."""

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return CloseQueue(self.queue, self.clears, agent_id)


class ReopenQueue(_Request):
    """Let contacts enter the queue again. A supervisor's desk only."""

    type: Literal["open_queue"]
    queue: Word

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return OpenQueue(self.queue, agent_id)


class Leave(_Request):
    """Log out; work at hand is finished first."""

    type: Literal["log_out"]

    def wish(self, agent_id: AgentId) -> Wish:
        """The command that this asks for."""
        return LogOut(agent_id)


class Ping(_Request):
    """Is anybody there? Answered by done at once."""

    type: Literal["ping"]


Supervise = GiveSkills | ShutQueue | ReopenQueue
"""What only a supervisor's desk may ask for."""
Ask = Ready | NotReady | EndContact | EndWrapUp | LongerWrapUp | Leave | Supervise
"""Requests that become commands."""
Request = Login | Ask | Ping

_REQUESTS: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="type")])


def read(text: str | bytes) -> Request:
    """The request in this frame. Raises Unreadable."""
    try:
        return _REQUESTS.validate_json(text)
    except ValidationError as error:
        raise Unreadable(_explained(error), _number(text)) from error


def _explained(error: ValidationError) -> str:
    """The first mistake as a sentence, without repeating what was sent (it may be a token)."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"])
    return f"{place or 'frame'}: {first['msg'][:200]}."


def _number(text: str | bytes) -> int | None:
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    number = values.get("id") if isinstance(values, dict) else None
    return number if isinstance(number, int) and 0 <= number < 2**53 else None


def encode(frame: f.Frame) -> bytes:
    """The frame as UTF-8 JSON. Halves of surrogate pairs, which no JSON may hold, become '?'."""
    try:
        return orjson.dumps(frame)
    except TypeError:
        text = json.dumps(dataclasses.asdict(frame), ensure_ascii=False)
        return text.encode("utf-8", errors="replace")


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of both directions."""
    shapes = (f.Who, f.Why, f.Person, overview.QueueState, overview.SkillState)
    for shape in (*f.FRAMES, *shapes, card.Card, card.PastContact, card.OpenTicket):
        # Pydantic reads the texts under the attributes only of classes that ask for it.
        shape.__pydantic_config__ = ConfigDict(use_attribute_docstrings=True)  # type: ignore[union-attr]
    frames: TypeAdapter[Any] = TypeAdapter(
        Annotated[Union[f.FRAMES], Field(discriminator="type")]  # type: ignore[arg-type]  # noqa: UP007
    )
    inputs = [("desk_to_server", "validation", _REQUESTS), ("server_to_desk", "validation", frames)]
    places, definitions = TypeAdapter.json_schemas(
        inputs,  # type: ignore[arg-type]
        title="Centralita desk protocol, version 1",
        ref_template="#/$defs/{model}",
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **definitions,
        "properties": {name: place for (name, _), place in places.items()},
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
