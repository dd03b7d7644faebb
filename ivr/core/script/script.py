"""The script of a kind of node: what it does when a contact arrives, presses, has heard or waited.

Owns the interface. A script has no state; what it remembers of a contact is in `ContactState`.
Never acts. Pure.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.stage import Stage

N = TypeVar("N")


class Script(Generic[N]):
    """Does nothing by itself: kinds say what differs."""

    takes_keys = False
    """Keys mean something at such nodes. Otherwise they are kept for the node that follows."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def takes(self, contact: ContactState, node: N) -> bool:
        """Whether a key means something at this node now."""
        return self.takes_keys

    def enter(self, contact: ContactState, node: N, draft: Draft) -> None:
        """The contact arrives. Keys that it pressed before, if any, are played afterwards."""

    def said(self, contact: ContactState, node: N, draft: Draft) -> None:
        """What the node had to say is over."""

    def learn(self, contact: ContactState, node: N, answer: Any, draft: Draft) -> None:
        """What the node asked is known; None: nobody could answer."""

    def recognised(self, contact: ContactState, node: N, draft: Draft) -> None:
        """The CRM knows the caller's number."""

    def recorded(self, contact: ContactState, node: N, duration_s: float, draft: Draft) -> None:
        """What the node let record is over; 0 s: nothing was kept."""

    def unanswered(self, contact: ContactState, node: N, draft: Draft) -> None:
        """The department that the node led to was not there."""

    def press(self, contact: ContactState, node: N, key: str, draft: Draft) -> None:
        """A key, where keys are taken."""

    def miss_key(self, contact: ContactState, node: N, draft: Draft) -> None:
        """The time for a key is over."""
