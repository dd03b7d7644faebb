"""A *directory* node finds an extension by its digits or by the first letters of a name. Pure."""

from __future__ import annotations

from contact import event as e
from contact.plan import Directory
from ivr.core.contact_state import ContactState
from ivr.core.directory import found
from ivr.core.draft import Draft
from ivr.core.script.typed import TypingScript


class DirectoryScript(TypingScript[Directory]):
    """Takes keys that stand for letters or digits."""

    def take(self, contact: ContactState, node: Directory, typed: str, draft: Draft) -> None:
        who = found(self.stage.plan.directory, typed)
        if len(who) == 1:
            extension = who[0].extension
            draft.happened(e.DigitsCollected(contact.contact_id, node.name, extension))
            self.stage.enter(contact, node.next, draft)
        else:
            self.forgive(contact, node, node.several if who else node.unknown, draft)
