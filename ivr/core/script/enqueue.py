"""An *enqueue* node lets the contact wait for an agent, and speaks from then on only when told to.

Owns what the distribution is asked for. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.command import QueueContact
from contact.demand import rings_of, same_agent_first
from contact.plan import EmergencyCentre, Enqueue
from ivr.core import effect as do
from ivr.core.attendance import Attendance
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script
from ivr.core.stage import Stage


class EnqueueScript(Script[Enqueue]):
    """Hands over to the acd."""

    def __init__(self, stage: Stage, attendance: Attendance) -> None:
        super().__init__(stage)
        self._attendance = attendance

    def enter(self, contact: ContactState, node: Enqueue, draft: Draft) -> None:
        contact.keys_ahead = ""
        if not contact.queue:
            contact.since = draft.now  # the menu was no waiting
        self.classify(contact, node, draft)
        if node.prompts:
            self.stage.speak(contact, node.prompts, draft, restarts_music=True)
        else:
            draft.do(do.StartMusic(contact.contact_id))

    def classify(self, contact: ContactState, node: Enqueue, draft: Draft) -> None:
        """State what the contact is about, and ask the acd to let it wait."""
        topic = contact.topic or node.topic
        first = rings_of(self.stage.plan.queues[node.queue], contact.language, topic)[0]
        draft.happened(
            e.ContactClassified(
                contact.contact_id,
                contact.language,
                topic,
                node.queue,
                first.skills,
                node.priority,
                node.head_start_s,
            )
        )
        draft.do(self.command(contact))

    def command(self, contact: ContactState) -> QueueContact:
        """Asks for what the plan says now; it may have changed since the contact came."""
        queue = self.stage.plan.queues.get(contact.queue)
        rings = rings_of(queue, contact.language, contact.topic) if queue else ()
        skills = rings[0].skills if rings else contact.skills
        if queue and queue.same_agent_s > 0:
            agents = self._attendance.agents_of(contact.caller_number)
            rings = same_agent_first(rings, agents, queue.same_agent_s)
        return QueueContact(
            contact.contact_id,
            contact.queue,
            contact.language,
            skills,
            contact.priority,
            contact.since,
            contact.head_start_s,
            rings,
            queue.preferred if queue else {},
            has_no_limits=isinstance(self.stage.node(contact), EmergencyCentre),
        )
