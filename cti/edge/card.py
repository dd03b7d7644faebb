"""Citizens' cards put into frames on their way out.

Owns which frames have room for cards. Never keeps a card (S43). Edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contact.card import Card
from contact.identity import ContactId
from cti.core.frame import Frame, Pop, PopUpdate, Welcome, Who
from cti.core.kind import Match
from cti.core.text import displayable

Cards = Callable[[ContactId], tuple[Card, ...]]
"""The cards of a contact's caller, from memory."""

_CARDS = 5
"""More candidates than this do not help anybody on the phone."""
_TICKETS = 10


def with_cards(frame: Frame, cards: Cards) -> Frame:
    """The frame, with the citizen's cards where it has room for them."""
    if isinstance(frame, Pop):
        return _pop(frame, cards)
    if isinstance(frame, PopUpdate):
        return replace(frame, who=_who(frame.who, cards(ContactId(frame.contact_id))))
    if isinstance(frame, Welcome) and frame.contact is not None:
        return replace(frame, contact=_pop(frame.contact, cards))
    return frame


def _pop(pop: Pop, cards: Cards) -> Pop:
    return replace(pop, who=_who(pop.who, cards(ContactId(pop.contact_id))))


def _who(who: Who, cards: tuple[Card, ...]) -> Who:
    if not cards:
        return who
    match = Match.KNOWN if len(cards) == 1 else Match.MAYBE
    return replace(who, match=match, cards=tuple(_clean(card) for card in cards[:_CARDS]))


def _clean(card: Card) -> Card:
    tickets = tuple(
        replace(one, subject=displayable(one.subject, 120), ticket=displayable(one.ticket, 40))
        for one in card.open_tickets[:_TICKETS]
    )
    contacts = tuple(
        replace(one, disposition=displayable(one.disposition, 60)) for one in card.last_contacts[:5]
    )
    return replace(card, name=displayable(card.name), open_tickets=tickets, last_contacts=contacts)
