"""The register of contacts: those who live, and what must be known of those who do no more.

Owns who is on the line, who has ended, who ever was in the fallback queue, and which contacts have
no leg at all; all of it is folded from events. Decides nothing. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.channel import VOICE
from contact.identity import ContactId, OfferId, contact_of_offer
from contact.journey import State
from contact.plan import CentrePlan
from ivr.core.contact_state import ContactState

MOST_ENDED = 20_000
"""Contacts that are remembered, ended or written; no leg lives longer than so many come and go."""


class Register:
    """All contacts of the line."""

    def __init__(self, plan: CentrePlan) -> None:
        self._plan = plan
        self.live: dict[ContactId, ContactState] = {}
        """Contacts that have not ended."""
        self._fallen: set[ContactId] = set()
        """Every contact that ever was in the fallback queue: its log is read more than once."""
        self._ended: dict[ContactId, None] = {}
        """Contacts that ended last: their legs may outlive them, when we died in between."""
        self._written: dict[ContactId, None] = {}
        """The last contacts without a leg: nothing of the exchange belongs to them."""

    def by_offer(self, offer_id: OfferId) -> ContactState | None:
        """The live contact that an offer belongs to."""
        return self.live.get(contact_of_offer(offer_id))

    def has_ended(self, contact_id: ContactId) -> bool:
        """It was ours, and is over."""
        return contact_id in self._ended

    def has_fallen(self, contact_id: ContactId) -> bool:
        """It has been in the fallback queue."""
        return contact_id in self._fallen

    def is_written(self, contact_id: ContactId) -> bool:
        """It came by a channel without legs."""
        return contact_id in self._written

    # ------------------------------------------------------------ folding

    def arrive(self, event: e.ContactArrived, at: float) -> None:
        """Someone is new on the line, unless known already; what is written only gets noted."""
        if event.channel != VOICE:
            _remember(self._written, event.contact_id)
        elif self._is_new(event.contact_id):
            entry = self._plan.entry_points.get(event.entry_point)
            language = (entry.language if entry else "") or self._plan.languages[0]
            self.live[event.contact_id] = _arrival_of(event, at, language)

    def promise(self, event: e.CallbackPromised) -> None:
        """Someone is to be rung back, and has no leg until then."""
        if self._is_new(event.contact_id):
            self.live[event.contact_id] = _callback_of(event)

    def fold(self, contact: ContactState, event: e.Event, at: float) -> None:
        """Take one event of a live contact."""
        contact.fold(event, at)
        if contact.state is State.IN_FALLBACK:
            self._fallen.add(contact.contact_id)
        elif contact.state is State.ENDED:
            del self.live[contact.contact_id]
            _remember(self._ended, contact.contact_id)

    def _is_new(self, contact_id: ContactId) -> bool:
        return contact_id not in self.live and contact_id not in self._ended


def _arrival_of(arrived: e.ContactArrived, at: float, language: str) -> ContactState:
    """A contact that has just arrived."""
    since = arrived.arrived_at or at
    return ContactState(
        arrived.contact_id, arrived.entry_point, arrived.caller_number, since, language
    )


def _callback_of(promised: e.CallbackPromised) -> ContactState:
    """A callback as it was promised: nobody is on the line."""
    return ContactState(
        promised.contact_id,
        promised.entry_point,
        promised.number,
        promised.since,
        promised.language,
        State.PROMISED,
        topic=promised.topic,
        queue=promised.queue,
        skills=promised.skills,
        priority=promised.priority,
        head_start_s=promised.head_start_s,
        is_callback=True,
        has_leg=False,
    )


def _remember(last: dict[ContactId, None], contact_id: ContactId) -> None:
    last[contact_id] = None
    if len(last) > MOST_ENDED:
        del last[next(iter(last))]
