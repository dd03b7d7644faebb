"""Promises of a callback that are open, by number and by contact: one fold for everybody.

Owns what is known of an open promise. A promise is open until citizen and agent talk or the
callback ends. Expects events in the order of the journal, each once. Never decides. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact import event as e
from contact.identity import ContactId

NO_CONTACT = ContactId("")


@dataclass(slots=True, eq=False)
class Promise:
    """One open promise."""

    contact_id: ContactId
    """The callback's."""
    number: str
    earliest: float
    """UTC seconds."""
    latest: float
    """UTC seconds."""
    made: e.CallbackPromised
    """What was promised in the beginning."""
    attempt_count: int = 0
    """How often the citizen has been dialled."""
    attempts_before: int = 0
    """So many of them before it was moved: they count no more."""
    is_on_line: bool = False
    """The citizen is on the line and waits for the agent."""


class Promises:
    """All open promises."""

    def __init__(self) -> None:
        self.open: dict[ContactId, Promise] = {}
        """By the callback's contact."""
        self._by_number: dict[str, Promise] = {}

    def of_number(self, number: str) -> Promise | None:
        """The open promise to this number; there is one at most."""
        return self._by_number.get(number)

    def fold(self, event: object) -> None:
        """Let an event change them; one that is about no open promise changes nothing."""
        if isinstance(event, e.CallbackPromised):
            self._promise(event)
            return
        promise = self.open.get(getattr(event, "contact_id", NO_CONTACT))
        if promise is None:
            return
        match event:
            case e.CallbackMoved():
                promise.earliest, promise.latest = event.earliest, event.latest
                promise.attempts_before = promise.attempt_count
            case e.CallbackDialled() | e.CallbackFailed() | e.CallbackReached():
                promise.attempt_count = max(promise.attempt_count, event.attempt)
                promise.is_on_line = isinstance(event, e.CallbackReached)
            case e.ContactConnected() | e.ContactEnded():
                del self.open[promise.contact_id], self._by_number[promise.number]
            case _:
                pass

    def _promise(self, event: e.CallbackPromised) -> None:
        if event.contact_id in self.open or event.number in self._by_number:
            return
        promise = Promise(event.contact_id, event.number, event.earliest, event.latest, event)
        self.open[event.contact_id] = self._by_number[event.number] = promise
