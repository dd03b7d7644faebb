"""The cards of those who are on the line now, ready before the agent's screen asks.

Owns the reading of cards and the memory of them: personal data is kept there only as long as the
contact lives and a little longer (S43). Edge.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from contact.card import Card, OpenTicket, PastContact
from contact.identity import CitizenId, ContactId
from crm_api.core.ticket import TicketState
from crm_api.edge.table import CITIZEN_NUMBERS, CITIZENS, CONTACTS, TICKETS

KEPT_S = 300.0
"""How long a card stays after the contact's end: wrap-up still shows it, seconds."""
_MOST_CANDIDATES = 5
"""Citizens shown for one number; a switchboard of hundreds helps nobody."""
_MOST_CONTACTS = 5
_MOST_TICKETS = 10

Matches = dict[ContactId, list[int]]
"""Contact → citizens whose number fits, in order of id."""


class CardMemory:
    """Cards by contact."""

    def __init__(self) -> None:
        self._cards: dict[ContactId, tuple[Card, ...]] = {}
        self._leaving: deque[tuple[float, ContactId]] = deque()

    def of(self, contact_id: ContactId) -> tuple[Card, ...]:
        return self._cards.get(contact_id, ())

    def remember(self, cards: Mapping[ContactId, tuple[Card, ...]]) -> None:
        self._cards.update(cards)

    def leave(self, contacts: Iterable[ContactId], now: float) -> None:
        """These contacts have ended."""
        self._leaving.extend((now + KEPT_S, one) for one in contacts if one in self._cards)

    def forget(self, now: float) -> None:
        """Drop what has been kept long enough."""
        while self._leaving and self._leaving[0][0] <= now:
            self._cards.pop(self._leaving.popleft()[1], None)


def matches(connection: Connection, callers: Mapping[ContactId, str]) -> Matches:
    """Citizens by the E.164 number of each contact's caller; '' fits nobody."""
    numbers = {number for number in callers.values() if number}
    if not numbers:
        return {}
    rows = connection.execute(
        select(CITIZEN_NUMBERS.c.number, CITIZEN_NUMBERS.c.citizen_id)
        .where(CITIZEN_NUMBERS.c.number.in_(numbers))
        .order_by(CITIZEN_NUMBERS.c.citizen_id)
    )
    by_number: dict[str, list[int]] = {}
    for number, citizen_id in rows:
        by_number.setdefault(number, []).append(citizen_id)
    return {
        contact_id: by_number[number][:_MOST_CANDIDATES]
        for contact_id, number in callers.items()
        if number in by_number
    }


def read_cards(connection: Connection, wanted: Matches) -> dict[ContactId, tuple[Card, ...]]:
    """The cards of these contacts, the contact itself left out of the past ones."""
    ids = sorted({citizen for candidates in wanted.values() for citizen in candidates})
    if not ids:
        return {}
    people = (connection.execute(select(CITIZENS).where(CITIZENS.c.id.in_(ids)))).all()
    past = {one: _past(connection, one) for one in ids}
    tickets = {one: _open_tickets(connection, one) for one in ids}
    known = {
        row.id: Card(CitizenId(str(row.id)), row.name, row.language, (), tickets[row.id])
        for row in people
    }
    return {
        contact_id: tuple(
            _card(known[one], past[one], contact_id) for one in candidates if one in known
        )
        for contact_id, candidates in wanted.items()
    }


def _card(card: Card, past: Sequence[PastContact], contact_id: ContactId) -> Card:
    others = tuple(one for one in past if one.contact_id != contact_id)[:_MOST_CONTACTS]
    return Card(card.citizen_id, card.name, card.language, others, card.open_tickets)


def _past(connection: Connection, citizen_id: int) -> list[PastContact]:
    c = CONTACTS.c
    rows = connection.execute(
        select(c.contact_id, c.arrived_at, c.topic, c.disposition)
        .where(c.citizen_id == citizen_id)
        .order_by(c.seq.desc())
        .limit(_MOST_CONTACTS + 1)
    )
    return [PastContact(*row) for row in rows]


def _open_tickets(connection: Connection, citizen_id: int) -> tuple[OpenTicket, ...]:
    c = TICKETS.c
    rows = connection.execute(
        select(c.number, c.topic, c.subject, c.opened_at)
        .where(c.citizen_id == citizen_id, c.state == TicketState.OPEN.value)
        .order_by(c.id.desc())
        .limit(_MOST_TICKETS)
    )
    return tuple(OpenTicket(*row) for row in rows)
