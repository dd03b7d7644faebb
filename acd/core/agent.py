"""An agent on two axes: the mode the person chose and the work the engine knows.

Theory. The two axes are independent on purpose. Mode is a wish and changes the moment it is
uttered; work is a fact and changes with the contact at hand. Who asks for a break in the middle of
a conversation is not ready at once and connected until it ends, so "break after this contact" needs
no state of its own, and logging out never cuts a citizen off. A third fact, the phone (reachable,
in use elsewhere), belongs to neither axis: nobody chooses it and no contact of ours causes it.

A fourth fact is what is written: e-mails and chats at hand, any number of them beside the one
contact by voice. Each has a life of its own, told by the tables of the offer and the journey, so
the work table speaks of voice alone. What binds them together is whether the agent can be offered
one more, by channel: `is_available`. Whoever is offered something is offered nothing else until
that is over, so that nobody has to answer two at once.

The mode table is written over commands, because only commands move it; what they did is journaled
as AgentModeChanged, whose mode is then simply taken over. The work table is written over events. An
event moves the work only if it is about the contact at hand; the fold checks that before it asks.

Two moves deserve a word. ContactEnded leads to idle even where wrap-up follows: WrapUpStarted is
the next event of the same outcome, and no decision is taken between the two. An offer that ends
without a conversation leads back to idle; whether the agent stays ready is a matter of mode.
Owns the tables, the record and the one definition of *available*. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import NamedTuple

from contact import command as c
from contact import event as e
from contact.channel import VOICE
from contact.command import Code
from contact.event import Mode
from contact.identity import AgentId, ContactId
from contact.table import Answer, Go, Late, Refuse, Table

NO_ANSWER = "no answer"
"""Not-ready reason after an offer that expired."""
DECLINED = "declined"
"""Not-ready reason after the agent's phone said no."""


class Work(StrEnum):
    """What the engine knows the agent to be doing by voice."""

    IDLE = "idle"
    ALERTING = "alerting"
    CONNECTED = "connected"
    WRAP_UP = "wrap-up"


MODE_COMMANDS = (c.LogIn, c.SetReady, c.SetNotReady, c.LogOut)

_WRONG = Refuse(Code.WRONG_STATE)
_ALREADY = Refuse(Code.ALREADY_SO)

_MODE_ROWS: dict[Enum, dict[type, Answer]] = {
    Mode.LOGGED_OUT: {
        c.LogIn: Go(Mode.NOT_READY),
        c.SetReady: _WRONG,
        c.SetNotReady: _WRONG,
        c.LogOut: _ALREADY,
    },
    Mode.NOT_READY: {
        c.LogIn: _ALREADY,
        c.SetReady: Go(Mode.READY),
        c.SetNotReady: Go(Mode.NOT_READY),
        c.LogOut: Go(Mode.LOGGED_OUT),
    },
    Mode.READY: {
        c.LogIn: _ALREADY,
        c.SetReady: _ALREADY,
        c.SetNotReady: Go(Mode.NOT_READY),
        c.LogOut: Go(Mode.LOGGED_OUT),
    },
}

MODE = Table("agent mode", tuple(Mode), MODE_COMMANDS, _MODE_ROWS)
"""What may be chosen from where."""

WORK_EVENTS = (
    e.OfferMade,
    e.OfferExpired,
    e.OfferDeclined,
    e.OfferWithdrawn,
    e.ContactConnected,
    e.ContactFellBack,
    e.ContactEnded,
    e.WrapUpStarted,
    e.WrapUpExtended,
    e.WrapUpFinished,
    c.FinishWrapUp,
    c.ExtendWrapUp,
)

TWICE = "received twice, or after something else had moved the agent on"
WITHDRAWAL = "OfferWithdrawn follows and moves the agent"


def _row(moves: dict[type, Answer]) -> dict[type, Answer]:
    row: dict[type, Answer] = {event: Late(TWICE) for event in WORK_EVENTS}
    row[c.FinishWrapUp] = row[c.ExtendWrapUp] = _WRONG
    row.update(moves)
    return row


_IDLE = Go(Work.IDLE)

_WORK_ROWS: dict[Enum, dict[type, Answer]] = {
    Work.IDLE: _row({e.OfferMade: Go(Work.ALERTING), e.WrapUpStarted: Go(Work.WRAP_UP)}),
    Work.ALERTING: _row(
        {
            e.OfferExpired: _IDLE,
            e.OfferDeclined: _IDLE,
            e.OfferWithdrawn: _IDLE,
            e.ContactConnected: Go(Work.CONNECTED),
            e.ContactEnded: Late(WITHDRAWAL),
            e.ContactFellBack: Late(WITHDRAWAL),
        }
    ),
    Work.CONNECTED: _row({e.ContactEnded: _IDLE, e.ContactFellBack: _IDLE}),
    Work.WRAP_UP: _row(
        {
            e.WrapUpExtended: Go(Work.WRAP_UP),
            e.WrapUpFinished: _IDLE,
            c.FinishWrapUp: _IDLE,
            c.ExtendWrapUp: Go(Work.WRAP_UP),
        }
    ),
}

WORK = Table("agent work", tuple(Work), WORK_EVENTS, _WORK_ROWS)
"""How work goes on."""

_WORK_MOVES: dict[Work, dict[type, Work]] = WORK.moves()
_AT_REST, _READY = Work.IDLE, Mode.READY


class Written(NamedTuple):
    """A written contact at hand: offered, or accepted and not finished."""

    channel: str
    queue: str
    since: float
    """Instant at which it was offered, UTC seconds."""


@dataclass(slots=True, eq=False)
class Agent:
    """One agent, as folded from the journal."""

    agent_id: AgentId
    mode: Mode = Mode.LOGGED_OUT
    reason: str = ""
    """Why not ready."""
    work: Work = Work.IDLE
    contact_id: ContactId | None = None
    """The contact at hand by voice; None while idle."""
    queue: str = ""
    """Its queue."""
    idle_since: float = 0.0
    """Instant at which the agent last chose ready or ended work, UTC seconds. An offer withdrawn
    from the agent does not touch it: who is not to blame keeps the place."""
    logged_in_at: float = 0.0
    """Instant of the last log-in, UTC seconds; what follows counts from it."""
    contact_count: int = 0
    """Conversations."""
    work_s: float = 0.0
    """Time at work, that at hand not included, seconds."""
    work_since: float = 0.0
    """Instant at which the work at hand by voice began, UTC seconds."""
    counted_from: float = 0.0
    """Instant from which time at work is not counted yet, UTC seconds."""
    last_offer: int = 0
    """Number of the last offer, counted over the whole centre; 0: none yet."""
    no_answer_count: int = 0
    """Offers that expired one after the other."""
    wrap_until: float = 0.0
    """Instant at which wrap-up ends by itself, UTC seconds."""
    extension_count: int = 0
    """How often the wrap-up at hand has been extended."""
    reachable: bool = True
    """Believed until the phone is known to be away; a ring that fails will tell."""
    engaged: bool = False
    """The phone is in use outside our offers."""
    fallback_contact: ContactId | None = None
    """The contact that the agent answered in the exchange's own queue."""
    bars: dict[ContactId, float] = field(default_factory=dict)
    """Contacts that the agent did not take → until when they are kept away, UTC seconds."""
    capacity: Mapping[str, int] = field(default_factory=dict)
    """Written channel → how many of its contacts at once."""
    voice_blocks: bool = True
    """No written contact while on the phone or in wrap-up."""
    voice_interrupts: bool = True
    """A contact by voice may come while written ones are at hand."""
    written: dict[ContactId, Written] = field(default_factory=dict)
    """Written contacts at hand."""
    asked: ContactId | None = None
    """The one of them that is offered and not accepted yet."""

    def is_available(self, channel: str = VOICE) -> bool:
        """One more contact of this channel can be offered.

        By voice: ready and idle, with a phone that can ring (I3, I4). Written: ready and below
        the capacity. The plan says which blocks which.
        """
        if channel != VOICE:
            is_open = self.mode is _READY and self.asked is None
            return is_open and self._has_room(channel) and not self._is_blocked()
        if self.work is not _AT_REST or self.mode is not _READY or self.asked is not None:
            return False
        return self.has_free_phone() and (self.voice_interrupts or not self.written)

    def takes_anything(self) -> bool:
        """One more contact of some channel can be offered."""
        return self.is_available() or any(self.is_available(one) for one in self.capacity)

    def _has_room(self, channel: str) -> bool:
        count = sum(one.channel == channel for one in self.written.values())
        return count < self.capacity.get(channel, 0)

    def _is_blocked(self) -> bool:
        """No written contact just now, because of the phone."""
        if not self.voice_blocks:
            return self.work is Work.ALERTING
        is_talking_elsewhere = self.engaged or self.fallback_contact is not None
        return self.work is not Work.IDLE or is_talking_elsewhere

    def load(self) -> int:
        """Contacts at hand by all channels; wrap-up counts as one."""
        return len(self.written) + (self.work is not Work.IDLE)

    def occupancy(self) -> float:
        """Share of the time between log-in and the end of the last work that was spent at work."""
        span_s = self.idle_since - self.logged_in_at
        return self.work_s / span_s if span_s > 0 else 0.0

    def has_free_phone(self) -> bool:
        """The phone can be rung."""
        return self.reachable and not self.engaged and self.fallback_contact is None

    def follow(self, event: object) -> bool:
        """Move the work axis by an event about the contact at hand; False when it comes late."""
        after = _WORK_MOVES[self.work].get(type(event))
        if after is None:
            return False
        self.work = after
        return True

    def why_unavailable(self, channel: str = VOICE) -> str:
        """The reason in words, for an explanation; empty when available."""
        is_by_voice = channel == VOICE
        if self.work is not Work.IDLE and (is_by_voice or self._is_blocked()):
            return str(self.work)
        if self.mode is Mode.LOGGED_OUT:
            return str(self.mode)
        if self.mode is Mode.NOT_READY:
            return f"not ready: {self.reason}" if self.reason else "not ready"
        if is_by_voice and not self.reachable:
            return "phone unreachable"
        if not self.has_free_phone() if is_by_voice else self._is_blocked():
            return "phone in use"
        return self._why_full(channel)

    def _why_full(self, channel: str) -> str:
        """The reason in words as far as it is what is written."""
        if self.asked is not None:
            return "is offered a written contact"
        if channel != VOICE:
            return "" if self._has_room(channel) else f"as many by {channel} as can be"
        return "has written contacts" if self.written and not self.voice_interrupts else ""
