"""A *menu* says what can be chosen and waits for one of its keys.

Silence and wrong keys are forgiven `tries` times altogether, then the node `exhausted` decides,
which leads to a person rather than to a dead end. Keys that no choice uses mean the same in every
menu: 0 a person, * once more, # back to the menu before. Pure.
"""

from __future__ import annotations

from contact import event as e
from contact.plan import Choice, Menu, Prompt
from ivr.core import effect as do
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.script import Script

PERSON, AGAIN, BACK = "0", "*", "#"


class MenuScript(Script[Menu]):
    """Lets the citizen choose."""

    takes_keys = True

    def enter(self, contact: ContactState, node: Menu, draft: Draft) -> None:
        if not contact.keys_ahead:
            self.stage.speak(contact, node.prompts, draft)

    def said(self, contact: ContactState, node: Menu, draft: Draft) -> None:
        self.stage.await_key(contact, node.no_key_s, draft)

    def press(self, contact: ContactState, node: Menu, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        choice = node.choices.get(key)
        following = choice.next if choice else self._common(contact, key)
        if choice:
            self._take(contact, choice, draft)
        if following:
            self.stage.enter(contact, following, draft)
        else:
            self._forgive(contact, node, node.wrong_key, draft)

    def miss_key(self, contact: ContactState, node: Menu, draft: Draft) -> None:
        self._forgive(contact, node, node.no_key, draft)

    def _common(self, contact: ContactState, key: str) -> str:
        """The node that a key leads to which means the same in every menu; '' if it means none."""
        if key == AGAIN:
            return contact.node
        if key == BACK:
            return self.stage.before(contact)
        return self.stage.flow(contact).person if key == PERSON else ""

    @staticmethod
    def _take(contact: ContactState, choice: Choice, draft: Draft) -> None:
        if choice.topic:
            contact.topic = choice.topic
        if choice.language and choice.language != contact.language:
            draft.happened(e.LanguageChosen(contact.contact_id, choice.language))
            draft.do(do.SetLanguage(contact.contact_id, choice.language))

    def _forgive(self, contact: ContactState, node: Menu, remark: Prompt, draft: Draft) -> None:
        contact.faults += 1
        self.stage.forget(contact.contact_id)
        if contact.faults > node.tries:
            self.stage.enter(contact, node.exhausted, draft)
        elif not contact.keys_ahead:
            self.stage.speak(contact, (remark, *node.prompts), draft)
