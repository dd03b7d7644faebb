"""The desk engine: follows every event, serves every desk.

Owns who sits at which desk, which requests wait for their answer, and what each desk is told.
Never decides about contacts or agents: what a desk asks goes on as a command, and the facts that
follow tell whether it came true. Desk sessions are not journaled, because no connection outlives
the program; everything else is folded from the journal. Pure.

A request is answered `done` by the fact that fulfils it and `refused` by the refusal of its
command. Nothing is promised in between, so a desk never believes what did not happen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from contact import event as e
from contact.codec import plain
from contact.command import Code, Command, LogIn, Refusal, SetNotReady
from contact.command import Refused as CommandRefused
from contact.core import NOTHING, Instant, Outcome
from contact.identity import AgentId
from contact.plan import CentrePlan
from contact.table import Go
from cti.core import view, wish
from cti.core.effect import CloseDesk, Send, SendAll
from cti.core.floor import Floor, Seat
from cti.core.frame import Bye, Done, Refused
from cti.core.kind import Farewell, Work
from cti.core.news import STATE_CHANGES, news
from cti.core.observation import DeskAsked, DeskClosed, DeskId, DeskOpened
from cti.core.oversight import CHANGES, Oversight
from cti.core.session import SESSION, DeskDismissed, State

DESK_LOST = "desk lost"
"""Not-ready reason of an agent whose desk went away."""
COUNTS_EVERY_S = 2.0
"""Least time between two count frames, seconds."""
RETURN_S = 10.0
"""How long after a restart ready agents may take to come back, seconds (F48)."""
PENDING_LIMIT = 50
"""Requests of one desk that may wait for their fact."""


@dataclass(slots=True)
class Desk:
    """One open or leaving desk."""

    desk_id: DeskId
    agent_id: AgentId
    state: State = State.OPEN
    pending: list[tuple[int, Command]] = field(default_factory=list)
    """Requests without an answer yet, oldest first."""


class Engine:
    """Fulfils `contact.core.Core` for desks."""

    def __init__(self, plan: CentrePlan) -> None:
        self._plan = plan
        self._floor = Floor.of(plan)
        self._oversight = Oversight(plan)
        self._desks: dict[DeskId, Desk] = {}
        self._desk_of: dict[AgentId, Desk] = {}
        """The agent's open desk."""
        self._lost: set[AgentId] = set()
        """Agents whose desk went away and did not come back."""
        self._awaited: set[AgentId] = set()
        """Agents who were ready before a restart."""
        self._counts_due: Instant | None = None
        self._counts_at: Instant = 0.0
        self._return_due: Instant | None = None

    # ------------------------------------------------------------ the contract

    def handle(self, message: Any, now: Instant) -> Outcome:
        """Take one event, observation or returned refusal."""
        match message:
            case DeskOpened():
                effects = self._opened(message, now)
            case DeskAsked():
                effects = self._asked(message, now)
            case DeskClosed():
                effects = self._closed(message, now)
            case CommandRefused():
                effects = self._command_refused(message, now)
            case _:
                effects = self._follow(message, now)
        return Outcome(effects=tuple(effects)) if effects else NOTHING

    def tick(self, now: Instant) -> Outcome:
        """Send counts that changed; send home agents who did not come back after a restart."""
        effects: list[Any] = []
        if self._counts_due is not None and self._counts_due <= now:
            self._counts_due, self._counts_at = None, now
            effects.append(SendAll(self._open_desks(), view.counts(self._floor, now)))
        if self._return_due is not None and self._return_due <= now:
            self._return_due = None
            self._lost |= self._awaited - self._desk_of.keys()
            for seat in self._floor.seats.values():
                effects += self._send_home(seat)
        return Outcome(effects=tuple(effects)) if effects else NOTHING

    def next_deadline(self) -> Instant | None:
        """When counts or the return after a restart are due."""
        due = [at for at in (self._counts_due, self._return_due) if at is not None]
        return min(due, default=None)

    def replay(self, event: e.Event, at: Instant) -> None:
        """Fold one journaled event."""
        self._floor.fold(event, at)
        self._oversight.fold(event)

    def snapshot(self) -> dict[str, Any]:
        """Desks, seats and the number of contacts, as plain values."""
        return {
            "desks": {desk.desk_id: plain(desk) for desk in self._desks.values()},
            "seats": {
                seat.agent_id: {
                    "mode": seat.mode.value,
                    "reason": seat.reason,
                    "work": seat.work.value,
                    "contact_id": seat.contact.contact_id if seat.contact else None,
                }
                for seat in self._floor.seats.values()
            },
            "live": len(self._floor.live),
            "waiting": len(self._floor.waiting),
        }

    # ------------------------------------------------------------ desks

    def _opened(self, message: DeskOpened, now: Instant) -> list[Any]:
        seat = self._floor.seats.get(message.agent_id)
        if not self._goes(message.desk_id, DeskOpened):
            return []
        if seat is None:
            return _farewell(message.desk_id, Farewell.LOGIN_FAILED, now)
        effects: list[Any] = []
        if (old := self._desk_of.get(message.agent_id)) is not None:
            effects += self._dismiss(old, Farewell.TAKEN_OVER, now)
        desk = Desk(message.desk_id, message.agent_id)
        self._desks[desk.desk_id] = self._desk_of[desk.agent_id] = desk
        self._lost.discard(desk.agent_id)
        effects.append(Send(desk.desk_id, view.welcome(self._plan, self._floor, seat, now)))
        if self._oversight.is_supervisor(desk.agent_id):
            effects.append(Send(desk.desk_id, self._oversight.picture(now)))
        if seat.mode is e.Mode.LOGGED_OUT:
            effects.append(LogIn(desk.agent_id))
        return effects

    def _asked(self, message: DeskAsked, now: Instant) -> list[Any]:
        desk = self._desks.get(message.desk_id)
        refusal: Refusal | None
        if desk is None or not self._goes(message.desk_id, DeskAsked):
            refusal = Refusal(Code.WRONG_STATE, "This desk is closed. Log in again.")
        elif wish.asker(message.wish) != desk.agent_id:
            refusal = Refusal(Code.NOT_YOURS, "A desk asks for its own agent only.")
        elif len(desk.pending) >= PENDING_LIMIT:
            refusal = Refusal(Code.WRONG_STATE, "Too much was asked before; wait for the answers.")
        else:
            refusal = self._oversight.objection(desk.agent_id, message.wish)
            if refusal is None:
                desk.pending.append((message.request, message.wish))
                return [message.wish]
        return [Send(message.desk_id, _refused(message.request, refusal, now))]

    def _closed(self, message: DeskClosed, now: Instant) -> list[Any]:
        if not self._goes(message.desk_id, DeskClosed):
            return []
        desk = self._desks.pop(message.desk_id)
        if self._desk_of.get(desk.agent_id) is not desk:
            return []
        del self._desk_of[desk.agent_id]
        self._lost.add(desk.agent_id)
        return self._send_home(self._floor.seats[desk.agent_id])

    def _dismiss(self, desk: Desk, why: Farewell, now: Instant) -> list[Any]:
        if not self._goes(desk.desk_id, DeskDismissed):
            return []
        desk.state = State.LEAVING
        del self._desk_of[desk.agent_id]
        return _farewell(desk.desk_id, why, now)

    def _goes(self, desk_id: DeskId, message: type) -> bool:
        """What the session table says."""
        desk = self._desks.get(desk_id)
        return isinstance(SESSION.answer(desk.state if desk else State.ABSENT, message), Go)

    def _send_home(self, seat: Seat) -> list[Any]:
        """An agent who would get offers without a desk to show them becomes not ready (F40)."""
        takes_offers = seat.mode is e.Mode.READY and seat.work in (Work.IDLE, Work.ALERTING)
        if takes_offers and seat.agent_id in self._lost:
            return [SetNotReady(seat.agent_id, DESK_LOST)]
        return []

    def _open_desks(self) -> tuple[DeskId, ...]:
        return tuple(desk.desk_id for desk in self._desk_of.values())

    # ------------------------------------------------------------ answers

    def _command_refused(self, message: CommandRefused, now: Instant) -> list[Any]:
        agent_id = wish.asker(message.command)
        desk = self._desk_of.get(agent_id) if agent_id is not None else None
        if desk is None:
            return []
        if isinstance(message.command, LogIn):
            known = message.refusal.code is not Code.UNKNOWN_AGENT
            return [] if known else self._dismiss(desk, Farewell.LOGIN_FAILED, now)
        for place, (request, command) in enumerate(desk.pending):
            if command == message.command:
                del desk.pending[place]
                return [Send(desk.desk_id, _refused(request, message.refusal, now))]
        return []

    def _fulfilled(self, desk: Desk, event: e.Event, now: Instant) -> list[Any]:
        """Answer the requests that this fact fulfils."""
        done = [entry for entry in desk.pending if wish.is_fulfilled(entry[1], event)]
        for entry in done:
            desk.pending.remove(entry)
        return [Send(desk.desk_id, Done(at=now, id=request)) for request, _ in done]

    # ------------------------------------------------------------ events

    def _follow(self, event: Any, now: Instant) -> list[Any]:
        seats = self._seats(event)
        self._oversight.fold(event)
        before = len(self._floor.waiting)
        if not self._floor.fold(event, now):
            return []
        if isinstance(event, e.CentreStarted):
            self._await_return(now)
        if len(self._floor.waiting) != before and self._desk_of and self._counts_due is None:
            self._counts_due = max(now, self._counts_at + COUNTS_EVERY_S)
        seats = self._seats(event) or seats
        effects = self._tell_supervisors(event, now) if isinstance(event, CHANGES) else []
        return effects + [one for seat in seats for one in self._tell(seat, event, now)]

    def _tell_supervisors(self, event: e.Event, now: Instant) -> list[Any]:
        """Show every supervisor the new picture, then answer who asked for it."""
        desks = [
            one for one in self._desk_of.values() if self._oversight.is_supervisor(one.agent_id)
        ]
        if not desks:
            return []
        picture = SendAll(tuple(one.desk_id for one in desks), self._oversight.picture(now))
        return [picture, *(done for one in desks for done in self._fulfilled(one, event, now))]

    def _has_left(self, seat: Seat, event: e.Event) -> bool:
        """Logged out, and no work at hand or about to follow."""
        if seat.mode is not e.Mode.LOGGED_OUT or seat.work is not Work.IDLE:
            return False
        if isinstance(event, e.ContactEnded) and seat.contact is not None:
            queue = self._plan.queues.get(seat.contact.queue)
            return queue is None or queue.wrap_up_s <= 0
        return not isinstance(event, e.AgentDeviceChanged)

    def _await_return(self, now: Instant) -> None:
        """After a restart the journal says who was ready; their desks must come back."""
        seats = self._floor.seats.values()
        self._awaited = {seat.agent_id for seat in seats if seat.mode is e.Mode.READY}
        self._return_due = now + RETURN_S if self._awaited else None

    def _seats(self, event: Any) -> list[Seat]:
        """The seats that an event concerns; several while several are rung for the contact."""
        agent_id = getattr(event, "agent_id", None)
        if agent_id is not None:
            seat = self._floor.seats.get(agent_id)
            return [seat] if seat is not None else []
        contact_id = getattr(event, "contact_id", None)
        return self._floor.seats_with(contact_id) if contact_id is not None else []

    def _tell(self, seat: Seat, event: e.Event, now: Instant) -> list[Any]:
        desk = self._desk_of.get(seat.agent_id)
        if desk is None:
            return self._send_home(seat)
        effects: list[Any] = []
        frame = news(self._plan, seat, event, now)
        if frame is not None:
            effects.append(Send(desk.desk_id, frame))
        if isinstance(event, STATE_CHANGES):
            effects.append(Send(desk.desk_id, view.state(seat, now)))
        effects += self._fulfilled(desk, event, now)
        if self._has_left(seat, event):
            effects += self._dismiss(desk, Farewell.LOGGED_OUT, now)
        return effects


def _refused(request: int, refusal: Refusal, now: Instant) -> Refused:
    return Refused(at=now, id=request, code=refusal.code.value, detail=refusal.detail)


def _farewell(desk_id: DeskId, why: Farewell, now: Instant) -> list[Any]:
    return [Send(desk_id, Bye(at=now, why=why)), CloseDesk(desk_id, why)]
