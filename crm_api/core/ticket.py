"""The ticket: a citizen's matter, from the first word with an agent to its closure (E16, E18, E19).

Theory. A ticket opens when an agent and a citizen begin to talk, or when somebody of the second
level opens one. What the first level could answer is closed by the disposition of the wrap-up; any
other disposition refers the matter to the second level and leaves the ticket open. Wrap-up reports
come through the journal, perhaps twice or after somebody had closed the ticket by hand: then they
are late. People's commands on a closed ticket are refused, because what the citizen was told on
closure must stay true. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from contact.command import Code
from contact.table import Answer, Go, Late, Refuse, Table

LONGEST_SUBJECT = 200
LONGEST_NOTE = 4000


class TicketState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Settled:
    """The agent's wrap-up says that the matter is done."""


@dataclass(frozen=True, slots=True)
class Referred:
    """The agent's wrap-up leaves the matter to the second level."""


@dataclass(frozen=True, slots=True)
class AmendTicket:
    """Somebody writes a note, a subject or the citizen."""


@dataclass(frozen=True, slots=True)
class CloseTicket:
    """Somebody closes the ticket with a disposition."""


_BY_HAND = Late("somebody had closed the ticket by hand, or the wrap-up is reported twice")

TICKET = Table(
    "ticket",
    tuple(TicketState),
    (Settled, Referred, AmendTicket, CloseTicket),
    {
        TicketState.OPEN: {
            Settled: Go(TicketState.CLOSED),
            Referred: Go(TicketState.OPEN),
            AmendTicket: Go(TicketState.OPEN),
            CloseTicket: Go(TicketState.CLOSED),
        },
        TicketState.CLOSED: {
            Settled: _BY_HAND,
            Referred: _BY_HAND,
            AmendTicket: Refuse(Code.WRONG_STATE),
            CloseTicket: Refuse(Code.ALREADY_SO),
        },
    },
)

Message = Settled | Referred | AmendTicket | CloseTicket


def after_wrap_up(disposition: str, follow_up: Collection[str]) -> Settled | Referred:
    """What a disposition means for the ticket: closed (E18), unless it is one that the plan names
    for follow-up (E19). None given means: somebody has to look."""
    return Settled() if disposition and disposition not in follow_up else Referred()


def answer(state: TicketState, message: Message) -> Answer:
    """What the ticket does with the message."""
    return TICKET.answer(state, type(message))


def ticket_number(year: int, serial: int) -> str:
    """The number that the citizen is told (E45): '2026-000123'."""
    return f"{year:04d}-{serial:06d}"
