"""A *finish* node speaks and hangs up. Pure."""

from __future__ import annotations

from contact.ending import Reason
from contact.plan import Finish
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script


class FinishScript(Script[Finish]):
    """Takes leave."""

    def enter(self, contact: ContactState, node: Finish, draft: Draft) -> None:
        contact.keys_ahead = ""
        self.stage.speak(contact, node.prompts, draft)

    def said(self, contact: ContactState, node: Finish, draft: Draft) -> None:
        self.stage.end(contact, Reason.MENU_EXHAUSTED, draft)
