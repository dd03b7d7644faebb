"""A *consent* node tells that the conversation may be recorded, and keeps the choice. Pure."""

from __future__ import annotations

from contact import event as e
from contact.plan import Consent
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.one_key import OneKeyScript


class ConsentScript(OneKeyScript[Consent]):
    """Whoever does not agree is served all the same."""

    def keys(self, node: Consent) -> str:
        return node.accept + node.refuse

    def answer(self, contact: ContactState, node: Consent, key: str, draft: Draft) -> None:
        draft.happened(e.RecordingConsented(contact.contact_id, key == node.accept))
        self.stage.enter(contact, node.next, draft)
