"""Leases: the dead-man switch of every contact that waits.

Theory. The dialplan arms an absolute time-out before it hands a contact to us; as long as we renew
it, the contact is ours. If we die or freeze, it runs out and the exchange moves the contact to the
fallback queue (L5 to L7 of the reliability study). The oldest contact's lease is the shortest, so
that they arrive there in the order of their age. Never acts. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from contact.core import Instant
from ivr.core import effect as do
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft

SPREAD_S = 1.5
"""The oldest contact's lease is so much shorter than a young one's, seconds."""
STEP_S = 0.02
"""From one contact's lease to the next younger one's, seconds."""
GIVE_UP_S = 0.1
"""A lease so short that the exchange takes the contact over at once, seconds."""
NONE_S = 0.0
"""No lease: the contact talks with a person and must not be cut."""


class Leases:
    """When to renew, and for how long."""

    def __init__(self, lease_s: float, renew_s: float) -> None:
        self._lease_s, self._renew_s = lease_s, renew_s
        self.renew_at: Instant | None = None
        """The next renewal, UTC seconds; None: nobody is there."""

    def keep(self, has_contacts: bool, now: Instant) -> None:
        """Set the next renewal when there is somebody to renew for."""
        if self.renew_at is None and has_contacts:
            self.renew_at = now + self._renew_s

    def renew(self, contacts: Iterable[ContactState], draft: Draft) -> None:
        """Renew all, the oldest first and shortest."""
        self.renew_at = None
        waiting = sorted(
            (one for one in contacts if one.needs_lease),
            key=lambda one: (not one.is_waiting, -one.priority, one.since, one.contact_id),
        )
        for rank, contact in enumerate(waiting):
            shorter_s = max(0.0, SPREAD_S - rank * STEP_S)
            draft.do(do.RenewLease(contact.contact_id, self._lease_s - shorter_s))
