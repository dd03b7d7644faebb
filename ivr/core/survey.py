"""Surveys: what is asked of a citizen after the agent has left.

Theory. A survey is an epilogue: the contact ends as served when the agent hangs up, wrap-up starts,
and whatever the citizen does afterwards changes nothing of that. The exchange itself moves the
citizen's leg from the conversation to the survey, or hangs it up when we are away; it also bounds
the survey's time. So nothing here is journaled but the score, and a restart loses only the survey.
Never acts. Pure.
"""

from __future__ import annotations

from contact.identity import ContactId
from contact.journey import State
from contact.plan import Survey
from ivr.core import effect as do
from ivr.core.contact_state import ContactState, Speaking
from ivr.core.draft import Draft
from ivr.core.stage import Stage

MOST_EXPECTED = 1000
"""Contacts whose leg the exchange may still bring; citizens who hung up as well never come."""


class Surveys:
    """Who is to be asked, and who is being asked."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._expected: dict[ContactId, ContactState] = {}
        self.live: dict[ContactId, ContactState] = {}
        """Those who are being asked."""

    def has_one(self, contact: ContactState) -> bool:
        """The contact's queue wants one, and its flow has it."""
        queue = self._stage.plan.queues.get(contact.queue)
        nodes = self._stage.flow(contact).nodes
        return queue is not None and isinstance(nodes.get(queue.survey), Survey)

    def expect(self, contact: ContactState) -> None:
        """The agent has left; the exchange brings the citizen."""
        self._expected[contact.contact_id] = contact
        if len(self._expected) > MOST_EXPECTED:
            del self._expected[next(iter(self._expected))]

    def begin(self, contact_id: ContactId, draft: Draft) -> None:
        """The citizen is here; one whom nobody expects belongs to a run that is gone."""
        contact = self._expected.pop(contact_id, None)
        if contact is None:
            draft.do(do.DropCitizen(contact_id))
            return
        contact.state, contact.is_epilogue = State.IN_MENU, True
        contact.keys_ahead, contact.speaking, contact.held = "", Speaking(0), ()
        contact.faults, contact.trail = 0, ()
        self.live[contact_id] = contact
        self._stage.enter(contact, self._stage.plan.queues[contact.queue].survey, draft)

    def knows(self, contact_id: ContactId) -> bool:
        """The citizen is being asked, or will be as soon as the exchange brings the leg."""
        return contact_id in self.live or contact_id in self._expected

    def left(self, contact_id: ContactId) -> None:
        """The citizen has gone."""
        self.live.pop(contact_id, None)
        self._stage.forget(contact_id)
