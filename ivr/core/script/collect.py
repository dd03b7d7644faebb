"""A *collect* node lets a number be typed and keeps it under a name.

The terminator, silence, or the last possible digit end the typing. * erases what was typed; where
nothing was typed, * says the question again and # leads back. A secret number stays in this run's
memory: it is in no event, no effect and no snapshot. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.plan import Collect
from ivr.core.check_digit import passes
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import AGAIN, BACK, AskingScript


class CollectScript(AskingScript[Collect]):
    """Takes digits."""

    def enter(self, contact: ContactState, node: Collect, draft: Draft) -> None:
        contact.typed = ""
        super().enter(contact, node, draft)

    def press(self, contact: ContactState, node: Collect, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        if key in (AGAIN, BACK) and not contact.typed:
            self.stage.enter(contact, self.common(contact, key, draft), draft)
        elif key == AGAIN:
            contact.typed = ""
            self.stage.await_key(contact, node.no_key_s, draft)
        elif key == node.terminator:
            self._finish(contact, node, draft)
        else:
            self._type(contact, node, key, draft)

    def miss_key(self, contact: ContactState, node: Collect, draft: Draft) -> None:
        if contact.typed:
            self._finish(contact, node, draft)
        else:
            super().miss_key(contact, node, draft)

    def _type(self, contact: ContactState, node: Collect, key: str, draft: Draft) -> None:
        if key.isdigit():
            contact.typed += key
        if len(contact.typed) == node.most:
            self._finish(contact, node, draft)
            contact.trailing = node.terminator
        else:
            self.stage.await_key(contact, node.no_key_s, draft)

    def _finish(self, contact: ContactState, node: Collect, draft: Draft) -> None:
        typed, contact.typed = contact.typed, ""
        if len(typed) < node.least or not passes(node.check, typed):
            self.forgive(contact, node, node.wrong, draft)
            return
        if node.is_secret:
            contact.secrets[node.name] = typed
        else:
            draft.happened(e.DigitsCollected(contact.contact_id, node.name, typed))
        self.stage.enter(contact, node.next, draft)
