"""A *language* node lets the citizen choose a language, once.

Whoever comes from a number that chose before is led past, if the plan remembers it, unless keys
were pressed already: those were meant for this question. Coming here again asks again. Pure.
"""

from __future__ import annotations

from contact.plan import Language
from ivr.core.contact_state import ContactState
from ivr.core.draft import Draft
from ivr.core.script.asking import AskingScript


class LanguageScript(AskingScript[Language]):
    """Asks in all languages at once."""

    def enter(self, contact: ContactState, node: Language, draft: Draft) -> None:
        remembered = self._remembered(contact)
        if remembered in node.choices.values():
            self.stage.set_language(contact, remembered, draft, is_remembered=True)
            self.stage.enter(contact, node.next, draft)
        else:
            super().enter(contact, node, draft)

    def press(self, contact: ContactState, node: Language, key: str, draft: Draft) -> None:
        self.stage.hush(contact, draft)
        language = node.choices.get(key, "")
        following = node.next if language else self.common(contact, key, draft)
        if language:
            self.stage.set_language(contact, language, draft)
        if following:
            self.stage.enter(contact, following, draft)
        else:
            self.forgive(contact, node, node.wrong_key, draft)

    def _remembered(self, contact: ContactState) -> str:
        is_asked = contact.has_chosen_language or contact.keys_ahead
        if is_asked or not self.stage.plan.remembers_language:
            return ""
        return self.stage.callers.of(contact.caller_number) or ""
