"""An *emergency* node says the centre's emergency message while one is set, and goes on. Pure."""

from __future__ import annotations

from contact.plan import Emergency, Prompt
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script


class EmergencyScript(Script[Emergency]):
    """Speaks when there is something to be said."""

    def takes(self, contact: ContactState, node: Emergency) -> bool:
        return not node.must_be_heard

    def enter(self, contact: ContactState, node: Emergency, draft: Draft) -> None:
        message = self.stage.emergency_message
        if not message:
            self.stage.enter(contact, node.next, draft)
        elif node.must_be_heard or not contact.keys_ahead:
            self.stage.speak(contact, (Prompt(message),), draft)

    def said(self, contact: ContactState, node: Emergency, draft: Draft) -> None:
        self.stage.enter(contact, node.next, draft)

    def press(self, contact: ContactState, node: Emergency, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        contact.keys_ahead = key + contact.keys_ahead
        self.stage.enter(contact, node.next, draft)
