"""A batch of journal records turned into what the store must do.

Owns the decision what each event means for contacts and tickets. Never asks the store: the records
that the batch touches are given. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from contact import event as e
from contact.event import Event
from contact.identity import ContactId
from contact.journey import State
from crm_api.core.record import LONGEST_ID, LONGEST_WORD, Record, arrived, fold, promised
from crm_api.core.text import harmless


class Fact(Protocol):
    """One journal record."""

    @property
    def seq(self) -> int: ...

    @property
    def at(self) -> float:
        """UTC seconds."""

    @property
    def event(self) -> Event: ...


@dataclass(slots=True)
class Digest:
    """What a batch asks of the store."""

    records: dict[ContactId, Record] = field(default_factory=dict)
    """Contacts as they are after the batch, only those that changed."""
    arrivals: list[ContactId] = field(default_factory=list)
    """Contacts whose caller is to be recognised."""
    openings: dict[ContactId, float] = field(default_factory=dict)
    """Contacts that get a ticket → since when."""
    messages: dict[ContactId, float] = field(default_factory=dict)
    """Contacts that left a message → how long it is, seconds; they get a ticket."""
    wrap_ups: dict[ContactId, tuple[str, float]] = field(default_factory=dict)
    """Contacts whose wrap-up is over → disposition, instant."""
    ends: dict[ContactId, float] = field(default_factory=dict)
    """Contacts that ended → when."""
    confirmed: list[str] = field(default_factory=list)
    """Keys of our own reports that have come back in the journal."""


def contact_of(event: Event) -> ContactId | None:
    """The contact an event is about, in the form in which it is stored; None: about no contact."""
    given = getattr(event, "contact_id", None)
    return None if given is None else ContactId(harmless(given, LONGEST_ID))


def report_key(event: Event) -> str:
    """What identifies one of our reports among the outgoing ones; '' for anybody else's event."""
    if isinstance(event, e.CitizenRecognised):
        return f"recognised {event.contact_id}"
    if isinstance(event, e.TicketOpened):
        return f"opened {event.ticket}"
    if isinstance(event, e.TicketClosed):
        return f"closed {event.ticket}"
    return ""


def digest(facts: Iterable[Fact], known: Mapping[ContactId, Record]) -> Digest:
    """Fold the facts over the records known so far."""
    result = Digest()
    for fact in facts:
        contact_id = contact_of(fact.event)
        if contact_id is None:
            continue
        if key := report_key(fact.event):
            result.confirmed.append(key)
            continue
        before = result.records.get(contact_id) or known.get(contact_id)
        if isinstance(fact.event, e.ContactArrived) and before is None:
            result.records[contact_id] = arrived(fact.event, fact.seq, fact.at)
            result.arrivals.append(contact_id)
        elif isinstance(fact.event, e.CallbackPromised) and before is None:
            result.records[contact_id] = promised(fact.event, fact.seq, fact.at)
            result.arrivals.append(contact_id)
        elif before is not None:
            _follow(result, before, fact)
    return result


def _follow(result: Digest, before: Record, fact: Fact) -> None:
    """One more event of a contact whose arrival is known."""
    after = fold(before, fact.event, fact.at)
    contact_id = before.contact_id
    event = fact.event
    if isinstance(event, e.WrapUpFinished) or (
        isinstance(event, e.ContactEnded) and event.disposition
    ):
        disposition = harmless(event.disposition, LONGEST_WORD)
        result.wrap_ups[contact_id] = (disposition, fact.at)
    if isinstance(fact.event, e.MessageRecorded):
        result.openings[contact_id] = fact.at
        result.messages[contact_id] = fact.event.duration_s
    if after is before:
        return
    result.records[contact_id] = after
    if isinstance(fact.event, e.ContactConnected):
        result.openings[contact_id] = fact.at
    if after.state is State.ENDED and before.state is not State.ENDED:
        result.ends[contact_id] = fact.at
