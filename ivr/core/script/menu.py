"""A *menu* says what can be chosen and waits for one of its keys. Pure."""

from __future__ import annotations

from contact.plan import Choice, Menu
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import AskingScript


class MenuScript(AskingScript[Menu]):
    """Lets the citizen choose."""

    def press(self, contact: ContactState, node: Menu, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        choice = node.choices.get(key)
        following = choice.next if choice else self.common(contact, key, draft)
        if choice:
            self._take(contact, choice, draft)
        if following:
            self.stage.enter(contact, following, draft)
        else:
            self.forgive(contact, node, node.wrong_key, draft)

    def _take(self, contact: ContactState, choice: Choice, draft: Draft) -> None:
        if choice.topic:
            contact.topic = choice.topic
        if choice.language and choice.language != contact.language:
            self.stage.set_language(contact, choice.language, draft)
