"""A *collect* node lets a number be typed, checks it and keeps it under a name.

A secret number stays in this run's memory: it is in no event, no effect and no snapshot. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.plan import Collect
from ivr.core.check_digit import passes
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.typed import TypingScript


class CollectScript(TypingScript[Collect]):
    """Takes digits."""

    def take(self, contact: ContactState, node: Collect, typed: str, draft: Draft) -> None:
        if len(typed) < node.least or not passes(node.check, typed):
            self.forgive(contact, node, node.wrong, draft)
            return
        if node.is_secret:
            contact.secrets[node.name] = typed
        else:
            draft.happened(e.DigitsCollected(contact.contact_id, node.name, typed))
        self.stage.enter(contact, node.next, draft)
