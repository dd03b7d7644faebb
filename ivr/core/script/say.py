"""A *say* node speaks and goes on; a key cuts it short and counts for what follows. Pure."""

from __future__ import annotations

from contact.plan import Say
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script


class SayScript(Script[Say]):
    """Speaks."""

    def takes(self, contact: ContactState, node: Say) -> bool:
        return not node.must_be_heard

    def enter(self, contact: ContactState, node: Say, draft: Draft) -> None:
        if node.must_be_heard or not contact.keys_ahead:
            self.stage.speak(contact, node.prompts, draft)

    def said(self, contact: ContactState, node: Say, draft: Draft) -> None:
        self.stage.enter(contact, node.next, draft)

    def press(self, contact: ContactState, node: Say, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        contact.keys_ahead = key + contact.keys_ahead
        self.stage.enter(contact, node.next, draft)
