"""An *emergency centre* node leads there at once and never lets anybody wait for a turn.

Nobody there: once more, then a person of the line, before everybody else and whatever the queue's
limits say. Pure.
"""

from __future__ import annotations

from contact.plan import EmergencyCentre, Enqueue, Prompt
from ivr.core import effect as do
from ivr.core import referral
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.enqueue import EnqueueScript
from ivr.core.script.script import Script
from ivr.core.stage import Stage

TRIES = 2
"""Attempts to reach the emergency centre."""
HIGHEST = 100
"""The highest priority that a flow can give."""
EMERGENCY_CENTRE = ""
"""As a destination: where the exchange's own endpoint leads, which a drill points elsewhere."""
UNANSWERED = Prompt("emergency-unanswered")


class EmergencyCentreScript(Script[EmergencyCentre]):
    """Leads on to people whatever happens."""

    def __init__(self, stage: Stage, queueing: EnqueueScript) -> None:
        super().__init__(stage)
        self._queueing = queueing

    def enter(self, contact: ContactState, node: EmergencyCentre, draft: Draft) -> None:
        contact.keys_ahead = ""
        self.stage.speak(contact, node.prompts, draft)
        self._refer(contact, node, draft)

    def said(self, contact: ContactState, node: EmergencyCentre, draft: Draft) -> None:
        draft.do(do.StartMusic(contact.contact_id))

    def unanswered(self, contact: ContactState, node: EmergencyCentre, draft: Draft) -> None:
        if contact.referral_tries < TRIES:
            draft.do(do.StartMusic(contact.contact_id))
            self._refer(contact, node, draft)
        else:
            person = Enqueue(node.queue, (UNANSWERED,), priority=HIGHEST)
            self._queueing.enter(contact, person, draft)

    def _refer(self, contact: ContactState, node: EmergencyCentre, draft: Draft) -> None:
        target = self.stage.plan.emergency_number
        referral.offer(contact, target, EMERGENCY_CENTRE, node.ring_s, draft)
