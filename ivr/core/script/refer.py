"""A *refer* node hands over to a department, and goes on when nobody is there. Pure."""

from __future__ import annotations

from contact.plan import Refer
from ivr.core import effect as do
from ivr.core import referral
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script


class ReferScript(Script[Refer]):
    """The citizen hears words, then music, until somebody answers."""

    def enter(self, contact: ContactState, node: Refer, draft: Draft) -> None:
        contact.keys_ahead = ""
        if node.prompts:
            self.stage.speak(contact, node.prompts, draft)
        else:
            draft.do(do.StartMusic(contact.contact_id))
        number = node.number or self.stage.plan.departments[node.department]
        referral.offer(contact, node.department or number, number, node.ring_s, draft)

    def said(self, contact: ContactState, node: Refer, draft: Draft) -> None:
        draft.do(do.StartMusic(contact.contact_id))

    def unanswered(self, contact: ContactState, node: Refer, draft: Draft) -> None:
        self.stage.enter(contact, node.unanswered, draft)
